"""Is the certificate of a disposal whole? Only Python's standard library."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from handrail.ledger import checkpoint, ed25519
from handrail.ledger.canonical import dumps
from handrail.ledger.verify import LARGEST, UNREADABLE

FORMAT = "handrail-disposal-certificate-1"


@dataclass(slots=True)
class CertificateVerdict:
    """Whether a certificate is as it was signed, by whose key, and what it says."""

    faults: list[str] = field(default_factory=list)
    fingerprint: str = ""
    key_known: bool = False
    number: int = 0
    business: str = ""
    decided: str = ""
    gone: int = 0

    @property
    def whole(self) -> bool:
        return not self.faults

    def __str__(self) -> str:
        if not self.whole:
            return "NOT WHOLE\n" + "\n".join(f"  {fault}" for fault in self.faults)
        key = checkpoint.key_words(self.fingerprint, known=self.key_known)
        return (
            f"Whole: disposal {self.number}, {self.decided}, {self.gone} records, signed, {key}.\n"
            f"The business calls itself {checkpoint.shown(self.business)}.\n"
            "It shows what was decided to go and that this was not changed since; not that no copy is left elsewhere."
        )


def is_certificate(content: bytes) -> bool:
    return content.startswith(b'{"certificate":')


def verify_certificate(content: bytes, expected: str = "") -> CertificateVerdict:
    """Never raises for a bad file: what is wrong is in the verdict."""
    verdict = CertificateVerdict()
    try:
        _examine(checkpoint.loaded(content, LARGEST), content, expected, verdict)
    except UNREADABLE:
        verdict.faults.append("This is no certificate of Handrail, or it was cut short.")
    return verdict


def _examine(raw: Mapping[str, Any], content: bytes, expected: str, verdict: CertificateVerdict) -> None:
    body, signature = raw["certificate"], raw["signature"]
    verdict.fingerprint = checkpoint.fingerprint_of(signature["key"])
    if dumps(raw) != content or body["format"] != FORMAT or not checkpoint.is_signed_form(raw, "certificate"):
        verdict.faults.append("The bytes are not the canonical form: something was added or rewritten.")
    if not ed25519.verify(bytes.fromhex(signature["key"]), dumps(body), bytes.fromhex(signature["value"])):
        verdict.faults.append("The signature does not fit: it was changed after it was signed.")
    if expected:
        handed = [checkpoint.handover_of_raw(row) for row in body["keys"]]
        verdict.key_known = verdict.fingerprint in checkpoint.followed(expected.lower(), handed)
        if not verdict.key_known:
            verdict.faults.append(checkpoint.another_key(verdict.fingerprint))
    verdict.number, verdict.business = int(body["number"]), body["business"]
    verdict.decided = date.fromisoformat(body["decided_at"][:10]).isoformat()
    verdict.gone = sum(line["state"] == "gone" for line in body["lines"])
