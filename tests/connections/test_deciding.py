"""Where automation stops: whatever is a person's to say, do, find, confirm, write or decide, and where nothing was
switched on."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from handrail.connections.automation.deciding import May, plan
from handrail.desk.replying import Sending
from handrail.procedures.language.steps import Step
from handrail.procedures.replies.reply import Reply

ALL = May(send=True, ask=True, address=True, site=True)
REPLY = Reply.model_validate(
    {"reply": "thanks", "title": "Thanks", "ways": ["email"], "subject": "Thanks", "words": "It is here."}
)
READY = Sending("thanks", 1, REPLY, (), (), (), False, False, (), MappingProxyType({}))


def step(**of) -> Step:
    return Step.model_validate({"id": "one", **of})


@pytest.mark.parametrize(
    ("of", "why"),
    [
        ({"refuse": "We don’t take it back."}, "turned away"),
        ({"escalate": {"to": "supervisor", "why": "A threat."}}, "goes to a person"),
        ({"role": "supervisor"}, "another role"),
        ({"by_other_than": "first"}, "another role"),
        ({"do": "Close the valve."}, "done by hand"),
        ({"confirm": "customer", "no": {"end": "kept"}}, "customer’s yes"),
        ({"look_up": {"sale.total": "the till"}}, "looked up"),
        ({"find": [{"in": "the till", "by": ["sale.number"], "get": ["sale.total"]}]}, "looked up"),
        ({"collect": {"of": ["customer.email", "customer.phone"]}}, "one by one"),
        ({"any_order": {"of": ["two", "three"]}}, "one by one"),
        ({"record": ["sale.number"]}, "writes the record"),
        ({"note": {"write": "What they said."}}, "writes the record"),
        ({"evidence": "payment.reference"}, "writes the record"),
        ({"requests": ["refund"]}, "Other cases begin"),
        ({"say": "Good day."}, "said to the customer by a person"),
        ({"send": "We wrote it ourselves."}, "no controlled reply"),
    ],
)
def test_what_is_a_persons_stops_it_whatever_is_switched_on(of, why):
    found = plan(step(**of), (), None, ALL)
    assert found.do == "person"
    assert why in found.why
    assert found.decide == ("refuse" in of), "a refusal is announced before somebody goes on"


def test_it_passes_where_nothing_is_to_be_done():
    assert plan(step(), (), None, ALL).do == "pass"


@pytest.mark.parametrize(
    ("may", "why"),
    [
        (ALL, ""), (replace(ALL, send=False), ""), (replace(ALL, ask=False), "asked by a person"),
        (replace(ALL, address=False), "no address or no site"), (replace(ALL, site=False), "no address or no site"),
    ],
)  # fmt: skip
def test_a_form_asks_only_where_it_may_and_can(may, why):
    found = plan(step(ask=["sale.number"]), ["sale.number"], None, may)
    assert (found.do, found.names) == (("person", ()) if why else ("ask", ("sale.number",)))
    assert why in found.why


def test_a_form_asks_for_nothing_the_step_does_not_ask_the_customer():
    found = plan(step(ask=["sale.number"]), ["sale.number", "sale.total"], None, ALL)
    assert (found.do, "can’t be asked" in found.why) == ("person", True)


@pytest.mark.parametrize(
    ("sending", "may", "wants", "why", "ready"),
    [
        (READY, ALL, "", "", False), (READY, ALL, "en", "", False), (READY, ALL, "asl", "", False),
        (READY, replace(ALL, ask=False, site=False), "", "", False),
        (READY, replace(ALL, send=False), "", "is ready. Look at it and send it.", True),
        (READY, replace(ALL, address=False), "", "no address to write to", False),
        (READY, ALL, "es", "and the customer wants", True),
        (replace(READY, on_paper=True), ALL, "", "does not go by e-mail", False),
        (replace(READY, why=("A blank is open.",)), ALL, "", "A blank is open.", False),
    ],
)  # fmt: skip
def test_a_reply_goes_by_itself_only_whole_wanted_and_allowed(sending, may, wants, why, ready):
    found = plan(step(send="reply/thanks"), (), sending, may, wants)
    assert (found.do, found.ready, found.decide) == ("person" if why else "send", ready, wants == "es")
    assert why in found.why


def test_a_reply_on_paper_alone_does_not_go_by_mail():
    paper = replace(READY, reply=REPLY.model_copy(update={"ways": ("mail",)}))
    assert "does not go by e-mail" in plan(step(send="reply/thanks"), (), paper, ALL).why
