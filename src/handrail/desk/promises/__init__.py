"""What was promised to customers: who keeps it, until when, and what became of it."""
