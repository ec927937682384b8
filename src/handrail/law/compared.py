"""Two versions of a pack compared, in words for a person: duties that came, ended, read otherwise or were only looked
at again; numbers; and the kinds of duty that are touched, by which all else is found. Pure.

Sentences of law stand in both versions with the status each has."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from handrail.calendars.business_days import calendar
from handrail.facts.spoken import in_unit
from handrail.law.duties import DeadlineRule, Duty, LawText, Pack, Part, ValueByDate
from handrail.law.engine import Law
from handrail.law.listing import TOPICS
from handrail.law.loader import values_of
from handrail.law.plain import Teller
from handrail.law.words import TYPES, Said, Told, in_force_words, parts_of, said, seen_words, short_day

What = Literal["added", "ended", "altered", "verified"]
WHATS: Mapping[What, str] = {
    "added": "Added", "ended": "Ended", "altered": "Altered", "verified": "Only looked at again",
}  # fmt: skip
LOOKED = frozenset({"verified", "recheck_by"})
"""Fields that say when somebody looked, and nothing of what the law asks."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs. `now` and `was`: the sentences of law themselves, where they are what differs."""

    words: str
    now: Said | None = None
    was: Said | None = None


@dataclass(frozen=True, slots=True)
class DutyChange:
    """What became of one duty. `kinds`: those of the parts that came, went or differ."""

    id: str
    title: str
    what: What
    said: Said
    differences: tuple[Difference, ...]
    kinds: frozenset[str] = frozenset()

    @property
    def what_words(self) -> str:
        return WHATS[self.what]


@dataclass(frozen=True, slots=True)
class NumberChange:
    """What became of one number by date."""

    id: str
    title: str
    what: What
    differences: tuple[Difference, ...]

    @property
    def what_words(self) -> str:
        return WHATS[self.what]


@dataclass(frozen=True, slots=True)
class Compared:
    """All that differs between the version in use and another. `others`: of the pack itself."""

    duties: tuple[DutyChange, ...]
    numbers: tuple[NumberChange, ...]
    others: tuple[Difference, ...]
    resting: frozenset[str] = field(default_factory=frozenset)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of duty whose parts differ, or rest on a number that does."""
        return self.resting.union(*(row.kinds for row in self.duties))

    @property
    def values(self) -> frozenset[str]:
        return frozenset(row.id for row in self.numbers if row.what != "verified")

    @property
    def is_only_verified(self) -> bool:
        """Whether nothing was altered but the days on which somebody looked."""
        return not self.others and all(what == "verified" for what in self._whats())

    def _whats(self) -> list[What]:
        return [row.what for row in self.duties] + [row.what for row in self.numbers]

    def of(self, what: What) -> tuple[DutyChange, ...]:
        return tuple(row for row in self.duties if row.what == what)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many duties and numbers were added, ended, altered or only looked at again."""
        return [(words, self._whats().count(what)) for what, words in WHATS.items()]


@dataclass(frozen=True, slots=True)
class Side:
    """A version with the law around it, on the day of the comparison."""

    law: Law
    on: date

    def said(self, duty: Duty, text: LawText, part: Part | None = None) -> Said:
        return said(self.law.state(duty, text, self.on, part))

    @property
    def teller(self) -> Teller:
        return Teller(self.law, self.on)

    def condition(self, text: str | None) -> str:
        return "; ".join(self.teller.condition(text)) if text and text != "true" else "always"


def compare(was: Pack | None, now: Pack, law_was: Law, law_now: Law, on: date) -> Compared:
    """What differs between the version in use and another. `law_was`, `law_now`: all packs with the one and the other,
    for the titles they give. `was` None: there was no such pack."""
    old, new = Side(law_was, on), Side(law_now, on)
    duties = tuple(_duties(was.duties if was else (), now.duties, old, new))
    numbers = tuple(_numbers(was.values if was else (), now.values))
    touched = {row.id for row in numbers if row.what != "verified"}
    rows = [*now.duties, *(was.duties if was else ())]
    resting = {part.kind for duty in rows if touched.intersection(values_of(duty)) for part in duty.parts}
    return Compared(duties, numbers, tuple(_of_pack(was, now)) if was else (), frozenset(resting))


