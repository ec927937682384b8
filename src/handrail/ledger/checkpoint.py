"""A checkpoint: the heads of all chains that grew since the one before, under one signature; and how one key hands
over to the next. Only Python's standard library.

Each checkpoint names the one before it by its hash, so the newest that left the machine holds all before it too. A
chain's own place in one is shown by a short path of hashes (`merkle.path`)."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from handrail.ledger import ed25519, merkle
from handrail.ledger.canonical import JSON, digest, dumps

FORMAT = "handrail-checkpoint-1"
KEY_FORMAT = "handrail-key-1"
START = "0" * 64
Head = tuple[str, int, str] | tuple[str, int, str, str]
"""A chain, how many events it had, the hash of the last, and of what it tells (`about`; 0.1 gathered none)."""
_IN_TEXT = re.compile(r'\{"checkpoint":.*\}')


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint as it travels: what was signed, the key, the signature."""

    body: Mapping[str, Any]
    key: str
    signature: str

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(bytes.fromhex(self.key)).hexdigest()

    @property
    def number(self) -> int:
        return int(self.body["number"])

    @property
    def day(self) -> str:
        return date.fromisoformat(self.body["at"][:10]).isoformat()

    @property
    def sha256(self) -> str:
        """By which the next one names it."""
        return digest(self.body)

    def holds(self) -> bool:
        """Whether the signature fits the body and the key."""
        try:
            return ed25519.verify(bytes.fromhex(self.key), dumps(self.body), bytes.fromhex(self.signature))
        except (ValueError, TypeError):
            return False

    def raw(self) -> dict[str, JSON]:
        return {"checkpoint": dict(self.body), "signature": {"key": self.key, "value": self.signature}}

    def line(self) -> str:
        """The whole of it in one line, as it is mailed and kept elsewhere."""
        return dumps(self.raw()).decode()


def about(subject: str, subject_id: object) -> str:
    """Of what a chain tells, without saying so: nobody can hang it on another case afterwards."""
    return digest({"subject": subject, "id": str(subject_id)})


def leaf_of(head: Sequence[JSON]) -> dict[str, JSON]:
    return dict(zip(("chain", "length", "head", "of"), head, strict=False))


def leaf(head: Sequence[JSON]) -> str:
    return digest(leaf_of(head))


def root_of(heads: Iterable[Sequence[JSON]]) -> str:
    return merkle.root([leaf(row) for row in heads])


def of_raw(raw: Mapping[str, Any]) -> Signed:
    """Raises ValueError, KeyError or TypeError for what is none."""
    if raw["checkpoint"]["format"] != FORMAT:
        raise ValueError("this is no checkpoint")
    return Signed(raw["checkpoint"], raw["signature"]["key"], raw["signature"]["value"])


def read(content: bytes) -> list[Signed]:
    """Every checkpoint in a file: one alone, or those in a saved mail. Raises ValueError when there is none."""
    try:
        found = [of_raw(json.loads(line)) for line in _IN_TEXT.findall(_text(content))]
        known = [row for row in found if row.number >= 0 and len(bytes.fromhex(row.key)) == ed25519.KEY_BYTES]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("This is no checkpoint of Handrail, or it was cut short.") from error
    if not known:
        raise ValueError("There is no checkpoint in this file.")
    return known


def kept_outside(files: Iterable[bytes], organization: str) -> dict[int, Signed]:
    """The checkpoints of one business in files that somebody kept, by number. Raises ValueError for a file without one,
    for one that was changed since it was signed, and for two that say otherwise of the same number."""
    found: dict[int, Signed] = {}
    for row in (row for content in files for row in read(content)):
        if not row.holds():
            raise ValueError(f"Checkpoint {row.number}, which you brought, was changed since it was signed.")
        if row.body["organization"] != organization:
            continue
        if found.setdefault(row.number, row).sha256 != row.sha256:
            raise ValueError(f"Two checkpoints that you brought have the number {row.number} and differ.")
    if not found:
        raise ValueError("The checkpoints that you brought are another business's.")
    return found


