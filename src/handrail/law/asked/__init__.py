"""Questions about a case on the web: what is due from a set of events, and all that one kind of duty says."""