# Duties


def _duties(was: Sequence[Duty], now: Sequence[Duty], old: Side, new: Side) -> Iterator[DutyChange]:
    before, after = _by_id(was), _by_id(now)
    for name in dict.fromkeys([*after, *before]):
        found = _duty(before.get(name, []), after.get(name, []), old, new)
        if found:
            yield found


def _by_id(rows: Iterable[Duty]) -> dict[str, list[Duty]]:
    found: dict[str, list[Duty]] = {}
    for row in rows:
        found.setdefault(row.id, []).append(row)
    return found


def _duty(was: list[Duty], now: list[Duty], old: Side, new: Side) -> DutyChange | None:
    """What became of a duty, over all the stretches of days it has."""
    if not was:
        return _whole("added", now, new, "It was not in the version in use.")
    if not now:
        return _whole("ended", was, old, "It is no longer in the file.")
    pairs, came, gone = _paired(was, now)
    rows = [row for one, other in pairs for row in _differences(one, other, old, new)]
    differences = [row for row, _ in rows] + [_stretch(row, new, "is new") for row in came]
    differences += [_stretch(row, old, "is no longer in the file") for row in gone]
    kinds = {kind for _, found in rows for kind in found} | _kinds([*came, *gone])
    if differences:
        what: What = "ended" if _ends(was, now) else "altered"
        return DutyChange(
            now[-1].id, now[-1].title, what, new.said(now[-1], now[-1].plain), tuple(differences), frozenset(kinds)
        )
    looked = [_looked(one, other) for one, other in pairs if one != other]
    return (
        DutyChange(now[-1].id, now[-1].title, "verified", new.said(now[-1], now[-1].plain), tuple(looked))
        if looked
        else None
    )


def _whole(what: What, rows: list[Duty], side: Side, words: str) -> DutyChange:
    row = rows[-1]
    told = [Difference(words)]
    if what == "added":
        told.append(Difference(f"{in_force_words(row)} {_binds(row, side)}"))
        told += [
            Difference(f"{part.kind}: {_joined(part)}", now=part.said) for part in parts_of(side.law, row, side.on)
        ]
    return DutyChange(row.id, row.title, what, side.said(row, row.plain), tuple(told), frozenset(_kinds(rows)))


def _joined(told: Told) -> str:
    return " ".join(told.lines) or told.type


def _binds(row: Duty, side: Side) -> str:
    return f"It binds a business: {side.condition(row.applies)}."


def _stretch(row: Duty, side: Side, words: str) -> Difference:
    return Difference(f"A reading of other days {words}. {in_force_words(row)}", now=side.said(row, row.plain))


def _kinds(rows: Iterable[Duty]) -> set[str]:
    return {part.kind for row in rows for part in row.parts}


def _ends(was: list[Duty], now: list[Duty]) -> bool:
    """Whether an end was set where none was: a last day, or a duty that comes after."""
    before, after = was[-1], now[-1]
    return (before.in_force.to is None and after.in_force.to is not None) or (
        before.superseded_by is None and after.superseded_by is not None
    )


def _paired(was: list[Duty], now: list[Duty]) -> tuple[list[tuple[Duty, Duty]], list[Duty], list[Duty]]:
    """Stretches that stand for each other: those with the same first day, then the rest in their order."""
    left, came, pairs = list(was), [], []
    for row in now:
        same = next((one for one in left if one.in_force.from_ == row.in_force.from_), None)
        if same is None:
            came.append(row)
            continue
        pairs.append((same, row))
        left.remove(same)
    more = list(zip(left, came, strict=False))
    return [*pairs, *more], came[len(more) :], left[len(more) :]


