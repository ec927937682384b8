"""One case as a signed file."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from handrail.business.queries import known
from handrail.calendars.clock import stamp
from handrail.desk import queries as desk
from handrail.desk.models import Case
from handrail.facts.said import said
from handrail.facts.tongues import FIRST, TONGUES
from handrail.facts.vocabulary import VOCABULARY, Fact
from handrail.law.applying import gaps_of
from handrail.law.plain import unheld_words
from handrail.law.queries import law_in_use
from handrail.law.versions.age import in_words, out_of_date
from handrail.ledger import attachments
from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON, dumps
from handrail.ledger.casefile import FACT, READER, says, tell
from handrail.ledger.deed import deed
from handrail.ledger.models import Chain, Event
from handrail.ledger.signing import public_bytes, signing_key
from handrail.ledger.verify import FORMAT, file_name
from handrail.people.models import Organization
from handrail.people.rights import Right, require
from handrail.procedures.models import Bundle
from handrail.records.checker import checker
from handrail.records.checkpoints import actions as checkpoints
from handrail.records.checkpoints import queries as fixed
from handrail.records.paper import printed


def make(*, actor: Actor, case: Case, at: datetime) -> bytes:
    """The packet's bytes. Making one is itself on record, in the chain of the case file, not of the case."""
    require(actor, Right.RECORDS)
    key = signing_key()
    content = signed(contents(case, Organization.objects.get(pk=actor.organization), at), key)
    chain = Chain.objects.get(subject="case", subject_id=case.id)
    with deed(actor, at) as record:
        checkpoints.know_key(record, key, at)
        record.event("records", "packet-made", "case-file", case.id, {"head": chain.head, "length": chain.length})
    return content


def signed(packet: JSON, key: Ed25519PrivateKey) -> bytes:
    signature: JSON = {"key": public_bytes(key).hex(), "value": key.sign(dumps(packet)).hex()}
    return dumps({"packet": packet, "signature": signature})


def in_one(case: Case, content: bytes) -> bytes:
    """The signed file, the paper, the photos and files, and what checks them, in one."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in pieces(case, content):
            out.writestr(name, data)
        out.writestr("READ-ME.txt", READ_ME)
        out.writestr("handrail-verify.pyz", checker())
    return whole.getvalue()


def pieces(case: Case, content: bytes) -> Iterator[tuple[str, bytes]]:
    """The files of one case by their names, each once. A photo whose bytes are gone from the data folder is left out;
    the case file names its hash."""
    yield f"case-{case.number}.json", content
    yield f"case-{case.number}.pdf", printed(content)
    files = {file_name(case.number, {"sha256": row.sha256, "name": row.name}): row for row in desk.attachments(case)}
    for name, row in files.items():
        kept = attachments.path(row.sha256)
        if kept.is_file():
            yield name, kept.read_bytes()


READ_ME = """Case files of Handrail

case-NUMBER.pdf    to read
case-NUMBER.json   the signed record that the paper was made from

To check a signed record, on any machine with Python 3.11 or later, without a network:

    python3 handrail-verify.pyz case-NUMBER.json --key FINGERPRINT

or, with its photos and files, the zip itself; and a whole set:

    python3 handrail-verify.pyz SET.zip --key FINGERPRINT

If somebody outside the business keeps its daily checkpoints, compare with those: add --checkpoint FILE for each.

Ask the business for the fingerprint by another way than this file. If you do not want to trust the checker that came
with it, take one from Handrail itself: it is the command "handrail verify".

