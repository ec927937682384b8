"""A procedure as data, its reader and writer, and the engine that runs it. Pure.

The meaning of every step is written down in docs/reference/procedure-language.md; `engine` follows it."""
