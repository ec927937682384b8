"""A mend in the words of the editor. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from handrail.procedures.editing.edits import Raw
from handrail.procedures.editing.naming import called
from handrail.procedures.editing.parts import name_of, title_of
from handrail.procedures.proof.mending import Change, Mend


def mend_in_words(raw: Raw, changes: Sequence[Change]) -> str:
    """What the changes do, a sentence each."""
    names = {step["id"]: name_of(step) for step in raw["steps"]}
    names |= {row.value["id"]: name_of(row.value) for row in changes if row.how == "add"}
    return " ".join(_sentence(row, names.get(row.step, row.step), names) for row in changes)


def titled(mend: Mend) -> Mend:
    """The steps it adds, named as people name them."""
    return replace(mend, changes=tuple(_titled(row) for row in mend.changes))


def _titled(change: Change) -> Change:
    if change.how != "add" or "title" in change.value:
        return change
    asked = [called(name) for name in change.value.get("ask", ())]
    title = f"Ask for {', '.join(asked)}" if asked else change.value.get("do", "").rstrip(".")
    return replace(change, value={**change.value, "title": title[:70]}) if title else change


def _sentence(change: Change, name: str, names: dict[str, str]) -> str:
    match change.how:
        case "add":
            what = names[change.value["id"]]
            return f"Add a step before “{name}”: {str(what).rstrip('.')}."
        case "move":
            return f"Move “{name}” to before “{names.get(change.value, change.value)}”."
        case "remove":
            return f"Take “{name}” out."
        case "role":
            return f"Take the role {change.part} as the business has it: filled by the {change.value['filled_by']}."
    if change.part == "never_skip":
        return f"Never skip “{name}”."
    part = title_of(change.part) or change.part
    if change.value is None:
        return f"Take “{part}” of “{name}” away."
    to_person = isinstance(change.value, dict) and change.value.get("escalate")
    return f"“{part}” of “{name}” goes to the supervisor." if to_person else f"Change “{part}” of “{name}”."
