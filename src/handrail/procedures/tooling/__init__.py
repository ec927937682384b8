"""The tools that steps say how they are done in: which are in use, when each changed, what is to be looked at then."""
