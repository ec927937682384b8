"""A procedure put into words once, for the page and for paper. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from handrail.facts.vocabulary import fact
from handrail.procedures.documents import spoken
from handrail.procedures.language.steps import Procedure, Step, in_words
from handrail.procedures.language.words import Piece, fill

Kind = Literal[
    "only-if", "say", "ask", "yes", "check", "do", "send", "record", "way", "escalate", "refuse", "wait", "call", "end",
    "next", "mistakes", "meets",
]  # fmt: skip

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Part:
    """One thing of a step: a label, and lines of pieces. `say` and `send` are words for the customer."""

    kind: Kind
    label: str
    lines: tuple[tuple[Piece, ...], ...]

    @property
    def is_script(self) -> bool:
        return self.kind in ("say", "send")


@dataclass(frozen=True, slots=True)
class ToldStep:
    number: int
    id: str
    name: str
    marks: tuple[str, ...]
    parts: tuple[Part, ...]


def told(procedure: Procedure, titles: Mapping[str, str] = _NONE) -> tuple[ToldStep, ...]:
    """Every step in words, in the order its parts happen. `titles` names the procedures it calls."""
    return tuple(_step(procedure, step, number, titles) for number, step in enumerate(procedure.steps, 1))


def targets(procedure: Procedure) -> tuple[str, ...]:
    """What the procedure aims at, as short sentences; empty when it sets nothing."""
    aims = procedure.targets
    said = [
        f"handled in {in_words(aims.handle_time)}" if aims.handle_time else "",
        f"settled in {in_words(aims.resolution_time)}" if aims.resolution_time else "",
        f"satisfaction {aims.csat} of 5" if aims.csat else "",
    ]
    return tuple(filter(None, said))


def named(procedure: Procedure, id_: str) -> str:
    return f"step {procedure.number(id_)}, {procedure.step(id_).name}"


def _step(procedure: Procedure, step: Step, number: int, titles: Mapping[str, str]) -> ToldStep:
    parts = (*_before(step), *_acts(step), *_leads(procedure, step, titles))
    return ToldStep(number, step.id, step.name, _marks(step), parts)


def _marks(step: Step) -> tuple[str, ...]:
    said = [
        step.role if step.role != "agent" else "",
        f"within {in_words(step.within)}" if step.within else "",
        "once only" if step.once else "",
        "never skipped" if step.never_skip else "",
    ]
    return tuple(filter(None, said))


def _plain(kind: Kind, label: str, *lines: str) -> Part:
    return Part(kind, label, tuple((Piece(line),) for line in lines))


def _script(kind: Kind, label: str, words: str | None) -> list[Part]:
    return [Part(kind, label, (fill(words, {}),))] if words else []


def _before(step: Step) -> list[Part]:
    """What stands at the head of a step: is it in the way, the words, what is gathered."""
    found = [_plain("only-if", "Only if", f"{spoken.condition(step.when)}.")] if step.when else []
    found += _script("say", "Say", step.say)
    asked = [_gathered(step, name) for name in dict.fromkeys((*step.ask, *step.look_up))]
    found += [_plain("ask", "Find out", *asked)] if asked else []
    found += [_plain("yes", "Clear yes", "The customer says yes before anything is done.")] if step.confirm else []
    found += [_plain("check", "Check", *(_checked(*row) for row in step.check.items()))] if step.check else []
    return found


def _gathered(step: Step, name: str) -> str:
    where = step.look_up.get(name)
    return f"{fact(name).label} (look: {where})" if where else fact(name).label


def _checked(words: str, guard: str) -> str:
    said = spoken.condition(guard)
    return words if said == words else f"{words} ({said})"


def _acts(step: Step) -> list[Part]:
    found = [*_script("do", "Do", step.do), *_script("send", "Send", step.send)]
    kept = [fact(name).label for name in (*step.record, *([step.evidence] if step.evidence else []))]
    found += [_plain("record", "Record", *dict.fromkeys(kept))] if kept else []
    return found


def _leads(procedure: Procedure, step: Step, titles: Mapping[str, str]) -> list[Part]:
    """Where the step leads: branches first (each its condition, then where it goes), then its ending. What is taken
    when the step can't be done as it stands comes last."""
    ways = tuple(
        (Piece(f"{spoken.taken_when(step, name)}: "), Piece(spoken.way(way, lambda id_: named(procedure, id_))))
        for name, way in sorted(step.ways(), key=lambda row: row[0] in ("unknown", "if_skipped"))
    )
    found = [Part("way", "If", ways)] if ways else []
    found += _ending(step, titles)
    found += [_plain("next", "Then", f"Go to {spoken.stopped(named(procedure, step.next))}")] if step.next else []
    found += [_plain("mistakes", "Watch out", *step.mistakes)] if step.mistakes else []
    return found


def _ending(step: Step, titles: Mapping[str, str]) -> list[Part]:
    if step.escalate:
        within = f", within {in_words(step.escalate.within)}" if step.escalate.within else ""
        words = f"To {spoken.ROLES[step.escalate.to]}{within}: {step.escalate.why}"
        return [_plain("escalate", "Escalate", words)]
    if step.refuse:
        return [_plain("refuse", "Refuse", step.refuse)]
    if step.wait and step.wait.at_most:
        return [_plain("wait", "Wait for", f"{step.wait.for_}; at most {in_words(step.wait.at_most)}.")]
    if step.wait and step.wait.until:
        return [_plain("wait", "Wait until", f"{spoken.term(step.wait.until, 'date')}.")]
    if step.call:
        return [_plain("call", "Run", f"{titles.get(step.call, step.call)}.")]
    return [_plain("end", "End", f"{spoken.OUTCOMES[step.end]}.")] if step.end else []
