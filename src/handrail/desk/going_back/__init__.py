"""Answers changed, cases reopened: what was done is never undone in silence."""
