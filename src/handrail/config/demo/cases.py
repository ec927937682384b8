"""The cases of the demo: the scenarios of an example, moved to the last weeks and run at the desk step by step."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db.models import Q

from handrail.business.queries import known
from handrail.customers import queries as customers
from handrail.customers.models import Customer
from handrail.desk import actions as desk
from handrail.desk.clocks.first import ANSWER
from handrail.desk.escalating import actions as escalating
from handrail.desk.escalating.severity import URGENT
from handrail.desk.models import Case, Escalation
from handrail.desk.promises import actions as promises
from handrail.desk.queries import open_items, state
from handrail.desk.watching.coaching import actions as coaching
from handrail.desk.watching.following import actions as following
from handrail.facts.of_the_clock import OF_THE_CLOCK
from handrail.facts.vocabulary import Value, fact
from handrail.law.queries import law_in_use
from handrail.ledger.actor import Actor
from handrail.people.actions import actor_of
from handrail.people.models import Member
from handrail.people.rights import Role
from handrail.procedures import queries as handbook
from handrail.procedures.language.engine import Answer, Resume, Skip, Start, TimedOut
from handrail.procedures.language.reader import read_scenarios
from handrail.procedures.language.scenario import UNKNOWN, Scenario
from handrail.procedures.scenarios import Happened
from handrail.procedures.scenarios import run as play

WEEK, DAY = timedelta(weeks=1), timedelta(days=1)
ROUNDS = 4  # weeks back: an everyday case comes in each of them, a rare one in one
EVERYDAY = "everyday"  # the file of what comes all the time
FRIDAY = 4
LEFT_OPEN = 2  # so many of the latest cases are still being worked on
OUT_OF_TEN_RATED = 6
SETTLED_AFTER = timedelta(days=2)  # what is older than this was taken care of
TAKEN_IN = timedelta(hours=3)
WHY = ("She asks for the owner by name", "He wants more back than he paid; how far may I go?")
ASKED = (timedelta(minutes=40), timedelta(minutes=20))  # ago
TAKEN_AFTER = timedelta(minutes=15)  # ago
CANT_WAIT, HELPED = "Three calls about this today, and nobody rang back", "I rang her myself; go on with the steps."
URGENT_AGO = (timedelta(minutes=50), timedelta(minutes=47), timedelta(minutes=38))
PROMISED = "Ring back with the exact amount"
WATCHED = tuple(timedelta(minutes=ago) for ago in (12, 10, 8, 6))  # ago: begun, a note, its answer, ended
NOTES = (
    "Good that you gave her time. Read the number back before you go on; two were mixed up last week.",
    "You asked before you promised. That is the way.",
)
ANSWERED = "I will. The line was bad, so I had asked her twice already."
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Told:
    """One case to come: the scenario, moved, and when it begins."""

    scenario: Scenario
    begins: datetime
    moved: timedelta


def run(folder: Path, members: tuple[Member, ...], first: datetime, until: datetime, say: Say) -> None:
    """Run the scenarios of the folder between two instants, in the order of the days."""
    chance = random.Random(folder.name)  # noqa: S311 - the same demo each time; no secret hangs on it
    agents = [row for row in members if row.role in (Role.AGENT, Role.SUPERVISOR)]
    owner = next(row for row in members if row.role == Role.OWNER)
    told = sorted(_told(folder, first, until), key=lambda row: row.begins)
    for place, row in enumerate(told):
        is_open = place >= len(told) - LEFT_OPEN
        _case(row, (chance.choice(agents), owner), chance, until, stops=is_open)
    _take_care(members, until)
    _ask(members, until)
    _watch(members, until)
    say(f"    {len(told)} cases run")


def _told(folder: Path, first: datetime, until: datetime) -> Iterator[Told]:
    """Mostly what comes every week, as in a real shop; each rare situation once, spread over the weeks."""
    rare = 0
    for file in sorted((folder / "scenarios").glob("*.yaml")):
        for scenario in read_scenarios(file.read_text("utf-8"), file.name).scenarios:
            newest = WEEK * ((until - scenario.moment) // WEEK)
            usual = file.stem == EVERYDAY
            rare += not usual
            for by in _often(scenario) if usual else (-WEEK * (rare % ROUNDS),):
                if first <= scenario.moment + newest + by < until:
                    yield Told(scenario, scenario.moment + newest + by, newest + by)


def _often(scenario: Scenario) -> Iterator[timedelta]:
    """Every week; on a working day that another follows, the next day too."""
    for back in range(ROUNDS):
        yield -WEEK * back
        if scenario.moment.weekday() < FRIDAY:
            yield DAY - WEEK * back


def moved(scenario: Scenario, by: timedelta) -> Scenario:
    """The same case so much later: its clock, and every day and moment in its facts."""

    def later(rows: Mapping[str, str | tuple[str, ...]]) -> dict[str, str | tuple[str, ...]]:
        return {name: _later(name, written, by) for name, written in rows.items()}

    turns = tuple(
        row.model_copy(update={"answer": later(row.answer), "at": row.at and _clock(row.at, by)})
        for row in scenario.turns
    )
    changed = {
        "at": _clock(scenario.at, by), "facts": later(scenario.facts), "pool": later(scenario.pool), "turns": turns,
    }  # fmt: skip
    return scenario.model_copy(update=changed)


def _clock(written: str, by: timedelta) -> str:
    return (datetime.fromisoformat(written) + by).isoformat(timespec="minutes")


def _later(name: str, written: str | tuple[str, ...], by: timedelta) -> str | tuple[str, ...]:
    kind = fact(name).type
    if kind not in ("date", "instant") or not isinstance(written, str) or written == UNKNOWN:
        return written
    if kind == "date":
        return (date.fromisoformat(written) + by).isoformat()
    return (datetime.fromisoformat(written) + by).isoformat(timespec="minutes")


def _case(told: Told, hands: tuple[Member, Member], chance: random.Random, until: datetime, *, stops: bool) -> None:
    """One case, each step some seconds after the last. One that stops is left half way, or before the hour is over."""
    revision = handbook.in_force(told.scenario.procedure or "", told.begins.date())
    if revision is None or revision.bundle is None:
        return
    scenario = moved(told.scenario, told.moved)
    ran = play(scenario, handbook.procedures_of(revision.bundle), law_in_use(told.begins.date()), business=known())
    first, *others = ran.happened
    agent, owner = hands
    at, actor = told.begins, actor_of(agent)
    case = desk.start(
        actor=actor, member=agent, revision=revision, channel=_channel(first.event), at=at, known=_given(first.event)
    )
    for row in others[: len(others) // 2] if stops else others:
        at = max(at + timedelta(seconds=chance.randint(20, 110)), row.at)
        if at >= until or not _move(case, (actor, actor_of(owner)), row, at):
            return
        _meet(actor, case, at)
    if case.status == "ended" and chance.randint(1, 10) <= OUT_OF_TEN_RATED:
        desk.rate(actor=actor, case=case, at=at + timedelta(seconds=15), score=chance.choice((5, 5, 5, 4, 4, 3, 2)))


def _meet(actor: Actor, case: Case, at: datetime) -> None:
    """As an agent does once the name is known: the case gets the customer's record, made now if there is none."""
    name = state(case).facts.get("customer.name") if case.customer_id is None and case.status != "ended" else None
    if not name:
        return
    likely = customers.find(actor.organization, str(name))
    if likely:
        desk.meet(actor=actor, case=case, customer=Customer.objects.get(pk=likely[0]), at=at)
    else:
        desk.keep_customer(actor=actor, case=case, at=at)


