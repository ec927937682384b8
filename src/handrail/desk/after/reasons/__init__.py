"""Reason codes: why customers contact the business, in its own words."""
