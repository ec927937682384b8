"""One's own dues as a calendar at a secret address."""
