"""A pasted text, or what Word put on the clipboard, as steps at the end of a draft. Pure.

A list is read as an import is, with its nesting, conditions, roles and guesses; text without one is a step a line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from handrail.procedures.bringing import casing
from handrail.procedures.bringing.drafts import Draft, Guess, draft
from handrail.procedures.bringing.lines import Document, Line, WrongFileError
from handrail.procedures.bringing.plain_text import read_text
from handrail.procedures.bringing.reading import LARGEST_TEXT, PASTED
from handrail.procedures.bringing.web_page import read_html
from handrail.procedures.editing import starting
from handrail.procedures.editing.edits import Edit, Raw, adding, done, free_id, setting

MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class Pasted:
    """`left`: how many lines are in no step."""

    edit: Edit
    count: int
    guesses: tuple[Guess, ...] = ()
    left: int = 0

    @property
    def words(self) -> str:
        more = f"; {self.left} line{'' if self.left == 1 else 's'} in no step" if self.left else ""
        return f"Pasted {self.count} step{'' if self.count == 1 else 's'}{more}"


def pasted(raw: Raw, text: str, html: str = "") -> Pasted | None:
    """None where there is nothing to paste. `html`: the same as the clipboard held it; it knows of nesting."""
    made = _listed(text, html)
    if made:
        return _added(raw, made)
    plain = starting.pasted(raw, text)
    return Pasted(plain, len(plain.edits)) if plain else None


def _listed(text: str, html: str) -> Draft | None:
    """The draft of a list; None where there is none."""
    for document in _documents(text, html):
        if any(row.kind == "item" for row in document.lines):
            return draft(replace(document, lines=tuple(map(_as_step, document.lines))))
    return None


def _as_step(row: Line) -> Line:
    """A line outside the list is a step too: nothing that was pasted is lost. One that is the condition of a list is
    read as that."""
    is_step = row.kind == "text" and not row.inside and not (row.text.endswith(":") and casing.alone(row.text))
    return replace(row, kind="item", depth=0) if is_step else row


def _documents(text: str, html: str) -> list[Document]:
    try:
        first = [read_html(html, PASTED)] if 0 < len(html) <= LARGEST_TEXT else []
        return [*first, read_text(text[:LARGEST_TEXT], PASTED)]
    except WrongFileError:
        return []


def _added(raw: Raw, made: Draft) -> Pasted:
    """Its steps under ids, and its questions under names, that are free in the draft they come to."""
    names, facts = _facts(raw.get("facts", {}), made.raw.get("facts", {}))
    edits = [setting(raw, "facts", facts)] if facts != raw.get("facts", {}) else []
    now = done(raw, Edit("many", edits=tuple(edits)))
    rows = made.raw["steps"][:MOST_STEPS]
    ids = _free_ids(now, [step["id"] for step in rows])
    for step in rows:
        edit = adding(now, _renamed({**step, "id": ids[step["id"]]}, names, ids))
        now = done(now, edit)
        edits.append(edit)
    guesses = tuple(replace(row, step=ids[row.step]) for row in made.guesses if row.step in ids)
    left = len(made.left) + max(0, len(made.raw["steps"]) - MOST_STEPS)
    return Pasted(Edit("many", edits=tuple(edits)), len(ids), guesses, left)


def _facts(there: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, Any]]:
    """What each new question is called in the draft, and all questions of the draft after it."""
    names, every = {}, dict(there)
    for name, row in new.items():
        free = (name, *(f"{name[:42]}_{n}" for n in range(2, 500)))
        names[name] = next(one for one in free if every.get(one, row) == row)
        every[names[name]] = row
    return names, every


def _free_ids(raw: Raw, wanted: Sequence[str]) -> dict[str, str]:
    """Every id before the first step is added, as a decision names steps below it."""
    ids: dict[str, str] = {}
    taken = dict(raw)
    for name in wanted:
        ids[name] = free_id(taken, name)
        taken = {**taken, "steps": [*taken["steps"], {"id": ids[name]}]}
    return ids


def _renamed(step: Raw, names: Mapping[str, str], ids: Mapping[str, str]) -> Raw:
    made = dict(step)
    if "when" in step:
        made["when"] = _with_names(step["when"], names)
    if "ask" in step:
        made["ask"] = [names.get(name, name) for name in step["ask"]]
    if "decide" in step:
        made["decide"] = [_row(row, names, ids) for row in step["decide"]]
    return made


def _row(row: Raw, names: Mapping[str, str], ids: Mapping[str, str]) -> Raw:
    """A way to a step that was over what can be pasted at once ends there."""
    to = next(row[key] for key in ("then", "otherwise") if key in row).get("go")
    way = {"go": ids[to]} if to in ids else {"end": "resolved"}
    return {"when": _with_names(row["when"], names), "then": way} if "when" in row else {"otherwise": way}


def _with_names(condition: str, names: Mapping[str, str]) -> str:
    return re.sub(r"own\.[a-z0-9_]+", lambda found: names.get(found[0], found[0]), condition)
