"""What a printed handbook is made of: values only, put together by `procedures/handbook`. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from handrail.law.duties import Stated
from handrail.procedures.documents.spoken import listed
from handrail.procedures.documents.told import targets
from handrail.procedures.language.home import Limit
from handrail.procedures.language.steps import Procedure, in_words

UNCONTROLLED = "Uncontrolled when printed"
LAW_NOTE = "General information, not legal advice; check with the agency or your adviser."
LAW_NOT_CHECKED = "Not checked: the law"
NO_CLASS = "class not determined yet"
NO_DUTY = "No step here says that it meets a duty of yours"


@dataclass(frozen=True, slots=True)
class MetDuty:
    """A duty as it is printed: its sentence with citation and status already in it, and the steps that meet it.
    `steps`: their numbers. `stated` is the same in parts and `duty` its id, for a page that marks and links it."""

    sentence: str
    where: str = ""
    duty: str = ""
    title: str = ""
    stated: Stated | None = None
    steps: tuple[int, ...] = ()

    @property
    def tone(self) -> str:
        """`ok` for law that was read and is not due; anything less is `due`."""
        return "ok" if self.stated and self.stated.status == "verified" else "due"


@dataclass(frozen=True, slots=True)
class HandbookPage:
    """One version of one procedure. `status` is in words ("In force"); `mark` ("Draft") stands on every sheet of a
    version that is not in force. `law_asked`: somebody looked for the duties it meets. `remarks`: more rows for its
    head, a label and words each. `titles` names the procedures it calls; `age` says what of the law is out of date;
    `classes`, for each role, whether it is exempt from overtime, and by which determination."""

    procedure: Procedure
    version: str
    status: str
    effective_on: date | None = None
    mark: str = ""
    duties: tuple[MetDuty, ...] = ()
    reviewed: str = ""
    findings: tuple[str, ...] = ()
    checked: str = ""
    law_asked: bool = False
    remarks: tuple[tuple[str, str], ...] = ()
    age: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)

    @property
    def owner_role(self) -> str:
        return self.procedure.owner

    @property
    def why(self) -> str:
        return self.procedure.purpose

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What stands at its head, a label and words each."""
        procedure = self.procedure
        limits = [f"{name.replace('-', ' ')}: {limit_words(limit)}" for name, limit in procedure.limits.items()]
        rows = (
            ("Done by", done_by(procedure)),
            ("Paid as", paid_as(procedure, self.classes)),
            ("Kept right by", procedure.owner),
            ("Channels", ", ".join(name.replace("-", " ") for name in procedure.channels) or "any"),
            ("Aims", "; ".join(targets(procedure))),
            ("Limits", "; ".join(limits)),
            ("Looked at again", f"every {in_words(procedure.review.every)}"),
        )
        return tuple(row for row in rows if row[1])

    @property
    def law(self) -> str:
        """What is said where no duty is listed."""
        return "" if self.duties else NO_DUTY if self.law_asked else LAW_NOT_CHECKED


@dataclass(frozen=True, slots=True)
class Handbook:
    """All procedures in force on a day, with what was looked at and what was not, in whole sentences. `lead` stands
    under the title when they are not in force; `duties`: all that bind the business, each with where it is met;
    `gaps`: law that no law file holds, each with whom to ask. `age`: what of the law is out of date, on every sheet."""

    business: str
    as_of: date
    pages: tuple[HandbookPage, ...]
    checked: tuple[str, ...] = ()
    not_checked: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    lead: str = ""
    duties: tuple[MetDuty, ...] = ()
    gaps: tuple[str, ...] = ()
    age: str = ""


def done_by(procedure: Procedure) -> str:
    """Who runs it, and the steps that are for somebody else: "agent; supervisor: steps 4 and 7"."""
    others: dict[str, list[str]] = {}
    for number, step in enumerate(procedure.steps, 1):
        others.setdefault(step.role, []).append(str(number))
    named = {role: f"{role} ({row.who})" for role, row in procedure.roles.items() if row.who}
    steps = {
        role: f"{named.get(role, role)}: step{'s' if len(n) > 1 else ''} {listed(n, 'and')}"
        for role, n in others.items()
    }
    return "; ".join(["agent", *(words for role, words in steps.items() if role != "agent")])


def paid_as(procedure: Procedure, classes: Mapping[str, str]) -> str:
    """Whether each role that does a step is exempt from overtime, and by which determination: its own, else that of
    those who fill it. What nobody has determined is said."""
    roles = dict.fromkeys(["agent", *(step.role for step in procedure.steps)])
    told = {role: classes.get(role) or classes.get(procedure.filled_by(role), NO_CLASS) for role in roles}
    return "; ".join(f"{role}: {words}" for role, words in told.items())


def limit_words(limit: Limit | str) -> str:
    """`50 USD (set by service manager, since Nov 1, 2026)`."""
    if isinstance(limit, str):
        return limit
    return f"{limit.is_} (set by {limit.owner}, since {day(limit.since)})"


def checked_line(duties: int, packs: Sequence[str], on: date, unverified: int) -> str:
    """`Checked against 14 duties of pack us 2026.11 on Nov 24, 2026; 1 unverified.`"""
    of = f" of {', '.join(packs)}" if packs else ""
    return f"Checked against {duties} {'duty' if duties == 1 else 'duties'}{of} on {day(on)}; {unverified} unverified."


def day(value: date) -> str:
    """`Nov 24, 2026`."""
    return value.strftime("%b %-d, %Y")
