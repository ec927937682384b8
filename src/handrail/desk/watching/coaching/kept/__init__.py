"""How notes to agents are kept, and how they go."""
