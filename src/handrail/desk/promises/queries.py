"""What breaks next, over all open cases: promises, deadlines of law, escalations."""

from collections.abc import Iterable

from django.db.models import Case as Choice
from django.db.models import F, Q, QuerySet, When
from django.db.models.functions import Coalesce

from handrail.desk.escalating.line import Person
from handrail.desk.models import Open
from handrail.people.models import Member
from handrail.people.rights import Right, may
from handrail.web.chosen import Chosen, Sliced

KINDS = {
    "": "All that is due", "due": "Promises", "answer": "First answers", "law": "Deadlines of law",
    "escalation": "Escalations",
}  # fmt: skip
SORTS = {"breaks": "What breaks first", "case": "By case", "person": "By person"}
_BY = {"breaks": ("due_at", "pk"), "case": ("case__number", "due_at", "pk"), "person": ("whose", "due_at", "pk")}
_WHOSE = Choice(  # as the list shows it
    When(kind="escalation", then=F("escalation__asked__user__name")),
    default=Coalesce(F("person__user__name"), F("case__agent__user__name")),
)
_PLACES = ("what", "basis", "case__number", "case__entry__title", "person__user__name", "case__agent__user__name")


def due(words: str = "", kind: str = "", sort: str = "breaks", mine: Member | None = None) -> "QuerySet[Open]":
    """`mine`: what this person keeps: by name, as whose case it is, or as the one who is asked."""
    rows = _with_all().filter(closed_at=None, due_at__isnull=False)
    rows = rows.filter(kind=kind) if kind in KINDS and kind else rows
    if mine is not None:
        theirs = Q(person=None, case__agent=mine) & ~Q(kind="escalation")
        rows = rows.filter(Q(person=mine) | theirs | Q(escalation__asked=mine))
    for word in words.split():
        rows = rows.filter(Q(*((f"{place}__icontains", word) for place in _PLACES), _connector=Q.OR))
    rows = rows.annotate(whose=_WHOSE) if sort == "person" else rows
    return rows.order_by(*_BY.get(sort, _BY["breaks"]))


def in_pages(kind: str = "", sort: str = "breaks", mine: Member | None = None) -> Sliced[Open]:
    """To be cut into pages: of the rest nothing is read, and it is counted without what only the order needs."""
    return Sliced(due("", kind, "breaks", mine).order_by(), due("", kind, sort, mine).values_list("pk", flat=True))


def found(rows: "QuerySet[Open]") -> Chosen[Open]:
    """What fits some words, looked through once: nothing is counted again."""
    return Chosen(list(rows.values_list("pk", flat=True)), _with_all())


def _with_all() -> "QuerySet[Open]":
    rows: QuerySet[Open] = Open.objects.all()
    return rows.select_related("case__entry", "case__agent__user", "person__user", "escalation__asked__user")


def whose(item: Open) -> str:
    if item.kind == "escalation":
        asked = item.escalation.asked if hasattr(item, "escalation") else None
        return str(asked.user.name) if asked else ""
    return str((item.person or item.case.agent).user.name)


def keepers(people: Iterable[Person]) -> list[tuple[str, str]]:
    """Those who work at the desk, by name."""
    able = [(str(row.id), row.name) for row in people if may(row.role, Right.RUN)]
    return sorted(able, key=lambda row: row[1])
