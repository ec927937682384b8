"""The ledger: deeds, chained events, checkpoints, verification, attachments and timers."""
