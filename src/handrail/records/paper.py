"""A case file on paper, for somebody who has never seen Handrail: a judge, an agency, the customer's lawyer. Pure.

Every word travels to `case.typ` as JSON and is set as text, never as markup. All of it is read from the signed file, so
whoever has the file can print the same paper."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typst

from handrail.desk.words import EVENTS
from handrail.ledger.casefile import tell
from handrail.records.reading import Reading, reading

_FOLDER = Path(__file__).parent
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_LONG, _HEAD, _PLACE = re.compile(r"\S{25,}"), re.compile(r".{1,12}", re.DOTALL), "\u200b"
_HASH = re.compile(r"[0-9a-f]{64}")
NOTE = "Law is shown as it answered on the day of each event, with its status. It is general information, not advice."
HOW = {
    "asked": "asked",
    "known": "known before",
    "worked out": "worked out",
    "can't be found out": "could not be found out",
}


def printed(content: bytes) -> bytes:
    """The PDF of a signed case file, tagged. The same bytes for the same file."""
    raw = json.loads(content)
    told = _told(raw["packet"], raw["signature"], hashlib.sha256(content).hexdigest())
    return sheet("case.typ", told, datetime.fromisoformat(raw["packet"]["made_at"]))


def sheet(layout: str, told: Mapping[str, Any], on: datetime) -> bytes:
    """A layout of this room filled with words. A letter that no face here has lets the machine's own faces in; where
    they have none either, a box stands for it, and the paper says so: what was said is not dropped in silence."""
    try:
        return _compiled(layout, told, on, own_faces_only=True)
    except typst.TypstError:
        pass
    try:
        return _compiled(layout, told, on, own_faces_only=False)
    except typst.TypstError:
        return _compiled(layout, {**told, "boxes": BOXES}, on, own_faces_only=False, tagged=False)


BOXES = "Some letters could not be printed here, and a box stands for each. They are in the signed file."


def _compiled(
    layout: str, told: Mapping[str, Any], on: datetime, *, own_faces_only: bool, tagged: bool = True
) -> bytes:
    inputs = {"data": json.dumps(_cleaned(told), ensure_ascii=False, sort_keys=True)}
    standards: list[Any] = ["ua-1"] if tagged else []
    compiler = typst.Compiler(_FOLDER / layout, root=_FOLDER, ignore_system_fonts=own_faces_only, sys_inputs=inputs)
    made = compiler.compile(format="pdf", timestamp=on.astimezone(UTC).replace(microsecond=0), pdf_standards=standards)
    assert isinstance(made, bytes)
    return made


def _cleaned(value: Any) -> Any:
    """Words as they may stand on paper: no control characters, none that turn the reading of what follows, and a place
    to break in a word that fits on no line."""
    match value:
        case str() if _HASH.fullmatch(value):
            return value
        case str():
            return _LONG.sub(lambda word: _PLACE.join(_HEAD.findall(word[0])), _UNPRINTABLE.sub("", value))
        case dict():
            return {key: _cleaned(item) for key, item in value.items()}
        case list() | tuple():
            return [_cleaned(item) for item in value]
    return value


class Clock:
    """Instants by the clock of the business; the zone is named on the paper."""

    def __init__(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)

    def moment(self, stamp: str | datetime) -> str:
        at = datetime.fromisoformat(stamp) if isinstance(stamp, str) else stamp
        return f"{at.astimezone(self.zone):%b %-d, %Y, %-I:%M:%S %p}"

    def day(self, stamp: str) -> str:
        return f"{datetime.fromisoformat(stamp).astimezone(self.zone):%b %-d, %Y}"


def _told(packet: Mapping[str, Any], signature: Mapping[str, str], sha256: str) -> dict[str, Any]:
    clock, told = Clock(packet.get("time_zone", "UTC")), packet.get("told") or tell(packet)
    read = reading(told)
    made = datetime.fromisoformat(packet["made_at"])
    return {
        "title": f"Case file {packet['case']}",
        "business": packet["business"],
        "procedure": _title(packet),
        "says": packet["says"],
        "note": NOTE,
        "on": {"year": made.year, "month": made.month, "day": made.day},
        "made": clock.moment(packet["made_at"]),
        "zone": packet.get("time_zone", "UTC"),
        "facts": _facts(packet, told, clock),
        "deadlines": _deadlines(told, clock, packet["made_at"]),
        "departures": [
            {"number": row["event"] + 1, "at": clock.moment(row["at"]), "by": row["by"], "text": line}
            for row, line in zip(told["departures"], _lines(read, told), strict=True)
        ],
        "asked": [_asked(row, clock) for row in told["asked"]],
        "happened": [_happened(number, row, clock) for number, row in enumerate(read.happened, 1)],
        "law": [
            {
                "says": row.says, "foot": f"{row.status}. {row.citation}",
                "more": f"{row.applies}. {row.why}. Law file {row.pack}.",
            }
            for row in read.law
        ],
        "promises": [_promise(row, clock) for row in told["promises"]],
        **_clocks(read, clock),
        "files": [{**row, "added": clock.moment(row["added_at"])} for row in packet.get("attachments", ())],
        "in_force": _in_force(packet, told),
        "not_held": packet.get("law_not_held", []),
        "old_law": packet.get("law_out_of_date", ""),
        "proof": _proof(packet, signature, sha256, clock),
        "chain": [
            {
                "number": row["seq"] + 1, "at": row["at"], "kind": EVENTS.get(row["kind"], row["kind"]),
                "hash": row["hash"],
            }
            for row in packet["events"]
        ],
    }  # fmt: skip


def _title(packet: Mapping[str, Any]) -> str:
    bundle = packet["bundle"]
    procedure = bundle.get("procedures", {}).get(bundle.get("start"), {})
    return str(procedure.get("title", bundle.get("start", "")))


def _facts(packet: Mapping[str, Any], told: Mapping[str, Any], clock: Clock) -> list[list[str]]:
    events = packet["events"]
    ended = [row for row in events if row["data"].get("status") == "ended"]
    people = dict.fromkeys(f"{row['actor'].get('name', '')} ({row['actor'].get('role', '')})" for row in events)
    outcome = next((str(row["data"]["outcome"]) for row in reversed(events) if row["data"].get("outcome")), "")
    return [
        ["Procedure", _title(packet)],
        ["Opened", clock.moment(events[0]["at"])],
        ["Ended", clock.moment(ended[-1]["at"]) if ended else "Still open when this file was made"],
        ["Outcome", outcome.capitalize() or "None yet"],
        ["Customer", f"Number {told['customer']} in our records" if told["customer"] else "Not identified"],
        ["Worked on by", "; ".join(people)],
        ["Events", f"{packet['length']}, numbered 1 to {packet['length']} without a gap"],
        ["Departures", f"{len(told['departures'])}" if told["departures"] else "None: every step was done as written"],
    ]  # fmt: skip


def _deadlines(told: Mapping[str, Any], clock: Clock, made: str) -> list[dict[str, str]]:
    at_of = {row["event"]: row["at"] for row in told["steps"]}
    says = {(row["duty"], row["part"]): row["says"] for row in told["law"]}
    return [
        {
            "what": says.get((row["duty"], row["part"]), row["kind"]),
            "by": _by(row, clock),
            "kept": kept(row, at_of, made, clock.moment),
            "whose": "The customer’s right" if row["whose"] == "customer" else "Duty of the business",
            "citation": row["citation"],
        }
        for row in told["deadlines"]
    ]


def _by(row: Mapping[str, Any], clock: Clock) -> str:
    if row["at"] and row["unit"] in ("hours", "minutes"):
        return clock.moment(row["at"])
    return f"{date.fromisoformat(row['day']):%b %-d, %Y}" if row["day"] else "No date"


def kept(row: Mapping[str, Any], at_of: Mapping[int, str], made: str, moment: Any) -> str:
    """Whether a deadline was met, met late, missed, or had not passed when the file was made."""
    if "met" in row:
        late = bool(row["at"]) and at_of[row["met"]] > row["at"]
        return f"Met{', but late' if late else ''}: event {row['met'] + 1}, {moment(at_of[row['met']])}"
    if row["whose"] == "customer":
        return "For the customer to use"
    if row["at"] and made > row["at"]:
        return "Nothing in this case shows that it was met"
    return "Had not passed when this file was made"


def _lines(read: Reading, told: Mapping[str, Any]) -> list[str]:
    """The departures in the words of the page, in their order."""
    by_event = {number: list(row.departures) for number, row in enumerate(read.happened)}
    return [by_event[row["event"]].pop(0) for row in told["departures"]]


def _asked(row: Mapping[str, Any], clock: Clock) -> dict[str, str]:
    how = HOW.get(row["how"], row["how"])
    return {"label": row["label"], "value": str(row.get("value", "")), "how": f"{how}, event {row['event'] + 1}"}


def _happened(number: int, row: Any, clock: Clock) -> dict[str, Any]:
    return {
        "number": number,
        "title": f"{row.title}: {row.step}" if row.step else row.title,
        "foot": f"{row.by}, {clock.moment(row.at)}",
        "pairs": [[label, text] for label, text in (*row.words, *row.facts)],
        "departures": list(row.departures),
    }


def _promise(row: Mapping[str, Any], clock: Clock) -> dict[str, str]:
    return {
        "what": f"{row['what']} ({row.get('became', 'nothing in this file says what became of it')})",
        "by": clock.moment(row["at"]) if row.get("at") else "No date",
        "event": str(row["event"] + 1),
    }


def _clocks(read: Reading, clock: Clock) -> dict[str, list[dict[str, str]]]:
    """What the business aimed at itself, and the pauses."""
    return {
        "clocks": [
            {"what": f"{row.what} in {row.aim}", "by": clock.moment(row.due), "became": row.became}
            for row in read.clocks
        ],
        "pauses": [
            {
                "from": clock.moment(row.since), "to": clock.moment(row.until) if row.until else "Not yet",
                "why": f"“{row.why}”. {row.did}.",
            }
            for row in read.pauses
        ],
    }  # fmt: skip


def _in_force(packet: Mapping[str, Any], told: Mapping[str, Any]) -> list[list[str]]:
    """Which texts the case ran on: the procedures under one hash, and the law files by their version."""
    first = packet["events"][0]["data"]
    titles = [str(row.get("title", slug)) for slug, row in packet["bundle"].get("procedures", {}).items()]
    packs = sorted({f"{row['pack']} {row['version']}" for row in told["law"]})
    moved = [f"Another version from event {row['seq'] + 1} on" for row in packet["events"] if row["kind"] == "moved"]
    return [
        ["Procedure", f"{_title(packet)}, version {first.get('version', '?')}{'; '.join(['', *moved])}"],
        ["Whole text in this file", "; ".join(titles)],
        ["SHA-256 of these texts", str(first.get("bundle", ""))],
        ["Law files that answered", "; ".join(packs) or "None: no duty arose"],
    ]


def _proof(packet: Mapping[str, Any], signature: Mapping[str, str], sha256: str, clock: Clock) -> list[list[str]]:
    key = hashlib.sha256(bytes.fromhex(signature["key"])).hexdigest()
    rows = [
        ["Signed file", f"case-{packet['case']}.json"],
        ["SHA-256 of that file", sha256],
        ["Last event’s hash", packet["head"]],
        ["Key’s fingerprint", key],
    ]
    if held := packet.get("checkpoint"):
        body = held["checkpoint"]
        rows += [
            ["Checkpoint", f"Number {body['number']}, made {clock.moment(body['at'])}"],
            ["It holds", f"Events 1 to {held['leaf']['length']}"],
            ["Checkpoint’s root", body["root"]],
        ]  # fmt: skip
    else:
        rows.append(["Checkpoint", "None holds this case yet"])
    return rows
