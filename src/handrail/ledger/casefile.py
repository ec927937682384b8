"""A case file read: what was asked, which law answered, every step, what was said, departures and deadlines.

All of it follows from the events, the sealed values still there and the procedures in the file, so whoever checks a
case file works it out again and compares. Only Python's standard library."""

import hashlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from handrail.facts import tongues

JSON = Any
FACT = "fact:"
_BLANK = re.compile(r"\{\{\s*([a-z_]+(?:\.[a-z0-9_]+)?)\s*(?:\|\s*([a-z0-9]+)\s*)?\}\}")
_WORDS = ("say", "do", "send")
ERASED = "(erased)"
ON_A_LIST = 300  # letters of a promise that stand in the list it is settled from
_FILES = ((__package__, "casefile.py"), ("handrail.facts", "tongues.py"))
READER = hashlib.sha256(b"".join(pkgutil.get_data(*file) or b"" for file in _FILES)).hexdigest()
"""Of this very reading: another release may word a summary otherwise."""


def tell(packet: Mapping[str, JSON]) -> dict[str, JSON]:
    """The reading of a case file."""
    told = _Reading(packet)
    for number, event in enumerate(packet["events"]):
        told.read(number, event)
    return told.whole()


def says(packet: Mapping[str, JSON]) -> str:
    """What a case file shows and what it does not, in its own words."""
    held = packet.get("checkpoint")
    if not held:
        day = _day(packet["made_at"])
        return (
            f"This shows that the record was not changed since this file was made on {day}, not that what was entered "
            "is true. No checkpoint holds it yet."
        )
    after = packet["length"] - held["leaf"]["length"]
    rest = f" The last {after} of its events came after it: for them, since this file was made." if after else ""
    day = _day(held["checkpoint"]["at"])
    return (
        f"This shows that the record was not changed since the checkpoint of {day}, not that what was entered is true."
        f"{rest}"
    )


def _value(kind: str, kept: JSON) -> JSON:
    """A kept value as what it is: a day, a moment."""
    made = {"date": date.fromisoformat, "instant": datetime.fromisoformat}.get(kind)
    return made(str(kept)) if made else kept


def _in_days(day: datetime, form: str) -> str:
    if form == "short":
        return f"{day:%m/%d/%Y}"
    return f"{day:%B} {day.day}, {day.year}" if form == "date" else f"{day:%A, %B} {day.day}"


def _clock(at: datetime) -> str:
    return f"{at.hour % 12 or 12}:{at:%M %p}"


def _phone(text: str) -> str:
    digits = re.sub(r"[\s().+-]", "", text)
    digits = digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
    if len(digits) != 10 or not (digits.isascii() and digits.isdigit()):
        return text.strip()
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"


def _in_letters(words: str, form: str) -> str:
    match form:
        case "upper":
            return words.upper()
        case "first":
            return next(iter(words.split()), "")
        case "last4":
            return words.strip()[-4:]
        case "phone":
            return _phone(words)
        case _:
            return words


def _day(stamp: str) -> str:
    day = date.fromisoformat(stamp[:10])
    return f"{day:%b} {day.day}, {day.year}"


