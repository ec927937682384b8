"""Packets: one case as a file that can be checked elsewhere; search."""
