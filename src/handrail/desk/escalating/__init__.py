"""Escalations: who is asked, by when, and what came of it."""
