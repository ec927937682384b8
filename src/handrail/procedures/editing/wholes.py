"""Forms for what stands beside the steps: variants, and scenarios. What a form does not show is kept as it is. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from handrail.facts.vocabulary import VOCABULARY
from handrail.procedures.editing.fields import (
    Choices,
    Condition,
    Control,
    FactName,
    FieldError,
    Group,
    Kind,
    Line,
    Many,
    Pairs,
    Pick,
    Post,
    Sent,
    Words,
)
from handrail.procedures.editing.starting import slug

REST = "rest"
NOTHING = "none"  # how a list without an item is shown and typed


@dataclass(frozen=True)
class Open(Group):
    """A group of which only some fields are shown; the others go along unseen."""

    look: str = "stacked"

    def opened(self, raw: Any) -> Any:
        unseen = {key: value for key, value in (raw or {}).items() if key not in self.of}
        return {**super().opened(raw), REST: json.dumps(unseen, ensure_ascii=False) if unseen else ""}

    def typed(self, post: Post, name: str) -> Any:
        return {**super().typed(post, name), REST: post.get(f"{name}.{REST}", "")}

    def raw(self, typed: Any) -> Any:
        return {**_unseen(typed[REST]), **(super().raw(typed) or {})} or None

    def shown(self, typed: Any, name: str, label: str, choices: Choices) -> Control:
        inside = super().shown(typed, name, label, choices).inside
        return Control(self.look, name, label, inside=(*inside, Control("kept", f"{name}.{REST}", "", typed[REST])))


def _unseen(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        raise FieldError("A part of this can’t be read any more. Load the page again.") from None
    return found if isinstance(found, dict) else {}


class Name(Line):
    """A short name: what is typed, in small letters with hyphens."""

    def raw(self, typed: Any) -> Any:
        return slug(typed) if typed else None


class NewStep(Open):
    """A step of a variant; one without an id is named after its title."""

    def raw(self, typed: Any) -> Any:
        made: dict[str, Any] = super().raw(typed) or {}
        title = made.get("title", "")
        if made and "id" not in made and not title:
            raise FieldError("Give each added step a name.")
        return {"id": made.get("id") or slug(title), **made} if made else None


class StepThere(Pick):
    """A step of this procedure; one of a procedure it runs, or of a variant, stays as it is written."""

    def shown(self, typed: Any, name: str, label: str, choices: Choices) -> Control:
        made = super().shown(typed, name, label, choices)
        missing = typed and typed not in dict(made.options)
        return replace(made, options=(*made.options, (typed, typed))) if missing else made


class Known(Pairs):
    """Facts with their values as people write them. A list has commas between its items."""

    def __init__(self, what: str) -> None:
        super().__init__(("Fact", FactName()), ("Is", Line()), what)

    def opened(self, raw: Any) -> Any:
        return super().opened({name: _shown(value) for name, value in (raw or {}).items()})

    def raw(self, typed: Any) -> Any:
        made: Mapping[str, str] = super().raw(typed) or {}
        return {name: _value(name, value) for name, value in made.items()} or None


def _shown(value: Any) -> str:
    return (", ".join(value) or NOTHING) if isinstance(value, list | tuple) else str(value)


def _value(name: str, text: str) -> Any:
    known = VOCABULARY.get(name)
    if known is None or known.type not in ("list", "amounts") or text == "unknown":
        return text
    return [] if text == NOTHING else [part.strip() for part in text.split(",") if part.strip()]


_PARTS: Mapping[str, tuple[str, Kind]] = {
    "title": ("Name", Line()),
    "say": ("Say", Words()),
    "ask": ("Ask", Many(FactName(), "Ask")),
    "do": ("Do", Words()),
    "send": ("Send", Sent()),
    "record": ("Record", Many(FactName(), "Record")),
}
VARIANT = Open(
    {
        "name": ("Name of the variant", Name(hint="by phone")),
        "when": ("It counts only where", Condition()),
        "change": (
            "Steps that are different there; what is left empty stays as it is",
            Pairs(("Step", Pick("steps")), ("There it is", Open(_PARTS)), "Different step"),
        ),
        "add": (
            "Steps that come in there",
            Many(
                Open({"after": ("After", Pick("steps")), "steps": ("New", Many(NewStep(_PARTS), "New step"))}), "Place"
            ),
        ),
        "leave_out": ("Steps that are left out there", Many(Pick("steps"), "Step")),
    }
)
EXPECTED = Open(
    {
        "outcome": ("It ends as", Pick("outcomes", "not looked at")),
        "through": ("It comes through these steps, in this order", Many(StepThere("steps"), "Step")),
        "never": ("It never comes to these", Many(StepThere("steps"), "Step")),
        "escalated": ("It is escalated to", Many(Pick("roles"), "Person")),
        "said": ("Words that are said", Many(Line(), "Words")),
    }
)
SCENARIO = Open(
    {
        "name": ("What happens, in a few words", Line()),
        "at": ("On the day and at the hour", Line(hint="2026-11-24T12:00")),
        "zone": ("At the clock of", Line(hint="America/Chicago")),
        "facts": ("Known from the start", Known("Fact")),
        "pool": ("Answered when asked", Known("Answer")),
        "confirm": (
            "The customer’s yes or no; left out: yes",
            Pairs(("At step", StepThere("steps")), ("Says", Pick("yes-no")), "Answer"),
        ),
        "expect": ("What must come of it", EXPECTED),
    }
)
