"""The first day, step by step: from nothing to a case worked by a procedure of one's own. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stands:
    """How far a business has come. `question`: the next page of the interview, None when all is answered."""

    question: int | None
    answered: bool
    tickets: bool
    drafted: bool
    adopted: bool
    ran: bool
    invited: bool

    @property
    def is_over(self) -> bool:
        """The first day ends with the first case; what is left then waits like anything else."""
        return self.adopted and self.ran


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `state` is done, now or ahead; `place` names the page on which it is done."""

    title: str
    why: str
    button: str
    place: str
    state: str
    optional: bool = False


_STEPS = (
    ("question", "Describe the business", "A few plain questions. Law and procedures are chosen by the answers.",
     "business-question", False),
    ("tickets", "Bring your tickets", "What people asked so far, as a file. Or tick what they usually ask.",
     "inquiries-bring", True),
    ("drafted", "Have the handbook drafted", "Which procedures you need and why, checked against the law.",
     "drafting", False),
    ("adopted", "Adopt a procedure", "Read it, and put it in force. The desk can run it from then on.",
     "procedure-library", False),
    ("ran", "Run the first case", "With a customer on the line, or to try it out. The record makes itself.",
     "desk", False),
    ("invited", "Invite people", "Each with a role. Someone else to approve what you write, someone to answer.",
     "people", True),
)  # fmt: skip
_BUTTONS = {
    "question": "Begin", "tickets": "Bring a file", "drafted": "Draft it", "adopted": "See the library",
    "ran": "To the desk", "invited": "Invite",
}  # fmt: skip


def steps(stands: Stands) -> list[Step]:
    """The steps in order; the first that is neither done nor optional is the one in hand."""
    return list(_steps(stands))


def _steps(stands: Stands) -> Iterator[Step]:
    in_hand = False
    for name, title, why, place, optional in _STEPS:
        done = stands.question is None if name == "question" else bool(getattr(stands, name))
        now = not done and not optional and not in_hand
        in_hand = in_hand or now
        button = "Go on" if name == "question" and stands.answered else _BUTTONS[name]
        yield Step(title, why, button, place, "done" if done else "now" if now else "ahead", optional)
