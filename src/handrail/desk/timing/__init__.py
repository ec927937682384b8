"""How long a case was in hand: for the measures, and for a person's own record."""
