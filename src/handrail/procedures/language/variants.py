"""A procedure with variants, written out as one that runs: a changed step becomes a choice between wordings. Pure.

Source: docs/reference/procedure-language.md, "Variants". What is written out has no variants of its own."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from handrail.procedures.language.parts import OUTCOMES
from handrail.procedures.language.steps import Procedure, Step, Variant

Raw: TypeAlias = dict[str, Any]


def written_out(procedure: Procedure) -> Procedure:
    """The procedure as it runs; itself without variants. Raises ValueError for a variant of what is not there."""
    if not procedure.variants:
        return procedure
    _refuse_dangling(procedure)
    steps = [row for step in procedure.steps for row in _group(procedure, step)]
    raw = procedure.model_dump(by_alias=True, exclude_unset=True, exclude={"steps", "variants"})
    made = Procedure.model_validate({**raw, "steps": steps})
    for step in made.steps:
        step.set_replies(procedure.steps[0].home.replies)
    return made


def _refuse_dangling(procedure: Procedure) -> None:
    there = {step.id for step in procedure.steps}
    for variant in procedure.variants:
        named = (*variant.change, *variant.leave_out, *(row.after for row in variant.add))
        for id_ in named:
            if id_ not in there:
                raise ValueError(f"variant {variant.name}: there is no step {id_}")
        touched = (*variant.change, *(row.after for row in variant.add))
        ordered = next((id_ for id_ in touched if _ordered(procedure, id_)), "")
        if ordered:
            said = "is done in any order with others; give it a `when`, or leave it out"
            raise ValueError(f"variant {variant.name}: {ordered} {said}")
        watched = procedure.looked_over & set(variant.change)
        if watched:
            raise ValueError(f"variant {variant.name}: {min(watched)} is looked over by another step; change that one")


def _ordered(procedure: Procedure, id_: str) -> bool:
    return procedure.step(id_).any_order is not None or procedure.order_of(id_) is not None


def _group(procedure: Procedure, step: Step) -> list[Raw]:
    """A step of the base and what the variants make of it, in order."""
    base, after = _plain(step), procedure.after(step)
    out = [f"!({row.when})" for row in procedure.variants if step.id in row.leave_out]
    if out:
        base["when"] = _all([*out, step.when])
    added = [
        {**_plain(new), "when": _all([row.when, new.when])}
        for row in procedure.variants
        for more in row.add
        if more.after == step.id
        for new in more.steps
    ]
    changed = [row for row in procedure.variants if step.id in row.change]
    closing = [{"id": f"{step.id}--on", "end": _last_outcome(base)}] if (changed or added) and not after else []
    then = after or f"{step.id}--on"
    if added:
        _lead(added[-1], then)
    following = added[0]["id"] if added else then
    steps = _choice(step, base, changed, following) if changed else [base]
    if added or changed:
        for raw in steps:
            _lead(raw, following)
    return [*steps, *added, *closing]


def _plain(step: Step) -> Raw:
    return step.model_dump(by_alias=True, exclude_unset=True)


def _all(conditions: Sequence[str | None]) -> str:
    return " && ".join(f"({text})" for text in conditions if text)


def _last_outcome(raw: Raw) -> str:
    return "escalated" if "escalate" in raw else "resolved"


def _lead(raw: Raw, following: str) -> None:
    """On to the step that follows, unless it ends or decides. What a called procedure comes to at a last step stays."""
    if any(name in raw for name in ("end", "refuse", "decide", "table")):
        return
    raw.setdefault("next", following)
    if following.endswith("--on") and ("call" in raw or "for_each" in raw):
        raw["outcomes"] = {**{name: {"end": name} for name in OUTCOMES}, **raw.get("outcomes", {})}


def _choice(step: Step, base: Raw, changed: Sequence[Variant], following: str) -> list[Raw]:
    """The step as a choice: which wording counts here. What can't be found out is done as in the base."""
    rows = [{"when": row.when, "then": f"{step.id}--{row.name}"} for row in changed]
    when = base.pop("when", None)
    if when:
        rows.insert(0, {"when": f"!({when})", "then": following})
    last = {"otherwise": f"{step.id}--base"}
    chooser: Raw = {"id": step.id, "title": step.name, "decide": [*rows, last], "unknown": f"{step.id}--base"}
    base.setdefault("title", step.name)
    wordings = [{**base, **row.change[step.id], "id": f"{step.id}--{row.name}"} for row in changed]
    return [chooser, *wordings, {**base, "id": f"{step.id}--base"}]
