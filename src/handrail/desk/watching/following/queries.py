"""Reads of following: who follows a case, what the screen of a follower shows, what a person's record tells."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils.module_loading import import_string

from handrail.desk import inhand, queries
from handrail.desk.models import Case, Follow
from handrail.desk.records import FACT, Kept, effects_of, turn_of
from handrail.desk.watching.following.lease import Followed
from handrail.facts.answers import in_words
from handrail.facts.vocabulary import Value, fact
from handrail.ledger.prepared import prepared
from handrail.people.models import Member
from handrail.people.notice.queries import kept_naming
from handrail.people.notice.words import FOLLOWING
from handrail.procedures.language.engine import State, UnansweredError, step_in_hand, to_ask
from handrail.procedures.language.steps import Step
from handrail.procedures.language.words import fill

LATELY = timedelta(minutes=10)
_WORDS = (("say", "Say"), ("do", "Do"), ("send", "Send"))


@dataclass(frozen=True, slots=True)
class Looker:
    """Somebody else who opened what is kept of a case."""

    id: UUID
    name: str
    at: datetime


Lookers = Callable[[UUID, datetime], list[Looker]]
"""Who opened a case since an instant: handed down by the records, which keep it."""


def followers(case: Case, at: datetime) -> list[Follow]:
    """Those who follow it at this moment. Asked with every page of a step, and every few seconds while it is open."""
    return [row for row in _follows(case=case.pk) if row.lease_until >= at]


@prepared
def _follows(case: UUID) -> "QuerySet[Follow, Follow]":
    rows = Follow.objects.filter(case=case, ended_at=None, agent=F("case__agent")).exclude(case__status="ended")
    return rows.select_related("follower__user").order_by("begun_at")


def lookers(case: Case, at: datetime, follows: list[Follow]) -> list[Looker]:
    """Who else opened it lately: a case page that is loaded again and again follows too."""
    seen: Lookers = import_string(settings.DESK_LOOKERS)
    known = {case.agent_id, *(row.follower_id for row in follows)}
    return [row for row in seen(case.pk, at - LATELY) if row.id not in known]


def may_be_followed(case: Case, follower: Member) -> bool:
    return case.status != "ended" and case.agent_id != follower.pk and kept_naming(case.agent_id, FOLLOWING)


@dataclass(frozen=True, slots=True)
class Did:
    """Something that was done in a case, with what was told there."""

    kind: str
    step: str
    who: str
    at: datetime
    told: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """The step in hand as a follower sees it."""

    step: str
    number: int
    steps: int
    words: tuple[tuple[str, Any], ...]
    asks: tuple[str, ...]
    did: tuple[Did, ...]


def screen(case: Case, at: datetime) -> Screen:
    """Only what is in the record, and the words of the step: nothing that is typed and not sent."""
    told = queries.events(case.id)
    state, bundle = queries.fold_in(case, told).state, queries.procedures(case)
    step = step_in_hand(bundle, state)
    names = {each.id: each.name for procedure in bundle.values() for each in procedure.steps}
    procedure = bundle[state.at.procedure if state.at else case.entry.slug]
    rail = inhand.rail(procedure, state, step)
    number = next((each.number for each in rail if each.how == "now"), 0)
    words, asks = (words_of(step, state), _asks(step, state, at)) if step else ((), ())
    did = tuple(_did(kept, names) for kept in reversed(told))
    return Screen(step.name if step else "", number, len(rail), words, asks, did)


def words_of(step: Step, state: State) -> tuple[tuple[str, Any], ...]:
    """What a step says, does and sends, with what the case knew then."""
    said = {title: step.worded(name) for name, title in _WORDS}  # type: ignore[arg-type]
    facts = {**queries.lent(said.values(), state.facts), **state.facts}
    return tuple((title, fill(text, facts)) for title, text in said.items() if text)


def _asks(step: Step, state: State, at: datetime) -> tuple[str, ...]:
    try:
        names = to_ask(step, state, queries.world_of(queries.moment(state.facts, at)))
    except UnansweredError as error:
        names = tuple(error.facts)
    return tuple(fact(name).ask or fact(name).label for name in names)


_SAID = {"reason": "Reason", "note": "Note", "how": "How", "instead": "Instead", "summary": "Summary"}


def _did(kept: Kept, names: Mapping[str, str]) -> Did:
    step = str(kept.data.get("step", ""))
    return Did(kept.kind, names.get(step, step), kept.actor, kept.at, told_in(kept))


def told_in(kept: Kept) -> tuple[tuple[str, str], ...]:
    """The facts that an event told, and the free words and texts in it."""
    told: list[tuple[str, str]] = []
    if "moves" in kept.data:
        told += [_told(name, value) for name, value in turn_of(kept).facts.items() if fact(name).about != "business"]
        told += [("Sent", each.text) for each in effects_of([kept]) if each.kind == "send" and each.text]
    told += [(_SAID[place], str(text)) for place, text in kept.personal.items() if place in _SAID]
    gone = [place for place in _sealed(kept) if place not in kept.personal]
    told += [(fact(place.removeprefix(FACT)).label, "Erased") for place in gone if place.startswith(FACT)]
    return tuple(told)


def _sealed(kept: Kept) -> list[str]:
    sealed = kept.data.get("sealed", {})
    return list(sealed) if isinstance(sealed, dict) else []


def _told(name: str, value: Value) -> tuple[str, str]:
    return fact(name).label, in_words(fact(name), value)


def of_person(member: Member, since: datetime, until: datetime) -> dict[UUID, list[Followed]]:
    """When this person was followed, or followed, by case."""
    found: dict[UUID, list[Followed]] = defaultdict(list)
    rows = Follow.objects.filter(Q(agent=member) | Q(follower=member), begun_at__gte=since, begun_at__lt=until)
    for row in rows.select_related("follower__user", "agent__user").order_by("begun_at"):
        who, whom = str(row.follower.user.name), str(row.agent.user.name)
        found[row.case_id].append(Followed(who, whom, row.begun_at, row.ended_at, row.follower_id == member.pk))
    return found
