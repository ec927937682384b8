"""A person's own record: what is kept of their work, opened by nobody else, and their own word on it."""
