"""What every rule is given, and what a rule is. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from handrail.facts.cel_tree import names
from handrail.facts.conditions import TODAY, compile_condition
from handrail.facts.vocabulary import VOCABULARY
from handrail.procedures.language.engine import Place
from handrail.procedures.language.steps import Procedure, Step
from handrail.procedures.proof.explore import Came, Explored, Sight
from handrail.procedures.proof.findings import NOWHERE, Finding, Here, Severity
from handrail.procedures.proof.ready import Ready, blanks
from handrail.procedures.proof.story import tell
from handrail.procedures.proof.walk import Note

Group = Literal["law", "runs", "practice", "style"]


@dataclass(frozen=True)
class Seen:
    """What every rule is given. `here`: what is known of the business beside its facts."""

    ready: Ready
    explored: Explored
    never_entered: frozenset[Place]
    here: Here = NOWHERE

    def name(self, place: Place) -> str:
        return self.ready.steps[place].step.name

    def tell(self, came: Came, *never: str, about: frozenset[str] = frozenset()) -> tuple[str, ...]:
        return tell(self.ready, self.explored, came, never, about)

    def skipped(self, came: Came) -> list[Step]:
        """The steps that were skipped on the path to there, in their order."""
        notes = (note for leg in self.explored.path(came) for note in leg.notes)
        return [self.ready.steps[note.place].step for note in notes if note.kind == "skipped"]

    @cached_property
    def order(self) -> dict[Place, int]:
        return {place: number for number, place in enumerate(self.ready.steps)}

    def of(self, kind: str) -> Iterator[tuple[Note, Sight]]:
        """What was noted of a kind, in the order of the steps."""
        rows = [(note, sight) for note, sight in self.explored.notes.items() if note.kind == kind]
        return iter(sorted(rows, key=lambda row: (self.order[row[0].place], row[0].text)))

    @cached_property
    def procedure(self) -> Procedure:
        """The one that is checked; the others are those it calls."""
        return self.ready.bundle[next(iter(self.ready.steps)).procedure]

    @cached_property
    def own(self) -> tuple[tuple[Place, Step], ...]:
        """Its own steps: what stands in a called procedure is told in that one's own check."""
        return tuple((Place(self.procedure.procedure, step.id), step) for step in self.procedure.steps)

    @property
    def is_block(self) -> bool:
        """Whether it answers no topic of its own: what it asks is for those that call it."""
        return self.procedure.block or not self.procedure.handles

    def reads(self, name: str) -> bool:
        """Whether something reads a fact: a condition, words, a record, a look-up, what is worked out, a duty."""
        arising = (duty.arises.facts for duty in self.ready.duties if duty.arises)
        return name in self._read or any(name in facts for facts in arising)

    @cached_property
    def _read(self) -> frozenset[str]:
        return frozenset[str]().union(*(read_by(row.step) for row in self.ready.steps.values()))

    def finding(
        self, rule: str, place: Place, severity: Severity, title: str, story: tuple[str, ...] = (),
        mend: str | None = None, about: str = "",
    ) -> Finding:  # fmt: skip
        return Finding(rule, place.step, severity, title, story, mend, place.procedure, about)


def read_by(step: Step) -> frozenset[str]:
    """The facts a step reads or keeps, not those it only gathers."""
    terms = (names(compile_condition(text, kind).tree) for text, kind in step.expressions)
    kept = (
        *step.record,
        *((step.evidence,) if step.evidence else ()),
        *((step.for_each.in_,) if step.for_each else ()),
    )
    looked_up = (name for row in step.find for name in row.by)
    return frozenset[str]().union(*terms, blanks(step.say, step.do, *step.sent), kept, looked_up) - {TODAY}


def labels(listed: str) -> str:
    return ", ".join(VOCABULARY[name].label if name in VOCABULARY else name for name in listed.split(", "))


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the check. `looks`: what it finds; `why` that matters; `mend`: what to do. Those of `law` and those
    without which a procedure can't run are never switched off."""

    name: str
    title: str
    group: Group
    looks: str
    why: str
    mend: str
    find: Callable[[Seen], Iterator[Finding]]

    def __call__(self, seen: Seen) -> Iterator[Finding]:
        return self.find(seen)

    @property
    def is_fixed(self) -> bool:
        return self.group in ("law", "runs")
