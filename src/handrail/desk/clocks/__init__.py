"""How long a customer has waited for a case to be settled, against what its procedure aims at."""
