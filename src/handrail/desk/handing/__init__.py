"""A case goes from hand to hand: given on, taken over, joined with its double."""
