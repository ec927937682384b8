"""What the readers of tables, JSON lines and mailboxes hand to `tickets`, and what a file may be. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

LARGEST = 50 * 1024 * 1024  # bytes of one file
MOST_ROWS = 100_000  # tickets of one file
MOST_BAD = 1_000  # so many more bad rows than good ones: the file is the wrong one
LONGEST_TEXT = 20_000  # characters kept of one ticket's text; the rest is cut off
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class WrongFileError(ValueError):
    """A file no tickets can be read from; the message says why and what to do next."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row left out: `line` counts from 1 in the file as an editor shows it; `reason` is words for a person."""

    line: int
    reason: str


@dataclass(slots=True)
class Raw:
    """Rows as the file has them: (line, {header: cell}); `mapping` is what the reader recognised.
    `replies` counts mails that answer another mail of the same file."""

    kind: str
    headers: list[str] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    replies: int = 0

    def keep(self, line: int, cells: dict[str, str]) -> None:
        """Adds a good row. Raises WrongFileError over the limit."""
        if len(self.rows) >= MOST_ROWS:
            raise WrongFileError(f"The file holds more than {MOST_ROWS:,} tickets. Split it, by year perhaps.")
        self.rows.append((line, cells))

    def refuse(self, line: int, reason: str) -> None:
        """Lists a bad row. Raises WrongFileError when there are too many."""
        self.bad.append(BadRow(line, reason))
        refuse_if_mostly_bad(self.bad, len(self.rows))


def refuse_if_mostly_bad(bad: Sequence[BadRow], good: int) -> None:
    """Raises WrongFileError when there are MOST_BAD more bad rows than good ones."""
    if len(bad) > MOST_BAD + good:
        first = f"line {bad[0].line}: {bad[0].reason}"
        raise WrongFileError(
            f"More than {MOST_BAD:,} rows can't be read, more than the good ones (the first, {first}). "
            "Choose other columns, or export the file again."
        )


def clean(cell: str) -> str:
    """A cell without control characters, a byte-order mark and blanks at its ends, at most LONGEST_TEXT long."""
    text = cell[: LONGEST_TEXT * 2].replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text).strip("\ufeff \t\n\u00a0")[:LONGEST_TEXT]
