"""Replies: the words that leave the house, controlled like procedures."""
