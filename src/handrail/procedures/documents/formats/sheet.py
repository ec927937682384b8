"""What every format tells of one version of a procedure, as plain sentences and steps. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from handrail.procedures.documents import spoken
from handrail.procedures.documents.handbook import LAW_NOTE, UNCONTROLLED, HandbookPage, day
from handrail.procedures.documents.svg import clean
from handrail.procedures.documents.told import ToldStep, told
from handrail.procedures.language.steps import Procedure, RoleHere
from handrail.procedures.language.words import Piece

SOURCE = "Written with Handrail"
FLOW_SIGNS = "A dashed box is a person to tell, a filled one an end, § a step that meets a duty."


@dataclass(frozen=True, slots=True)
class Sheet:
    """One version on its way out. `called`: the procedures it runs, as far as they are at hand."""

    page: HandbookPage
    business: str
    as_of: date
    called: Mapping[str, Procedure] = field(default_factory=dict)

    @property
    def procedure(self) -> Procedure:
        return self.page.procedure

    @property
    def title(self) -> str:
        return one_line(self.procedure.title)

    @property
    def steps(self) -> tuple[ToldStep, ...]:
        return told(self.procedure, self.page.titles)

    @property
    def mark(self) -> str:
        """What stands across a version that is no rule (any more); empty for one in force."""
        return f"{self.page.mark.upper()}: NOT IN FORCE" if self.page.mark else ""

    @property
    def version(self) -> str:
        """`Version 3, in force since Nov 2, 2026`."""
        status = f"{self.page.status[:1].lower()}{self.page.status[1:]}"
        since = f" since {day(self.page.effective_on)}" if self.page.effective_on and not self.page.mark else ""
        return f"{self.page.version}, {status}{since}"

    @property
    def head(self) -> tuple[tuple[str, str], ...]:
        """Rows for its head, a label and words each."""
        procedure = self.procedure
        more = (
            ("Handles", ", ".join(name.replace("-", " ") for name in procedure.handles)),
            ("Trades", ", ".join(name.replace("-", " ") for name in procedure.trades)),
            ("Part of others", "It is run by other procedures, never by itself." if procedure.block else ""),
            ("Roles of its own", "; ".join(_role(name, row) for name, row in procedure.roles.items())),
            ("Found out before", _labels(procedure.needs)),
            ("Rules switched off", "; ".join(self._switched_off())),
            ("Facts of its own", "; ".join(f"{row.label} ({row.ask})" for row in procedure.facts.values())),
            ("Reviewed", self.page.reviewed),
            *self.page.remarks,
        )
        return (("Version", self.version), *self.page.facts, *(row for row in more if row[1]))

    @property
    def law(self) -> tuple[str, ...]:
        """What is said of the law: what was checked, each duty with its status and date, and where it is met."""
        rows = [self.page.checked, f"{self.page.law}." if self.page.law else ""]
        rows += [] if self.page.law_asked else self._said_to_meet()
        rows += [f"{duty.sentence} {duty.where}".strip() for duty in self.page.duties]
        return tuple(filter(None, rows))

    def _said_to_meet(self) -> list[str]:
        """What the steps say of themselves, where nobody looked the law up."""
        named = [(n, ", ".join(step.meets)) for n, step in enumerate(self.procedure.steps, 1) if step.meets]
        return [f"Said to be met at step {number}: {kinds}." for number, kinds in named]

    def _switched_off(self) -> list[str]:
        rows = [f"{rule} ({reason})" for rule, reason in self.procedure.switched_off.items()]
        steps = enumerate(self.procedure.steps, 1)
        rows += [f"step {n}: {rule} ({reason})" for n, step in steps for rule, reason in step.switched_off.items()]
        return rows

    @property
    def foot(self) -> tuple[str, ...]:
        """What stands under it, wherever it is taken."""
        printed = f"{SOURCE} for {one_line(self.business)} on {day(self.as_of)}. {UNCONTROLLED}."
        return tuple(filter(None, (printed, self.page.age, LAW_NOTE)))


def _labels(names: tuple[str, ...]) -> str:
    return spoken.listed([spoken.label(name) for name in names], "and") if names else ""


def _role(name: str, row: RoleHere) -> str:
    """`dispatcher: whoever has the radio, a supervisor here`."""
    return ", ".join(filter(None, (f"{name}: {row.who}" if row.who else name, f"done by the {row.filled_by} here")))


def one_line(text: str) -> str:
    """A text without line breaks, doubled spaces, or characters that no document may hold."""
    return " ".join(clean(text).split())


def plain(line: tuple[Piece, ...]) -> str:
    """A line of pieces as one run of words; a blank stands in square brackets."""
    return "".join(f"[{piece.text}]" if piece.is_blank else clean(piece.text) for piece in line)
