"""Versions of law files: what is in use, what waits, how they come, and how old the law is."""
