"""Writing a reply: the form in plain fields, and the same as text."""