def _looked(was: Duty, now: Duty) -> Difference:
    again = f"Check again by {short_day(now.recheck_by)}"
    again += f", was {short_day(was.recheck_by)}" if was.recheck_by != now.recheck_by else ""
    return Difference(f"Looked at {seen_words(now.verified)}; before: {seen_words(was.verified)}. {again}.")


# One duty, field by field


Found = tuple[Difference, frozenset[str]]


def _differences(was: Duty, now: Duty, old: Side, new: Side) -> Iterator[Found]:
    """Each difference with the kinds it touches. What differs in a way no sentence tells is named by its field."""
    every = frozenset(_kinds([was, now]))
    told: set[str] = set(LOOKED) | {"parts"}
    for name, rows in _told_fields(was, now, old, new):
        told.add(name)
        yield from ((row, every) for row in rows)
    for name in type(now).model_fields:
        if name not in told and getattr(was, name) != getattr(now, name):
            yield Difference(f"{_FIELDS.get(name, name.replace('_', ' ').capitalize())} differs."), every
    yield from _parts(was, now, old, new)


_FIELDS = {
    "no_duty": "Whether a duty was found",
    "searched": "The day of the search",
    "covers": "What was searched for",
}


def _told_fields(was: Duty, now: Duty, old: Side, new: Side) -> Iterator[tuple[str, list[Difference]]]:
    if was.title != now.title:
        yield "title", [Difference(f"It is called “{now.title}”, was “{was.title}”.")]
    if was.plain != now.plain:
        yield "plain", [Difference("Its sentence reads otherwise.", new.said(now, now.plain), old.said(was, was.plain))]
    for name, words in (("applies", "It binds a business"), ("arises", "It arises in a case")):
        one, other = getattr(was, name), getattr(now, name)
        if one != other:
            yield name, [Difference(f"{words}: {new.condition(other)}. Was: {old.condition(one)}.")]
    if was.in_force != now.in_force:
        yield "in_force", [Difference(f"{in_force_words(now)} Was: {in_force_words(was)}")]
    if was.citation != now.citation:
        yield "citation", [Difference(f"It stands in {now.citation}, was {was.citation}.")]
    if was.topic != now.topic:
        topics = [TOPICS.get(row.topic, row.topic) for row in (now, was)]
        yield "topic", [Difference(f"It is listed under {topics[0]}, was {topics[1]}.")]
    if was.superseded_by != now.superseded_by:
        yield "superseded_by", [Difference(f"What comes after: {now.superseded_by or 'nothing'}.")]
    yield from _told_texts(was, now, old, new)


def _told_texts(was: Duty, now: Duty, old: Side, new: Side) -> Iterator[tuple[str, list[Difference]]]:
    """Sentences that a duty has one or several of."""
    named = (("cost", "What it costs to miss it"), ("exceptions", "An exception"), ("notes", "A note"),
             ("watch", "What to watch"))  # fmt: skip
    for name, words in named:
        one, other = (_texts(getattr(row, name)) for row in (was, now))
        rows = [Difference(f"{words} is new.", now=new.said(now, text)) for text in other if text not in one]
        rows += [Difference(f"{words} is gone.", was=old.said(was, text)) for text in one if text not in other]
        if rows:
            yield name, rows


def _texts(found: Any) -> tuple[LawText, ...]:
    return found if isinstance(found, tuple) else (found,) if found else ()


# Parts


def _parts(was: Duty, now: Duty, old: Side, new: Side) -> Iterator[Found]:
    before = {row.part.id: row for row in parts_of(old.law, was, old.on)}
    after = {row.part.id: row for row in parts_of(new.law, now, new.on)}
    for name, told in after.items():
        if name not in before:
            yield Difference(f"“{told.kind}” is asked now. {_joined(told)}", now=told.said), frozenset({told.part.kind})
            continue
        kinds = frozenset({told.part.kind, before[name].part.kind})
        yield from ((row, kinds) for row in _part(before[name], told))
    for name, told in before.items():
        if name not in after:
            yield Difference(f"“{told.kind}” is no longer asked.", was=told.said), frozenset({told.part.kind})


