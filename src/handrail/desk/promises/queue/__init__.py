"""The one way a promise comes onto the list, with its reminder."""
