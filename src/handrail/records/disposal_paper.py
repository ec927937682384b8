"""The certificate of a disposal on paper. Pure: all of it is read from the signed file, so whoever has that file can
print the same paper. It names what went and no words that stood in it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from handrail.records.keeping.rule import apart
from handrail.records.paper import Clock, sheet

SAYS = (
    "This paper says what was decided to go, why, when and on whose word. The signed file that belongs to it shows "
    "that this was not changed since; neither shows that no copy is left elsewhere. What law is named is general "
    "information, not legal advice: check with the agency or your adviser."
)


def printed(content: bytes, zone: str, states: Mapping[str, str]) -> bytes:
    """The PDF of a signed certificate: the same bytes for the same file. `states`: how a line’s end is called."""
    raw, sha = json.loads(content), hashlib.sha256(content).hexdigest()
    body, clock = raw["certificate"], Clock(zone)
    decided = datetime.fromisoformat(body["decided_at"])
    told = {
        "title": f"Certificate of disposal {body['number']}", "business": body["business"], "says": SAYS,
        "on": {"year": decided.year, "month": decided.month, "day": decided.day}, "zone": zone,
        "made": clock.moment(decided), "how": body["how"], "lines": [_line(row, states) for row in body["lines"]],
        "facts": [
            ["Proposed", clock.moment(body["proposed_at"])], ["Decided", clock.moment(decided)],
            ["On the word of", body["decided_by"]], ["Records", str(len(body["lines"]))],
            ["Of these gone", str(sum(row["state"] == "gone" for row in body["lines"]))],
        ],
        "proof": [
            ["Signed file", f"disposal-{body['number']}.json"], ["SHA-256 of that file", sha],
            ["Key’s fingerprint", hashlib.sha256(bytes.fromhex(raw["signature"]["key"])).hexdigest()],
        ],
    }  # fmt: skip
    return sheet("disposal.typ", told, decided)


def _line(row: Mapping[str, Any], states: Mapping[str, str]) -> dict[str, Any]:
    stays, first = apart(row["stays"])
    return {
        "what": row["what"], "state": states.get(row["state"], row["state"]), "pieces": str(row["pieces"]),
        "due": f"{date.fromisoformat(row['due_on']):%b %-d, %Y}", "why": row["why"], "stays": stays,
        "first": first,
    }  # fmt: skip
