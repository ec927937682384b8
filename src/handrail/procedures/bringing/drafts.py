"""From the outline of a document to the draft of a procedure, with every guess beside it. Pure.

The draft reads and runs as it stands. What was only guessed stands in the list of guesses: the step, the part, what it
means, why it was guessed and the line it came from."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from handrail.facts.vocabulary import fact
from handrail.procedures.bringing import casing, guessing
from handrail.procedures.bringing.casing import Case
from handrail.procedures.bringing.deciding import Unit, units
from handrail.procedures.bringing.guessing import Seen
from handrail.procedures.bringing.lines import Document, Line
from handrail.procedures.bringing.outline import Item, Left, Outline, begins_with_act, outline
from handrail.procedures.editing.starting import slug as slug_of
from handrail.procedures.language.reader import write
from handrail.procedures.language.steps import Procedure

Raw = dict[str, Any]
LONGEST_TITLE = 70
LONGEST = 3800
NO_PURPOSE = "Write in one sentence what the customer gets from this."
OWNER = "office manager"
_OWNER = re.compile(r"^(?:process\s+|document\s+)?owner\s*:\s*(.{2,60})$", re.IGNORECASE)
_PURPOSE = re.compile(r"^(?:purpose|goal|objective|aim)\s*:\s*(.+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Guess:
    """`step`: its id, empty for the procedure itself; `part`: what of it; `source`: the line it came from."""

    step: str
    part: str
    what: str
    why: str
    line: int
    source: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A step as it stood in the source: how deep, and under which step."""

    step: str
    depth: int
    above: str
    line: int
    source: str


@dataclass(frozen=True, slots=True)
class Draft:
    """`placed`: a step for each line of a list. `between`: decisions and sentences that were no line of their own."""

    raw: Raw
    placed: tuple[Placed, ...]
    guesses: tuple[Guess, ...]
    left: tuple[Left, ...]
    between: tuple[Placed, ...] = ()

    @property
    def title(self) -> str:
        return str(self.raw["title"])

    @property
    def text(self) -> str:
        return write(Procedure.model_validate(self.raw))


def draft(document: Document) -> Draft | None:
    """The draft of a procedure; None where nothing reads like a step."""
    found = outline(document)
    return _Maker(found).made() if found.items else None