class _Reading:
    def __init__(self, packet: Mapping[str, JSON]) -> None:
        self.facts: Mapping[str, JSON] = packet.get("facts", {})
        self.before: Mapping[str, JSON] = packet.get("bundles_before", {})
        self.last = packet["bundle"]
        first = next((event["data"].get("bundle") for event in packet["events"]), None)
        self._runs_on(first)
        self.sealed: dict[str, dict[str, JSON]] = {}
        for row in packet["personal"]:
            self.sealed.setdefault(row["event"], {})[row["place"]] = row["value"]
        self.values: dict[str, JSON] = {}
        self.then: dict[str, JSON] = {}  # as they were when the words of the event were said
        self.asked: list[JSON] = []
        self.steps: list[JSON] = []
        self.departures: list[JSON] = []
        self.law: dict[tuple[str, ...], dict[str, JSON]] = {}
        self.last_law: list[JSON] = []
        self.promises: list[JSON] = []
        self.clocks: dict[str, dict[str, JSON]] = {}
        self.pauses: list[dict[str, JSON]] = []
        self.met: dict[str, int] = {}
        self.customer: JSON = None

    def _runs_on(self, version: JSON) -> None:
        """From here on the steps are those of this version: what a move left behind is called as it was called then."""
        steps = list(_steps(self.before.get(version, self.last)))
        self.names = {step["id"]: _name(step) for step in steps}
        self.makes = {step["id"]: frozenset(step.get("work_out", ())) for step in steps}
        self.sets = {step["id"]: _set_by(step) for step in steps}

    def read(self, number: int, event: Mapping[str, JSON]) -> None:
        if event["kind"] == "moved":
            self._runs_on(event["data"]["to"])
        data, personal = event["data"], self.sealed.get(event["hash"], {})
        who = {"event": number, "at": event["at"], "by": event["actor"].get("name", "")}
        self.customer = data.get("customer", self.customer)
        before = dict(self.values)
        self._gather(who, event["kind"], data, personal)
        self.then = {**self.values, **{name: before[name] for name in self._set_after(data) if name in before}}
        self._step(who, event["kind"], data, personal)
        self._depart(who, event["kind"], data, personal)
        self._law(number, data)
        self._clocks(number, data)
        self._pauses(who, event["kind"], data, personal)

    def _gather(
        self, who: Mapping[str, JSON], kind: str, data: Mapping[str, JSON], personal: Mapping[str, JSON]
    ) -> None:
        found = {**data.get("facts", {})}
        sealed = (place.removeprefix(FACT) for place in data.get("sealed", {}) if place.startswith(FACT))
        found |= {name: personal.get(FACT + name, ERASED) for name in sealed}
        self.values |= found
        usual = "asked" if kind in ("answered", "told") else "known"
        made = frozenset[str]().union(*(self.makes.get(step, ()) for step, _ in data.get("moves", ())))
        for name in sorted(found):
            if not name.startswith("business."):
                how = "worked out" if name in made else usual
                self.asked.append(
                    {**who, "how": how, "fact": name, "label": self._label(name), "value": self.words(name)}
                )
        for name in data.get("beyond", ()):
            if not name.startswith("business."):
                self.asked.append({**who, "how": "can't be found out", "fact": name, "label": self._label(name)})

    def _label(self, name: str) -> str:
        return str(self.facts.get(name, {}).get("label", name))

    def _set_after(self, data: Mapping[str, JSON]) -> frozenset[str]:
        """The facts that changed in the event after its words were said: by the next item of a list, by a call, by
        steps further on."""
        moved = [step for step, _ in data.get("moves", ()) if step != data.get("step")]
        further = frozenset[str]().union(*(self.makes.get(step, ()) for step in moved))
        calls = [*(step for step, _ in data.get("moves", ())), *_rounds(data)]
        return further.union(*(self.sets.get(step, ()) for step in calls))

    def words(self, name: str, values: Mapping[str, JSON] | None = None) -> str:
        """A value as it was read on the screen."""
        value, kind = (self.values if values is None else values).get(name), self.facts.get(name, {}).get("type")
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if kind == "money" and isinstance(value, int):
            return _dollars(value)
        if kind == "amounts" and isinstance(value, list):
            return "; ".join(map(_dollars, value)) or "none"
        if kind == "date" and value != ERASED:
            day = date.fromisoformat(str(value))
            return f"{day:%a, %b} {day.day}, {day.year}"
        if kind == "instant" and value != ERASED:
            at = datetime.fromisoformat(str(value))
            return f"{at:%a, %b} {at.day}, {at.year}, {_clock(at)}"
        said = self._words_in(name, tongues.FIRST)
        if kind == "choice":
            return said.get(str(value), str(value).replace("-", " "))
        if isinstance(value, int):
            return f"{value:,}"
        if isinstance(value, list):
            return ", ".join(said.get(str(item), str(item)) for item in value) or "none"
        return str(value)

    def _words_in(self, name: str, language: str) -> Mapping[str, str]:
        """The words of the values of a fact; case files of before hold none."""
        found: Mapping[str, str] = self.facts.get(name, {}).get("words", {}).get(language, {})
        return found

    def _spoken(self, script: str, language: str = tongues.FIRST, choices: str = tongues.FIRST) -> str:
        return _BLANK.sub(lambda found: self._written(found[1], found[2] or "", language, choices), script)

    def _written(self, name: str, form: str, language: str, choices: str) -> str:
        """A blank as it was said: its value in the format that stands in it, in the language of the reply. `choices`:
        the language of choices and short days."""
        if name not in self.then:
            return "____"
        value, form = self.then[name], "" if self.then[name] == ERASED else form
        kind = self.facts.get(name, {}).get("type", "")
        named = self._words_in(name, choices) if choices != tongues.FIRST else tongues.NO_WORDS
        language = choices if form == "short" else language
        told = None if value == ERASED else tongues.written(language, kind, _value(kind, value), form, named)
        if told is not None:
            return told
        words = self.words(name, self.then)
        match form:
            case "date" | "weekday" | "short":
                return _in_days(datetime.fromisoformat(str(value)), form)
            case "time":
                return _clock(datetime.fromisoformat(str(value)))
            case "whole":
                return words.removesuffix(".00")
            case "bare":
                return words.replace("$", "")
            case "count":
                return str(len(value))
            case "lines":
                return "\n".join(f"- {self.words(name, {name: [item]})}" for item in value) or "none"
            case _:
                return _in_letters(words if form != "plain" else str(value), form)

    def _step(self, who: Mapping[str, JSON], kind: str, data: Mapping[str, JSON], personal: Mapping[str, JSON]) -> None:
        row: dict[str, JSON] = {**who, "kind": kind}
        if "step" in data:
            row |= {"step": data["step"], "name": self.names.get(data["step"], data["step"])}
        sent = data.get("sent") or {}
        languages = [sent.get(key, tongues.FIRST) for key in ("blanks_in", "choices_in")]
        for effect in data.get("effects", ()):
            if effect["kind"] in _WORDS:
                said = self._spoken(effect["text"], *(languages if effect["kind"] == "send" else ()))
                row.setdefault(effect["kind"], []).append(said)
            elif effect["kind"] == "due":
                self.promises.append({"event": who["event"], "what": effect["text"], "at": effect.get("at")})
            elif effect["kind"] == "meets":
                self.met[effect["text"]] = who["event"]
                row.setdefault("meets", []).append(effect["text"])
            elif effect["kind"] == "request":
                row.setdefault("requests", []).append(effect["text"])
        self._promise(who, kind, data, personal)
        row |= self._again(data)
        row |= {"chosen": self.names.get(data["chosen"], data["chosen"])} if "chosen" in data else {}
        row |= {name: personal[name] for name in ("note", "how", "name") if name in personal}
        row |= {
            name: data[name]
            for name in ("sha256", "size", "type", "csat", "code", "outcome", "confirmed", "sent")
            if data.get(name) is not None
        }
        if isinstance(data.get("sent"), Mapping) and "subject" in data["sent"]:
            row["sent"] = {**data["sent"], "subject": self._spoken(data["sent"]["subject"], *languages)}
        self.steps.append(row)

    def _promise(
        self, who: Mapping[str, JSON], kind: str, data: Mapping[str, JSON], personal: Mapping[str, JSON]
    ) -> None:
        """One made by hand or by automation, and what became of any: kept, not kept, let go; in time or later."""
        if kind == "promised":
            row = {
                "event": who["event"],
                "what": personal.get("note", ERASED),
                "at": data.get("by", data.get("due_at")),
            }
            self.promises.append({**row, **({"item": data["item"]} if "item" in data else {})})
        elif "became" in data:
            late = "" if data["in_time"] else ", late"
            named = [row for row in self.promises if row.get("item") == data["item"]]
            steps = [row for row in self.promises if "item" not in row and "became" not in row]  # a step's has no name
            alike = [row for row in steps if str(row["what"])[:ON_A_LIST] == personal.get("note")]
            for row in (named or alike)[:1]:
                row["became"] = f"{data['became']}{late}"

    def _again(self, data: Mapping[str, JSON]) -> dict[str, JSON]:
        """Where the way went back, which item of a list came up, and what was to be asked anew."""
        back, items = [], []
        for mark, count in data.get("marks", {}).items():
            word, _, place = mark.partition(":")
            steps = place.split("/")[1:]
            if word == "again" and count:
                back.append({"to": self.names.get(steps[-1], steps[-1]), "try": count + 1})
            elif word == "round" and count:
                items.append({"of": self.names.get(steps[0], steps[0]), "number": count})
        anew = [self._label(name) for name in data.get("forgotten", ())]
        found = {"back": back, "items": items, "asked_anew": anew}
        return {name: rows for name, rows in found.items() if rows}

    def _depart(
        self, who: Mapping[str, JSON], kind: str, data: Mapping[str, JSON], personal: Mapping[str, JSON]
    ) -> None:
        """Where the way was not the usual one: skipped, escalated, or decided by a person."""
        why = personal.get("reason", ERASED if "reason" in data.get("sealed", {}) else "")
        if kind in (
            "skipped",
            "deviated",
            "escalated",
            "paused",
            "given-up",
            "escalation-declined",
            "escalation-ended",
        ):
            self.departures.append({**who, "kind": kind, "step": self.names.get(data.get("step", ""), ""), "why": why})
        self.departures += [{**who, **row} for row in self._changes(kind, data, why)]
        if "decided" in data:
            self.departures.append({**who, "kind": "decided by a person", "about": data["decided"], "why": why})
        if "to_a_person" in data:
            self.departures.append({**who, "kind": "not refused, taken to a person", "why": data["to_a_person"]})
        for effect in data.get("effects", ()):
            if effect["kind"] in ("escalate", "refuse") and effect["step"]:
                row = {**who, "kind": effect["kind"], "step": self.names.get(effect["step"], ""), "why": effect["text"]}
                self.departures.append({**row, **({"to": effect["to"]} if "to" in effect else {})})

    def _changes(self, kind: str, data: Mapping[str, JSON], why: JSON) -> Iterator[dict[str, JSON]]:
        """An answer told otherwise with what was done already, a check gone against, and one that nobody could tell."""
        if kind in ("answer-changed", "reopened"):
            mended = [f"to look after: {row['name']}" for row in data.get("mend", ())]
            about = [*(self._label(name) for name in data.get("changed", ())), *mended]
            yield {"kind": kind.replace("-", " "), "about": about, "why": why}
        if "overrode" in data:
            about = [self.names.get(step, step) for step in data["overrode"]]
            yield {"kind": "gone on against a check", "about": about, "why": why}
        unknown = [self._label(name) for name in data.get("beyond", ()) if not name.startswith("business.")]
        if unknown and kind == "answered" and any(how == "branched" for _, how in data.get("moves", ())):
            step = self.names.get(data.get("step", ""), "")
            yield {"kind": "could not be evaluated", "step": step, "why": f"Not known: {', '.join(unknown)}"}

    def _law(self, number: int, data: Mapping[str, JSON]) -> None:
        if "law" not in data:
            return
        self.last_law = data["law"]
        for row in data["law"]:
            key = (row["duty"], row["part"], row["status"], row["version"], row["applies"])
            plain = {name: value for name, value in row.items() if name not in ("deadline", "for", "depends_on")}
            kept = self.law.setdefault(key, {**plain, "first": number, "for": []})
            kept["last"], kept["for"] = number, sorted({*kept["for"], *row["for"]})

    def _clocks(self, number: int, data: Mapping[str, JSON]) -> None:
        """What the business aims at itself: the first answer, and until when it is settled. Each as it stood then, in
        the hours in which the business was open."""
        for what, row in data.get("clock", {}).items():
            self.clocks[what] = {**self.clocks.get(what, {}), "what": what, "event": number, **row}

    def _pauses(
        self, who: Mapping[str, JSON], kind: str, data: Mapping[str, JSON], personal: Mapping[str, JSON]
    ) -> None:
        """From when to when the case was paused, why, and whether our own clock stood still for it."""
        at, status = data.get("on_paper") or who["at"], data.get("status")
        last = self.pauses[-1] if self.pauses and "to" not in self.pauses[-1] else None
        stops = data.get("waits_for") == "customer"
        over = status is not None and status != "paused"
        if last and (over or (kind == "paused" and stops and not last["stopped"])):
            last |= {"to": at, "to_event": who["event"]}
            last = None
        if kind == "paused" and last is None:
            why = personal.get("reason", ERASED)
            self.pauses.append({"event": who["event"], "from": at, "by": who["by"], "why": why, "stopped": stops})

    def whole(self) -> dict[str, JSON]:
        deadlines = [
            {
                **{name: row[name] for name in ("kind", "duty", "part", "citation", "status", "checked_on", "applies")},
                **row["deadline"],
                **({"met": self.met[row["kind"]]} if row["kind"] in self.met else {}),
            }
            for row in self.last_law
            if "deadline" in row
        ]
        return {
            "customer": self.customer,
            "asked": self.asked,
            "law": list(self.law.values()),
            "steps": self.steps,
            "departures": self.departures,
            "deadlines": sorted(deadlines, key=lambda row: (row["at"] is None, row["at"] or "", row["duty"])),
            "promises": self.promises,
            "clocks": list(self.clocks.values()),
            "pauses": self.pauses,
        }


