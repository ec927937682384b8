"""Kinds of form fields for what procedures are made of: text, facts, conditions, ways, rows and groups of these.

Pure. Each kind goes four ways: `opened` from what is written to what a person sees, `shown` as controls, `typed` from
what was sent, `raw` back to what is written. What was typed may be unfinished; `raw` then raises FieldError, and it is
shown again as typed."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from handrail.facts.vocabulary import VOCABULARY
from handrail.procedures.editing import conditions
from handrail.procedures.editing.conditions import COMPARISONS, LAW, NO_VALUE, Row, RowError, Rows, comparisons, rows_of
from handrail.procedures.editing.naming import called, find

Post: TypeAlias = Mapping[str, str]
Choices: TypeAlias = Mapping[str, Sequence[tuple[str, str]]]
MOST_ROWS = 60


class FieldError(ValueError):
    """What was typed says nothing yet, or nothing we know; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Control:
    """One control, or a box of them. `look`: how it is drawn. `marks`: the choices beside that it belongs to."""

    look: str
    name: str = ""
    label: str = ""
    value: str = ""
    options: tuple[tuple[str, str], ...] = ()
    inside: tuple["Control", ...] = ()
    listed: str = ""  # the id of the list of proposals
    hint: str = ""
    marks: str = ""


class Kind:
    """A field of plain text; the others say what is different."""

    look = "line"
    listed = ""

    def opened(self, raw: Any) -> Any:
        return "" if raw is None else str(raw)

    def typed(self, post: Post, name: str) -> Any:
        return post.get(name, "").replace("\r\n", "\n").strip()

    def raw(self, typed: Any) -> Any:
        return typed or None

    def shown(self, typed: Any, name: str, label: str, choices: Choices) -> Control:
        return Control(self.look, name, label, typed, listed=self.listed)


@dataclass(frozen=True)
class Line(Kind):
    hint: str = ""
    listed: str = ""

    def shown(self, typed: Any, name: str, label: str, choices: Choices) -> Control:
        return Control("line", name, label, typed, listed=self.listed, hint=self.hint)


class Number(Kind):
    look = "number"

    def raw(self, typed: Any) -> Any:
        return int(typed) if typed.isdigit() else typed or None


class Flag(Kind):
    look = "flag"

    def opened(self, raw: Any) -> Any:
        return "on" if raw else ""

    def raw(self, typed: Any) -> Any:
        return True if typed else None


class ClearYes(Flag):
    """The one value `confirm` has."""

    def raw(self, typed: Any) -> Any:
        return "customer" if typed else None


_BLANK = re.compile(r"\{\{\s*(.+?)\s*\}\}")


def _blank(inside: str, name: Callable[[str], str]) -> str:
    """A blank with its fact under another name; the format after it stays."""
    fact, bar, form = inside.partition("|")
    return f"{{{{ {name(fact.strip())}{f' | {form.strip()}' if bar else ''} }}}}"


@dataclass(frozen=True)
class Words(Kind):
    """Words with blanks, which are shown by what people call the facts."""

    blanks: bool = True
    look = "area"

    def opened(self, raw: Any) -> Any:
        return _BLANK.sub(lambda found: _blank(found[1], called), raw or "") if self.blanks else raw or ""

    def raw(self, typed: Any) -> Any:
        return _BLANK.sub(lambda found: _blank(found[1], _fact), typed) or None if self.blanks else typed or None

    def shown(self, typed: Any, name: str, label: str, choices: Choices) -> Control:
        hint = "A blank that a fact fills: {{ Order number }}, or {{ Day it was signed | date }}" if self.blanks else ""
        return Control("area", name, label, typed, hint=hint)


NAMED_REPLY = re.compile(r"reply/([a-z][a-z0-9-]*)")


