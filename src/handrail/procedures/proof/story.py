"""A path told in plain sentences, with the values of one case that takes it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ruamel.yaml import YAML

from handrail.facts.answers import in_words
from handrail.facts.cel_tree import Call, Constant, Name, Node, names
from handrail.facts.conditions import TODAY
from handrail.facts.spoken import Spoken
from handrail.facts.vocabulary import VOCABULARY, fact
from handrail.procedures.language.engine import Place
from handrail.procedures.language.steps import BLANK
from handrail.procedures.proof.explore import Came, Explored
from handrail.procedures.proof.measures import Measure, Sample, sample_of
from handrail.procedures.proof.ready import Ready
from handrail.procedures.proof.walk import NO, Note

_MOST_WORDS = 110
_BUSINESS = "of a business that "
_HAS_NOT = " has not "
_MOST_GONE = 3  # of the facts nobody can tell; more would hide the story
PHRASES: Mapping[str, Mapping[str, str]] = YAML(typ="safe", pure=True).load(
    Path(__file__).with_name("phrases.yaml").read_text("utf-8")
)
_ENDS = {
    "resolved": "The case ends as resolved.", "refused": "The case ends as refused.",
    "escalated": "The case is left with a person.", "kept": "The case ends; the customer keeps things as they are.",
    "referred": "The case ends; the customer is sent elsewhere.", "abandoned": "The case ends; the customer gave up.",
    "unresolved": "The case ends unresolved.",
}  # fmt: skip


def tell(
    ready: Ready, seen: Explored, last: Came, never: Iterable[str] = (), about: Iterable[str] = ()
) -> tuple[str, ...]:
    """The path that ends with this leg: in one sentence, then in numbered steps. `about`: facts the finding hangs on,
    beside those that the steps on the path look at; all others are left out."""
    legs, never = seen.path(last), tuple(never)
    notes = [note for leg in legs for note in leg.notes]
    told = _without_repeats(text for note in notes if (text := _sentence(ready, note)))
    who = _who(ready, seen, last, frozenset(about) | _looked_at(ready, notes))
    lead = _lead(who, _last_words(ready, notes), never)
    return (lead, *(f"{n}. {text}" for n, text in enumerate([*told, *never], 1)))


def _without_repeats(texts: Iterable[str]) -> list[str]:
    told: list[str] = []
    for text in texts:
        if not told or told[-1] != text:
            told.append(text)
    return told


def _lead(who: str, words: str, never: Sequence[str]) -> str:
    if not never:
        return f"{who}:"
    told = f" is told “{words}”" if words else " comes to the end"
    return f"{who}{told} {never[0]}"


def _looked_at(ready: Ready, notes: Iterable[Note]) -> frozenset[str]:
    """The facts that conditions of the steps on the path read, and those that could not be found out there."""
    steps = {note.place: ready.steps[note.place].step for note in notes}
    read = (condition.facts for step in steps.values() for condition in ready.asked.conditions(step))
    gone = {name for note in notes if note.kind == "branched" for name in note.text.split(", ")}
    return frozenset(gone).union(*read)


def _last_words(ready: Ready, notes: Sequence[Note]) -> str:
    """What the customer heard or read last."""
    for note in reversed(notes):
        step = ready.steps[note.place].step
        if note.kind == "done" and step.send:
            return _short(step.worded("send"))
        if note.kind in ("done", "reached", "branched") and step.say:
            return _short(step.worded("say"))
    return ""


# the case


def _who(ready: Ready, seen: Explored, last: Came, matters: frozenset[str]) -> str:
    """The case that takes the path, as "A customer who bought at home and asks on day 2"."""
    space, spoken = ready.space, voice(ready)
    first, told_of = seen.path(last)[0].box.cells, seen.told(last, space.full)
    away = told_of.beyond & ~told_of.known
    one = space.one_case(told_of.cells)  # the values told are those of one case that there can be
    rows = [(row, row.of(told_of.cells), row.of(first)) for row in space.measures if row.kind != "worked"]
    told = [
        _told(spoken, measure, one.get(measure.place, sample_of(measure, mask)))
        for measure, mask, at_first in rows
        if mask and mask not in (measure.everything, _given(measure, at_first)) and _is_about(measure, matters)
    ]
    gone = [name for name in space.named(away) if name in matters]
    told += [f"of whom nobody can tell “{fact(name).label}”" for name in gone[:_MOST_GONE]]
    told = list(dict.fromkeys(told))
    return f"A customer {_joined(told)}" if told else "Any customer"


def _given(measure: Measure, at_first: int) -> int:
    """What the business is was settled before the case began, and is no news; the case's own facts are."""
    of_business = all(name.startswith("business.") for name in names(measure.node))
    return at_first if of_business else measure.everything


def _is_about(measure: Measure, matters: frozenset[str]) -> bool:
    return bool(names(measure.node) & matters)


def _joined(told: Sequence[str]) -> str:
    """Places and businesses first, then what the customer did, with one "who" for all."""
    ahead = [text for text in told if text.startswith(("in ", "with ", "of a "))]
    sells = [text.removeprefix(_BUSINESS) for text in ahead if text.startswith(_BUSINESS)]
    ahead = [text for text in ahead if not text.startswith(_BUSINESS)]
    ahead += [f"{_BUSINESS}{_listed(sells)}"] if sells else []
    does = [text.removeprefix("who ") for text in told if text.startswith("who ")]
    others = _lists_once([text for text in told if not text.startswith(("in ", "with ", "of a ", "who "))])
    return ", ".join(filter(None, [" ".join(ahead), f"who {_listed(does)}" if does else "", *others]))


