"""What rests on law, as the rooms above hand it down: one row a procedure, a case, later a reply or a quiz. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Touched:
    """Something that rests on kinds of duty or numbers of law. `what` groups them; `slug`: of a procedure whose
    publication can be held."""

    what: str
    title: str
    detail: str
    address: str
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Surprised:
    """Scenarios of a procedure in force that come out otherwise on another law than they do today."""

    title: str
    names: tuple[str, ...]
    address: str


Toucher = Callable[[frozenset[str], frozenset[str], date], list[Touched]]
"""From kinds of duty and ids of numbers, on a day, to what rests on them."""
