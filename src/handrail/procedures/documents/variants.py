"""What is different in a state, a trade or on a channel, told under the step it concerns: “In a state: ...”. Pure."""

from handrail.facts.cel_tree import Call, Constant, Items, Name, Node
from handrail.facts.conditions import compile_condition
from handrail.facts.vocabulary import VOCABULARY, places, with_own
from handrail.procedures.documents import spoken
from handrail.procedures.language.steps import Procedure, Step, Variant

_CHANNELS = {
    "phone": "By phone", "email": "By e-mail", "chat": "In chat", "counter": "At the counter", "mail": "By mail",
    "text-message": "By text message",
}  # fmt: skip


def where(text: str) -> str:
    """Where a variant holds, at the head of a sentence: “In a state”, “By phone”, “If total is over $100.00”."""
    return _short(compile_condition(text).tree) or f"If {spoken.condition(text)}"


def _short(node: Node) -> str:
    match node:
        case Call("_==_", (Name(name), Constant(str() as word))) | Call("@in", (Constant(str() as word), Name(name))):
            return _at(name, [word])
        case Call("@in", (Name(name), Items(items))):
            words = [item.value for item in items if isinstance(item, Constant) and isinstance(item.value, str)]
            return _at(name, words) if len(words) == len(items) else ""
    return ""


def _at(name: str, words: list[str]) -> str:
    row = VOCABULARY.get(name)
    if row and row.is_place and all(word in places() for word in words):
        return f"In {spoken.listed([places()[word] for word in words])}"
    return _CHANNELS.get(words[0], "") if name == "case.channel" and len(words) == 1 else ""


def worded(step: Step, variant: Variant) -> Step:
    """A step as a variant words it."""
    with with_own(step.home.own):
        raw = {**step.model_dump(by_alias=True, exclude_unset=True), **variant.change[step.id]}
        found = Step.model_validate(raw)
    found._home = step.home
    return found


def added(variant: Variant, step: Step) -> tuple[Step, ...]:
    """The steps that a variant puts after this one."""
    return tuple(new for row in variant.add if row.after == step.id for new in row.steps)


def concerning(procedure: Procedure, step: Step) -> tuple[Variant, ...]:
    """The variants that do something to a step, in their order."""
    return tuple(
        row
        for row in procedure.variants
        if step.id in row.change or step.id in row.leave_out or any(more.after == step.id for more in row.add)
    )


def meets(procedure: Procedure, step: Step) -> frozenset[str]:
    """The kinds of duty that a step meets, as it stands or as a variant has it, with the steps put after it."""
    found = set(step.meets)
    for row in concerning(procedure, step):
        found |= set(worded(step, row).meets) if step.id in row.change else set()
        found |= {kind for new in added(row, step) for kind in new.meets}
    return frozenset(found)