def _part(was: Told, now: Told) -> list[Difference]:
    """What differs in one part. At least one sentence whenever anything but the day of a look does."""
    title = f"“{now.kind}”"
    rows = list(_deadline(title, was.part.deadline, now.part.deadline))
    if was.kind != now.kind:
        rows.append(Difference(f"{title} is what it counts as, was “{was.kind}”."))
    if was.part.type != now.part.type:
        rows.append(Difference(f"{title} is of another sort: {TYPES[now.part.type]}, was {TYPES[was.part.type]}."))
    if was.said.text != now.said.text:
        rows.append(Difference(f"{title} reads otherwise.", now.said, was.said))
    if was.arises != now.arises:
        when = ["; ".join(row.arises) or "always" for row in (now, was)]
        rows.append(Difference(f"{title} arises: {when[0]}. Was: {when[1]}."))
    rows += _lines(title, was, now, is_told=bool(rows))
    rows += _came_and_went(f"{title}: what it must hold", was.elements, now.elements)
    rows += _came_and_went(
        f"{title}: when it is not allowed", [r.text for r in was.forbids], [r.text for r in now.forbids]
    )
    names = [name for name in type(now.part).model_fields if name not in LOOKED]
    if not rows and any(getattr(was.part, name) != getattr(now.part, name) for name in names):
        rows.append(Difference(f"{title} is set down otherwise: {_named_fields(was.part, now.part, names)}."))
    return rows


