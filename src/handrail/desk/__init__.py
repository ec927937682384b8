"""The desk: cases, runs, escalations."""