def _lists_once(told: list[str]) -> list[str]:
    """What a list has not is said at once: none of these."""
    found: dict[str, list[str]] = {}
    for text in told:
        head, not_there, item = text.partition(_HAS_NOT)
        found.setdefault(head, []).extend([item] if not_there else [])
    return [head + (f" has none of {', '.join(items)}" if items else "") for head, items in found.items()]


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _told(spoken: Spoken, measure: Measure, value: Sample) -> str:
    node = measure.node
    if value is None:
        return f"for whom the law does not say if {spoken.clause(node)}"
    if isinstance(node, Name):
        known = PHRASES.get(node.fact, {}).get("place" if fact(node.fact).is_place else _key(value), "")
        whose = "of a business whose" if node.fact.startswith("business.") else "whose"
        return _placed(known, node.fact, value) or f"{whose} {_label(node.fact)} is {_value(node.fact, value)}"
    if isinstance(node, Call) and node.function == "days":
        return _days(spoken, node, value)
    if isinstance(value, bool):
        known = PHRASES.get(_source(node), {}).get(_key(value), "") or _item(node, value)
        return (
            _about_place(known, node)
            or f"of whom it {'holds' if value else 'does not hold'} that {spoken.clause(node)}"
        )
    return f"for whom {spoken.clause(Call('_==_', (node, Constant(value))))}"


def _placed(phrase: str, name: str, value: Sample) -> str:
    return phrase.replace("{place}", fact(name).word(str(value)))


def _item(node: Node, there: bool) -> str:
    """Whether a list has an item, where no place is meant."""
    match node:
        case Call("@in", (Constant(str() as word), Name(name))) if name in VOCABULARY and not fact(name).is_place:
            has = " has " if there else _HAS_NOT
            return f"where {_label(name)}{has}{fact(name).word(word)}"
    return ""


def _about_place(phrase: str, node: Node) -> str:
    match node:
        case Call("@in", (Constant(value), Name(name))) if fact(name).is_place:
            return _placed(phrase, name, str(value))
    return phrase


def _key(value: Sample) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _source(node: Node) -> str:
    """A term as the phrases name it: `may kind`, `value in fact`, `fact <= kind`; empty where it is longer."""
    match node:
        case Call("@in", (Constant(value), Name(name))):
            return f"{'place' if fact(name).is_place else value} in {name}"
        case Call("may", (Constant(kind),)):
            return f"may {kind}"
        case Call("_<=_", (Name(name), Call("deadline", (Constant(kind),)))):
            return f"{name} <= {kind}"
    return ""


def _days(spoken: Spoken, node: Call, value: Sample) -> str:
    first, last = node.args
    if isinstance(last, Name) and last.fact in (TODAY, "cancellation.sent_on", "case.opened_on"):
        return f"who asks on day {value}"
    day = f"{value} day{'' if value == 1 else 's'}"
    return f"with {day} from {spoken.term(first)} to {spoken.term(last)}"


def _label(name: str) -> str:
    return f"“{VOCABULARY[name].label}”" if name in VOCABULARY else name


def _value(name: str, value: Sample) -> str:
    row = VOCABULARY.get(name)
    assert value is not None
    return (
        in_words(row, value).lower() if row and isinstance(value, bool) else in_words(row, value) if row else str(value)
    )


# the steps


def _sentence(ready: Ready, note: Note) -> str:
    """One note as a sentence; an empty one for what needs no telling."""
    name = ready.steps[note.place].step.name
    match note.kind:
        case "done" | "reached" | "branched" | "no" | "chosen":
            return _of_step(ready, note, name)
        case "skipped":
            return f"{name}: the step is skipped, with a reason."
        case "escalate":
            return f"The case goes to the {note.to}: {_short(note.text)}"
        case "refuse":
            return f"The customer is refused: {_short(note.text)}"
        case "wait":
            return f"{name}: it waits for {note.text}."
        case "came":
            return f"What was waited for has come: {note.text}."
        case "timeout":
            return f"The longest wait is over without {note.text}."
        case "missing":
            return f"{name}: the procedure {note.text} is to run here, and there is none."
        case "end":
            return _ENDS.get(note.text, f"The case ends: {note.text}.")
    return ""


def _of_step(ready: Ready, note: Note, name: str) -> str:
    step = ready.steps[note.place].step
    if note.kind == "reached":
        return f"{name}: the customer is told “{_short(step.worded('say'))}”" if step.say else ""
    if note.kind == "no":
        return f"{name}: the customer says no."
    if note.kind == "chosen":
        return f"{name}: “{ready.steps[Place(note.place.procedure, note.text)].step.name}” comes now."
    if note.kind == "branched":
        if note.text == NO:
            return ""
        labels = [fact(part).label for part in note.text.split(", ") if part in VOCABULARY]
        if labels:
            return f"{name}: this can’t be found out: {', '.join(labels)}."
        return f"{name}: this does not hold: {note.text}."
    if step.choices:
        return f"{name}: taken because {_because(ready, note.text)}."
    words = step.worded("send") or step.worded("do")
    if words:
        return f"{name}: {_short(words)}"
    return "" if step.say or not step.wants else f"{name}: answered."


def _because(ready: Ready, condition: str) -> str:
    return "nothing before it fits" if condition == "otherwise" else f"this holds: {voice(ready).condition(condition)}"


def voice(ready: Ready) -> Spoken:
    """How conditions are said, with the titles of the duties at hand."""

    def title(kind: str) -> str:
        return next((duty.title for duty in reversed(ready.duties) if duty.kind == kind), kind)

    return Spoken(title=title)


def _short(text: str | None) -> str:
    words = " ".join(BLANK.sub(lambda blank: f"[{fact(blank[1]).label}]", text or "").split())
    return words if len(words) <= _MOST_WORDS else f"{words[:_MOST_WORDS].rsplit(' ', 1)[0]} …"
