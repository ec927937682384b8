"""Is a packet whole? Needs only Python's standard library and the file.

Checked, in this order: the bytes are the canonical serialisation; the signature fits the key in the file; every
event's hash is right and names the one before it; the events are all there (the signed length and head); every sealed
value that is shown fits its seal; the procedures are those the case was pinned to; the summary is what follows from
the events. What it cannot say: that what people
entered was true, and, without a fingerprint to compare, whose key it is."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from handrail.ledger import ed25519
from handrail.ledger.canonical import digest, dumps
from handrail.ledger.casefile import tell

FORMAT = "handrail-packet-1"
START = "0" * 64


@dataclass(slots=True)
class Verdict:
    """Whether the packet is whole, what is wrong with it, and whose key signed it."""

    faults: list[str] = field(default_factory=list)
    fingerprint: str = ""
    key_known: bool = False
    events: int = 0
    erased: int = 0

    @property
    def whole(self) -> bool:
        return not self.faults

    def __str__(self) -> str:
        if not self.whole:
            return "NOT WHOLE\n" + "\n".join(f"  {fault}" for fault in self.faults)
        key = (
            "by the key you named"
            if self.key_known
            else f"key not known to you ({self.fingerprint}; ask the business if it is theirs)"
        )
        erased = f"; {self.erased} personal values were erased since" if self.erased else ""
        return (
            f"Whole: {self.events} events, signed, {key}{erased}.\n"
            "It shows the record was not changed; not that what was entered is true."
        )


def verify(content: bytes, expected_fingerprint: str = "") -> Verdict:
    """Never raises for a bad file: what is wrong is in the verdict."""
    verdict = Verdict()
    try:
        raw = json.loads(content)
        _examine(raw, content, expected_fingerprint, verdict)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        verdict.faults.append("This is no case file of Handrail, or it was cut short.")
    return verdict


def _examine(raw: Mapping[str, Any], content: bytes, expected: str, verdict: Verdict) -> None:
    if dumps(raw) != content:
        verdict.faults.append("The bytes are not the canonical form: something was added or rewritten.")
    packet, signature = raw["packet"], raw["signature"]
    if packet["format"] != FORMAT:
        verdict.faults.append(f"Unknown format {packet['format']!r}.")
    _check_signature(packet, signature, expected, verdict)
    _check_events(packet, verdict)
    _check_personal(packet, verdict)
    pinned = packet["events"][0]["data"].get("bundle")
    if digest(packet["bundle"]) != pinned:
        verdict.faults.append("The procedures are not those the case was pinned to.")
    if "told" in packet and packet["told"] != tell(packet):
        verdict.faults.append("The summary does not follow from the events.")


def _check_signature(packet: Mapping[str, Any], signature: Mapping[str, str], expected: str, verdict: Verdict) -> None:
    public = bytes.fromhex(signature["key"])
    verdict.fingerprint = hashlib.sha256(public).hexdigest()
    if not ed25519.verify(public, dumps(packet), bytes.fromhex(signature["value"])):
        verdict.faults.append("The signature does not fit: the case file was changed after it was signed.")
    if expected:
        verdict.key_known = expected.lower() == verdict.fingerprint
        if not verdict.key_known:
            verdict.faults.append(f"Signed by another key: {verdict.fingerprint}")


def _check_events(packet: Mapping[str, Any], verdict: Verdict) -> None:
    previous = START
    for number, event in enumerate(packet["events"]):
        body = {key: value for key, value in event.items() if key not in ("hash", "id")}
        if event["seq"] != number or event["previous"] != previous:
            verdict.faults.append(f"Event {number} does not follow the one before it: one is missing, added or moved.")
        if digest(body) != event["hash"]:
            verdict.faults.append(f"Event {number} was changed.")
        previous = event["hash"]
    verdict.events = len(packet["events"])
    if packet["head"] != previous or packet["length"] != verdict.events:
        verdict.faults.append("The chain does not end where it did: events are missing at the end.")


def _check_personal(packet: Mapping[str, Any], verdict: Verdict) -> None:
    by_hash = {event["hash"]: event["data"].get("sealed", {}) for event in packet["events"]}
    shown = 0
    for row in packet["personal"]:
        seal = by_hash[row["event"]].get(row["place"])
        shown += 1
        if seal != digest({"salt": row["salt"], "value": row["value"]}):
            verdict.faults.append(f"The value of {row['place']} is not the one that was recorded.")
    verdict.erased = sum(map(len, by_hash.values())) - shown