It shows that the record was not changed, not that what was entered is true.
"""


def contents(case: Case, business: Organization, at: datetime) -> dict[str, JSON]:
    """All that a case file holds, before it is signed."""
    return _packet(case, Chain.objects.get(subject="case", subject_id=case.id), business, at)


def _packet(case: Case, chain: Chain, business: Organization, at: datetime) -> dict[str, JSON]:
    """Events, sealed values and procedures are the evidence; `told` is what they say, for a reader."""
    packet = _evidence(case, chain, business, at)
    return {**packet, "says": says(packet), "reader": READER, "told": tell(packet)}


def _evidence(case: Case, chain: Chain, business: Organization, at: datetime) -> dict[str, JSON]:
    events = list(Event.objects.filter(chain=chain).order_by("seq").prefetch_related("personal"))
    desk.procedures(case)  # the facts they define for themselves have labels too
    return {
        "format": FORMAT,
        "business": business.name,
        "organization": str(business.pk),
        "time_zone": business.time_zone,
        "case": case.number,
        "made_at": stamp(at),
        "law_not_held": _not_held(at),
        "length": chain.length,
        "head": chain.head,
        "events": [_event(event) for event in events],
        "personal": _personal(events),
        "law_out_of_date": in_words(out_of_date(law_in_use(at.date()), at.date())),
        "bundle": case.bundle.content,
        **_bundles_before(events),
        "facts": _facts(events),
        "attachments": [
            {
                "name": row.name,
                "type": row.content_type,
                "size": row.size,
                "sha256": row.sha256,
                "added_at": stamp(row.added_at),
            }
            for row in desk.attachments(case)
        ],
        "checkpoint": fixed.proof(chain),
        "keys": fixed.handovers(),
    }


def told_from(case: Case) -> dict[str, JSON]:
    """As much of a case file as its summary follows from."""
    events = list(
        Event.objects.filter(chain__subject="case", chain__subject_id=case.id)
        .order_by("seq")
        .prefetch_related("personal")
    )
    desk.procedures(case)
    return {
        "events": [_event(event) for event in events],
        "personal": _personal(events),
        "bundle": case.bundle.content,
        **_bundles_before(events),
        "facts": _facts(events),
    }


def _personal(events: Iterable[Event]) -> list[JSON]:
    return [
        {"event": event.hash, "place": row.place, "salt": row.salt, "value": row.value}
        for event in events
        for row in event.personal.all()
    ]


def _bundles_before(events: Iterable[Event]) -> dict[str, JSON]:
    """What the case ran on before it was moved to another version, each under its hash."""
    hashes = [str(event.data["from"]) for event in events if event.kind == "moved"]
    rows: dict[str, JSON] = dict(Bundle.objects.filter(hash__in=hashes).values_list("hash", "content"))
    return {"bundles_before": rows} if hashes else {}


def _not_held(at: datetime) -> JSON:
    """Law of this business's states and trade that no law file holds: nothing in the case was checked against it."""
    law, business = law_in_use(at.date()), known()
    without = law.without_pack(business)
    states = [f"The law of {unheld_words(without)}: there is no law file for it."] if without else []
    return [*states, *(row.sentence for row in gaps_of(law, business))]


def _facts(events: Sequence[Event]) -> JSON:
    """How the facts of this case are called, so that the file can be read without Handrail's vocabulary."""
    names = {name for event in events for name in (*event.data.get("facts", ()), *event.data.get("beyond", ()))}
    names |= {place.removeprefix(FACT) for event in events for place in event.data.get("sealed", ())}
    return {name: called(VOCABULARY[name]) for name in names if name in VOCABULARY}


def called(fact: Fact) -> JSON:
    """How a fact is called; `words`: its values, by language."""
    made: dict[str, JSON] = {"label": fact.label, "type": fact.type}
    words: dict[str, JSON] = {language: dict[str, JSON](said(fact, language)) for language in (FIRST, *TONGUES)}
    return {**made, **({"words": words} if fact.values else {})}


def _event(event: Event) -> JSON:
    return {
        "chain": str(event.chain_id),
        "seq": event.seq,
        "at": stamp(event.at),
        "room": event.room,
        "kind": event.kind,
        "actor": event.actor,
        "data": event.data,
        "previous": event.previous,
        "hash": event.hash,
    }
