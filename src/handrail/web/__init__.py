"""The shell: base templates, components, tokens, keyboard. Knows no other room."""
