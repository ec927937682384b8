"""What went, and that it stays gone: the signed list of disposals that lies beside the backups."""