def _set_by(step: Mapping[str, JSON]) -> frozenset[str]:
    """The facts that a step sets when it runs another procedure."""
    each = step.get("for_each", {})
    return frozenset((*step.get("give", ()), *([each["as"]] if each else ())))


def _rounds(data: Mapping[str, JSON]) -> list[str]:
    """The steps that went on to the next item of their list."""
    return [mark.split("/")[1] for mark in data.get("marks", {}) if mark.startswith("round:")]


def _dollars(cents: int) -> str:
    return f"${abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def _name(step: Mapping[str, JSON]) -> str:
    return str(step.get("title") or step["id"].replace("-", " ").capitalize())


def _steps(bundle: Mapping[str, JSON]) -> Iterator[Mapping[str, JSON]]:
    """Every step of every procedure; a step that a variant words otherwise runs under an id of its own."""
    for procedure in bundle.get("procedures", {}).values():
        variants = procedure.get("variants", ())
        yield from (step for variant in variants for added in variant.get("add", ()) for step in added["steps"])
        for step in procedure.get("steps", ()):
            yield step
            titled = {**step, "title": _name(step)}
            for variant in variants:
                if step["id"] in variant.get("change", {}):
                    yield {**titled, **variant["change"][step["id"]], "id": f"{step['id']}--{variant['name']}"}
                    yield {**titled, "id": f"{step['id']}--base"}
