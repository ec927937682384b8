"""The other ways into the law: what applies to us, what changes when, numbers, counting, and what is not held."""
