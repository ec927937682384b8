"""What stands between two: a note or a score, which the one it is about reads, and may answer once."""
