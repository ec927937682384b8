"""The classes of things that the desk, the customers and the records themselves keep, and their erasers."""
