"""Steps that were not done as written, and who allowed it."""
