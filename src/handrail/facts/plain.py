"""The plain values that files, records and the database hold."""

from typing import TypeAlias

JSON: TypeAlias = "dict[str, JSON] | list[JSON] | str | int | bool | None"
