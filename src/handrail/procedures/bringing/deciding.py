"""The steps of a document as they hang together: those that a line above them is the condition of, and those that are
sentences of one line. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from handrail.procedures.bringing import casing
from handrail.procedures.bringing.guessing import sentences
from handrail.procedures.bringing.lines import Line
from handrail.procedures.bringing.outline import Item


@dataclass(slots=True)
class Unit:
    """A step to be. `above`: the place of the unit it stands under. `listed`: the place of the line of a list that it
    was; None for a line that is only a condition, and for a further sentence of a line. `below`: how many stand under
    it. `hangs_on`: the place of the unit whose question it answers; `option`: by what, where not by yes or no.
    `options`: what the question of a unit is answered by, where not by yes or no."""

    item: Item
    above: int | None
    depth: int
    listed: int | None = None
    below: int = 0
    hangs_on: int | None = None
    is_asked: bool = False  # whether others hang on its question
    option: str = ""
    options: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self.item.text

    @property
    def act(self) -> str | None:
        """What is done then, where it answers the question of another; None where it answers none."""
        if self.hangs_on is None:
            return None
        found = casing.option_of(self.text) if self.option else casing.yes_or_no(self.text)
        return found[1] if found else None

    @property
    def is_head(self) -> bool:
        """Whether it is a condition and nothing else."""
        return self.act == "" if self.option else casing.alone(self.text)


def units(items: Sequence[Item]) -> list[Unit]:
    made = _Hung(items).units()
    for n in range(len(made)):
        _chosen(made, n)
    for n, row in enumerate(made):
        _answered(made, n)
        above = row.above
        while above is not None:
            made[above].below += 1
            above = made[above].above
    return made


class _Hung:
    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self.made: list[Unit] = []
        self.under: list[tuple[Line, int]] = []  # the conditions that are open, each with its place
        self.places: list[int] = []  # for each item, the place of what is under it hangs on

    def units(self) -> list[Unit]:
        for n, item in enumerate(self.items):
            self._conditions(item)
            self._item(n, item)
        return self.made

    def _conditions(self, item: Item) -> None:
        """The lines above it that are conditions, those that are not there yet."""
        shared = 0
        while shared < min(len(self.under), len(item.under)) and self.under[shared][0] is item.under[shared]:
            shared += 1
        del self.under[shared:]
        for row in item.under[shared:]:
            above = self.under[-1][1] if self.under else None
            self._add(Item(row, len(self.under), was="condition"), above)
            self.under.append((row, len(self.made) - 1))

    def _item(self, n: int, item: Item) -> None:
        above = self.places[item.above] if item.above is not None else self.under[-1][1] if self.under else None
        parts = _parts(item)
        for k, part in enumerate(parts):
            line = item.line if len(parts) == 1 else Line("item", part, item.line.line, item.line.depth)
            more = item.more if k == 0 else []
            was = item.was if k == 0 else "sentence"
            self._add(Item(line, item.depth, None, was, item.who, item.section, more), above, n if k == 0 else None)
        self.places.append(len(self.made) - 1 if casing.alone(parts[-1]) else len(self.made) - len(parts))

    def _add(self, item: Item, above: int | None, listed: int | None = None) -> None:
        depth = self.made[above].depth + 1 if above is not None else 0
        self.made.append(Unit(item, above, depth, listed))


def _parts(item: Item) -> list[str]:
    """A line in several sentences, cut where a condition begins; only where all that follows is one, as else nobody
    could tell what belongs to it."""
    rows = list(sentences(item.text))
    first = next((n for n, row in enumerate(rows) if _is_case(row)), len(rows))
    if len(rows) < 2 or first == len(rows) or item.more or item.line.links or not all(map(_is_case, rows[first:])):
        return [item.text]
    return [*([" ".join(rows[:first])] if first else []), *rows[first:]]


def _is_case(sentence: str) -> bool:
    begins = casing.case_of(sentence)
    return bool((begins and begins.is_sentence) or casing.otherwise(sentence) or casing.yes_or_no(sentence))


def _chosen(made: Sequence[Unit], n: int) -> None:
    """A question that names what the steps right below it begin with is answered by one of these."""
    below = [row for row in made if row.above == n]
    rest = bool(below) and casing.otherwise(below[-1].text) is not None
    below = below[:-1] if rest else below
    found = [casing.option_of(row.text) for row in below]
    options = [pair[0] for pair in found if pair]
    if len(options) == len(below) and casing.choices_in(made[n].text, options):
        made[n].options, made[n].is_asked = (*options, *(["other"] if rest else [])), True
        for row, option in zip(below, options, strict=True):
            row.hangs_on, row.option = n, option


def _answered(made: Sequence[Unit], n: int) -> None:
    """A yes or a no belongs to the last question beside it, else to the one it stands under."""
    row = made[n]
    if casing.yes_or_no(row.text) is None:
        return
    beside = [k for k in range(n) if made[k].above == row.above]
    places = [*reversed(beside), *([row.above] if row.above is not None else [])]
    row.hangs_on = next((k for k in places if casing.question_of(made[k].text)), None)
    if row.hangs_on is not None:
        made[row.hangs_on].is_asked = True