def _take_care(members: tuple[Member, ...], until: datetime) -> None:
    """Escalations and promises of earlier days, closed by the owner as a person would; of the last day something may be
    late."""
    settled = Q(case__opened_at__lt=until - SETTLED_AFTER) | Q(due_at__lt=until - DAY)
    owner = next(actor_of(row) for row in members if row.role == Role.OWNER)
    for item in open_items().filter(settled):
        at = item.case.opened_at + TAKEN_IN
        if item.kind == "due":
            promises.settle(actor=owner, item=item, became="kept", how="Done on the day.", at=at)
        elif item.kind != ANSWER:
            how = (
                "Looked at the case and called the customer back." if item.kind == "escalation" else "Done on the day."
            )
            desk.close_item(actor=owner, item=item, at=at, how=how)


def _ask(members: tuple[Member, ...], until: datetime) -> None:
    """Two who work at cases that are not over ask somebody: the owner has the first, the second waits."""
    owner = next(actor_of(row) for row in members if row.role == Role.OWNER)
    begun = Case.objects.exclude(status="ended").filter(opened_at__lt=until - ASKED[0]).order_by("-opened_at")
    for case, why, ago in zip(begun[: len(WHY)], WHY, ASKED, strict=False):
        desk.escalate(actor=actor_of(case.agent), case=case, at=until - ago, to="owner", why=why)
    for row in Escalation.objects.filter(item__what=WHY[0], state="asked"):
        escalating.acknowledge(actor=owner, row=row, at=until - TAKEN_AFTER)
    for case in begun[:1]:
        _urgent(case, members, until)
        by, at = until + DAY, until - TAKEN_AFTER
        promises.promise(actor=actor_of(case.agent), case=case, what=PROMISED, by=by, person=case.agent, at=at)