class Sent(Kind):
    """What is written to the customer: a reply by its name, or words of its own. Of a reply the words are shown."""

    words = Words()

    def opened(self, raw: Any) -> Any:
        named = NAMED_REPLY.fullmatch((raw or "").strip())
        return {"reply": named[1] if named else "", "words": "" if named else self.words.opened(raw)}

    def typed(self, post: Post, name: str) -> Any:
        return {"reply": post.get(f"{name}.reply", ""), "words": self.words.typed(post, f"{name}.words")}

    def raw(self, typed: Any) -> Any:
        return f"reply/{typed['reply']}" if typed["reply"] else self.words.raw(typed["words"])

    def shown(self, typed: Any, name: str, label: str, choices: Choices) -> Control:
        options = [("", "its own words"), *choices.get("replies", ())]
        slug = typed["reply"]
        if slug and slug not in dict(options):
            options.append((slug, f"{slug} (not here)"))
        pick = Control("pick", f"{name}.reply", "A reply", slug, options=tuple(options))
        if not slug:
            return Control(
                "stacked", name, label, inside=(pick, self.words.shown(typed["words"], f"{name}.words", label, choices))
            )
        said = self.words.opened(dict(choices.get("reply-words", ())).get(slug))
        page = dict(choices.get("reply-pages", ())).get(slug, "")
        return Control("stacked", name, label, inside=(pick, Control("reply", "", "", said, marks=page)))


def _fact(typed: str) -> str:
    name = find(typed)
    if name is None:
        raise FieldError(f"There is no fact called “{typed}”. Choose one of the list, or name it below as a new one.")
    return name


class FactName(Kind):
    """A fact, by what people call it."""

    listed = "list-facts"

    def opened(self, raw: Any) -> Any:
        return called(raw) if raw else ""

    def raw(self, typed: Any) -> Any:
        return _fact(typed) if typed else None


class Term(Kind):
    """A fact, or a term over facts as it is written."""

    listed = "list-facts"

    def opened(self, raw: Any) -> Any:
        return called(raw) if raw in VOCABULARY else raw or ""

    def raw(self, typed: Any) -> Any:
        return find(typed) or typed or None


class Cells(Kind):
    """The cells of one row of a table, with a bar between them."""

    def opened(self, raw: Any) -> Any:
        return " | ".join(raw or ())

    def raw(self, typed: Any) -> Any:
        return [cell.strip() for cell in typed.split("|")] if typed else None


@dataclass(frozen=True)
class Pick(Kind):
    """One of a list; the first line is what leaving it out means."""

    of: str
    none: str = "-"

    def shown(self, typed: Any, name: str, label: str, choices: Choices) -> Control:
        return Control("pick", name, label, typed, options=(("", self.none), *choices.get(self.of, ())))


@dataclass(frozen=True)
class Many(Kind):
    """Rows of one kind, with an empty one to add."""

    of: Kind
    what: str = ""
    keep_order: bool = True

    def opened(self, raw: Any) -> Any:
        return [self.of.opened(row) for row in raw or ()]

    def typed(self, post: Post, name: str) -> Any:
        rows = [self.of.typed(post, f"{name}.{number}") for number in numbers(post, name)]
        return [row for row in rows if not is_empty(row)]

    def raw(self, typed: Any) -> Any:
        return [self.of.raw(row) for row in typed] or None

    def shown(self, typed: Any, name: str, label: str, choices: Choices) -> Control:
        named = [*enumerate(typed), (len(typed), self.of.opened(None))]
        rows = tuple(
            Control("row", f"{name}.{number}", f"{self.what} {number + 1}", "" if number == len(typed) else "on",
                    inside=(self.of.shown(row, f"{name}.{number}", f"{self.what} {number + 1}", choices),))
            for number, row in named[:MOST_ROWS]
        )  # fmt: skip
        return Control("rows", name, label, inside=rows)


def numbers(post: Post, name: str) -> list[int]:
    """Which rows were sent."""
    start = f"{name}."
    found = {key[len(start) :].split(".", 1)[0] for key in post if key.startswith(start)}
    return sorted(int(number) for number in found if number.isdigit())[:MOST_ROWS]


def is_empty(typed: Any) -> bool:
    match typed:
        case dict():
            return all(is_empty(value) for key, value in typed.items() if key != "mode")
        case list():
            return all(is_empty(row) for row in typed)
    return not typed


