"""When the business is open, and the days on which it is closed, as it said by a date."""
