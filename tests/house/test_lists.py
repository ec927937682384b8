"""No list asks the database more often for more rows. One business, small and then grown, through its own actions."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from browser.test_law_file_pages import OWN
from cast import IN_FORCE_SINCE, NOON, TRY_HOME_SALE
from connections.conftest import answers as mailbox_answers
from connections.conftest import mail as a_mail
from handrail.business.actions import answer as describe
from handrail.connections.mail import actions as mailboxes
from handrail.connections.mail.reading import read as read_mail
from handrail.customers import actions as customers
from handrail.customers.arriving import actions as arriving
from handrail.customers.tidy import Given
from handrail.desk import actions as desk
from handrail.desk.known_events import actions as known_events
from handrail.drafting import actions as drafting
from handrail.drafting.models import DraftRun
from handrail.inquiries import actions as inquiries
from handrail.inquiries.holding import Held
from handrail.inquiries.tickets import open_file
from handrail.law import actions as law
from handrail.law.engine import load_law
from handrail.law.mine import actions as mine
from handrail.law.mine.forms import LocalForm
from handrail.ledger import scope
from handrail.ledger.deed import deed
from handrail.ledger.ids import new_id
from handrail.people import actions as people
from handrail.people.actions import actor_of
from handrail.procedures import actions as procedures
from handrail.procedures.bringing import actions as bringing
from handrail.procedures.bringing.reading import read_words
from handrail.procedures.replies import actions as replies
from handrail.records.asked import Asked
from handrail.records.checkpoints import actions as checkpoints
from handrail.records.keeping import actions as keeping
from handrail.records.keeping.actions import HeldOn
from handrail.records.models import Disposal, Look
from handrail.records.search import actions as search
from handrail.records.sets import actions as sets
from law import zeta

# By name, with a question where the list is one of several on a page. Every page without a key in its address is here
# or below.
LISTS = {
    "business-days": "", "home": "", "find": "?q=person", "people": "", "notice-kept": "", "tools": "", "customers": "", "customers-alike": "", "customer-lists": "", "connections": "", "messages": "", "inquiries": "",
    "inquiries-asked": "", "inquiries-tickets": "", "law": "", "law-values": "", "law-ours": "",
    "law-changes": "?period=", "law-due": "", "law-counting": "", "law-outside": "", "procedures": "",
    "procedure-library": "", "replies": "", "reply-library": "", "imports": "", "handbook": "", "drafting": "", "drafting-duties": "", "desk": "?q=cancel&who=person", "known-events": "?q=outage", "reasons": "", "due": "", "escalations": "?q=lawyer", "counsel-list": "?q=2026", "mine": "?period=month", "live": "",
    "measures": "", "records": "?q=cancel", "checkpoints": "", "case-file-sets": "", "holds": "", "disposals": "", "looks": "", "persons": "", "keeping": "", "reviews": "", "reviews-held": "", "law-mine": "",
    "law-packs": "", "law-sources": "", "settings-mail": "", "settings-health": "",
}  # fmt: skip
NO_LISTS = {
    "due-calendar": "one address at most",
    "api": "as many questions as there are", "api-openapi": "a file",
    "case-file-set-ask": "takes a form", "keeping-period": "takes a form", "disposal-look": "takes a form", "checkpoint-make": "takes a form", "checkpoint-mail": "takes a form",
    "binder-pdf": "a paper", "cards-pdf": "a paper",
    "alive": "two words", "as-of": "a form", "as-of-leave": "takes a form", "business": "questions, of which there are as many as there are",
    "business-file": "one row a question", "customer-add": "a form", "customer-list-bring": "a form", "mailbox-new": "a form", "consent-server": "one account", "consent-back": "one answer", "desk-start": "takes a form", "desk-paper": "a form", "known-event-new": "a form",
    "drafting-ask": "takes a form", "drafting-paper": "a paper, made once a draft", "emergency": "a card",
    "favicon": "a picture", "handbook-pdf": "a paper", "inquiries-bring": "a form", "inquiries-topics": "takes a form",
    "notice": "a text", "scoring": "a switch", "answering": "a form", "notice-words": "takes a form", "join": "a form", "keys": "a card", "law-ask": "a form", "law-follows": "a form", "people-invite": "takes a form",
    "procedure-adopt": "takes a form", "procedure-library-take": "takes a form", "procedure-adopting": "how far one piece of work is",
    "procedure-new": "a form", "reply-new": "a form", "reply-forms": "as many as the law files name", "reply-library-take": "takes a form", "procedures-approvers": "a form",
    "editor-new": "takes a form", "reviews-dates": "a calendar",
    "law-local-add": "a form", "law-local-file": "a file", "settings-mail-test": "takes a form", "styleguide": "no rows",
}  # fmt: skip
KNOWN = {"business.records_calls": "none", "business.states": ("OK",), "customer.state": "OK"}
FOUND = {
    "customer.name": "Dolores W.", "sale.number": "RD-9", "sale.place": "home", "sale.signed_on": date(2026, 11, 23),
    "sale.paid": 170000, "sale.notice_given": True,
}  # fmt: skip
DUTIES = list(load_law().duties)[:20]
STARTERS = ["order-status", "account-change", "identity-check", "take-payment", "cancel-order", "service-outage"]


def pages_that_stand_alone() -> set[str]:
    """The names of our own pages without a key in their address."""
    found = get_resolver().reverse_dict
    ours = {name for name in found if isinstance(name, str) and not name.startswith(("account_", "mfa_"))}
    return {name for name in ours if any(not keys for _, keys in found.getlist(name)[0][0])}


def test_every_page_that_stands_alone_is_a_list_or_says_why_not():
    assert pages_that_stand_alone() == LISTS.keys() | NO_LISTS.keys()


class Business:
    """Grows by so many of everything."""

    def __init__(self, owner, adopted) -> None:
        self.owner, self.actor, self.adopted, self.size = owner, actor_of(owner), adopted, 0

    def grow(self, count: int) -> None:
        with scope.organization(self.owner.organization_id):
            for n in range(self.size, self.size + count):
                self.person(n)
                self.procedure(n)
                self.case(self.customer(n))
                self.law(n)
                self.mail(n)
            self.tickets(count)
            checkpoints.gather(actor=self.actor, at=NOON)
            for _ in range(count):
                sets.ask(actor=self.actor, asked=Asked(), at=NOON)
                keeping.hold(actor=self.actor, on=HeldOn(topic="try-home-sale"), why="so", at=NOON)
                self.disposal()
        search.read_in()
        self.size += count

    def disposal(self) -> None:
        """Proposed and decided against; and somebody looked."""
        with deed(self.actor, NOON) as record:
            number = Disposal.objects.count() + 1
            row = Disposal.objects.create(
                number=number, state="kept", proposed_at=NOON, decided_by="M", decided_at=NOON
            )
            record.event("records", "disposal-proposed", "disposal", row.pk)
            look = {"member": self.owner.pk, "name": "M", "what": "customer", "says": "Customer 1"}
            Look.objects.create(at=NOON, thing=row.pk, **look)

    def person(self, n: int) -> None:
        people.demo_member(
            organization=self.owner.organization_id, name=f"Agent {n}", email=f"a{n}@example.com", role="agent",
            password="quiet green", at=NOON,
        )  # fmt: skip
        people.invite(actor=self.actor, name=f"Guest {n}", role="agent", at=NOON)
        people.send_mail(actor=self.actor, to="a@example.com", subject=f"Mail {n}", body="b", at=NOON)

    def law(self, n: int) -> None:
        """A version that waits, an address, a hold, and of every kind of entry one, each of another duty."""
        duty = DUTIES[n]
        content = zeta.signed(f"1.{n + 1}", cases="")
        law.add_pack(actor=self.actor, content=content, name="z", on=NOON.date(), at=NOON)
        law.choose_address(actor=self.actor, url=f"https://z.example/{n}", at=NOON)
        law.block(actor=self.actor, slug=f"held-{n}", version=None, why="so", at=NOON)
        mine.check(actor=self.actor, duty=duty, who="M", asked="text", on=NOON.date(), until=NOON.date(), at=NOON)
        mine.note(actor=self.actor, duty=duty, words="so", at=NOON)
        mine.file(actor=self.actor, duty=duty, on=NOON.date(), number=str(n), at=NOON)
        mine.set_aside(actor=self.actor, duty=duty, why="so", who="A", until=None, at=NOON)
        form = LocalForm({**OWN, "title": f"Permit {n}"})
        assert form.is_valid()
        mine.keep_local(actor=self.actor, text=form.text(f"local.permit-{n}"), at=NOON)

    def mail(self, n: int) -> None:
        """A mailbox with a message that waits."""
        told = mailbox_answers(self.owner, 1, address=f"help{n}@example.com")
        row = mailboxes.connect(actor=self.actor, row=None, answers=told, at=NOON)
        mailboxes.receive(connection=row, mail=read_mail(a_mail(Message_ID=f"<{n}@example.com>")), at=NOON)

    def customer(self, n: int):
        """Two of each number, so that some look alike."""
        given = [Given("name", f"Person {n}"), Given("phone", f"580-555-{n // 2:04}"), Given("state", "OK", "guessed")]
        row = customers.add(actor=self.actor, details=given, at=NOON)
        sale = customers.SaleGiven(f"RD-{n}", "Furnace", "home", 620000, date(2026, 11, 20))
        customers.add_sale(actor=self.actor, customer=row, sale=sale, at=NOON)
        held = arriving.look(actor=self.actor, name=f"{n}.csv", content=f"Name\nGiven {n}\n".encode(), at=NOON)
        arriving.bring(actor=self.actor, row=held, mapping=held.mapping, at=NOON)
        return row

    def procedure(self, n: int) -> None:
        """One as a draft, one in review, and the starters one after the other in force."""
        for kind in ("written", "sent"):
            text = TRY_HOME_SALE.replace("try-home-sale", f"{kind}-{n}", 1)
            row = procedures.save_draft(actor=self.actor, text=text, reason="so", at=NOON)
        procedures.submit(actor=self.actor, row=row, at=NOON)
        bringing.bring(actor=self.actor, pieces=read_words(f"1. Check {n}\n2. Close it"), name=f"{n}.txt", at=NOON)
        for kind in ("written", "sent"):
            text = f"reply: {kind}-{n}\ntitle: R {n}\nways: [chat]\nwords: Hello.\n"
            reply = replies.save_draft(actor=self.actor, text=text, reason="so", at=NOON)
        replies.submit(actor=self.actor, row=reply, at=NOON)
        if n < len(STARTERS):
            procedures.adopt(actor=self.actor, slug=STARTERS[n], at=NOON, on=IN_FORCE_SINCE, despite="So.")

    def case(self, customer) -> None:
        """One with a customer, deadlines and an escalation; one that waits; one that ended."""
        full, waits, ended = (
            desk.start(
                actor=self.actor, member=self.owner, revision=self.adopted, channel="counter", at=NOON, known=KNOWN,
                customer=of,
            )
            for of in (customer, None, None)
        )  # fmt: skip
        desk.answer(actor=self.actor, case=full, at=NOON, step="find", facts=FOUND)
        desk.escalate(actor=self.actor, case=full, at=NOON, to="legal", why="names a lawyer")
        desk.pause(actor=self.actor, case=waits, at=NOON, reason="line dropped")
        known_events.begin(actor=self.actor, member=self.owner, title="Outage", answer="We work on it.", at=NOON)
        only = {"customer.name": "D."}
        desk.answer(actor=self.actor, case=ended, at=NOON, step="find", facts=only, beyond=frozenset(FOUND))

    def tickets(self, count: int) -> None:
        rows = (f"{n},Why the late fee number {n} on my bill?\n" for n in range(self.size, self.size + count))
        data = ("Id,Description\n" + "".join(rows)).encode()
        raw = open_file(data, "t.csv")
        held = Held(new_id(), self.owner.organization_id, self.owner.pk, "t.csv", f"{self.size:064}", len(data), raw)
        inquiries.bring_file(actor=self.actor, held=held, mapping={"text": "Description"}, at=NOON)


@pytest.fixture
def business(owner, adopted) -> Business:
    """A described business with a draft: what makes the long pages long."""
    facts = {
        "business.states": ("OK",), "business.customer_states": ("OK",), "business.trade": "propane",
        "business.channels": ("phone",), "business.sells_at_home": True,
    }  # fmt: skip
    made = Business(owner, adopted)
    with scope.organization(owner.organization_id):
        describe(actor=made.actor, answers=facts, at=NOON)
        run = drafting.draft(actor=made.actor, at=NOON, on=NOON.date())
        drafting.carry_out(actor=made.actor, run_id=run.id, at=NOON)
        assert DraftRun.objects.get().state == "done"
    return made


@pytest.mark.slow
def test_no_list_asks_more_often_for_more_rows(business, sign_in, monkeypatch):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: NOON + timedelta(hours=1))
    client, resolver = sign_in(business.owner), get_resolver()
    pages = {name: f"/{resolver.reverse(name)}{question}" for name, question in LISTS.items()}

    def asked(address: str) -> Counter[str]:
        client.get(address)  # what is read once in a process is no part of it
        with CaptureQueriesContext(connection) as said:
            assert client.get(address).status_code == 200, address
        return Counter(line["sql"] for line in said.captured_queries)

    business.grow(3)
    few = {name: asked(address) for name, address in pages.items()}
    business.grow(9)
    many = {name: asked(address) for name, address in pages.items()}
    more = {name: many[name] - few[name] for name in LISTS if many[name].total() > few[name].total()}
    assert not more, "\n".join(f"{name}: {sql[:400]}" for name, rows in more.items() for sql in rows)