@dataclass(frozen=True)
class Group(Kind):
    """Several fields together; left out when all are empty."""

    of: Mapping[str, tuple[str, Kind]]
    look: str = "group"

    def opened(self, raw: Any) -> Any:
        return {key: kind.opened((raw or {}).get(key)) for key, (_, kind) in self.of.items()}

    def typed(self, post: Post, name: str) -> Any:
        return {key: kind.typed(post, f"{name}.{key}") for key, (_, kind) in self.of.items()}

    def raw(self, typed: Any) -> Any:
        made = {key: kind.raw(typed[key]) for key, (_, kind) in self.of.items()}
        return {key: value for key, value in made.items() if value is not None} or None

    def shown(self, typed: Any, name: str, label: str, choices: Choices) -> Control:
        inside = (kind.shown(typed[key], f"{name}.{key}", said, choices) for key, (said, kind) in self.of.items())
        return Control(self.look, name, label, inside=tuple(inside))


class Pairs(Many):
    """Rows of a name and what stands under it."""

    def __init__(self, key: tuple[str, Kind], value: tuple[str, Kind], what: str = "") -> None:
        super().__init__(Group({"key": key, "value": value}, "pair"), what)

    def opened(self, raw: Any) -> Any:
        return [self.of.opened({"key": key, "value": value}) for key, value in (raw or {}).items()]

    def raw(self, typed: Any) -> Any:
        rows = [self.of.raw(row) or {} for row in typed]
        if any(len(row) < 2 for row in rows):
            raise FieldError("Each row has two halves; one is still empty.")
        return {row["key"]: row["value"] for row in rows} or None


class Expression(Kind):
    look = "code"


class Condition(Kind):
    """A condition as rows in words, with how it is written behind them."""

    def opened(self, raw: Any) -> Any:
        rows = rows_of(raw) if raw else Rows(())
        told = [
            {"join": row.join if place else "", "fact": _asked(row.fact), "how": row.how, "value": row.value}
            for place, row in enumerate((rows or Rows(())).rows)
        ]
        return {"was": raw or "", "cel": raw or "", "mode": rows.mode if rows else "any", "rows": told}

    def typed(self, post: Post, name: str) -> Any:
        keys = ("join", "fact", "how", "value")
        rows = [{key: post.get(f"{name}.{n}.{key}", "").strip() for key in keys} for n in numbers(post, name)]
        said = {key: post.get(f"{name}.{key}", "").strip() for key in ("was", "cel")}
        return {**said, "mode": post.get(f"{name}.mode", "any"), "rows": [row for row in rows if row["fact"]]}

    def raw(self, typed: Any) -> Any:
        was, rows = typed["was"], _rows(typed)
        if typed["cel"] != was:
            return typed["cel"] or None
        before = rows_of(was) if was else Rows(())
        if before == rows or (before is None and not rows.rows):
            return was or None
        if before is not None and before.rows == rows.rows and len({row.join for row in rows.rows[1:]}) < 2:
            return was or None  # how rows are grouped says nothing where all are joined alike
        try:
            return conditions.written(rows) or None
        except RowError as error:
            raise FieldError(str(error)) from None

    def shown(self, typed: Any, name: str, label: str, choices: Choices) -> Control:
        rows = [*typed["rows"], {"join": "and", "fact": "", "how": "", "value": ""}]
        shown = [_row_shown(row, f"{name}.{number}", number) for number, row in enumerate(rows)]
        mixed = len({row["join"] for row in typed["rows"][1:]}) > 1
        inside = (*shown, *((_mode(typed, name),) if mixed else ()), *_as_written(typed, name))
        return Control("condition", name, label, inside=tuple(inside))


def _asked(name: str) -> str:
    return LAW.get(name) or (name if name == conditions.TODAY else called(name))


def _meant(typed: str) -> str:
    by_words = {words: name for name, words in LAW.items()}
    return by_words.get(typed) or (typed if typed == conditions.TODAY else find(typed) or typed)


def _rows(typed: Any) -> Rows:
    made = tuple(
        Row(_meant(row["fact"]), row["how"], _value_of(row), "or" if row["join"] == "or" else "and")
        for row in typed["rows"]
    )
    mode: Literal["any", "all"] = "all" if typed["mode"] == "all" else "any"
    if made:  # the first row hangs on nothing
        made = (Row(made[0].fact, made[0].how, made[0].value, "or" if mode == "any" else "and"), *made[1:])
    return Rows(made, mode)


def _value_of(row: Mapping[str, str]) -> str:
    """What stands beside a comparison that needs no value says nothing."""
    return "" if row["how"] in NO_VALUE and _meant(row["fact"]) not in LAW else row["value"]


