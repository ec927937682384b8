"""What a record lets a case know without asking: details, a sale, and the last word on consents. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from handrail.customers.tidy import FIRST, SEVERAL
from handrail.facts.vocabulary import Value, fact

CONSENTS = {
    "calls": "Calls to sell",
    "texts": "Text messages",
    "email": "E-mail that sells",
    "recording": "Recording of calls",
    "papers": "Papers electronically",
    "other": "Something else",
}
HOW = {
    "signed": "In writing, signed",
    "phone": "Said on the phone",
    "counter": "Said at the counter",
    "email": "By e-mail",
    "text-message": "By text message",
    "online": "On our website",
    "mail": "By letter",
    "list": "From a list we brought in",
}
PLACES = {
    "shop": "In the shop", "online": "Online", "phone": "By phone", "home": "At the customer’s home",
    "elsewhere": "Elsewhere", "mail": "Wholly by mail",
}  # fmt: skip
AGREED = dict(fact("sale.agreed_how").options)
RELAY = "relay"
SELLING = ("calls", "texts")


@dataclass(frozen=True, slots=True)
class Word:
    """One consent or opt-out: `kind` of CONSENTS, given or withdrawn, the day, and how of HOW."""

    kind: str
    given: bool
    on: date
    how: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The last word on one kind: given or withdrawn, since which day, and whether there is a signature."""

    kind: str
    given: bool
    since: date
    signed: bool


def standing(words: Iterable[Word]) -> dict[str, Standing]:
    """Where each kind stands. On one day a withdrawal outweighs a consent; it counts from the first of its run."""
    found: dict[str, Standing] = {}
    for word in sorted(words, key=lambda w: (w.on, not w.given)):
        before = found.get(word.kind)
        if before and before.given == word.given and not word.given:
            continue
        found[word.kind] = Standing(word.kind, word.given, word.on, word.given and word.how == "signed")
    return found


def consent_facts(words: Iterable[Word]) -> dict[str, Value]:
    """What consents and opt-outs tell a case. Silence tells nothing: then the agent is asked."""
    now = standing(words)
    selling = [now[kind] for kind in SELLING if kind in now]
    stopped = [each.since for each in selling if not each.given]
    facts: dict[str, Value] = {"call.told_to_stop": bool(stopped)} if selling else {}
    if stopped:
        facts["call.stop_asked_on"] = min(stopped)
    if "email" in now and not now["email"].given:
        facts["email.stop_asked_on"] = now["email"].since
    if "calls" in now and (now["calls"].signed or not now["calls"].given):
        facts["call.written_consent"] = now["calls"].given
    if "papers" in now:
        facts["customer.agreed_electronic"] = now["papers"].given
    return facts


def detail_facts(details: Sequence[tuple[str, str, str]]) -> dict[str, Value]:
    """(kind, how known, value), oldest first, as facts: the best known of each kind, then the newest; no guesses."""
    facts: dict[str, Value] = {}
    for known in reversed(FIRST):
        facts |= {f"customer.{kind}": value for kind, how, value in details if how == known and kind != SEVERAL}
    needs = tuple(dict.fromkeys(value for kind, how, value in details if kind == SEVERAL and how in FIRST))
    facts |= {f"customer.{SEVERAL}": needs} if needs else {}
    return facts | ({"customer.on_relay": True} if RELAY in needs else {})


def sale_facts(told: Mapping[str, Value | None]) -> dict[str, Value]:
    """The parts of a sale that are known, under their names in the vocabulary."""
    known = {name: value for name, value in told.items() if value is not None and value != ""}
    return {_ELSEWHERE.get(name, f"sale.{name}"): value for name, value in known.items()}


_ELSEWHERE = {"terms_shown": "policy.shown"}
