"""A person's data, across all rooms."""