def _row_shown(row: Mapping[str, str], name: str, number: int) -> Control:
    about = _meant(row["fact"])
    how = tuple((key, COMPARISONS[key]) for key in comparisons(about) or COMPARISONS)
    inside = [
        Control("line", f"{name}.fact", "What" if number == 0 else "And what", row["fact"], listed="list-facts"),
        Control("pick", f"{name}.how", "How it compares", row["how"], options=how),
        _value_shown(row, about, f"{name}.value"),
    ]
    if number:
        joins = (("and", "and"), ("or", "or"))
        inside.insert(0, Control("pick", f"{name}.join", "Joined by", row["join"] or "and", options=joins))
    return Control("comparison", name, f"Condition {number + 1}", "on" if row["fact"] else "", inside=tuple(inside))


_HINTS = {
    "within": "so many days, like 30", "older": "so many days, like 30", "aged": "so many years, like 18",
    "younger": "so many years, like 18", "months": "by name, like March, April",
    "weekdays": "by name, like Saturday, Sunday",
}  # fmt: skip


def _value_shown(row: Mapping[str, str], about: str, name: str) -> Control:
    known = VOCABULARY.get(about)
    if known and known.values and not known.is_place and row["how"] in ("is", "is-not", "") and known.type == "choice":
        options = tuple((known.word(value), known.word(value)) for value in known.values)
        return Control("pick", name, "Value", row["value"], options=(("", "-"), *options))
    if row["how"] in NO_VALUE and about not in LAW:
        return Control("kept", name, "Value", row["value"])
    listed = (
        "list-kinds" if about in LAW else "list-moments" if about == "today" or (known and known.type == "date") else ""
    )
    hint = ", ".join(known.word(value) for value in known.values[:12]) if known and known.values else ""
    hint = _HINTS.get(row["how"], hint)
    listed = "" if row["how"] in _HINTS else listed
    return Control("line", name, "Value", row["value"], listed=listed, hint=hint)


def _mode(typed: Any, name: str) -> Control:
    options = (("any", "“and” first, then “or”"), ("all", "“or” first, then “and”"))
    return Control("pick", f"{name}.mode", "What is joined first", typed["mode"], options=options)


def _as_written(typed: Any, name: str) -> tuple[Control, ...]:
    said = bool(typed["was"]) and not typed["rows"]
    return (
        Control("kept", f"{name}.was", "", typed["was"]),
        Control("written", f"{name}.cel", "As it is written", typed["cel"], marks="open" if said else ""),
    )


WAYS = (
    ("go", "go to a step"), ("escalate", "escalate to a person"), ("refuse", "refuse"), ("end", "end"),
    ("again", "go back and try again"),
)  # fmt: skip


