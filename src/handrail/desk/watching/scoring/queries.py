"""Reads of scoring: whether it is on and why, the steps of a person in a case, scores for one of the two. There is no
list of scores over persons, and no sum."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from handrail.desk import queries as desk
from handrail.desk.models import Case, Score, ScoringSwitch
from handrail.desk.records import Kept
from handrail.desk.watching.between.queries import opened
from handrail.desk.watching.following.queries import told_in, words_of
from handrail.desk.watching.scoring.steps import Mark, Scored, Step
from handrail.people.models import Member
from handrail.people.notice.queries import kept_today
from handrail.procedures.language.engine import State
from handrail.procedures.language.steps import Procedure
from handrail.procedures.language.steps import Step as Written
from handrail.web.waiting import Waiting

MOST_WAITING = 10
_STEPS = ("answered", "skipped", "deviated")
_FIRST = ("skipped", "deviated", "overridden", "branched", "done")


def switch() -> ScoringSwitch | None:
    row: ScoringSwitch | None = ScoringSwitch.objects.first()
    return row


def reason() -> str:
    """Why people are scored here, where they are: handed down to the notice, whose words say it."""
    row = switch()
    return row.reason if row and row.on else ""


def may_be_scored(member: Member) -> bool:
    """It is on, and this person kept the notice as it reads today."""
    return bool(reason()) and kept_today(member.pk)


def people(case: Case, but: Member) -> list[Member]:
    """Those who were at a step of this case, in their order, without the one who looks."""
    ids = list(dict.fromkeys(kept.who for kept in desk.events(case.pk) if kept.kind in _STEPS and kept.who))
    rows = {str(row.pk): row for row in Member.objects.filter(pk__in=ids).exclude(pk=but.pk).select_related("user")}
    return [rows[id_] for id_ in ids if id_ in rows]


def steps(case: Case, member: Member) -> list[Step]:
    """The steps of the run that this person was at, each as often as they were."""
    procedures, told = desk.procedures(case), desk.events(case.pk)
    found = []
    for n, kept in enumerate(told):
        if kept.kind not in _STEPS or kept.who != str(member.pk):
            continue
        before = desk.fold_in(case, told[:n]).state
        written = _written(procedures, before, str(kept.data.get("step", "")))
        moves = kept.data.get("moves", [])
        how = _how(written.id, moves if isinstance(moves, list) else []) if written else ""
        if written and how:
            found.append(_step(written, how, kept, desk.fold_in(case, told[: n + 1]).state))
    return found


def _written(procedures: Mapping[str, Procedure], before: State, id_: str) -> Written | None:
    """A step as it is written in the procedure that the case was in: in another one, its id is another step."""
    procedure = procedures.get(before.at.procedure) if before.at else None
    return next((each for each in procedure.steps if each.id == id_), None) if procedure else None


def _step(written: Written, how: str, kept: Kept, after: State) -> Step:
    why = str(kept.personal.get("reason", "")) if how in _FIRST[:3] else ""
    told = tuple((label, words) for label, words in told_in(kept) if (label, words) != ("Reason", why))
    return Step(
        written.name, how, why, _speaks(written), kept.at, words_of(written, after), told, written.done_when or "",
        written.mistakes,
    )  # fmt: skip


def _how(step: str, moves: Sequence[object]) -> str:
    hows = {str(move[1]) for move in moves if isinstance(move, list) and move[0] == step}
    return next((how for how in _FIRST if how in hows), "")


def _speaks(step: Written) -> bool:
    return bool(step.say or step.do or step.send or step.reply)


def of_case(case: Case, agent: Member) -> Score | None:
    rows = Score.objects.filter(case=case, agent=agent).select_related("scorer__user", "agent__user")
    found: Score | None = rows.first()
    return found


def of_person(member: Member, since: datetime, until: datetime) -> dict[UUID, list[Scored]]:
    """Scores this person got or gave, by case."""
    found: dict[UUID, list[Scored]] = defaultdict(list)
    for row in _read(Score.objects.filter(Q(agent=member) | Q(scorer=member), at__gte=since, at__lt=until)):
        found[row.case_id].append(scored(row, member))
    return found


def _read(rows: "QuerySet[Score]") -> "QuerySet[Score]":
    return rows.select_related("scorer__user", "agent__user").order_by("at", "pk")


def scored(row: Score, member: Member) -> Scored:
    marks = tuple(Mark(str(each["name"]), str(each["judged"]), bool(each["by_record"])) for each in row.marks)
    return Scored(
        row.pk, row.case_id, str(row.scorer.user.name), str(row.agent.user.name), row.at, marks, opened(row.locked),
        row.read_at, opened(row.answer_locked) if row.answered_at else "", row.answered_at, row.scorer_id == member.pk,
    )  # fmt: skip


def waiting(member: Member, at: datetime, zone: str) -> list[Waiting]:
    """Scores this person has not read."""
    rows = _read(Score.objects.filter(agent=member, read_at=None)).select_related("case__entry")
    return [
        Waiting(
            "mine", f"{row.scorer.user.name} scored a case of yours", reverse("score", args=[row.case_id]),
            f"Case {row.case.number}, {row.case.entry.title}", "Read it", label="for you only",
        )
        for row in rows[:MOST_WAITING]
    ]  # fmt: skip
