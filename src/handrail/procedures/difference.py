"""What is different between two versions of a procedure, in the procedure's own terms: steps added, taken out, moved or
worded otherwise; conditions in words; duties, limits, own facts and scenarios affected. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from types import MappingProxyType
from typing import Literal

from handrail.facts.vocabulary import with_own
from handrail.procedures.documents.told import ToldStep, told
from handrail.procedures.language.home import Limit
from handrail.procedures.language.reader import plain
from handrail.procedures.language.steps import Procedure, in_words
from handrail.procedures.shelf import called_by

Kind = Literal["added", "removed", "moved", "changed", "same"]
NOTHING: Mapping[str, str] = MappingProxyType({})
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stand in both, were taken out or put in."""

    kind: Literal["same", "out", "in"]
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing said otherwise: what it is called, and its words before and after, each with what differs marked."""

    label: str
    before: tuple[Run, ...]
    after: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class StepChange:
    """A step beside itself. `moved`: it stands elsewhere in the order; it may be worded otherwise besides."""

    id: str
    name: str
    kind: Kind
    before: int | None
    after: int | None
    parts: tuple[Changed, ...] = ()
    moved: bool = False

    @property
    def words(self) -> str:
        """`Moved from step 3 to step 5 and worded otherwise.`"""
        if self.kind == "added":
            return f"New, as step {self.after}"
        if self.kind == "removed":
            return f"Taken out; it was step {self.before}"
        moved = f"Moved from step {self.before} to step {self.after}" if self.moved else ""
        return " and ".join(filter(None, [moved, "said otherwise" if self.parts else ""])).capitalize() or "As it was"


@dataclass(frozen=True, slots=True)
class Difference:
    steps: tuple[StepChange, ...]
    about: tuple[Changed, ...]
    duties: tuple[tuple[str, str], ...]  # kind of duty, what became of it
    limits: tuple[Changed, ...]
    facts: tuple[Changed, ...]
    scenarios: tuple[tuple[str, str], ...]  # name, what became of it
    variants: tuple[tuple[str, str], ...]
    calls: tuple[tuple[str, str], ...]

    @property
    def changed_steps(self) -> tuple[StepChange, ...]:
        return tuple(row for row in self.steps if row.kind != "same")

    @property
    def lines(self) -> tuple[StepChange | str, ...]:
        """The steps as a page shows them: each that differs, and a line for those between that are as they were."""
        found: list[StepChange | str] = []
        for same, group in groupby(self.steps, lambda row: row.kind == "same"):
            rows = list(group)
            found += [_as_they_were(rows)] if same else rows
        return tuple(found)

    @property
    def is_empty(self) -> bool:
        rest = (self.about, self.duties, self.limits, self.facts, self.scenarios, self.variants, self.calls)
        return not (self.changed_steps or any(rest))

    @property
    def is_only_words(self) -> bool:
        """Whether nothing but wording differs: no step, duty, limit, fact or condition. Then a change looks minor."""
        moved = any(row.kind in ("added", "removed") or row.moved for row in self.steps)
        wording = all(part.label in _WORDING for row in self.steps for part in row.parts)
        return not (moved or self.duties or self.limits or self.facts or self.variants or self.calls) and wording


def _as_they_were(rows: Sequence[StepChange]) -> str:
    if len(rows) == 1:
        return f"Step {rows[0].after}, {rows[0].name}, is as it was."
    return f"Steps {rows[0].after} to {rows[-1].after} are as they were."


_WORDING = frozenset({"Name", "Say", "Do", "Send", "Watch out"})


def difference(old: Procedure, new: Procedure, titles: Mapping[str, str] = NOTHING) -> Difference:
    """`titles` names the procedures they call."""
    return Difference(
        steps=tuple(_steps(old, new, titles)),
        about=tuple(_pairs(_about(old), _about(new))),
        duties=tuple(_duties(old, new)),
        limits=tuple(_pairs(_limits(old), _limits(new))),
        facts=tuple(_pairs(_facts(old), _facts(new))),
        scenarios=tuple(_became({row.name: row for row in old.scenarios}, {row.name: row for row in new.scenarios})),
        variants=tuple(_became({row.name: row for row in old.variants}, {row.name: row for row in new.variants})),
        calls=tuple(_calls(old, new, titles)),
    )


# Steps


def _steps(old: Procedure, new: Procedure, titles: Mapping[str, str]) -> Iterator[StepChange]:
    """In the order of the new version; what was taken out stands where it was."""
    was, now = _told(old, titles), _told(new, titles)
    moved = _moved([id_ for id_ in was if id_ in now], [id_ for id_ in now if id_ in was])
    gone = [row for id_, row in was.items() if id_ not in now]
    for id_, row in now.items():
        before = was.get(id_)
        place = before.number if before else None
        while gone and place is not None and gone[0].number < place:
            yield _gone(old, gone.pop(0))
        yield _step(old, new, before, row, moved=id_ in moved)
    yield from (_gone(old, row) for row in gone)


def _told(procedure: Procedure, titles: Mapping[str, str]) -> dict[str, ToldStep]:
    with with_own(procedure.own):
        return {row.id: row for row in told(procedure, titles)}


def _moved(was: Sequence[str], now: Sequence[str]) -> frozenset[str]:
    """The steps that stand elsewhere: those outside the longest order that both have."""
    kept = SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
    stays = {id_ for block in kept for id_ in was[block.a : block.a + block.size]}
    return frozenset(now) - stays


def _gone(old: Procedure, row: ToldStep) -> StepChange:
    parts = tuple(Changed(label, (Run("out", text),), ()) for label, text in _said(old, row).items())
    return StepChange(row.id, row.name, "removed", row.number, None, parts)


def _step(old: Procedure, new: Procedure, before: ToldStep | None, row: ToldStep, *, moved: bool) -> StepChange:
    if before is None:
        parts = tuple(Changed(label, (), (Run("in", text),)) for label, text in _said(new, row).items())
        return StepChange(row.id, row.name, "added", None, row.number, parts)
    parts = (*_pairs(_said(old, before), _said(new, row)), *_untold(old, new, row))
    kind: Kind = "changed" if parts else "moved" if moved else "same"
    return StepChange(row.id, row.name, kind, before.number, row.number, parts, moved)


def _said(procedure: Procedure, row: ToldStep) -> dict[str, str]:
    """What a step says, by what it is called on the page. A way to a step is told by its name: its number may change
    without anything being said otherwise."""
    step = procedure.step(row.id)
    said = {"Name": row.name, "Who and when": ", ".join(row.marks)}
    for part in row.parts:
        lines = ["".join(piece.text for piece in line) for line in part.lines]
        said[part.label] = "\n".join(filter(None, [said.get(part.label, ""), *lines]))
    said["Duties met"] = ", ".join(step.meets)
    return {label: _unnumbered(text) for label, text in said.items() if text}


def _unnumbered(text: str) -> str:
    return re.sub(r"\bstep \d+, ", "step ", text)


def _untold(old: Procedure, new: Procedure, row: ToldStep) -> Iterator[Changed]:
    """What the words do not tell apart is shown as it is written, so that no change passes unseen."""
    was, now = (step.model_dump(mode="json", exclude_defaults=True) for step in (old.step(row.id), new.step(row.id)))
    for name in dict.fromkeys([*now, *was]):
        if was.get(name) != now.get(name) and name != "title" and not _is_told(old, new, row, name):
            yield from _pairs(_flat(was.get(name, ""), name), _flat(now.get(name, ""), name))


def _is_told(old: Procedure, new: Procedure, row: ToldStep, name: str) -> bool:
    """Whether the step reads otherwise with this field as it was."""
    step = new.step(row.id).model_copy(update={name: getattr(old.step(row.id), name)})
    for worked_out in ("choices", "wants"):
        step.__dict__.pop(worked_out, None)
    steps = tuple(step if each.id == row.id else each for each in new.steps)
    before = new.model_copy(update={"steps": steps})
    if name == "meets":
        return True
    return _said(before, _told(before, NOTHING)[row.id]) != _said(new, _told(new, NOTHING)[row.id])


def _flat(found: object, place: str = "") -> dict[str, str]:
    match found:
        case dict():
            rows = [(f"{place}.{key}" if place else str(key), value) for key, value in found.items()]
        case list() | tuple():
            rows = [(f"{place} {number}", value) for number, value in enumerate(found, 1)]
        case _:
            return {place: str(found)}
    return {label: text for name, value in rows for label, text in _flat(value, name).items()}


# The rest of it


def _about(row: Procedure) -> dict[str, str]:
    aims = row.targets
    said = {
        "Title": row.title, "Purpose": row.purpose, "Owner": row.owner, "What it handles": ", ".join(row.handles),
        "Trades": ", ".join(row.trades), "Channels": ", ".join(row.channels),
        "Looked at every": in_words(row.review.every),
        "Handled in": in_words(aims.handle_time) if aims.handle_time else "",
        "First answer in": in_words(aims.first_response) if aims.first_response else "",
        "Settled in": in_words(aims.resolution_time) if aims.resolution_time else "",
        "Satisfaction aimed at": aims.csat or "",
    }  # fmt: skip
    return {label: text for label, text in said.items() if text}


def _limits(procedure: Procedure) -> dict[str, str]:
    return {name: _limit(row) for name, row in procedure.limits.items()}


def _limit(row: Limit | str) -> str:
    return row if isinstance(row, str) else ", ".join(f"{key}: {value}" for key, value in _flat(_raw(row)).items())


def _raw(row: Limit) -> object:
    return row.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _facts(procedure: Procedure) -> dict[str, str]:
    rows = plain(procedure).get("facts") or {}
    return {name: ", ".join(f"{key}: {value}" for key, value in _flat(row).items()) for name, row in rows.items()}


def _duties(old: Procedure, new: Procedure) -> Iterator[tuple[str, str]]:
    was, now = _meeting(old), _meeting(new)
    for kind in dict.fromkeys([*was, *now]):
        before, after = was.get(kind, ()), now.get(kind, ())
        if not after:
            yield kind, f"No step meets it any more; “{'”, “'.join(before)}” did"
        elif not before:
            yield kind, f"Met anew, by “{'”, “'.join(after)}”"
        elif before != after:
            yield kind, f"Met by “{'”, “'.join(after)}” instead of “{'”, “'.join(before)}”"


def _meeting(procedure: Procedure) -> dict[str, tuple[str, ...]]:
    kinds = dict.fromkeys(kind for step in procedure.steps for kind in step.meets)
    return {kind: tuple(step.name for step in procedure.steps if kind in step.meets) for kind in kinds}


def _calls(old: Procedure, new: Procedure, titles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    was, now = called_by(old), called_by(new)
    yield from ((titles.get(name, name), "Run no more") for name in was if name not in now)
    yield from ((titles.get(name, name), "Run anew") for name in now if name not in was)


def _became(was: Mapping[str, object], now: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name in dict.fromkeys([*was, *now]):
        if name not in now:
            yield name, "Taken out"
        elif name not in was:
            yield name, "New"
        elif was[name] != now[name]:
            yield name, "Changed"


# Words


def _pairs(was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Changed]:
    """What is said otherwise, in the order of the new."""
    for label in dict.fromkeys([*now, *was]):
        before, after = was.get(label, ""), now.get(label, "")
        if before != after:
            yield Changed(label, *by_word(before, after))


def by_word(before: str, after: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Both texts, each in runs of words that are the same or not. Put together again they are the texts."""
    was, now = _WORD.findall(before), _WORD.findall(after)
    left: list[Run] = []
    right: list[Run] = []
    for same, a, b, c, d in _blocks(was, now):
        left += [Run("same" if same else "out", "".join(was[a:b]))] if b > a else []
        right += [Run("same" if same else "in", "".join(now[c:d]))] if d > c else []
    return tuple(left), tuple(right)


def _blocks(was: Sequence[str], now: Sequence[str]) -> list[tuple[bool, int, int, int, int]]:
    """What is the same and what not, by turns. A mere space between two changes belongs to them."""
    codes = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    found: list[tuple[bool, int, int, int, int]] = []
    for number, (kind, a, b, c, d) in enumerate(codes):
        between = 0 < number < len(codes) - 1 and "".join(was[a:b]).isspace()
        same = kind == "equal" and not between
        if found and not same and not found[-1][0]:
            found[-1] = (False, found[-1][1], b, found[-1][3], d)
        else:
            found.append((same, a, b, c, d))
    return found
