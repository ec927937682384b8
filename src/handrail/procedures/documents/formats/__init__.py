"""A procedure as a file for elsewhere: each format tells every part of the language in its own way. Pure.

`sheet` gathers what each of them tells; `listing` names them. Words come from `documents/told`, the same everywhere."""
