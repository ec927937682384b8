"""Macros, canned replies and help-centre articles, in the JSON that Zendesk and Freshdesk export. Pure.

Zendesk: `macros` with `actions` of `field` and `value`, `articles` with an HTML `body`, `sections` that name their
place. Freshdesk: canned responses with `content_html`, scenario automations with `actions` of `name` and `value`,
solution articles with an HTML `description`. One object, a list, an answer of their API, lines of JSON: all read."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handrail.procedures.bringing.lines import Document, Line, WrongFileError, squeezed
from handrail.procedures.bringing.plain_text import read_text
from handrail.procedures.bringing.web_page import read_html
from handrail.procedures.bringing.words import WORDS

MOST_PIECES = 5000
DEEPEST = 12
Row = Mapping[str, Any]
# What is done in the help desk, in words. Others are named as they are called there.
_FIELDS: dict[str, str] = WORDS["help_desk"]
_TAGS = re.compile(r"<(?:p|br|div|ul|ol|li|h\d|table|span|b|strong|a)\b")
_WORDS = {"comment_value", "comment_value_html", "add_comment", "send_email_to_requester", "reply", "add_reply"}
_NOTES = {"add_note", "private_note"}
_FRESH_STATUS = {"2": "open", "3": "pending", "4": "resolved", "5": "closed"}
_FRESH_PRIORITY = {"1": "low", "2": "medium", "3": "high", "4": "urgent"}
_USED = (
    "usage_30d", "usage_7d", "usage_24h", "usage_1h", "usage_count", "usage", "hits", "view_count", "views",
    "vote_count", "thumbs_up",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """One macro, reply or article. `words`: of a reply, by their lines; `also`: what the macro does beside it.

    `used`: how often, as the export says it."""

    kind: str  # macro | article | reply | scenario
    title: str
    document: Document
    used: int = 0
    place: str = ""
    also: tuple[str, ...] = ()
    number: int = 0


def read_help_desk(text: str, name: str) -> list[Found]:
    """Raises WrongFileError."""
    content = _loaded(text, name)
    places = dict(_places(content, 0))
    found: list[Found] = []
    for row in _rows(content, 0):
        made = _found(row, places, len(found) + 1)
        if made:
            found.append(made)
        if len(found) > MOST_PIECES:
            raise WrongFileError(f"“{name}” holds over {MOST_PIECES:,} macros or articles. Export fewer at a time.")
    if not found:
        raise WrongFileError(
            f"“{name}” holds no macros, replies or articles that we know. Export them from Zendesk or Freshdesk."
        )
    return found


def _loaded(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        pass
    except RecursionError:
        raise WrongFileError(f"“{name}” nests deeper than any export does, so it was not read.") from None
    try:
        return [json.loads(row) for row in text.splitlines() if row.strip()]
    except (ValueError, RecursionError):
        raise WrongFileError(f"“{name}” is no JSON. Export it again, or save it as a text file.") from None


def _rows(content: Any, deep: int) -> Iterator[Row]:
    """Every object that may be one of ours, wherever it stands."""
    if deep > DEEPEST:
        return
    if isinstance(content, list):
        for row in content:
            yield from _rows(row, deep + 1)
    elif isinstance(content, dict):
        if _kind(content):
            yield content
        else:
            for value in content.values():
                if isinstance(value, (list, dict)):
                    yield from _rows(value, deep + 1)


def _places(content: Any, deep: int) -> Iterator[tuple[str, str]]:
    """The names of sections, categories and folders, by their kind and id."""
    if deep > DEEPEST or not isinstance(content, (dict, list)):
        return
    rows = content.items() if isinstance(content, dict) else (("", row) for row in content)
    for key, value in rows:
        if key in ("sections", "categories", "folders") and isinstance(value, list):
            for row in value:
                if isinstance(row, dict) and row.get("id") and isinstance(row.get("name"), str):
                    yield f"{key}:{row['id']}", row["name"]
        yield from _places(value, deep + 1)


def _kind(row: Row) -> str:
    actions = row.get("actions")
    if isinstance(actions, list) and actions and all(isinstance(one, dict) for one in actions):
        return "macro" if "field" in actions[0] else "scenario" if "name" in actions[0] else ""
    if isinstance(row.get("content_html"), str) or (isinstance(row.get("content"), str) and "title" in row):
        return "reply"
    if isinstance(row.get("body"), str) and ("section_id" in row or "title" in row):
        return "article"
    is_solution = {"folder_id", "category_id", "description_text", "seo_data"} & row.keys()
    return "article" if isinstance(row.get("description"), str) and "title" in row and is_solution else ""


def _found(row: Row, places: Mapping[str, str], number: int) -> Found | None:
    """One of ours; None where nothing is written in it, or it is switched off."""
    if row.get("active") is False or row.get("draft") is True:
        return None
    title = squeezed(str(row.get("title") or row.get("name") or ""))[:200] or f"Without a title {number}"
    used = next((_count(row[key]) for key in _USED if key in row), 0)
    kind = _kind(row)
    if kind in ("macro", "scenario"):
        return _acts(row, kind, title, used, number)
    html = str(row.get("body") or row.get("content_html") or row.get("description") or row.get("content") or "")
    document = _document(html, title)
    if not document.lines:
        return None
    return Found(kind, title, document, used, _place(row, places), number=number)


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0


def _place(row: Row, places: Mapping[str, str]) -> str:
    keys = (("sections", "section_id"), ("folders", "folder_id"), ("categories", "category_id"))
    return next((places[f"{kind}:{row.get(key)}"] for kind, key in keys if f"{kind}:{row.get(key)}" in places), "")


def _acts(row: Row, kind: str, title: str, used: int, number: int) -> Found | None:
    """A macro: its words, and what it does beside them. “Refunds::Late” is a macro Late in the menu Refunds."""
    place, _, name = title.rpartition("::")
    words, also = "", list[str]()
    for action in row["actions"]:
        field, value = str(action.get("field") or action.get("name") or ""), action.get("value")
        if field in _WORDS:
            words = words or _said(value)
        elif field in _NOTES:
            also.append(f"Write a note: {' '.join(line.text for line in _document(_said(value), title).lines)}")
        elif field and field != "comment_mode_is_public":
            also.append(_done(field, value, fresh=kind == "scenario"))
    document = _document(words, name or title) if words else Document(name or title, ())
    if not document.lines and not also:
        return None
    return Found(
        kind, squeezed(name) or title, document, used, squeezed(place.replace("::", ", ")), tuple(also), number
    )


def _said(value: object) -> str:
    """Zendesk writes the words alone, or after the channel they are for."""
    if isinstance(value, (list, tuple)):
        return str(value[-1]) if value else ""
    return "" if value is None else str(value)


def _done(field: str, value: object, *, fresh: bool) -> str:
    said = (
        ", ".join(map(str, value)) if isinstance(value, Sequence) and not isinstance(value, str) else str(value or "")
    )
    if fresh and field in ("status", "priority"):
        said = (_FRESH_STATUS if field == "status" else _FRESH_PRIORITY).get(said, said)
    named = _FIELDS.get(field, f"Set {field.replace('_', ' ')} to {{}}")
    return named.format(squeezed(said)[:200].replace("_", " ") or "nothing")


def _document(words: str, title: str) -> Document:
    """HTML where it has tags, else text."""
    made = (read_html if _TAGS.search(words) else read_text)(words, title)
    return Document(title, made.lines)


def as_words(lines: Sequence[Line]) -> str:
    """The words of a reply as a person would write them in a mail."""
    rows = [f"{'  ' * row.depth}- {row.text}" if row.kind == "item" else row.text for row in lines]
    made = ""
    for n, row in enumerate(rows):
        both = n and lines[n].kind == "item" and lines[n - 1].kind == "item"
        made += ("\n" if both else "\n\n" if n else "") + row
    return made