def _text(content: bytes) -> str:
    if content[:200].lstrip()[:1] == b"{":
        return content.decode()
    message = message_from_bytes(content, policy=policy.default)
    part = message.get_body(("plain",)) if isinstance(message, EmailMessage) and message["subject"] else None
    return str(part.get_content()) if part else content.decode()


# One key hands over to the next: both sign that they do. A lost key signs nothing.


@dataclass(frozen=True, slots=True)
class Handover:
    """From one key to the next. Without `by_old` the old key was lost, and nobody can vouch for the new one."""

    body: Mapping[str, Any]
    by_old: str
    by_new: str

    def raw(self) -> dict[str, JSON]:
        return {"body": dict(self.body), "by_old": self.by_old, "by_new": self.by_new}

    def holds(self) -> bool:
        """Whether both keys signed it."""
        return self._is_signed("old", self.by_old) and self.is_claimed()

    def is_claimed(self) -> bool:
        """Whether the new key signed it: all that can be had where the old one was lost."""
        return self._is_signed("new", self.by_new)

    def _is_signed(self, whose: str, signature: str) -> bool:
        key, message = bytes.fromhex(self.body[whose]), dumps(self.body)
        return self.body["format"] == KEY_FORMAT and ed25519.verify(key, message, bytes.fromhex(signature))


def handover_of_raw(raw: Mapping[str, Any]) -> Handover:
    """Raises ValueError, KeyError or TypeError for what is none."""
    if raw.keys() != {"body", "by_old", "by_new"}:
        raise ValueError("this is no handover")
    return Handover(raw["body"], raw["by_old"], raw["by_new"])


def fingerprint_of(key: str) -> str:
    return hashlib.sha256(bytes.fromhex(key)).hexdigest()


def joined(start: str, handovers: Iterable[Handover]) -> frozenset[str]:
    """The keys of one business from an older one on, those named after a loss too: the newer key signs that it stands
    in its place, and the file that names it is signed."""
    reached = {start}
    for row in handovers:
        if fingerprint_of(row.body["old"]) in reached and (row.is_claimed() if not row.by_old else row.holds()):
            reached.add(fingerprint_of(row.body["new"]))
    return frozenset(reached)


def followed(start: str, handovers: Iterable[Handover]) -> dict[str, str]:
    """The fingerprints that a known one leads to by what was handed over and signed, each with the day it took over."""
    reached = {start: ""}
    for row in handovers:
        old, new = fingerprint_of(row.body["old"]), fingerprint_of(row.body["new"])
        if old in reached and row.holds():
            reached.setdefault(new, str(row.body["at"])[:10])
    return reached


def key_words(fingerprint: str, *, known: bool) -> str:
    """By whose key something was signed, for whoever checks it."""
    if known:
        return "by the key you named or one it handed over to"
    return f"key not known to you ({fingerprint}; ask the business if it is theirs)"


def another_key(fingerprint: str) -> str:
    return (
        f"Signed by another key: {fingerprint}. If the business changed its key since the file was made, ask which one "
        "it had then."
    )


# Files that somebody may have made to deceive whoever checks them


def shown(words: object) -> str:
    """Words out of a file, as they may stand among our own: short, on one line, in quotes, without what steers a
    screen."""
    text = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in str(words)[:_SHORT])
    return f"“{text.translate(_OUR_QUOTES)}”"


_SHORT, _OUR_QUOTES = 120, str.maketrans("“”", "''")


def loaded(content: bytes, largest: int) -> Any:
    """Raises ValueError for what is too large to be looked at."""
    if len(content) > largest:
        raise ValueError("too large")
    return json.loads(content)


def is_signed_form(raw: Mapping[str, Any], name: str) -> bool:
    """Nothing stands beside what is signed, and key and signature are written as we write them."""
    signature = raw["signature"]
    plain = all(bytes.fromhex(row).hex() == row for row in signature.values())
    return raw.keys() == {name, "signature"} and signature.keys() == {"key", "value"} and plain
