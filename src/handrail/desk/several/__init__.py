"""Several requests in one contact, and several contacts of one agent at once."""
