"""Words that leave open how much, who, or by when; names of tools and roles that are no more, or mean
something else here. Pure."""

import re
from collections.abc import Iterator
from functools import lru_cache

from handrail.facts.rows import OwnRole
from handrail.facts.tools import is_same
from handrail.procedures.language.home import Limit
from handrail.procedures.language.steps import BLANK, Step
from handrail.procedures.proof.findings import Finding
from handrail.procedures.proof.rules.seen import Rule, Seen

_PROMISE = re.compile(
    r"\b(will|we[’']ll|you[’']ll|shall|promise|soon|shortly|as soon as|right away|without delay|in due course)\b", re.I
)
# Said aloud, only what somebody is to do for the customer counts, and only where no time is said with it.
_SAID = re.compile(
    r"\b(?:(?:we|I|someone|somebody|he|she|they|(?:my|our|the|a|one) (?:\w+ ){0,2}?\w+)(?:[’']ll| will) (?:\w+ ){0,3}?"
    r"(?:call|phone|write(?! (?:it|that|this|them|all)\b)|send|e-?mail|text|let you|get back|come back|tell|answer"
    r"|reply)|you(?:[’']ll| will) (?:hear|get (?:a|an|our|the) (?:call|answer|letter|message|reply)))\b",
    re.I,
)
_TIMED = re.compile(
    r"\b(?:today|tonight|tomorrow|now|within|by|before|until|till|on|once|when|if|after|hours?|days?|weeks?|minutes?)\b",
    re.I,
)
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_SHALL_I = re.compile(r"\bshall (I|we)\b[^.?!]*\?", re.I)
_VAGUE = re.compile(
    r"\b(?:reasonable|appropriate|adequate|sufficient|significant|substantial|considerable|excessive"
    r"|unusual(?:ly)?)\b(?: \w+)?"
    r"|\b(?:large|small|big|high|low|long|short|minor|major) (?:amounts?|sums?|orders?|refunds?|delays?|times?|numbers?"
    r"|values?|discounts?|credits?|purchases?|bills?)\b"
    r"|\b(?:as|if|when|where) (?:needed|necessary|appropriate|required|possible)\b"
    r"|\bfrom time to time\b|\b(?:regularly|frequently|occasionally)\b|\b(?:a few|several)\b"
    r"|\btoo (?:long|much|many|often|big|large|high|expensive|late)\b",
    re.I,
)
_SOME_TIME = re.compile(
    r"\b(?:soon|shortly|promptly|quickly|asap|as soon as possible|in (?:good|due) (?:time|course)|timely)\b", re.I
)
PARTICIPLE = (
    r"(?:\w+ed|sent|given|told|made|done|paid|kept|put|found|held|left|taken|written|read|set|shut|cut|brought"
    r"|bought|sold)"
)
_SOMEONE = re.compile(
    r"\b(?:someone|somebody|a colleague|one of us|the team|the department|the office) (?:else )?"
    r"(?:will|should|must|has to|needs to|is to|calls|sends|checks|signs|looks|decides|takes|writes|tells|does)\b"
    r"|\b(?:ask|tell|let|have|get) (?:someone|somebody|a colleague|one of us)\b(?! from)",
    re.I,
)
_TO_BE_DONE = re.compile(
    rf"\b(?:is|are) to be {PARTICIPLE}\b(?! by)|\b(?:must|should|has to|have to|needs? to) be {PARTICIPLE}\b(?! by)",
    re.I,
)
_NUMBER = re.compile(
    r"\d|\b(?:no|none|once|twice|half|one|two|three|four|five|six|seven|eight|nine|ten|twelve)\b", re.I
)
# Before it in its sentence these make it no instruction: “if it must be told”, “nothing needs to be entered”.
_NO_INSTRUCTION = re.compile(
    r"\b(?:if|when|unless|until|whether|what|which|who|that|nothing|no|none|before|once|as|how)\b", re.I
)


def promise_open(seen: Seen) -> Iterator[Finding]:
    """Words that promise something, in a step that says no time by which it is done."""
    for place, row in seen.ready.steps.items():
        found = "" if row.step.within else promised(row.step)
        if found:
            title = f"{row.step.name}: “{found}” promises something and no deadline is set"
            yield seen.finding("promise-open", place, "advice", title, mend=f"Add `within:` to {place.step}, like 2d.")


def promised(step: Step) -> str:
    """The first words of a step that promise something."""
    return _promised(" ".join(filter(None, (step.do, *step.sent)))) or said_open(step)


@lru_cache(maxsize=4096)
def _promised(text: str) -> str:
    found = _PROMISE.search(_SHALL_I.sub("", text))
    return found[0] if found else ""


def said_open(step: Step) -> str:
    """A promise that is said without a time. What the same step sends is no promise any more."""
    return _said_open(step.say) if step.say and not step.send else ""


@lru_cache(maxsize=4096)
def _said_open(text: str) -> str:
    said = _SENTENCE.split(text)
    rows = (_SAID.search(sentence) for sentence in said if not _TIMED.search(sentence) and not sentence.endswith("?"))
    return next((found[0] for found in rows if found), "")


def undefined_threshold(seen: Seen) -> Iterator[Finding]:
    """A measure in words that two people would fill differently."""
    for place, step in seen.own:
        for text in _instructions(step):
            found = vague(text, timed=bool(step.within))
            if found:
                title = f"{step.name}: “{found}” says no measure"
                mend = "Write the number, or name a limit and decide by it: `limit('name')`."
                yield seen.finding("undefined-threshold", place, "advice", title, mend=mend, about=found)
                break
    for name, limit in seen.procedure.limits.items():
        if not isinstance(limit, Limit) and not _NUMBER.search(limit):
            title = f"The limit {name} says no number: “{limit}”"
            mend = "Give it a number, an owner and a date: `{is: 50 USD, owner: manager, since: 2026-11-01}`."
            yield seen.finding("undefined-threshold", seen.own[0][0], "advice", title, mend=mend, about=name)


