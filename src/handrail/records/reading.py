"""What a case file tells, put together for a page: each event with what was said and asked in it, the law with its
status. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from handrail.desk.clocks.told import span_words
from handrail.desk.words import EVENTS
from handrail.law.words import STATUSES, TONES
from handrail.procedures.language.parts import in_words
from handrail.procedures.replies.reply import LANGUAGES

HOW = {"can't be found out": "could not be found out", "worked out": "worked out"}
SAID = (("say", "Said"), ("do", "Done"), ("send", "Sent"))
APPLIES = {"yes": "Applied", "depends": "May have applied"}
FOR = {"deadline": "set a deadline", "step": "met by a step", "branch": "decided the way", "limit": "bounds a step"}


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of the case."""

    title: str
    step: str
    at: datetime
    by: str
    words: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    departures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LawRow:
    """A part of a duty that answered, with the status it had then."""

    duty: str
    says: str
    citation: str
    status: str
    tone: str
    pack: str
    applies: str
    why: str


@dataclass(frozen=True, slots=True)
class Ended:
    """A deadline as it stood at the last event."""

    day: date | None
    at: datetime | None
    what: str
    duty: str
    citation: str
    status: str
    tone: str
    whose: str
    met: bool


@dataclass(frozen=True, slots=True)
class Reading:
    happened: tuple[Happened, ...]
    law: tuple[LawRow, ...]
    deadlines: tuple[Ended, ...]
    departures: int
    customer: int | None = field(default=None)
    clocks: tuple["OwnClock", ...] = ()
    pauses: tuple["Paused", ...] = ()


@dataclass(frozen=True, slots=True)
class OwnClock:
    """What the business aimed at itself, and what became of it."""

    what: str
    aim: str
    due: datetime
    became: str
    tone: str


@dataclass(frozen=True, slots=True)
class Paused:
    """A time in which the case was paused; `until` is none while it is."""

    since: datetime
    until: datetime | None
    why: str
    did: str


def reading(told: Any) -> Reading:
    """The page's view of `told`, the summary of a case file."""
    by_event: dict[int, list[str]] = {}
    for row in told["departures"]:
        by_event.setdefault(row["event"], []).append(_departure(row))
    facts: dict[int, list[tuple[str, str]]] = {}
    for row in told["asked"]:
        facts.setdefault(row["event"], []).append((row["label"], _value(row)))
    happened = [_happened(row, facts.get(row["event"], []), by_event.get(row["event"], [])) for row in told["steps"]]
    says = {(row["duty"], row["part"]): row["says"] for row in told["law"]}
    return Reading(
        tuple(happened),
        tuple(_law(row) for row in told["law"]),
        tuple(_ended(row, says) for row in told["deadlines"]),
        len(told["departures"]),
        told["customer"],
        tuple(_own_clock(row) for row in told.get("clocks", ())),
        tuple(_paused(row) for row in told.get("pauses", ())),
    )


OWN = {"first_response": "First answer to the customer", "settled": "Settled"}


def _own_clock(row: Mapping[str, Any]) -> OwnClock:
    became, tone = _became(row)
    due = datetime.fromisoformat(row["due"])
    return OwnClock(OWN.get(row["what"], row["what"]), in_words(row["aim"]), due, became, tone)


def _became(row: Mapping[str, Any]) -> tuple[str, str]:
    if "late" not in row:
        return "No answer in this file yet", "plain"
    by = span_words(timedelta(minutes=row["minutes"]))
    if row.get("answered") is False:
        over = f", {by} of open time after it was due" if row["late"] else ""
        return f"The case ended without an answer{over}", "danger" if row["late"] else "plain"
    stood = f"; it stood still for {span_words(timedelta(minutes=row['stood']))}" if row.get("stood") else ""
    if row["late"]:
        return f"Missed by {by} of open time{stood}", "danger"
    return f"Met with {by} of open time left{stood}", "ok"