@dataclass(frozen=True)
class Branch(Kind):
    """Where a branch leads: the choice first, then what belongs to it."""

    deep: int = 0
    parts: Mapping[str, tuple[str, Kind, tuple[str, ...]]] = field(default_factory=dict)

    def fields(self) -> Mapping[str, tuple[str, Kind, tuple[str, ...]]]:
        """Each field with the ways it belongs to."""
        found: dict[str, tuple[str, Kind, tuple[str, ...]]] = {
            "go": ("Step", Pick("steps"), ("go",)),
            "escalate": ("To", Pick("roles"), ("escalate",)),
            "refuse": ("Reason", Line(), ("refuse",)),
            "end": ("As", Pick("outcomes"), ("end",)),
            "again": ("Back to", Pick("steps"), ("again",)),
            "why": ("Why", Line(), ("escalate",)),
            "within": ("Within", Line(hint="30m, 4h, 1d, 2w"), ("escalate",)),
            "at_most": ("At most so often", Number(), ("again",)),
            "forget": ("Asked anew", Many(FactName(), "Fact"), ("again",)),
            "then": ("Then go on at", Pick("steps", "it ends there"), ("escalate", "refuse")),
        }
        return found | ({"over": ("After that", Branch(self.deep + 1), ("again",))} if self.deep < 2 else {})

    def opened(self, raw: Any) -> Any:
        raw = raw or {}
        kind = next((key for key, _ in WAYS if key in raw), "")
        return {
            "kind": kind,
            **{
                key: of.opened(raw.get(key)) if key in raw or key != "over" else None
                for key, (_, of, _) in self.fields().items()
            },
        }

    def typed(self, post: Post, name: str) -> Any:
        kind = post.get(f"{name}.kind", "")
        made = {
            "kind": kind,
            **{
                key: None if key == "over" else of.typed(post, f"{name}.{key}")
                for key, (_, of, _) in self.fields().items()
            },
        }
        if "over" in made and f"{name}.over.kind" in post:
            over = Branch(self.deep + 1).typed(post, f"{name}.over")
            made["over"] = None if is_empty(over) else over
        return made

    def raw(self, typed: Any) -> Any:
        kind = typed["kind"]
        mine = {key: of for key, (_, of, ways) in self.fields().items() if kind in ways}
        made = {key: of.raw(typed[key]) for key, of in mine.items() if typed[key]}
        if kind and made.get(kind) is None:
            raise FieldError(_NOT_SAID[kind])
        return {key: value for key, value in made.items() if value is not None} or None

    def shown(self, typed: Any, name: str, label: str, choices: Choices) -> Control:
        inside = [Control("pick", f"{name}.kind", label or "Then", typed["kind"], options=(("", "-"), *WAYS))]
        for key, (said, of, ways) in self.fields().items():
            if key == "over" and typed["kind"] != "again":
                continue
            value = of.opened(None) if typed[key] is None else typed[key]
            control = of.shown(value, f"{name}.{key}", said, choices)
            inside.append(Control("of-way", "", "", inside=(control,), marks=" ".join(ways)))
        return Control("way", name, label, inside=tuple(inside))


_NOT_SAID = {
    "go": "Choose the step it goes to.", "escalate": "Choose to whom it is escalated.",
    "refuse": "Write the reason the customer hears.", "end": "Choose how it ends.",
    "again": "Choose the step it goes back to.",
}  # fmt: skip


class Decision(Kind):
    """Rows read from the top, each a condition and its way, and where all else goes."""

    rows = Many(Group({"when": ("If", Condition()), "then": ("Then", Branch())}, "stacked"), "Row")
    last = Branch()

    def opened(self, raw: Any) -> Any:
        listed = raw or []
        last = listed[-1]["otherwise"] if listed else None
        return {"rows": self.rows.opened(listed[:-1]), "otherwise": self.last.opened(last)}

    def typed(self, post: Post, name: str) -> Any:
        return {"rows": self.rows.typed(post, f"{name}.rows"), "otherwise": self.last.typed(post, f"{name}.otherwise")}

    def raw(self, typed: Any) -> Any:
        rows, last = self.rows.raw(typed["rows"]) or [], self.last.raw(typed["otherwise"])
        if not rows and last is None:
            return None
        if last is None:
            raise FieldError("Say where everything else goes.")
        return [*rows, {"otherwise": last}]

    def shown(self, typed: Any, name: str, label: str, choices: Choices) -> Control:
        rows = self.rows.shown(typed["rows"], f"{name}.rows", "", choices)
        last = self.last.shown(typed["otherwise"], f"{name}.otherwise", "Everything else", choices)
        return Control("group", name, label, inside=(rows, last))


class Limits(Many):
    """Named limits: one with an owner has a number, one without is only a text."""

    def __init__(self) -> None:
        parts: dict[str, tuple[str, Kind]] = {
            "name": ("Name", Line(hint="like goodwill")),
            "is": ("Limit", Line(hint="50 USD, 30 days, 3 times, 10 %")),
            "owner": ("Who sets it; none: only a text", Line()),
            "since": ("Since", Line(hint="like 2026-11-24")),
        }
        super().__init__(Group(parts, "stacked"), "Limit")

    def opened(self, raw: Any) -> Any:
        rows = ((name, row if isinstance(row, dict) else {"is": row}) for name, row in (raw or {}).items())
        return [self.of.opened({"name": name, **row}) for name, row in rows]

    def raw(self, typed: Any) -> Any:
        made = {}
        for row in typed:
            said = self.of.raw(row) or {}
            if len(said) < 2 or "name" not in said:
                raise FieldError("A limit has a name, and says what it is.")
            name = said.pop("name")
            made[name] = said if len(said) > 1 else said["is"]
        return made or None
