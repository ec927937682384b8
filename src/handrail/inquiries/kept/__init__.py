"""Tickets as what is kept of persons: how old a file is, who is named in one, and how its words go."""