def _paused(row: Mapping[str, Any]) -> Paused:
    until = datetime.fromisoformat(row["to"]) if "to" in row else None
    did = "We waited for the customer: our own clock stood still" if row["stopped"] else "Our own clock ran on"
    return Paused(datetime.fromisoformat(row["from"]), until, str(row["why"]), did)


def _value(row: Mapping[str, Any]) -> str:
    how = HOW.get(row["how"], "")
    return f"{row.get('value', '')} ({how})".strip() if how and "value" in row else row.get("value", how.capitalize())


def _happened(row: Mapping[str, Any], facts: list[tuple[str, str]], departures: list[str]) -> Happened:
    words = [(label, text) for key, label in SAID for text in row.get(key, ())]
    words += [("Way", f"Back to “{each['to']}”, try {each['try']}") for each in row.get("back", ())]
    words += [("List", f"Item {each['number']} of “{each['of']}”") for each in row.get("items", ())]
    words += [("Asked anew", ", ".join(row["asked_anew"]))] if "asked_anew" in row else []
    words += [(label, str(row[key])) for key, label in (("note", "Note"), ("how", "What was done")) if key in row]
    words += _reply(row.get("sent") or {})
    words += [("SHA-256", row["sha256"])] if "sha256" in row else []
    words += [("Chosen", row["chosen"])] if "chosen" in row else []
    words += [("Begun besides", name.replace("-", " ").capitalize()) for name in row.get("requests", ())]
    words += [("Customer", "Yes" if row["confirmed"] else "No")] if "confirmed" in row else []
    words += [("Answer", f"{row['csat']} of 5")] if "csat" in row else []
    words += [("Reason", row["code"])] if "code" in row else []
    at = datetime.fromisoformat(row["at"])
    title = EVENTS.get(row["kind"], row["kind"].capitalize())
    return Happened(title, str(row.get("name", "")), at, str(row["by"]), tuple(words), tuple(facts), tuple(departures))


def _reply(sent: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Which reply went, under which hash, and under which subject."""
    if "hash" not in sent:
        return []
    language = LANGUAGES.get(sent.get("language", ""), "")
    way = ", on paper" if sent.get("on_paper") else ""
    named = f"“{sent.get('title', sent['reply'])}”, version {sent.get('version', '')}"
    which = f"{named}, {language}{way}; {sent['hash'][:12]}"
    return [("Reply", which), *([("Subject", sent["subject"])] if sent.get("subject") else [])]


def _departure(row: Mapping[str, Any]) -> str:
    about = row.get("step") or ", ".join(row.get("about", ()))
    to = f" to {row['to']}" if "to" in row else ""
    worded = ("given-up", "escalation-declined", "escalation-ended")
    kind = EVENTS[row["kind"]] if row["kind"] in worded else row["kind"].capitalize()
    head = f"{kind}{to}"
    return ": ".join(part for part in (head, about, row["why"]) if part)


def _law(row: Mapping[str, Any]) -> LawRow:
    why = ", ".join(FOR[each] for each in row["for"] if each in FOR)
    pack = f"{row['pack']} {row['version']}"
    status = f"{STATUSES[row['status']]}, {row['checked_on']}"
    return LawRow(
        row["duty"], row["says"], row["citation"], status, TONES[row["status"]], pack, APPLIES[row["applies"]], why
    )


def _ended(row: Mapping[str, Any], says: Mapping[tuple[str, str], str]) -> Ended:
    """With a moment only where the law counts hours; a count of days ends with its last day."""
    by_hour = row["unit"] in ("hours", "minutes")
    return Ended(
        day=date.fromisoformat(row["day"]) if row["day"] else None,
        at=datetime.fromisoformat(row["at"]) if row["at"] and by_hour else None,
        what=says.get((row["duty"], row["part"]), row["kind"]),
        duty=row["duty"],
        citation=row["citation"],
        status=f"{STATUSES[row['status']]}, {row['checked_on']}",
        tone=TONES[row["status"]],
        whose=row["whose"],
        met="met" in row,
    )
