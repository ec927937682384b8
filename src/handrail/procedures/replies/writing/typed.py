"""A reply as its form holds it: what was typed, as the text of a reply and back. Pure.

Nothing is judged here: whatever was typed becomes text, and the reader says what is wrong with it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from handrail.facts.answers import AnswerError, parse
from handrail.facts.formats import FORMATS, fits
from handrail.facts.spoken import listed
from handrail.facts.vocabulary import VOCABULARY, Fact, fact
from handrail.procedures.language.reader import dumped
from handrail.procedures.replies.reply import FIRST, Reply

LINES = ("reply", "title", "subject", "words", "until", "follows")
NOT_IN_REPLIES = ("employee",)  # what a customer is never told of


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields, as strings."""

    reply: str = ""
    title: str = ""
    language: str = FIRST
    subject: str = ""
    words: str = ""
    until: str = ""
    follows: str = ""
    ways: tuple[str, ...] = ()
    meets: tuple[str, ...] = ()
    says: tuple[tuple[str, str], ...] = ()  # what law wants said, and the sentence that says it

    @property
    def said(self) -> dict[str, str]:
        return dict(self.says)


def of_reply(reply: Reply) -> Typed:
    """The fields of a reply that reads."""
    return Typed(
        reply.reply, reply.title, reply.language, reply.subject or "", reply.words.strip(),
        reply.until.isoformat() if reply.until else "", str(reply.follows or ""), tuple(reply.ways),
        tuple(reply.meets), tuple(reply.says.items()),
    )  # fmt: skip


def of_form(rows: Mapping[str, Sequence[str]]) -> Typed:
    """The fields of a form by their names: `wants` and `says` go side by side."""
    lines = {name: _one(rows, name) for name in LINES}
    lines["words"] = lines["words"].replace("\r\n", "\n")
    return Typed(
        **lines,
        language=_one(rows, "language") or FIRST,
        ways=tuple(rows.get("ways", ())),
        meets=tuple(dict.fromkeys(kind for kind in rows.get("meets", ()) if kind)),
        says=tuple(_side_by_side(rows.get("wants", ()), rows.get("says", ()))),
    )


def _one(rows: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(rows.get(name, ())), "").strip()


def _side_by_side(wants: Sequence[str], says: Sequence[str]) -> Iterable[tuple[str, str]]:
    return ((want, said.strip()) for want, said in zip(wants, says, strict=False) if said.strip())


def text_of(typed: Typed) -> str:
    """The text of a reply that these fields make, good or not."""
    raw: dict[str, Any] = {"reply": typed.reply, "title": typed.title, "ways": list(typed.ways)}
    rest = {
        "language": typed.language if typed.language != FIRST else "", "subject": typed.subject,
        "words": f"{typed.words}\n" if typed.words else "", "meets": list(typed.meets), "says": typed.said,
        "follows": _number(typed.follows), "until": _day(typed.until),
    }  # fmt: skip
    return dumped({**raw, **{name: value for name, value in rest.items() if value}})


def _number(text: str) -> int | str:
    return int(text) if text.isdigit() and text.isascii() and len(text) < 6 else text


def _day(text: str) -> str:
    """A day as people write it, as the text holds it; what is no day stays, and the reader says so."""
    try:
        return str(parse(fact("case.opened_on"), text)) if text else ""
    except AnswerError:
        return text


def with_blank(typed: Typed, name: str, form: str = "") -> Typed:
    """With the blank of a fact at the end of the words, in the format it is to be written in."""
    if not name:
        return typed
    gap = "" if not typed.words or typed.words.endswith((" ", "\n")) else " "
    return replace(typed, words=f"{typed.words}{gap}{{{{ {name}{f' | {form}' if form else ''} }}}}")


def with_kind(typed: Typed, kind: str) -> Typed:
    return replace(typed, meets=tuple(dict.fromkeys([*typed.meets, *([kind] if kind else [])])))


def without_kind(typed: Typed, kind: str) -> Typed:
    return replace(typed, meets=tuple(row for row in typed.meets if row != kind))


@cache
def blanks() -> Mapping[str, str]:
    """The facts that a reply may name, by label. A label that two facts have is told with the name."""
    rows = sorted((row for row in VOCABULARY.values() if row.about not in NOT_IN_REPLIES), key=_order)
    often = Counter(row.label for row in rows)
    return {row.label if often[row.label] == 1 else f"{row.label} ({row.name})": row.name for row in rows}


def formats() -> list[tuple[str, str]]:
    """The ways a blank can be written, each with what it makes of a value."""
    return [(row.name, f"{row.says}: {' '.join(row.example.split())}") for row in FORMATS.values()]


def not_so(name: str, form: str) -> str:
    """Why this fact is not written in this format, with what there is instead; nothing where it is."""
    if not form or not fits(fact(name), form):
        return ""
    good = [f"“{says}”" for other, says in formats() if not fits(fact(name), other)]
    instead = f"Choose {listed(good, 'or')}, or leave it as everywhere." if good else "Leave it as everywhere."
    return f"{fact(name).label} can’t be written that way. {instead}"


def _order(row: Fact) -> tuple[bool, bool, str]:
    """What a reply names most stands first: the customer, then the sale."""
    return (row.about != "customer", row.about != "sale", row.label.casefold())


def named_blank(label: str) -> str:
    """The fact that a label or a name stands for, or nothing."""
    asked = label.strip()
    return blanks().get(asked, asked if asked in blanks().values() else "")
