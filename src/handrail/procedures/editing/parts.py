"""The parts of a step and of a procedure as sections of a form, the common ones first. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import ValidationError

from handrail.facts.vocabulary import VOCABULARY
from handrail.procedures.documents.spoken import OUTCOMES, ROLES
from handrail.procedures.editing.edits import Raw
from handrail.procedures.editing.fields import (
    Branch,
    Cells,
    Choices,
    ClearYes,
    Condition,
    Control,
    Decision,
    Expression,
    FactName,
    FieldError,
    Flag,
    Group,
    Kind,
    Limits,
    Line,
    Many,
    Number,
    Pairs,
    Pick,
    Post,
    Sent,
    Term,
    Words,
    is_empty,
)
from handrail.procedures.editing.wholes import SCENARIO, VARIANT
from handrail.procedures.language.parts import Channel
from handrail.procedures.language.steps import Procedure
from handrail.procedures.language.variants import written_out
from handrail.procedures.proof.rules import RULES

_TIME = Line(hint="30m, 4h, 1d, 2w")
_FACT, _WAY = FactName(), Branch()


@dataclass(frozen=True, slots=True)
class Section:
    """Parts that stand together. `needs`: the rest goes when this part is empty."""

    title: str
    parts: Mapping[str, tuple[str, Kind]]
    icon: str = "branch"
    needs: str = ""


COMMON = (
    Section("Only if", {"when": ("Only if", Condition())}),
    Section("Say", {"say": ("The words for the customer", Words())}, "say"),
    Section("Ask", {"ask": ("What to find out", Many(_FACT, "Ask"))}, "ask"),
    Section(
        "Look up",
        {"look_up": ("What to look up, and where", Pairs(("What", _FACT), ("Where to look", Line()), "Look up"))},
        "look",
    ),
    Section(
        "Clear yes",
        {
            "confirm": ("The customer says yes before anything is done", ClearYes()),
            "no": ("When the customer says no", _WAY),
        },
        "ask",
        "confirm",
    ),
    Section(
        "Check",
        {
            "check": ("All of these must hold", Pairs(("In words", Line()), ("Condition", Condition()), "Check")),
            "otherwise": ("If not", _WAY),
        },
        "branch",
        "check",
    ),
    Section("Choose the way", {"decide": ("The first row that holds is taken", Decision())}),
    Section("Do", {"do": ("What the person does", Words())}, "do"),
    Section("Send", {"send": ("What is written to the customer", Sent())}, "send"),
    Section("Record", {"record": ("What the record must hold", Many(_FACT, "Record"))}, "paper"),
    Section("If it can’t be found out", {"unknown": ("Then", _WAY)}, "unknown"),
    Section(
        "Wait",
        {
            "wait": (
                "Wait",
                Group(
                    {
                        "for": ("For what", Line()),
                        "at_most": ("At most", _TIME),
                        "on_timeout": ("When that time is over", _WAY),
                        "until": ("Or until a day, as a condition says it", Expression()),
                    }
                ),
            )
        },
        "clock",
    ),
    Section(
        "Escalate and go on",
        {
            "escalate": (
                "Escalate",
                Group({"to": ("To", Pick("roles")), "why": ("Why", Line()), "within": ("Within", _TIME)}),
            )
        },
        "up",
    ),
    Section("Refuse", {"refuse": ("The reason the customer hears", Line())}, "alert"),
    Section("End here", {"end": ("As", Pick("outcomes"))}, "check"),
    Section("Go on at", {"next": ("Step", Pick("steps", "the next one"))}),
)
MORE = (
    Section(
        "Who does it",
        {"role": ("Role", Pick("roles", "the agent")), "by_other_than": ("Not by who did step", Pick("steps"))},
    ),
    Section(
        "Run another procedure",
        {
            "call": ("Procedure", Pick("procedures")),
            "give": ("Facts set before, worked out", Pairs(("Fact", _FACT), ("As", Expression()), "Fact")),
            "outcomes": ("When it ends as", Pairs(("As", Pick("outcomes")), ("Then", _WAY), "End")),
        },
    ),
    Section(
        "For each item of a list",
        {
            "for_each": (
                "For each",
                Group(
                    {
                        "in": ("The list", _FACT),
                        "as": ("The item in hand", _FACT),
                        "call": ("Procedure", Pick("procedures")),
                        "forget": ("Asked anew for each", Many(_FACT, "Fact")),
                    }
                ),
            )
        },
    ),
    Section(
        "Begin another request",
        {"requests": ("Each in a case of its own", Many(Pick("procedures"), "Request"))},
    ),
    Section(
        "Steps in any order",
        {
            "any_order": (
                "Any order",
                Group(
                    {
                        "at_least": ("So many are enough; left out: all", Number()),
                        "of": ("These steps, which stand right below", Many(Pick("steps"), "Step")),
                    }
                ),
            )
        },
    ),
    Section(
        "Some of these facts are enough",
        {
            "collect": (
                "Collect",
                Group(
                    {
                        "at_least": ("So many, at least", Number()),
                        "of": ("Of these", Many(_FACT, "Fact")),
                        "for": ("To know", Line()),
                    }
                ),
            )
        },
        "ask",
    ),
    Section(
        "Look-ups one after the other",
        {
            "find": (
                "Find",
                Many(
                    Group(
                        {
                            "in": ("In", Line()),
                            "by": ("With these facts", Many(_FACT, "Fact")),
                            "get": ("Find these", Many(_FACT, "Fact")),
                        },
                        "stacked",
                    ),
                    "Look-up",
                ),
            )
        },
        "look",
    ),
    Section(
        "Work out",
        {"work_out": ("Values worked out from facts", Pairs(("Fact", _FACT), ("As", Expression()), "Value"))},
    ),
    Section(
        "Table of decisions",
        {
            "table": (
                "Table",
                Group(
                    {
                        "of": ("Columns", Many(Term(), "Column")),
                        "rows": (
                            "Rows",
                            Many(
                                Group(
                                    {"is": ("Cells, with | between them", Cells()), "then": ("Then", _WAY)}, "stacked"
                                ),
                                "Row",
                            ),
                        ),
                        "otherwise": ("What no row fits", _WAY),
                    }
                ),
            )
        },
    ),
    Section(
        "How it is done in a tool",
        {
            "how": (
                "How",
                Many(
                    Group(
                        {
                            "in": ("Tool", Line()),
                            "screen": ("Screen", Line()),
                            "clicks": ("Clicks", Many(Line(), "Click")),
                            "picture": ("Picture", Line()),
                        },
                        "stacked",
                    ),
                    "Tool",
                ),
            )
        },
        "do",
    ),
    Section(
        "What a good note holds",
        {
            "note": (
                "Note",
                Group(
                    {
                        "write": ("Write", Words(blanks=False)),
                        "never": ("Never write", Many(Line(), "Never")),
                        "example": ("One that is right", Words(blanks=False)),
                    }
                ),
            )
        },
        "paper",
    ),
    Section(
        "Proof and time",
        {
            "evidence": ("The proof that is left behind", _FACT),
            "within": ("Owed within", _TIME),
            "done_when": ("It is done when", Line()),
        },
        "clock",
    ),
    Section("Duties this step meets", {"meets": ("Kinds of duty", Many(Line(listed="list-kinds"), "Duty"))}, "paper"),
    Section(
        "Skipping",
        {
            "never_skip": ("Never skipped", Flag()),
            "may_skip": (
                "May be skipped",
                Group({"when": ("Only if", Condition()), "by": ("By", Pick("roles", "the agent"))}),
            ),
            "if_skipped": ("When it is skipped", _WAY),
            "once": ("Done once only in a case", Flag()),
        },
    ),
    Section("Common mistakes", {"mistakes": ("What goes wrong here", Many(Line(), "Mistake"))}, "alert"),
)
OFF = Section(
    "Rules switched off",
    {
        "switched_off": (
            "Rules of the check, each with its reason",
            Pairs(("Rule", Pick("rules")), ("Why", Line()), "Rule"),
        )
    },
    "pause",
)
TITLE = Section("Name", {"title": ("Name of the step", Line())})
STEP = (TITLE, *COMMON, *MORE, OFF)
TYPES = (
    ("text", "words"), ("bool", "yes or no"), ("choice", "one of several"), ("int", "a number"), ("money", "an amount"),
    ("date", "a day"), ("instant", "a day and time"), ("list", "several"), ("amounts", "several amounts"),
)  # fmt: skip
ABOUT = (
    Section(
        "What it is",
        {
            "title": ("Title", Line()),
            "purpose": ("What the customer gets from it", Words(blanks=False)),
            "owner": ("Who keeps it right", Line()),
            "review": ("Read again", Group({"every": ("Every", Line(hint="6mo, 1y"))})),
        },
    ),
    Section(
        "Where it is used",
        {
            "handles": ("Topics it answers", Many(Line(), "Topic")),
            "trades": ("Trades; none: every trade", Many(Line(), "Trade")),
            "channels": ("Channels", Many(Pick("channels"), "Channel")),
            "block": ("A part of others: they run it, and the desk never offers it", Flag()),
            "targets": (
                "Aims",
                Group(
                    {
                        "handle_time": ("Handled in", _TIME),
                        "first_response": ("First answer in", _TIME),
                        "resolution_time": ("Settled in", _TIME),
                        "csat": ("Satisfaction of 5", Line()),
                    }
                ),
            ),
        },
    ),
    Section(
        "Facts of its own",
        {
            "facts": (
                "Facts",
                Pairs(
                    ("Name", Line(hint="own.level")),
                    (
                        "What it is",
                        Group(
                            {
                                "type": ("Kind", Pick("types")),
                                "label": ("Called", Line()),
                                "ask": ("Question", Line()),
                                "values": ("Answers to choose from", Many(Line(), "Answer")),
                                "personal": ("Says who somebody is", Flag()),
                                "from": ("Defined by the procedure", Line()),
                            }
                        ),
                    ),
                    "Fact",
                ),
            )
        },
        "ask",
    ),
    Section(
        "Roles of its own",
        {
            "roles": (
                "Roles",
                Pairs(
                    ("Name", Line(hint="dispatcher")),
                    ("Who", Group({"filled_by": ("Filled by", Pick("standing")), "who": ("Who that is", Line())})),
                    "Role",
                ),
            )
        },
    ),
    Section(
        "Needed from who calls it", {"needs": ("Of a part of others: found out before", Many(_FACT, "Fact"))}, "ask"
    ),
    Section("Limits", {"limits": ("Limits", Limits())}, "clock"),
    Section(
        "Questions for who learns it",
        {
            "quiz": (
                "Questions",
                Many(
                    Group(
                        {
                            "question": ("Question", Line()),
                            "answer": ("Answer", Line()),
                            "step": ("About step", Pick("steps")),
                        },
                        "stacked",
                    ),
                    "Question",
                ),
            )
        },
        "ask",
    ),
    OFF,
)

VARIANTS = (Section("Variants", {"variants": ("", Many(VARIANT, "Variant"))}),)
SCENARIOS = (Section("Scenarios", {"scenarios": ("", Many(SCENARIO, "Scenario"))}, "check"),)
WHOLES: Mapping[str, Sequence[Section]] = {"about": ABOUT, "variants": VARIANTS, "scenarios": SCENARIOS}


def step_choices(raw: Raw, procedures: Mapping[str, str], roles: Iterable[str] = ()) -> Choices:
    """What the lists of a form offer. `roles`: those of the business beside the five."""
    own = dict.fromkeys((*roles, *raw.get("roles", ())))
    steps = [(step["id"], f"{n} {name_of(step)}") for n, step in enumerate(raw["steps"], 1)]
    return {
        "steps": steps,
        "rules": [(name, rule.title) for name, rule in RULES.items() if rule.group in ("practice", "style")],
        "roles": [*ROLES.items(), *((name, ROLES[name]) for name in own)],
        "standing": [*ROLES.items()],
        "outcomes": [*OUTCOMES.items()],
        "types": TYPES,
        "yes-no": [("yes", "yes"), ("no", "no")],
        "procedures": sorted(procedures.items(), key=lambda row: row[1]),
        "channels": [(name, VOCABULARY["case.channel"].word(name)) for name in get_args(Channel)],
    }


def name_of(step: Raw) -> str:
    name: str = step.get("title") or step["id"].replace("-", " ").capitalize()
    return name


def opened(raw: Raw, sections: Sequence[Section]) -> Raw:
    return {key: kind.opened(raw.get(key)) for row in sections for key, (_, kind) in row.parts.items()}


def typed(post: Post, sections: Sequence[Section]) -> Raw:
    return {key: kind.typed(post, f"p.{key}") for row in sections for key, (_, kind) in row.parts.items()}


def settled(was: Raw, typed_: Raw, sections: Sequence[Section]) -> tuple[Raw, dict[str, str]]:
    """What was typed as it is written, and what is wrong by part. A part that reads as it did stays word for word."""
    before, made, wrong = opened(was, sections), dict(was), {}
    for section in sections:
        gone = bool(section.needs) and is_empty(typed_[section.needs])
        for key, (_, kind) in section.parts.items():
            if typed_[key] == before[key] and not (gone and key != section.needs):
                continue
            try:
                value = None if gone else kind.raw(typed_[key])
            except FieldError as error:
                wrong[key] = str(error)
                continue
            made = {name: row for name, row in made.items() if name != key} | (
                {key: value} if value is not None else {}
            )
    return made, wrong


@dataclass(frozen=True, slots=True)
class Shown:
    """A section as it is drawn. `used`: something stands in it."""

    title: str
    icon: str
    controls: tuple[tuple[Control, str], ...]
    used: bool


def shown(typed_: Raw, sections: Sequence[Section], choices: Choices, wrong: Mapping[str, str]) -> list[Shown]:
    return [
        Shown(
            row.title,
            row.icon,
            tuple(
                (kind.shown(typed_[key], f"p.{key}", label, choices), wrong.get(key, ""))
                for key, (label, kind) in row.parts.items()
            ),
            any(not is_empty(typed_[key]) or key in wrong for key in row.parts),
        )
        for row in sections
    ]


def title_of(part: str) -> str:
    """The section a part stands in; empty for none."""
    return next((row.title for row in STEP if part in row.parts), "")


def titles_of(changed: Sequence[str]) -> list[str]:
    """The sections that changed parts stand in, each once."""
    return list(dict.fromkeys(title_of(part) or part for part in changed))


def problems(raw: Raw) -> list[tuple[str, str, str]]:
    """What the language refuses in a procedure: step, part, message. Empty when it reads well."""
    try:
        written_out(Procedure.model_validate(raw))
    except ValidationError as error:
        return [_problem(raw, row["loc"], row["msg"]) for row in error.errors()]
    except ValueError as error:
        return [("", "variants", str(error))]
    return []


def _problem(raw: Raw, loc: Sequence[Any], said: str) -> tuple[str, str, str]:
    said = said.removeprefix("Value error, ")
    if len(loc) > 1 and loc[0] == "steps" and isinstance(loc[1], int):
        part = str(loc[2]) if len(loc) > 2 else _part_meant(said)
        return raw["steps"][loc[1]]["id"], part, in_plain_words(said, [str(row) for row in loc[3:]])
    return "", str(loc[0]) if loc else "", in_plain_words(said, [str(row) for row in loc[1:]])


def _part_meant(said: str) -> str:
    """The part a message about the whole step begins with."""
    meant = _MEANT.get(said.split(":", maxsplit=1)[0]) or said.split(" ", maxsplit=1)[0]
    return meant if title_of(meant) else "title"


_MEANT = {"a step ends in one way": "end", "a step either gathers a fact or works it out": "work_out"}
_PLAIN = {
    "confirm needs no": "Say what happens when the customer says no.",
    "no belongs to confirm": "This belongs to the clear yes; tick it, or take this away.",
    "check needs otherwise": "Say what happens if it does not hold.",
    "otherwise belongs to check, or to any_order with at_least": "This belongs to a check, or to steps in any order of "
    "which some are enough; take it away.",
    "besides any_order a step holds only title, when, otherwise, next, done_when, mistakes": "Steps in any order stand "
    "in a step of their own: here only the name, the condition, and where it goes on.",
    "outcomes belong to call or for_each": "Choose the procedure that is run.",
    "give belongs to call": "Choose the procedure that is run.",
    "a step decides by rows or by a table, not both": "A step decides by rows or by a table; take one of them away.",
    "a step ends in one way": "A step has one ending: wait, escalate, refuse, run another procedure, or end. "
    "Put the other in a step of its own right below.",
    "decide already says where to go; take next away": "Its rows say where it goes, so it has no other ending.",
    "how belongs to do, send, find or look_up": "A tool belongs to something that is done, sent or looked up.",
    "may_skip and never_skip say opposite things": "It is never skipped, or it may be; choose one.",
    "an escalation needs a why": "Write why it is escalated.",
    "again needs at_most (how often) and over (what happens after that)": "Write how often at most, and what happens "
    "after that.",
    "a wait for something needs for, at_most and on_timeout; a wait for a day needs until": "Write what is waited for, "
    "how long at most, and what happens then.",
    "Field required": "This is missing.",
}


def in_plain_words(said: str, within: Sequence[str]) -> str:
    """A message of the language as the editor says it, with where inside the part it is."""
    plain = _PLAIN.get(said) or _PLAIN.get(said.split(":", maxsplit=1)[0]) or said
    place = next((row for row in reversed(within) if not row.isdigit() and row.isidentifier()), "")
    return (
        f"{place.rstrip('_').replace('_', ' ').capitalize()}: {plain}"
        if place and plain == "This is missing."
        else plain
    )
