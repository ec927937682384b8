"""Mail accounts that take no password: the provider gives a token for an hour, on a consent that was given once."""
