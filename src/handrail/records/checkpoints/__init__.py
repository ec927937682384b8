"""Checkpoints: what fixes the record against whoever owns the machine; the keys they are signed with."""
