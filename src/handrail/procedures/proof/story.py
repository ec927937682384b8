"""A path told in plain sentences, with the values of one case that takes it. Pure."""

from collections.abc import Iterable, Sequence

from handrail.facts.answers import in_words
from handrail.facts.cel_tree import Call, Constant, Name, Node
from handrail.facts.vocabulary import VOCABULARY, fact
from handrail.procedures.proof.boxes import Measure, Sample, Space, sample_of
from handrail.procedures.proof.explore import Came, Explored
from handrail.procedures.proof.ready import Ready
from handrail.procedures.proof.walk import NO, Note

_MOST_WORDS = 110
_ENDS = {
    "resolved": "The case ends as resolved.", "refused": "The case ends as refused.",
    "escalated": "The case is left with a person.", "kept": "The case ends; the customer keeps things as they are.",
    "referred": "The case ends; the customer is sent elsewhere.", "abandoned": "The case ends; the customer gave up.",
    "unresolved": "The case ends unresolved.",
}  # fmt: skip


def tell(ready: Ready, seen: Explored, last: Came, never: Iterable[str] = ()) -> tuple[str, ...]:
    """The path that ends with this leg: who it is about, numbered steps, and what never came."""
    legs = seen.path(last)
    case = _case(ready.space, legs)
    sentences = [text for leg in legs for note in leg.notes if (text := _sentence(ready, note))]
    told = [text for n, text in enumerate(sentences) if n == 0 or text != sentences[n - 1]]
    lead = f"A customer {case}:" if case else "Any customer:"
    return (lead, *(f"{n}. {text}" for n, text in enumerate([*told, *never], 1)))


# the case


def _case(space: Space, legs: Sequence[Came]) -> str:
    """The facts of one case that takes the path, as "with Channel: phone; Paid so far: $20.00"."""
    cells, away = _narrowed(space, legs)
    rows = zip(space.measures, cells, strict=True)
    told = [_told(measure, mask) for measure, mask in rows if mask and mask != measure.everything]
    gone = [f"{fact(name).label} can’t be found out" for name in space.named(away)]
    said = [*filter(None, told), *gone]
    return f"for whom {'; '.join(said)}" if said else ""


def _narrowed(space: Space, legs: Sequence[Came]) -> tuple[list[int], int]:
    """All that the legs together say: merged states forget, the path does not."""
    cells, known, beyond = list(space.full), -1, -1
    for leg in legs:
        cells = [mask & now for mask, now in zip(cells, leg.box.cells, strict=True)]
        met = leg.box.known | leg.box.beyond
        known &= leg.box.known | ~met
        beyond &= leg.box.beyond | ~met
    last = space.bits(space.facts)
    return cells, beyond & ~known & last


def _told(measure: Measure, mask: int) -> str:
    value = sample_of(measure, mask)
    if value is None:
        return f"the law does not answer {term_in_words(measure.node)}"
    if isinstance(measure.node, Name):
        return f"{_label(measure.node.fact)} is {_value(measure.node.fact, value)}"
    if isinstance(value, bool):
        return f"{term_in_words(measure.node)} {'holds' if value else 'does not hold'}"
    days = measure.node
    if isinstance(days, Call) and days.function == "days":
        first, last = map(term_in_words, days.args)
        return f"from {first} to {last} it is {value} day{'' if value == 1 else 's'}"
    return f"{term_in_words(measure.node)} is {value}"


def _label(name: str) -> str:
    return f"“{VOCABULARY[name].label}”" if name in VOCABULARY else name


def _value(name: str, value: Sample) -> str:
    row = VOCABULARY.get(name)
    assert value is not None
    return (
        in_words(row, value).lower() if row and isinstance(value, bool) else in_words(row, value) if row else str(value)
    )


_SIGNS = {
    "_==_": "is", "_!=_": "is not", "_<_": "before or under", "_<=_": "not after or over", "_>_": "after or over",
    "_>=_": "not before or under", "@in": "among", "_+_": "plus", "_-_": "less", "_*_": "times",
}  # fmt: skip


def term_in_words(node: Node) -> str:
    match node:
        case Name(name):
            return _label(name)
        case Constant(value):
            return str(value)
        case Call(function, (a, b)) if function in _SIGNS:
            return f"{term_in_words(a)} {_SIGNS[function]} {term_in_words(b)}"
        case Call(function, args):
            return f"{function.strip('_').replace('_', ' ')} of {', '.join(map(term_in_words, args))}"
    return "a list"


# the steps


def _sentence(ready: Ready, note: Note) -> str:
    """One note as a sentence; an empty one for what needs no telling."""
    name = ready.steps[note.place].step.name
    match note.kind:
        case "done" | "reached" | "branched" | "no":
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
        return f"{name}: the customer is told “{_short(step.say)}”" if step.say else ""
    if note.kind == "no":
        return f"{name}: the customer says no."
    if note.kind == "branched":
        if note.text == NO:
            return ""
        labels = [fact(part).label for part in note.text.split(", ") if part in VOCABULARY]
        if labels:
            return f"{name}: this can’t be found out: {', '.join(labels)}."
        return f"{name}: this does not hold: {note.text}."
    if step.decide:
        return f"{name}: taken because {_spoken(note.text)}."
    words = step.send or step.do
    if words:
        return f"{name}: {_short(words)}"
    return "" if step.say or not step.wants else f"{name}: answered."


def _spoken(condition: str) -> str:
    return "nothing before it fits" if condition == "otherwise" else f"this holds: {condition}"


def _short(text: str | None) -> str:
    words = " ".join((text or "").split())
    return words if len(words) <= _MOST_WORDS else f"{words[:_MOST_WORDS].rsplit(' ', 1)[0]} …"
