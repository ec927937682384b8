"""The worker: one loop over the table of what is due. Timers are rows; nothing is lost when this process is not
running, it is only late, and `doctor` says when the loop last ran."""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import connection

from handrail.calendars import clock
from handrail.connections.mail import actions as mailboxes
from handrail.connections.mail import queries as connected
from handrail.connections.outbox import actions as outbox
from handrail.customers.arriving import actions as arriving
from handrail.customers.arriving.queries import ARRIVE
from handrail.desk import actions as desk
from handrail.desk.drafts import actions as drafts
from handrail.desk.escalating import actions as escalating
from handrail.desk.escalating.queue.actions import WATCH
from handrail.desk.models import Case
from handrail.desk.promises import actions as promises
from handrail.desk.promises.queue.actions import REMIND
from handrail.desk.watching.following import actions as following
from handrail.drafting import actions as drafting
from handrail.inquiries import actions as inquiries
from handrail.law import actions as law
from handrail.ledger import scope, statistics
from handrail.ledger.actor import system
from handrail.ledger.deed import deed
from handrail.ledger.models import Outgoing, Timer
from handrail.people import actions as people
from handrail.people.models import Organization
from handrail.procedures.bringing import actions as bringing
from handrail.procedures.shelving import actions as shelving
from handrail.procedures.shelving import queries as adopting
from handrail.records.checkpoints import actions as checkpoints
from handrail.records.keeping import actions as keeping
from handrail.records.keeping.gone.actions import Tidy
from handrail.records.looks import actions as looks
from handrail.records.search.actions import Reader
from handrail.records.search.queries import erased
from handrail.records.sets import actions as sets

PAUSE, A_BREATH = 5, 0.5  # seconds between two looks; where more waits to be read in
A_BATCH = 50
log = logging.getLogger("handrail.worker")
read_in = Reader()
propose = keeping.Daily()
forget_drafts = drafts.Hourly()
count_rows = statistics.Daily()
tidy = Tidy()


def _case_wait(timer: Timer, at: datetime) -> None:
    case = Case.objects.select_related("bundle", "entry").get(pk=timer.subject_id)
    desk.time_out(actor=system(timer.organization_id), case=case, at=at)


def _watch_escalation(timer: Timer, at: datetime) -> None:
    escalating.look(actor=system(timer.organization_id, "Escalations"), escalation=timer.subject_id, at=at)


def _remind(timer: Timer, at: datetime) -> None:
    promises.remind(actor=system(timer.organization_id, "Promises"), item=timer.subject_id, at=at)


def _find_topics(timer: Timer, at: datetime) -> None:
    inquiries.carry_out(actor=system(timer.organization_id), run_id=timer.subject_id, at=at)


def _draft(timer: Timer, at: datetime) -> None:
    drafting.carry_out(actor=system(timer.organization_id), run_id=timer.subject_id, at=at)


def _adopt_starters(timer: Timer, at: datetime) -> None:
    shelving.carry_out(actor=system(timer.organization_id), run_id=timer.subject_id, at=at)


def _bring_customers(timer: Timer, at: datetime) -> None:
    actor = system(timer.organization_id, "Bringing customers in")
    arriving.carry_out(actor=actor, arrival_id=timer.subject_id, at=at)


def _forget_list(timer: Timer, at: datetime) -> None:
    arriving.forget(actor=system(timer.organization_id), arrival_id=timer.subject_id, at=at)


def _fetch_law(timer: Timer, at: datetime) -> None:
    law.carry_out(actor=system(timer.organization_id, "Looking for law files"), address=timer.subject_id, at=at)


def _write_drafts(timer: Timer, at: datetime) -> None:
    actor = system(timer.organization_id, "Bringing procedures in")
    bringing.carry_out(actor=actor, arrival_id=timer.subject_id, at=at)


def _make_set(timer: Timer, at: datetime) -> None:
    """Some of it at each look; the timer stays due until the whole is made."""
    if sets.carry_out(actor=system(timer.organization_id, "Case files"), set_id=timer.subject_id, at=at):
        with deed(system(timer.organization_id), at) as record:
            Timer.objects.filter(pk=timer.pk).update(done_at=at)
            record.event("records", "set-ended", sets.SUBJECT, timer.subject_id)


# Every kind of timer and what it does, by name.
KINDS: dict[str, Callable[[Timer, datetime], None]] = {
    desk.WAIT: _case_wait,
    WATCH: _watch_escalation,
    REMIND: _remind,
    inquiries.FIND: _find_topics,
    drafting.DRAFT: _draft,
    law.FETCH: _fetch_law,
    sets.MAKE: _make_set,
    bringing.WRITE: _write_drafts,
    adopting.ADOPT: _adopt_starters,
    ARRIVE: _bring_customers,
    arriving.FORGET: _forget_list,
}


