"""How notes to agents and scores are kept, and how they go."""
