"""Organizations, locations, members, roles and rights, sign-in."""