def run_due(at: datetime) -> int:
    """Do what is due at an instant; returns how many. One that fails is logged and tried again at the next look."""
    done = 0
    _take_stock(at)
    for timer in Timer.everywhere.filter(done_at=None, due_at__lte=at).order_by("due_at")[:A_BATCH]:
        with scope.organization(timer.organization_id):
            try:
                KINDS[timer.kind](timer, at)
            except Exception:
                log.exception("Timer %s (%s) failed; it is tried again", timer.pk, timer.kind)
            else:
                done += 1
    _end_following(at)
    _daily(at)
    _count_rows(at)
    _look_into_mail(at)
    _deliver_mail(at)
    _read_in(at)
    beat_file().write_text(clock.stamp(at))
    return done


def _take_stock(at: datetime) -> None:
    """What came with a new release is listed; a failure here keeps nothing else from being done."""
    try:
        law.take_stock(at)
    except Exception:
        log.exception("The law files could not be listed; it is tried again")


def _end_following(at: datetime) -> None:
    """Pages of followers that went quiet, and cases that left the hand that was followed."""
    for organization in Organization.objects.all():
        with scope.organization(organization.id):
            try:
                following.end_meanwhile(actor=system(organization.id, "Following"), at=at)
            except Exception:
                log.exception("The end of following at %s was not kept; it is tried again", organization.name)


def _daily(at: datetime) -> None:
    """What each business has done once a day. One that fails is tried again, and keeps nothing else from being done."""
    for organization in Organization.objects.all():
        with scope.organization(organization.id):
            try:
                checkpoints.daily(organization=organization, at=at)
                sets.remove_old(actor=system(organization.id, "Daily"), at=at)
            except Exception:
                log.exception("The daily checkpoint of %s was not made; it is tried again", organization.name)
            try:
                looks.daily(actor=system(organization.id, "Daily"), at=at)
                propose(organization=organization, at=at)
            except Exception:
                log.exception("What %s may let go was not looked through; it is tried again", organization.name)
            try:
                forget_drafts(at)
            except Exception:
                log.exception("What nobody sent at %s was not removed; it is tried again", organization.name)


def _count_rows(at: datetime) -> None:
    """The database finds what it is asked for without it too, only later."""
    try:
        count_rows(at)
    except Exception:
        log.exception("The rows were not counted; it is tried again tomorrow")


def _read_in(at: datetime) -> None:
    """What changed becomes findable, and copies of what was erased go; the index is a copy too, and is tried again."""
    try:
        for organization, cases in erased().items():
            with scope.organization(organization):
                sets.remove_with(actor=system(organization, "Erased"), cases=cases, at=at)
        read_in()
        tidy()
    except Exception:
        log.exception("The index of words was not brought up to date; it is tried again")


def _deliver_mail(at: datetime) -> None:
    """What waits in the outbox. What does not go is tried again by itself, and stands on the page of settings."""
    for row in Outgoing.everywhere.filter(done_at=None, gave_up_at=None, due_at__lte=at).order_by("due_at")[:A_BATCH]:
        with scope.organization(row.organization_id):
            _deliver_one(row, at)


def _deliver_one(row: Outgoing, at: datetime) -> None:
    """One that fails in a way nobody thought of keeps nothing else from going."""
    try:
        CARRIERS[row.kind](row=row, at=at)
    except Exception:
        log.exception("Mail %s could not be carried; it is tried again", row.pk)


class Carrier(Protocol):
    def __call__(self, *, row: Outgoing, at: datetime) -> bool: ...


# Every kind of effect in the outbox and who performs it, by name.
CARRIERS: dict[str, Carrier] = {people.MAIL: people.deliver, outbox.CASE_MAIL: outbox.deliver}


def _look_into_mail(at: datetime) -> None:
    """Take what came into each mailbox since the last look. One that fails keeps no other from being looked into."""
    for organization in Organization.objects.all():
        with scope.organization(organization.id):
            for mailbox in connected.due(at, mailboxes.EVERY):
                try:
                    mailboxes.look(connection=mailbox, at=at)
                except Exception:
                    log.exception("The mailbox %s could not be looked into; it is tried again", mailbox.address)


def beat_file() -> Path:
    return Path(settings.DATA) / "worker.beat"


def last_run() -> datetime | None:
    """When the loop last ran, or None."""
    file = beat_file()
    return datetime.fromisoformat(file.read_text()) if file.is_file() else None


def loop() -> None:
    """Until the process is ended."""
    while True:
        try:
            run_due(clock.read())
        except Exception:  # a full disk, a database that is away: what is due stays due, and doctor shows the silence
            log.exception("This look failed; the next is in a moment")
            connection.close()
        time.sleep(A_BREATH if read_in.is_behind else PAUSE)
