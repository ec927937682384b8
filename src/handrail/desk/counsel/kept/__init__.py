"""How questions to counsel are kept, and how they go."""
