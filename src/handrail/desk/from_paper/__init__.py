"""What was run on paper, entered later: its number opens the case, each step takes the time that stands there."""