@dataclass(slots=True)
class _Maker:
    found: Outline
    raw: Raw = field(default_factory=dict)
    guesses: list[Guess] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)  # the id of each unit
    units: list[Unit] = field(default_factory=list)
    whens: list[list[str]] = field(default_factory=list)  # the conditions each unit stands under, and its own
    cases: dict[str, str] = field(default_factory=dict)  # what was asked, by its words
    questions: dict[int, str] = field(default_factory=dict)  # the fact behind the question of a unit
    last: dict[int | None, list[str]] = field(default_factory=dict)  # the conditions one after the other, under each
    decided: dict[int, str] = field(default_factory=dict)  # the units that decide, each with its condition

    def made(self) -> Draft:
        self._head()
        self.units = units(self.found.items)
        self.raw["steps"] = [self._step(n, row) for n, row in enumerate(self.units)]
        for n, condition in self.decided.items():
            self._decide(n, condition)
        if not self.raw["facts"]:
            del self.raw["facts"]
        listed = tuple(self._placed(n) for n, row in enumerate(self.units) if row.listed is not None)
        between = tuple(self._placed(n) for n, row in enumerate(self.units) if row.listed is None)
        return Draft(self.raw, listed, tuple(self.guesses), tuple(self.found.left), between)

    def _placed(self, n: int) -> Placed:
        """Where it stood; under which line of a list, for one that was a line itself."""
        row = self.units[n]
        if row.listed is None:
            return Placed(self.names[n], row.depth, "", row.item.line.line, row.text)
        item = self.found.items[row.listed]
        above = next((self.names[k] for k, one in enumerate(self.units) if one.listed == item.above), "")
        return Placed(self.names[n], row.depth, above if item.above is not None else "", item.line.line, item.text)

    # The procedure itself

    def _head(self) -> None:
        title = _plain(self.found.title)[:120] or "Without a title"
        lines = [(row, row.text) for row in self.found.intro]
        purpose = next(((row, found[1]) for row, text in lines if (found := _PURPOSE.match(text))), None)
        owner = next(((row, found[1]) for row, text in lines if (found := _OWNER.match(text))), None)
        first = purpose or next(((row, text) for row, text in lines if row.kind == "text" and len(text) > 20), None)
        said = next(guessing.sentences(first[1]), "") if first else ""
        self.raw = {
            "procedure": slug(title), "title": title, "purpose": _plain(said)[:300] or NO_PURPOSE,
            "owner": _plain(owner[1])[:60].lower() if owner else OWNER, "handles": [slug(title)],
            "channels": ["phone", "counter", "email"], "review": {"every": "6mo"}, "facts": {}, "steps": [],
        }  # fmt: skip
        row = first[0] if first else None
        why = "It is the first sentence." if row else "Nothing in the source says it."
        self._guess("", "purpose", f"What it is for: {self.raw['purpose']}", why, row)
        why = "The source says so." if owner else "Nothing in the source says it."
        self._guess("", "owner", f"Kept right by: {self.raw['owner']}", why, owner[0] if owner else None)
        why = "Nothing in the source says through which channels it is used, or how often it is looked over."
        self._guess(
            "", "channels", "Used on the phone, at the counter and by e-mail; looked over every 6 months", why, None
        )
        for n, (line, text) in enumerate(lines):
            if line not in (row, owner[0] if owner else None) or (line is row and _rest(text, said)):
                self.found.left.insert(n, Left(line.line, text, "It stands before the first step."))

    def _guess(self, step: str, part: str, what: str, why: str, line: Line | None) -> None:
        at, source = (line.line, line.text) if line else (0, "")
        self.guesses.append(Guess(step, part, what[:400], why[:300], at, source[:1000]))

    # A step

    def _step(self, n: int, unit: Unit) -> Raw:
        item = unit.item
        who, text = guessing.role(item.text, item.who, item.section)
        act = unit.act or ""
        lead = item.line.lead.rstrip(" :") if item.line.lead and item.line.lead != item.text else ""
        said = guessing.spoken(text)
        name = _plain(
            _title(str(said.value))
            if said
            else lead
            if 2 < len(lead) <= LONGEST_TITLE and not act
            else _title(act or text)
        )
        id_ = self._id(name)
        self.names.append(id_)
        step: Raw = {"id": id_, "title": name}
        if who:
            self._take(step, who, item.line)
        self._when(n, step, text)
        if n not in self.decided:
            self._acts(step, item, act or text)
        if unit.is_asked:
            self._question(n, step, text)
        self._more(step, item)
        if unit.hangs_on is None and not unit.is_asked:
            self._doubts(id_, item, text)
        for part in ("say", "send", "do"):
            if part in step:
                step[part] = self._blanks(id_, part, step[part], item.line)
        return step

    def _id(self, name: str) -> str:
        base = slug(name)[:50].rstrip("-")
        count = self.ids[base] = self.ids.get(base, 0) + 1
        made = base if count == 1 else f"{base}-{count}"
        return made if made not in self.names else self._id(f"{name} {count}")

    def _take(self, step: Raw, seen: Seen, line: Line, words: str = "") -> None:
        step[seen.part] = seen.value
        said = f"{seen.what}: “{seen.value}”" if seen.part in ("say", "send") else seen.what
        self._guess(step["id"], seen.part, words or said, seen.why, line)

    def _when(self, n: int, step: Raw, text: str) -> None:
        """The conditions it stands under, and its own: the step is for that case, or decides for those below."""
        unit = self.units[n]
        above = list(self.whens[unit.above]) if unit.above is not None else []
        own, what, why = self._own(n, text)
        if own and unit.below and unit.is_head:
            self.decided[n] = own
            self._guess(step["id"], "decide", _told(what, unit.below), why, unit.item.line)
        elif own:
            above.append(own)
            self._guess(step["id"], "when", what, why, unit.item.line)
        self.whens.append(above)
        if above:
            step["when"] = " && ".join(dict.fromkeys(above))

    def _own(self, n: int, text: str) -> tuple[str, str, str]:
        """Its own condition, what that means in words, and why it was taken for one; empty where it has none."""
        unit = self.units[n]
        before = self.last.pop(unit.above, [])
        other = casing.otherwise(text)
        case = casing.case_of(other or text)
        answer = casing.yes_or_no(text)
        found = []
        if unit.hangs_on is not None:
            name, asked = self.questions[unit.hangs_on], _title(self.units[unit.hangs_on].text)
            found = [
                f"{name} == '{_value(unit.option)}'" if unit.option else name if answer and answer[0] else _turned(name)
            ]
            said = f"“{unit.option}”" if unit.option else f"a {'yes' if answer and answer[0] else 'no'}"
            what = f"Only after {said} to: {asked[:200]}"
            why = f"It begins with “{text[:30].strip()}”, and that is the question before it."
        elif other is not None and before:
            found, what, why = _others(before), "Only in the other case", "It begins with “otherwise” or the like."
            if case:
                found.append(self._fact(case))
                what = f"Only in the other case, and {_if(case)}"
        elif case and other is None:
            found, what, why = [self._fact(case)], f"Only {_if(case)}", case.why
        if not found:
            return "", "", ""
        self.last[unit.above] = [*before, " && ".join(found)]
        return " && ".join(found), what, why

    def _question(self, n: int, step: Raw, text: str) -> None:
        """A step whose answer, yes or no, others hang on asks for it."""
        options = self.units[n].options
        words, asked = ("", text) if options else casing.question_of(text) or ("", text)
        name = self.questions[n] = self._asked(words, asked, options)
        step["ask"] = [*step.get("ask", []), name]
        if asked == text and text.endswith("?"):
            step.pop("do", None)
        answers = ", ".join(options) or "yes or no"
        self._guess(step["id"], "ask", f"Asks ({answers}): {self.raw['facts'][name]['ask']}"[:400],
                    "What follows it is for one of these answers.", self.units[n].item.line)  # fmt: skip

    def _fact(self, case: Case) -> str:
        """The question behind a condition; “not” before it where the step is for the other case."""
        words, is_turned = casing.positive(_plain(case.words))
        name = self._asked(words, casing.question(words[:200], of_a_kind=case.of_a_kind))
        return _turned(name) if case.turned != is_turned else name

    def _asked(self, words: str, question: str, options: Sequence[str] = ()) -> str:
        """A fact of this procedure that is so or not, or one of `options`; the same words are one fact."""
        words = words or question.rstrip("?")
        key = re.sub(r"\W+", " ", words.lower()).strip()
        if key not in self.cases:
            base = "own." + ("_".join(re.findall(r"[a-z0-9]+", key))[:34].strip("_") or "case")
            base = base if base[4].isalpha() else base.replace("own.", "own.is_")
            name, n = base, 2
            while name in self.raw["facts"]:
                name, n = f"{base}_{n}", n + 1
            self.cases[key] = name
            label = (words[:1].upper() + words[1:])[:80]
            kind = {"type": "choice", "values": [_value(option) for option in options]} if options else {"type": "bool"}
            self.raw["facts"][name] = {**kind, "label": label, "ask": question[:250]}
        return self.cases[key]

    def _decide(self, n: int, condition: str) -> None:
        """Where it holds, the steps below follow; else the first one after them. What can't be found out, a person
        decides."""
        step, past = self.raw["steps"][n], n + 1 + self.units[n].below
        there = {"go": self.names[past]} if past < len(self.names) else {"end": "resolved"}
        step["decide"] = [{"when": condition, "then": {"go": self.names[n + 1]}}, {"otherwise": there}]
        names = set(re.findall(r"own\.[a-z0-9_]+", condition))
        asked = self.raw["facts"][names.pop()]["ask"] if len(names) == 1 else step["title"]
        step["unknown"] = {"escalate": "supervisor", "why": f"It can’t be found out: {asked}"[:300]}

    def _acts(self, step: Raw, item: Item, text: str) -> None:
        """What is said, asked, done or told to whom."""
        case = casing.case_of(text)
        act = (case and case.act) or casing.otherwise(text) or text
        said = guessing.spoken(act)
        if said:
            self._take(step, said, item.line)
        else:
            step["do"] = _plain(text[:1].upper() + text[1:] if text != item.text else text)
        passed = guessing.escalation(text)
        if passed:
            self._take(step, passed, item.line)
        asks = guessing.asked(act)
        if asks and not said:
            names = ", ".join(fact(name).label.lower() for name in asks.value)  # type: ignore[attr-defined]
            self._take(step, asks, item.line, f"Gathers: {names}")
        due = guessing.within(text)
        if due:
            self._take(step, due, item.line)

    def _more(self, step: Raw, item: Item) -> None:
        """The lines that belong to the step: words to say or send, warnings, or more of what is done."""
        notes: list[str] = []
        for row in item.more:
            seen = guessing.belonging(item.text, row.kind, row.text)
            if seen and seen.part == "mistakes":
                step.setdefault("mistakes", []).append(_plain(row.text))
                self._guess(step["id"], "mistakes", f"{seen.what}: {row.text}", seen.why, row)
            elif seen and (seen.part not in step or step[seen.part] == seen.value):
                self._take(step, seen, row)
            elif seen:
                step[seen.part] = f"{step[seen.part]}\n{seen.value}"[:LONGEST]
            else:
                notes.append(row.text)
        notes += [f"See {link}" for link in item.line.links if link.startswith("http") and link not in item.text][:5]
        if notes:
            step["do"] = "\n".join([*([step["do"]] if "do" in step else []), *map(_plain, notes)])[:LONGEST]

    def _doubts(self, id_: str, item: Item, text: str) -> None:
        """Where it is not sure that this is a step at all."""
        if item.was == "text":
            self._guess(
                id_,
                "step",
                "This paragraph is a step",
                "The source has no list, so its paragraphs were taken.",
                item.line,
            )
        elif item.was == "table":
            self._guess(id_, "step", "This row is a step", "The head of the table speaks of steps.", item.line)
        elif item.was == "list" and not (begins_with_act(text) or _hangs(text)):
            self._guess(
                id_,
                "step",
                "This line is a step",
                "It stands in a list, but does not begin with something to do.",
                item.line,
            )

    def _blanks(self, id_: str, part: str, text: str, line: Line) -> str:
        made, seen = guessing.blanks(text)
        for was, name in seen:
            what = f"“{was}” is filled with {name}" if name else f"“{was}” has no fact of ours: it stands in brackets"
            self._guess(id_, part, what, "Another system fills it in.", line)
        return made.strip() or "(nothing)"


