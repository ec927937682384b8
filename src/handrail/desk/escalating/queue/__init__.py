"""Where an escalation is put before the right person, and taken off again."""
