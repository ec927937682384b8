"""What automation does with the step in hand of a case, if anything. Pure.

It does little: it sends controlled replies, asks what is missing by a form, and passes steps in which nothing is to be
done. Whatever is a person's to say, do, look up, confirm or decide stops it, and the reason is kept."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from handrail.desk.replying import Sending
from handrail.facts.spoken import listed
from handrail.facts.to_customers import question
from handrail.facts.tongues import FIRST
from handrail.facts.vocabulary import fact
from handrail.procedures.language.steps import Step

SIGNED = "asl"  # a language nobody writes: mail goes to whoever signs it in English
IN_ANOTHER = "“{}” is there in {}, and the customer wants {}. Send it all the same, or reach them another way."


@dataclass(frozen=True, slots=True)
class May:
    """What the owner switched on, and what there is: an address to write to, a site where forms can be filled in."""

    send: bool
    ask: bool
    address: bool
    site: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """`person`: it stops here, for this reason. `ready`: the reply is prepared, and a person sends it. `decide`: to go
    on settles something, so the reason is shown where that is done."""

    do: Literal["pass", "send", "ask", "person"]
    why: str = ""
    names: tuple[str, ...] = ()
    ready: bool = False
    decide: bool = False


def plan(step: Step, asks: Collection[str], sending: Sending | None, may: May, wants: str = "") -> Plan:
    """`wants`: the language the customer wants, where that is known."""
    why = by_hand(step)
    if why:
        return Plan("person", why, decide=bool(step.refuse))
    if asks:
        return _ask(step, tuple(asks), may)
    if step.say:
        return Plan("person", "These words are said to the customer by a person.")
    return _send(sending, may, wants) if step.send else Plan("pass")


def by_hand(step: Step) -> str:
    """Why this step is a person's work, in a sentence; "" when it is not."""
    reasons = (
        (step.refuse, "The customer would be turned away. A person decides that."),
        (step.escalate, "It goes to a person from here."),
        (step.role != "agent" or step.by_other_than, "The step is for a person of another role."),
        (step.do, "Something is done by hand here."),
        (step.confirm, "The customer’s yes is heard by a person."),
        (step.look_up or step.find, "Something is looked up by a person."),
        (step.collect or step.any_order or step.for_each, "A person goes through these one by one."),
        (step.record or step.note or step.evidence, "A person writes the record of this step."),
        (step.requests, "Other cases begin here."),
    )
    return next((why for holds, why in reasons if holds), "")


def _ask(step: Step, asks: tuple[str, ...], may: May) -> Plan:
    if set(asks) - set(step.ask):
        return Plan("person", "Something has to be found out that the customer can’t be asked.")
    unasked = [fact(name).label for name in asks if question(fact(name), FIRST) is None]
    if unasked:
        return Plan("person", f"{listed(unasked, 'and')}: a person finds that out. No form asks a customer for it.")
    if not may.ask:
        return Plan("person", "The missing facts are asked by a person.")
    if not (may.address and may.site):
        return Plan("person", "There is no address or no site for a form, so a person asks.")
    return Plan("ask", names=asks)


def _send(sending: Sending | None, may: May, wants: str) -> Plan:
    if sending is None:
        return Plan("person", "What is sent here are words of the procedure, no controlled reply.")
    if sending.why:
        return Plan("person", f"“{sending.reply.title}” can’t be sent. {sending.why[0]}")
    if sending.on_paper or "email" not in sending.reply.ways:
        return Plan("person", f"“{sending.reply.title}” does not go by e-mail.")
    if not may.address:
        return Plan("person", "There is no address to write to.")
    if wants not in ("", SIGNED, sending.reply.language):
        wanted = fact("customer.language").word(wants)
        return Plan(
            "person", IN_ANOTHER.format(sending.reply.title, sending.language_words, wanted), ready=True, decide=True
        )
    if not may.send:
        return Plan("person", f"“{sending.reply.title}” is ready. Look at it and send it.", ready=True)
    return Plan("send")
