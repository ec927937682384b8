"""The duties that bind a business and the steps of a procedure that meet them, as a handbook prints them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from handrail.facts.conditions import Facts
from handrail.facts.vocabulary import VOCABULARY
from handrail.law.answers import Applicability
from handrail.law.duties import Duty, Pack, Part
from handrail.law.engine import Law
from handrail.law.ours import set_aside
from handrail.law.plain import unheld_words
from handrail.law.versions.age import in_words, old_packs
from handrail.procedures.documents.handbook import MetDuty, checked_line, day
from handrail.procedures.documents.spoken import listed, stopped
from handrail.procedures.documents.variants import meets
from handrail.procedures.duties import MET_BY_STEPS, kinds_met
from handrail.procedures.language.steps import Procedure, Step
from handrail.procedures.proof.findings import Report

MetAt = tuple[tuple[Step, frozenset[str]], ...]
"""Each step of a procedure with the kinds of duty it meets."""
OUTSIDE: Mapping[str, str] = {
    "pay": "About paying your people: no customer procedure meets it",
    "records": "About keeping files: no customer procedure meets it",
}


@dataclass(frozen=True, slots=True)
class Binding:
    """The law asked once for a business on a day: every duty that binds it, or may. `classes`: for each role, whether
    it is exempt from overtime, by which determination."""

    law: Law
    on: date
    rows: tuple[Applicability, ...]
    classes: Mapping[str, str] = field(default_factory=dict)

    @property
    def unsure(self) -> int:
        """How many are unverified, or due for a fresh check."""
        return sum(row.status != "verified" for row in self.rows)

    @property
    def asked(self) -> tuple[Pack, ...]:
        """The law files that hold a duty that binds, or may."""
        names = {pack_of(row.duty) for row in self.rows}
        return tuple(pack for name, pack in self.law.packs.items() if name in names)

    @property
    def packs(self) -> tuple[str, ...]:
        return tuple(f"{pack.title} {pack.version}" for pack in self.asked)

    @property
    def files(self) -> tuple[str, ...]:
        """The law files asked, each with the day it is kept until."""
        return tuple(f"{pack.title} {pack.version}, kept until {day(pack.kept_until)}" for pack in self.asked)

    @property
    def age(self) -> str:
        """What of the law asked is out of date, in words; "" when nothing is."""
        return in_words(old_packs([(pack.pack, pack.title, pack.kept_until) for pack in self.asked], self.on))

    @property
    def line(self) -> str:
        """`Checked against 14 duties of pack us 2026.11 on Nov 24, 2026; 1 unverified.`"""
        return checked_line(len(self.rows), self.packs, self.on, self.unsure)


def binding(law: Law, business: Facts, on: date) -> Binding:
    """The duties that bind this business on a day; one that may bind it counts."""
    rows = law.applies(business, on)
    return Binding(law, on, tuple(row for row in rows if row.verdict != "no" and not row.duty.no_duty))


def met_duties(bound: Binding, procedure: Procedure) -> tuple[MetDuty, ...]:
    """Each part of a duty that some step of the procedure says it meets, with the steps."""
    met = _met_at(procedure)
    found = [_met(bound, row, part, procedure, met) for row in bound.rows for part in row.duty.parts]
    return tuple(row for row in found if row is not None)


def _met_at(procedure: Procedure) -> MetAt:
    """Asked of every duty that binds, so gathered once."""
    return tuple((step, meets(procedure, step)) for step in procedure.steps)


def _met(bound: Binding, row: Applicability, part: Part, procedure: Procedure, met: MetAt) -> MetDuty | None:
    steps = [step for step, kinds in met if part.kind in kinds]
    if not steps:
        return None
    named = "; ".join(f"step {procedure.number(step.id)}, {step.name}" for step in steps)
    stated = bound.law.state(row.duty, part.says, bound.on, part)
    where = f"Met at {stopped(named)}{depends(row)}"
    numbers = tuple(procedure.number(step.id) for step in steps)
    return MetDuty(f"{row.duty.title}. {stated}", where, row.duty.id, row.duty.title, stated, numbers)


def depends(row: Applicability) -> str:
    """What it hangs on whether the duty binds; "" when it surely does."""
    if row.verdict == "yes":
        return ""
    named = ", ".join(sorted(VOCABULARY[name].label for name in row.missing)) or "a number not published yet"
    return f" It counts as binding until this is known: {named}."


def annex(bound: Binding, procedures: Mapping[str, Procedure]) -> tuple[MetDuty, ...]:
    """Every duty that binds, or may, with the steps of all procedures that meet a part of it."""
    met = [(procedure, _met_at(procedure)) for procedure in procedures.values()]
    return tuple(_annexed(bound, row, procedures, met) for row in bound.rows)


def _annexed(
    bound: Binding, row: Applicability, procedures: Mapping[str, Procedure], met: list[tuple[Procedure, MetAt]]
) -> MetDuty:
    kinds = {part.kind for part in row.duty.parts}
    named = [found for procedure, at in met if (found := _met_by(procedure, at, kinds))]
    where = f"Met at {'; '.join(named)}.{_rest(bound.law, row.duty, procedures)}" if named else unmet_words(row.duty)
    said = f"{row.duty.title}. {row.stated}"
    return MetDuty(said, f"{where}{depends(row)}", row.duty.id, row.duty.title, row.stated)


def _met_by(procedure: Procedure, met: MetAt, kinds: set[str]) -> str:
    """`Give a refund, steps 3 and 7`; "" when it meets none of these."""
    steps = [str(procedure.number(step.id)) for step, met_here in met if kinds & met_here]
    return f"{procedure.title}, step{'s' if len(steps) > 1 else ''} {listed(steps, 'and')}" if steps else ""


def _rest(law: Law, duty: Duty, procedures: Mapping[str, Procedure]) -> str:
    """The parts of a duty that a step could meet and none does."""
    left = open_kinds(duty, kinds_met(procedures.values()))
    return f" No procedure meets this part: {'; '.join(law.kinds[kind].title for kind in left)}." if left else ""


def open_kinds(duty: Duty, met: frozenset[str]) -> tuple[str, ...]:
    """The kinds of a duty that a step could meet, that are for a customer procedure to meet, and that none meets."""
    if duty.topic in OUTSIDE:
        return ()
    kinds = (part.kind for part in duty.parts if part.type in MET_BY_STEPS and part.kind not in met)
    return tuple(dict.fromkeys(kinds))


def unmet_words(duty: Duty) -> str:
    """Why no step meets a duty: none could, or none does."""
    if duty.topic in OUTSIDE:
        return f"{OUTSIDE[duty.topic]}."
    if not any(part.type in MET_BY_STEPS for part in duty.parts):
        return "A limit, a prohibition or a disposal: looked at when it is done, no step meets it."
    return "No procedure meets it."


def check_line(report: Report) -> str:
    """What the check says of one procedure, in one sentence."""
    far = "on every path" if report.complete else "as far as the check went, not to the last path"
    count, found = len(report.duties), len(report.findings)
    says = "1 finding" if found == 1 else f"{found} findings" if found else "nothing found"
    if not count:
        return f"Checked {far}. No duty of the law files turns on what is asked here: {says}."
    duties = f"{count} {'duty' if count == 1 else 'duties'}, {report.unsure_duties} unverified or due"
    return f"Checked {far} against {duties}: {says}."


def agencies(bound: Binding) -> tuple[str, ...]:
    """Whom to ask about these duties, each once, at its own address."""
    named = (agency_of(bound.law, row.duty) for row in bound.rows)
    return tuple(sorted({words for words in named if words}))


def pack_of(duty: Duty) -> str:
    return duty.id.split(".", maxsplit=1)[0]


def agency_of(law: Law, duty: Duty) -> str:
    """The agency to ask about a duty, with its number and address; "" where the pack names none."""
    found = law.packs[pack_of(duty)].agencies.get(duty.agency or "")
    return ", ".join(word for word in (found.name, found.phone, found.url) if word) if found else ""


def with_open_parts(bound: Binding, procedures: Mapping[str, Procedure]) -> tuple[str, ...]:
    """Titles of duties with a part that a step could meet and none of these procedures does."""
    met = kinds_met(procedures.values())
    return tuple(row.duty.title for row in bound.rows if open_kinds(row.duty, met))


def law_not_checked(bound: Binding, business: Facts) -> tuple[str, ...]:
    """What the law files asked do not tell: other states, files past their day, and what is in no file."""
    other = unheld_words(bound.law.without_pack(business))
    aside = [row for row in set_aside(bound.law, bound.on) if row.duty in bound.law.duties]
    rows = [
        f"Not checked: the law of {other}; there is no law file for it." if other else "",
        bound.age,
        *(f"{bound.law.duties[row.duty].title}. {row.words}." for row in aside),
        "Not checked: rules of your trade that no law file holds, city and town codes, tariffs, your own contracts.",
    ]
    return tuple(filter(None, rows))