def _named_fields(was: Part, now: Part, names: Iterable[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names if getattr(was, name) != getattr(now, name))


def _deadline(title: str, was: DeadlineRule | None, now: DeadlineRule | None) -> Iterator[Difference]:
    """`“Money back” is due within 10 days, was 7 days`: where only the count differs, and the line says all."""
    if was is None or now is None or was == now:
        return
    same = was.model_copy(update={"count": now.count, "unit": now.unit, "calendars": now.calendars}) == now
    if same and was.count is not None and now.count is not None:
        word = {"by": "is due within", "until": "may be used for", "not-before": "may not come sooner than"}[now.means]
        side = " before" if now.direction == "before" else ""
        yield Difference(f"{title} {word} {_span(now)}{side}, was {_span(was)}.")


def _span(rule: DeadlineRule) -> str:
    unit = rule.unit.replace("-", " ")
    by = f" ({calendar(rule.calendars[0]).title})" if rule.calendars else ""
    return f"{rule.count} {unit.removesuffix('s') if rule.count == 1 else unit}{by}"


def _lines(title: str, was: Told, now: Told, *, is_told: bool) -> list[Difference]:
    """Lines of time, order, look and bounds that came or went; none of a deadline that was told already."""
    skip = len(list(_deadline(title, was.part.deadline, now.part.deadline))) > 0
    one, other = (set(row.lines) for row in (was, now))
    came = [line for line in now.lines if line not in one]
    went = [line for line in was.lines if line not in other]
    if skip:
        came, went = ([line for line in rows if not _is_of_deadline(line)] for rows in (came, went))
    rows = [Difference(f"{title}: {line} Was: {went[n]}" if n < len(went) else f"{title}, new: {line}") for n, line in
            enumerate(came)]  # fmt: skip
    return rows + [Difference(f"{title}, gone: {line}") for line in went[len(came) :]]


_DEADLINE = ("Within ", "Until ", "Not sooner ", "At least ", "By the end ", "Days are counted ", "It is kept when ")


def _is_of_deadline(line: str) -> bool:
    return line.startswith(
        ("Within ", "Until ", "Not sooner ", "At least ", "By the end ", "Days are counted ", "It is kept when ")
    )


def _came_and_went(words: str, was: Sequence[str], now: Sequence[str]) -> list[Difference]:
    rows = [Difference(f"{words}, new: {text}") for text in now if text not in was]
    return rows + [Difference(f"{words}, gone: {text}") for text in was if text not in now]


# Numbers


def _numbers(was: Sequence[ValueByDate], now: Sequence[ValueByDate]) -> Iterator[NumberChange]:
    before, after = ({row.id: row for row in rows} for rows in (was, now))
    for name in dict.fromkeys([*after, *before]):
        one, other = before.get(name), after.get(name)
        if one is None or other is None:
            row, what = (other, "added") if other else (one, "ended")
            assert row is not None
            told = [Difference(line) for line in _stretches(row).values()]
            yield NumberChange(row.id, row.title, "added" if what == "added" else "ended", tuple(told))
        elif one != other:
            yield _number(one, other)


def _number(was: ValueByDate, now: ValueByDate) -> NumberChange:
    one, other = _stretches(was), _stretches(now)
    rows = [
        Difference(f"{line} Was: {one[day]}" if day in one else line)
        for day, line in other.items()
        if one.get(day) != line
    ]
    rows += [Difference(f"Gone: {line}") for day, line in one.items() if day not in other]
    if was.title != now.title or was.unit != now.unit:
        rows.append(Difference(f"It is called “{now.title}” and counted in {now.unit}."))
    if rows:
        return NumberChange(now.id, now.title, "altered", tuple(rows))
    told = f"Looked at {seen_words(now.verified)}. Check again by {short_day(now.recheck_by)}."
    return NumberChange(now.id, now.title, "verified", (Difference(told),))


def _stretches(row: ValueByDate) -> dict[date, str]:
    return {
        entry.from_: f"From {short_day(entry.from_)}{f' to {short_day(entry.to)}' if entry.to else ''}: "
        f"{'not published yet' if entry.value is None else in_unit(entry.value, row.unit)} ({entry.reference})"
        f"{f'; {entry.note}' if entry.note else ''}"
        for entry in row.entries
    }


# The pack itself


def _of_pack(was: Pack, now: Pack) -> Iterator[Difference]:
    for name, words in (
        ("title", "It is called"),
        ("maintainer", "It is kept by"),
        ("jurisdiction", "It is the law of"),
    ):
        if getattr(was, name) != getattr(now, name):
            yield Difference(f"{words} {getattr(now, name)}, was {getattr(was, name)}.")
    if was.parent != now.parent:
        yield Difference(f"It rests on {now.parent or 'no other file'}, was {was.parent or 'no other file'}.")
    if was.agencies != now.agencies:
        named = [row.name for key, row in now.agencies.items() if was.agencies.get(key) != row]
        gone = [row.name for key, row in was.agencies.items() if key not in now.agencies]
        told = [f"new or altered: {', '.join(named)}" if named else "", f"gone: {', '.join(gone)}" if gone else ""]
        yield Difference(f"Agencies, {'; '.join(filter(None, told))}.")
    lists = (("counting", "Rule on counting time"), ("excluded", "Named as no duty"), ("not_held", "Named as not held"))
    for name, words in lists:
        yield from _rows(words, getattr(was, name), getattr(now, name))


def _rows(words: str, was: Sequence[Any], now: Sequence[Any]) -> Iterator[Difference]:
    before, after = ({row.id: row for row in rows} for rows in (was, now))
    for name, row in after.items():
        if before.get(name) != row:
            yield Difference(f"{words}, {'altered' if name in before else 'new'}: {_title(row)}.")
    yield from (Difference(f"{words}, gone: {_title(row)}.") for name, row in before.items() if name not in after)


def _title(row: Any) -> str:
    return str(getattr(row, "title", "") or row.what).rstrip(".")
