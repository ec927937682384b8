"""Find a record by anything that stands in it."""
