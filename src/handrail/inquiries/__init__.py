"""Tickets in, topics, and the finder of a procedure."""
