"""The replies of the starter library, as they lie in the distribution. Pure."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from handrail.procedures.replies.reply import Reply, read, write

FOLDER = Path(__file__).parent.parent / "library" / "replies"


@cache
def replies() -> Mapping[str, Reply]:
    """Every starter reply by its name. Raises UnreadableError with file and line."""
    found = (read(file.read_text("utf-8"), file.name) for file in sorted(FOLDER.glob("*.yaml")))
    return MappingProxyType({reply.name: reply for reply in found})


@cache
def starter_text(name: str) -> str:
    """A starter reply as it is written down when it is adopted. Raises KeyError."""
    return write(replies()[name])