def slug(words: str) -> str:
    made = slug_of(words)[:56].strip("-")
    return made if made and made[0].isalpha() else f"procedure-{made}".strip("-")


def _turned(name: str) -> str:
    return name[1:] if name.startswith("!") else f"!{name}"


def _others(before: list[str]) -> list[str]:
    """None of the cases before it; of those that can't all fail at once, not the last one."""
    turned = [f"!({row})" if "&&" in row or "==" in row else _turned(row) for row in dict.fromkeys(before)]
    return turned[-1:] if any(_turned(row) in turned for row in turned) else turned


def _value(option: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", option.lower())) or "other"


def _if(case: Case) -> str:
    if case.of_a_kind:
        return f"for: {case.words[:200]}"
    return f"if it is not so: {case.words[:200]}" if case.turned else f"if: {case.words[:200]}"


def _told(what: str, below: int) -> str:
    many = "the step below it follows" if below == 1 else f"the {below} steps below it follow"
    end = "" if what.endswith("?") else "."
    return f"A decision. {what}{end} Then {many}, else what comes after. What can’t be found out goes to the supervisor"


def _hangs(text: str) -> bool:
    """Whether its words are a condition, an other case, or an answer."""
    return any(found is not None for found in (casing.case_of(text), casing.otherwise(text), casing.yes_or_no(text)))


def _plain(text: str) -> str:
    """Characters that no file may hold go; a line break in a name is a space elsewhere."""
    return "".join(letter for letter in text if letter.isprintable() or letter == "\n").strip()[:LONGEST]


def _title(text: str) -> str:
    quoted = re.fullmatch(r"[“\"«](.+)[”\"»]\.?", text)
    first = re.split(r"(?<=[.;:?!])(?<!e\.g\.)(?<!i\.e\.)\s", quoted[1] if quoted else text, maxsplit=1)[0].rstrip(
        ".;:"
    )
    first = " ".join(first.split())
    if len(first) > LONGEST_TITLE:
        first = first[:LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(",;:(")
    return (first[:1].upper() + first[1:]) or "A step"


def _rest(text: str, said: str) -> bool:
    return len(text) > len(said) + 3


def readable(made: Draft) -> list[str]:
    """What would keep the draft from being kept, in words; nothing where it can be. Its file is written only then."""
    try:
        Procedure.model_validate(made.raw)
    except ValidationError as error:
        return [f"{'.'.join(map(str, row['loc']))}: {row['msg']}" for row in error.errors()]
    return []


def renamed(raw: Mapping[str, Any], taken: Iterator[str] | set[str] | frozenset[str]) -> Raw:
    """The draft under a name nobody has yet."""
    names, base = set(taken), str(raw["procedure"])
    name = next(name for name in (base, *(f"{base[:52]}-{n}" for n in range(2, 5000))) if name not in names)
    return {**raw, "procedure": name, "handles": [name]}
