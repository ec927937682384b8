"""From the outline of a document to the draft of a procedure, with every guess beside it. Pure.

The draft reads and runs as it stands. What was only guessed stands in the list of guesses: the step, the part, what it
means, why it was guessed and the line it came from."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from handrail.facts.vocabulary import fact
from handrail.procedures.bringing import guessing
from handrail.procedures.bringing.guessing import Case, Seen
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
    raw: Raw
    placed: tuple[Placed, ...]
    guesses: tuple[Guess, ...]
    left: tuple[Left, ...]

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
    names: list[str] = field(default_factory=list)  # the id of each item
    whens: list[list[str]] = field(default_factory=list)  # the conditions each item stands under, and its own
    cases: dict[str, str] = field(default_factory=dict)  # what was asked, by its words
    last: dict[int, str] = field(default_factory=dict)  # the last condition at each depth

    def made(self) -> Draft:
        self._head()
        self.raw["steps"] = [self._step(item) for item in self.found.items]
        if not self.raw["facts"]:
            del self.raw["facts"]
        placed = tuple(
            Placed(
                name, item.depth, self.names[item.above] if item.above is not None else "", item.line.line, item.text
            )
            for name, item in zip(self.names, self.found.items, strict=True)
        )
        return Draft(self.raw, placed, tuple(self.guesses), tuple(self.found.left))

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

    def _step(self, item: Item) -> Raw:
        who, text = guessing.role(item.text, item.who, item.section)
        lead = item.line.lead.rstrip(" :") if item.line.lead and item.line.lead != item.text else ""
        said = guessing.spoken(text)
        name = _plain(_title(str(said.value)) if said else lead if 2 < len(lead) <= LONGEST_TITLE else _title(text))
        id_ = self._id(name)
        self.names.append(id_)
        step: Raw = {"id": id_, "title": name}
        if who:
            self._take(step, who, item.line)
        self._when(step, item, text)
        self._acts(step, item, text)
        self._more(step, item)
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

    def _when(self, step: Raw, item: Item, text: str) -> None:
        """The conditions it stands under: those of the steps above it, and its own."""
        above = list(self.whens[item.above]) if item.above is not None else []
        case, other = guessing.case_of(text), guessing.otherwise(text)
        own = ""
        if other is not None and self.last.get(item.depth):
            own = _turned(self.last[item.depth])
            self._guess(
                step["id"], "when", "Only in the other case", "It begins with “otherwise” or the like.", item.line
            )
        elif case:
            own = self._fact(case, item, step["id"])
        self.last = {
            depth: name for depth, name in self.last.items() if depth < item.depth or (depth == item.depth and not own)
        }
        if own:
            self.last[item.depth] = own
            above = [*above, own]
        elif not own and not case:
            self.last.pop(item.depth, None)
        self.whens.append(above)
        if above:
            step["when"] = " && ".join(above)

    def _fact(self, case: Case, item: Item, id_: str) -> str:
        """The question behind a condition, as a fact of this procedure; the same words are one fact."""
        words = _plain(case.words)
        key = re.sub(r"\W+", " ", words.lower()).strip()
        if key not in self.cases:
            base = "own." + ("_".join(re.findall(r"[a-z0-9]+", key))[:34].strip("_") or "case")
            base = base if base[4].isalpha() else base.replace("own.", "own.is_")
            name, n = base, 2
            while name in self.raw["facts"]:
                name, n = f"{base}_{n}", n + 1
            self.cases[key] = name
            label = (words[:1].upper() + words[1:])[:80]
            self.raw["facts"][name] = {"type": "bool", "label": label, "ask": f"Is it so: {words[:200]}?"}
        name = self.cases[key]
        only = "unless" if case.turned else "if"
        self._guess(id_, "when", f"Only {only}: {words[:200]}", case.why, item.line)
        return _turned(name) if case.turned else name

    def _acts(self, step: Raw, item: Item, text: str) -> None:
        """What is said, asked, done or told to whom."""
        case = guessing.case_of(text)
        act = case.act if case and case.act else guessing.otherwise(text) or text
        said = guessing.spoken(act)
        if said:
            self._take(step, said, item.line)
        else:
            step["do"] = _plain(text)
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
        elif item.was == "list" and not (begins_with_act(text) or guessing.case_of(text)):
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


def _plain(text: str) -> str:
    """Characters that no file may hold go; a line break in a name is a space elsewhere."""
    return "".join(letter for letter in text if letter.isprintable() or letter == "\n").strip()[:LONGEST]


def _title(text: str) -> str:
    quoted = re.fullmatch(r"[“\"«](.+)[”\"»]\.?", text)
    first = re.split(r"(?<=[.;:?!])\s", quoted[1] if quoted else text, maxsplit=1)[0].rstrip(".;:")
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