@lru_cache(maxsize=4096)
def vague(text: str, *, timed: bool = False) -> str:
    """The first word in a text that leaves its measure open; a time is said where the step has one (`timed`)."""
    found = _VAGUE.search(text) or (None if timed else _SOME_TIME.search(text))
    return found[0] if found else ""


def _instructions(step: Step) -> Iterator[str]:
    """What the agent goes by."""
    yield from filter(None, (step.do, step.done_when, step.note.write if step.note else None))


def who_unclear(seen: Seen) -> Iterator[Finding]:
    """An instruction of which nobody can tell to whom it is said."""
    for place, step in seen.own:
        found = nobody_named(step.do or "")
        if found:
            title = f"{step.name}: “{found}” does not say who"
            mend = "Say it to the one who does it: “Send …”. For another person, a step with its `role`."
            yield seen.finding("who-unclear", place, "advice", title, mend=mend, about=found)


@lru_cache(maxsize=4096)
def sentences(text: str) -> tuple[str, ...]:
    plain = BLANK.sub("it", text)
    return tuple(part.strip() for part in re.split(r"(?<=[.?:;!])\s+", plain) if part.strip())


@lru_cache(maxsize=4096)
def nobody_named(text: str) -> str:
    for sentence in sentences(text):
        found = _SOMEONE.search(sentence) or _TO_BE_DONE.search(sentence)
        if found and not _NO_INSTRUCTION.search(sentence[: found.start()]):
            return found[0]
    return ""


def stale_name(seen: Seen) -> Iterator[Finding]:
    """A tool that the business does not use any more, or a role that nobody here holds."""
    for place, step in seen.own:
        for row in step.how:
            if seen.here.tools is not None and not _in_use(row.in_, seen.here.tools):
                title = f"{step.name}: {row.in_} is none of the tools in use ({', '.join(sorted(seen.here.tools))})"
                mend = "Write how it is done in the tool of today, or add the tool to what the business says of itself."
                yield seen.finding("stale-name", place, "advice", title, mend=mend, about=row.in_)
        filled_by = seen.ready.bundle[place.procedure].filled_by(step.role)
        if seen.here.roles is not None and filled_by not in seen.here.roles:
            title = f"{step.name}: it is for the {filled_by}, and nobody here is one"
            mend = "Give somebody that role under People, or the step another."
            yield seen.finding("stale-name", place, "advice", title, mend=mend, about=step.role)


def role_differs(seen: Seen) -> Iterator[Finding]:
    """A role of the procedure's own that is not as the business has it, or that the business has not."""
    there = {row.role: row for row in seen.here.declared or ()}
    for name, row in seen.procedure.roles.items() if seen.here.declared is not None else ():
        known, first = there.get(name), seen.own[0][0]
        if known is None:
            title = f"The role {name} stands in this procedure only: the business does not have it"
            mend = "Offer it in every procedure, beside the steps in the editor, or take one of those the business has."
            yield seen.finding("role-differs", first, "advice", title, mend=mend, about=name)
        elif (row.filled_by, row.who or known.title) != (known.filled_by, known.title):
            here, wanted = (f"{by} ({who})" for by, who in ((row.filled_by, row.who or "-"), _filled(known)))
            title = f"The role {name} is filled by {here} in this procedure, and by {wanted} in the business"
            mend = "Take it as the business has it, or change it under Your business."
            yield seen.finding("role-differs", first, "must", title, mend=mend, about=name)


def _filled(role: OwnRole) -> tuple[str, str]:
    return role.filled_by, role.title


def _in_use(name: str, tools: frozenset[str]) -> bool:
    return any(is_same(name, tool) for tool in tools)


RULES = (
    Rule(
        "promise-open", "A promise has its day", "practice",
        "Words to do or to send that promise something, and words to say that promise it without a time, in a step "
        "without `within`.",
        "A promise without a day is kept late or not at all.",
        "Add `within`, like 2d.",
        promise_open,
    ),
    Rule(
        "undefined-threshold", "A measure is a number", "practice",
        "Instructions that say “a reasonable amount”, “a large order”, “if necessary”; a limit without a number.",
        "Two agents treat two customers differently, and neither can be told which was right.",
        "Write the number, or a named limit with its owner.",
        undefined_threshold,
    ),
    Rule(
        "who-unclear", "It is clear who does it", "practice",
        "Instructions such as “someone should call” or “it is to be sent”.",
        "What everybody may do nobody does.",
        "Say it to the one who does it, or make it a step with a `role`.",
        who_unclear,
    ),
    Rule(
        "stale-name", "Tools and roles are those of today", "practice",
        "A tool under `how` that is not among the tools in use, or a step for a role that nobody here holds. Looked at "
        "only where the business said which tools it uses and has more than one person.",
        "A click path into a tool that is gone stops the call.",
        "Write how it is done today, or give somebody the role.",
        stale_name,
    ),
    Rule(
        "role-differs", "A role means one thing in the business", "practice",
        "A role under `roles` that is filled by another, or called otherwise, than in the business’s own list, or that "
        "is not in it. Looked at only where the business has such a list.",
        "Two procedures send the same work to two people.",
        "Take the role as the business has it, or change it there.",
        role_differs,
    ),
)  # fmt: skip
