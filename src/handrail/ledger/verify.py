"""Is a packet whole? Needs only Python's standard library and the file.

Checked, in this order: the bytes are the canonical serialisation and hold nothing beside what is signed; the signature
fits the key in the file; every event's hash is right and names the one before it; the events are all there (the signed
length and head) and of the case the file names; every sealed value that is shown fits its seal; the files it lists were
added in it; the procedures are those the case was pinned to, at first and after each move; the checkpoint in the file
holds these very events; the summary is what follows from them. What it cannot say: that what people entered was true,
and, without a fingerprint to compare, whose key it is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handrail.ledger import checkpoint, ed25519, merkle
from handrail.ledger.canonical import digest, dumps
from handrail.ledger.casefile import READER, says, tell

FORMAT = "handrail-packet-2"
FIRST_FORMAT = "handrail-packet-1"  # 0.1: without checkpoint, keys and list of files
START = "0" * 64
LARGEST = 64 * 2**20  # a thousand times a usual case file
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, MemoryError)
"""What reading a file raises that somebody made to break the reader."""
_OF_AN_EVENT = frozenset({"chain", "seq", "at", "room", "kind", "actor", "data", "previous", "hash"})
_OF_A_VALUE = frozenset({"event", "place", "salt", "value"})
_OF_A_FILE = frozenset({"name", "type", "size", "sha256", "added_at"})
_OF_A_CHECKPOINT = frozenset({"checkpoint", "signature", "leaf", "path"})


@dataclass(slots=True)
class Verdict:
    """Whether the packet is whole, what is wrong with it, and whose key signed it."""

    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    fingerprint: str = ""
    key_known: bool = False
    events: int = 0
    erased: int = 0
    fixed: str = ""  # the day of the checkpoint that holds the events
    fixed_number: int = 0
    fixed_events: int = 0
    took_over: str = ""  # the day the key took over from the one that was named
    compared: int = 0  # the number of the checkpoint, kept outside, that vouches for the one in the file
    uncompared: str = ""  # why none of those that were brought does

    @property
    def whole(self) -> bool:
        return not self.faults

    def __str__(self) -> str:
        if not self.whole:
            return "NOT WHOLE\n" + "\n".join(f"  {fault}" for fault in self.faults)
        erased = f"; {self.erased} personal values are not in it: erased since, or left out" if self.erased else ""
        told = [f"Whole: {self.events} events, signed, {self._by()}{erased}.", self._fixed(), *self.notes]
        return "\n".join([*not_compared([self.uncompared] if self.uncompared else []), *told])

    def _by(self) -> str:
        if self.key_known and self.took_over:
            return f"by a key that the one you named handed over to on {self.took_over}"
        if self.key_known:
            return "by the key you named"
        return f"key not known to you ({self.fingerprint}; ask the business if it is theirs)"

    def _fixed(self) -> str:
        if not self.fixed:
            return "No checkpoint holds it: it shows the file was not changed, not that what was entered is true."
        after = self.events - self.fixed_events
        rest = f" The last {after} came after it." if after else ""
        rest += f"\nCompared with checkpoint {self.compared}, which you brought." if self.compared else ""
        return (
            f"It shows the record was not changed since the checkpoint of {self.fixed} (number {self.fixed_number}), "
            f"not that what was entered is true.{rest}"
        )


def not_compared(why: Sequence[str]) -> list[str]:
    """The lines that stand before a verdict where it rests on the file alone."""
    return ["NOT COMPARED with what you brought", *(f"  {each}" for each in why), "In itself:"] if why else []


def verify(content: bytes, expected_fingerprint: str = "", outside: Sequence[bytes] = ()) -> Verdict:
    """Never raises for a bad file: what is wrong is in the verdict. `outside`: files with checkpoints that somebody
    kept."""
    verdict = Verdict()
    try:
        raw = checkpoint.loaded(content, LARGEST)
        _examine(raw, content, expected_fingerprint, verdict)
        _compare(raw["packet"], outside, verdict)
    except UNREADABLE:
        verdict.faults.append("This is no case file of Handrail, or it was cut short.")
    return verdict


def _examine(raw: Mapping[str, Any], content: bytes, expected: str, verdict: Verdict) -> None:
    if dumps(raw) != content or not checkpoint.is_signed_form(raw, "packet"):
        verdict.faults.append("The bytes are not the canonical form: something was added or rewritten.")
    packet, signature = raw["packet"], raw["signature"]
    if packet["format"] not in (FORMAT, FIRST_FORMAT):
        verdict.faults.append(f"Unknown format {checkpoint.shown(packet['format'])}.")
    _check_signature(packet, signature, expected, verdict)
    _check_events(packet, verdict)
    _check_personal(packet, verdict)
    _check_files(packet, verdict)
    _check_procedures(packet, verdict)
    _check_checkpoint(packet, verdict)
    _check_told(packet, verdict)


def _check_told(packet: Mapping[str, Any], verdict: Verdict) -> None:
    """The summary is worked out again. One that another release wrote may be worded otherwise: then that is said, and
    the events, which are the evidence, stand beside it."""
    if packet["format"] == FIRST_FORMAT and "told" not in packet:
        return
    if packet["told"] == tell(packet):
        return
    if packet.get("reader") == READER:
        verdict.faults.append("The summary does not follow from the events.")
    else:
        verdict.notes.append(
            "The summary in it is not the one that this release reads in the events: another release wrote it, or a "
            "hand. Go by the events."
        )


def _check_checkpoint(packet: Mapping[str, Any], verdict: Verdict) -> None:
    """The checkpoint is signed by this key or one before it, and its root follows from one of these very events."""
    if packet["format"] == FORMAT and packet["says"] != says(packet):
        verdict.faults.append("What the file says of itself does not follow from it.")
    if not packet.get("checkpoint"):
        return
    held = packet["checkpoint"]
    signed, leaf = checkpoint.of_raw(held), held["leaf"]
    handed = [checkpoint.handover_of_raw(row) for row in packet["keys"]]
    if held.keys() != _OF_A_CHECKPOINT or held["signature"].keys() != {"key", "value"}:
        verdict.faults.append("Something was added to the checkpoint in the file.")
    if not signed.holds() or verdict.fingerprint not in checkpoint.joined(signed.fingerprint, handed):
        verdict.faults.append(
            "The checkpoint in the file is not signed by this key, nor by one known to come before it."
        )
    events, number = packet["events"], leaf["length"]
    if (
        not 0 < number <= len(events)
        or events[number - 1]["hash"] != leaf["head"]
        or events[0]["chain"] != leaf["chain"]
    ):
        verdict.faults.append("The events are not those that the checkpoint holds.")
    if merkle.follow(digest(leaf), held["path"]) != signed.body["root"]:
        verdict.faults.append("The way from the events to the checkpoint does not lead there.")
    if packet.get("organization", signed.body["organization"]) != signed.body["organization"]:
        verdict.faults.append("The checkpoint is another business's.")
    if signed.body["business"] != packet["business"]:
        verdict.notes.append(f"The checkpoint names the business {checkpoint.shown(signed.body['business'])}.")
    verdict.fixed, verdict.fixed_number, verdict.fixed_events = signed.day, signed.number, number


def _compare(packet: Mapping[str, Any], outside: Sequence[bytes], verdict: Verdict) -> None:
    """With what somebody kept of the day: the same number must be the same checkpoint, signed by the same key; and of
    two that follow each other the later one names the earlier by its hash, so the next one vouches as well."""
    if not outside:
        return
    if not packet.get("checkpoint"):
        verdict.uncompared = (
            "No checkpoint is in the file, so those you brought say nothing of it. A file that is made after a "
            "checkpoint holds one if its case is older; then ask why there is none."
        )
        return
    mine = checkpoint.of_raw(packet["checkpoint"])
    try:
        kept = checkpoint.kept_outside(outside, mine.body["organization"])
    except ValueError as error:
        verdict.uncompared = str(error)
        return
    same, known = kept.get(mine.number), {**kept, mine.number: mine}
    vouches = same or kept.get(mine.number + 1)
    follows = all(row.body["previous"] == known[n - 1].sha256 for n, row in known.items() if n - 1 in known)
    if not follows or (same and (same.sha256, same.key) != (mine.sha256, mine.key)):
        verdict.faults.append(WRITTEN_ANEW)
    elif vouches:
        verdict.compared = vouches.number
    else:
        brought = ", ".join(str(number) for number in sorted(kept)[:12])
        verdict.uncompared = (
            f"The file holds checkpoint {mine.number} of {mine.day}; you brought {brought}. "
            f"Bring number {mine.number}, or {mine.number + 1}, which names it."
        )


WRITTEN_ANEW = "The checkpoint you brought and the one in the file differ: the records were written anew."


def _check_signature(packet: Mapping[str, Any], signature: Mapping[str, str], expected: str, verdict: Verdict) -> None:
    verdict.fingerprint = checkpoint.fingerprint_of(signature["key"])
    if not ed25519.verify(bytes.fromhex(signature["key"]), dumps(packet), bytes.fromhex(signature["value"])):
        verdict.faults.append("The signature does not fit: the case file was changed after it was signed.")
    if expected:
        handed = [checkpoint.handover_of_raw(row) for row in packet.get("keys", ())]
        known = checkpoint.followed(expected.lower(), handed)
        verdict.key_known = verdict.fingerprint in known
        verdict.took_over = known.get(verdict.fingerprint, "")
        if not verdict.key_known:
            verdict.faults.append(checkpoint.another_key(verdict.fingerprint))


def _check_events(packet: Mapping[str, Any], verdict: Verdict) -> None:
    previous, events = START, packet["events"]
    for number, event in enumerate(events):
        body = {key: value for key, value in event.items() if key != "hash"}
        if event["seq"] != number or event["previous"] != previous or event["chain"] != events[0]["chain"]:
            verdict.faults.append(f"Event {number} does not follow the one before it: one is missing, added or moved.")
        if digest(body) != event["hash"] or event.keys() != _OF_AN_EVENT:
            verdict.faults.append(f"Event {number} was changed.")
        previous = event["hash"]
    verdict.events = len(events)
    if packet["head"] != previous or packet["length"] != verdict.events:
        verdict.faults.append("The chain does not end where it did: events are missing at the end.")
    if events[0]["data"].get("number", packet.get("case")) != packet.get("case"):
        verdict.faults.append("The events are those of another case than the file names.")


def _check_personal(packet: Mapping[str, Any], verdict: Verdict) -> None:
    by_hash = {event["hash"]: event["data"].get("sealed", {}) for event in packet["events"]}
    shown: set[tuple[str, str]] = set()
    for row in packet["personal"]:
        place = (row["event"], row["place"])
        fits = by_hash[row["event"]].get(row["place"]) == digest({"salt": row["salt"], "value": row["value"]})
        if not fits or place in shown or row.keys() != _OF_A_VALUE:
            verdict.faults.append(f"The value of {checkpoint.shown(row['place'])} is not the one that was recorded.")
        shown.add(place)
    verdict.erased = sum(map(len, by_hash.values())) - len(shown)


def _check_files(packet: Mapping[str, Any], verdict: Verdict) -> None:
    """Each file in the list was added in one of these events, under this name; one that was added and is not in the
    list is told."""
    names = {(row["event"], row["place"]): row["value"] for row in packet["personal"]}
    added = [event for event in packet["events"] if event["kind"] == "attached"]
    for row in packet.get("attachments", ()):
        event = next((each for each in added if _is_this_file(each, row, names)), None)
        if event is None:
            verdict.faults.append(f"The file {checkpoint.shown(row['name'])} was not added in this case as it stands.")
        else:
            added.remove(event)
    if added and packet["format"] == FORMAT:
        verdict.notes.append(f"{len(added)} files that were added are not in its list: erased since, or left out.")


def _is_this_file(event: Mapping[str, Any], row: Mapping[str, Any], names: Mapping[tuple[str, str], Any]) -> bool:
    data = event["data"]
    same = (data["sha256"], data["size"], data["type"], event["at"]) == (
        row["sha256"], row["size"], row["type"], row["added_at"],
    )  # fmt: skip
    return same and row.keys() == _OF_A_FILE and names.get((event["hash"], "name"), row["name"]) == row["name"]


def _check_procedures(packet: Mapping[str, Any], verdict: Verdict) -> None:
    """The texts are those that the case was pinned to, first and at each move to another version; no others."""
    pinned = [packet["events"][0]["data"].get("bundle")]
    for event in packet["events"]:
        if event["kind"] == "moved":
            wrong = event["data"]["from"] != pinned[-1]
            pinned += [event["data"]["to"]]
            verdict.faults += ["A move to another version does not begin with the one before."] if wrong else []
    before = packet.get("bundles_before", {})
    named = before.keys() == set(pinned[:-1])
    if digest(packet["bundle"]) != pinned[-1] or not named or any(digest(row) != name for name, row in before.items()):
        verdict.faults.append("The procedures are not those the case was pinned to.")


def file_name(case: str, row: Mapping[str, Any]) -> str:
    """How a photo or file of a case is called in a zip: by its hash, and by a name that can't lead elsewhere."""
    return f"case-{case}-{row['sha256'][:12]}-{_STEERS.sub('_', row['name'])}"


_STEERS = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]')