def _urgent(case: Case, members: tuple[Member, ...], until: datetime) -> None:
    """It could not wait for opening hours: taken at once, and answered while the customer was on the line."""
    asked, taken, answered = (until - ago for ago in URGENT_AGO)
    desk.escalate(actor=actor_of(case.agent), case=case, at=asked, to="supervisor", why=CANT_WAIT, severity=URGENT)
    row = Escalation.objects.get(item__case=case, item__what=CANT_WAIT)
    for boss in (actor_of(each) for each in members if each.pk == row.asked_id):
        escalating.acknowledge(actor=boss, row=row, at=taken)
        escalating.give_back(actor=boss, row=row, answer=HELPED, at=answered)


def _watch(members: tuple[Member, ...], until: datetime) -> None:
    """The supervisor followed an agent for some minutes and wrote two notes: one is answered, one not read yet."""
    boss = next((row for row in members if row.role == Role.SUPERVISOR), None)
    cases = Case.objects.filter(status="open", agent__role=Role.AGENT, opened_at__lt=until - WATCHED[0])
    case = cases.select_related("agent__user", "entry", "bundle").order_by("-opened_at").first()
    if boss is None or case is None:
        return
    actor, agent, (begun, noted, answered, ended) = actor_of(boss), case.agent, (until - ago for ago in WATCHED)
    follow = following.begin(actor=actor, member=boss, case=case, at=begun)
    following.tell(member=agent, case=case, at=begun)
    note = coaching.write(actor=actor, member=boss, case=case, step=case.step_name, words=NOTES[0], at=noted)
    coaching.answer(actor=actor_of(agent), note=note, words=ANSWERED, at=answered)
    follow.refresh_from_db()
    follow.lease_until = ended
    following.end(actor=actor, follow=follow, how="left", at=ended)
    coaching.write(actor=actor, member=boss, case=case, step="", words=NOTES[1], at=ended)


def _channel(event: object) -> str:
    return str(_given(event).get("case.channel", "phone"))


def _given(event: object) -> dict[str, Value]:
    assert isinstance(event, Start)
    own = {"case.channel", "case.opened_on", *OF_THE_CLOCK}
    return {name: value for name, value in event.facts.items() if name not in own or name == "case.channel"}


def _move(case: Case, hands: tuple[Actor, Actor], row: Happened, at: datetime) -> bool:
    """One event at the desk, by the agent, or by the owner where the step is for somebody else. False: the law holds
    the step, so it went to the supervisor and waits there."""
    try:
        _do(hands[0], case, row, at)
    except desk.NotTheirsError:
        return _move(case, (hands[1], hands[1]), row, at)
    except desk.HeldError as held:
        titles = "; ".join(row.title for row in held.limits)
        desk.escalate(actor=hands[0], case=case, at=at, to="supervisor", why=f"{titles}. Is this all right here?")
        return False
    return True


def _do(actor: Actor, case: Case, row: Happened, at: datetime) -> None:
    match row.event:
        case Answer(facts, beyond, confirmed):
            desk.answer(actor=actor, case=case, at=at, step=row.step, facts=facts, beyond=beyond, confirmed=confirmed)
        case Skip(reason):
            desk.skip(actor=actor, case=case, at=at, step=row.step, reason=reason)
        case Resume():
            desk.resume(actor=actor, case=case, at=at)
        case TimedOut():
            desk.time_out(actor=actor, case=case, at=at)
