"""How long what people told us is kept, what stops its going, and how it goes."""
