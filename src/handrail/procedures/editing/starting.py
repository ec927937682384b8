"""New steps: an empty one of a kind, and several out of lines that somebody pasted. Pure."""

import re

from handrail.procedures.editing.edits import Edit, Raw, adding, done, free_id

KINDS = {
    "say": "Say", "ask": "Ask", "do": "Do", "check": "Check", "decide": "Choose the way", "send": "Send",
    "wait": "Wait", "record": "Record", "escalate": "Escalate", "call": "Run another procedure", "end": "End here",
}  # fmt: skip
COMMON_KINDS = ("say", "ask", "do", "check", "send", "wait")
MOST_LINES = 100
LONGEST_TITLE = 70
# A number, a letter or a sign at the head of a line, as Word and mail programs put them.
_MARK = re.compile(
    r"^\s*(?:step\s+\d+\s*[:.)-]|\(?\d{1,3}[.):]|[a-zA-Z][.)]|[-*•◦‣·–—o]|\uf0b7|\uf0a7)\s+", re.IGNORECASE
)
_SAYS = re.compile(r"^(?:say|tell (?:the customer|them|her|him))\b\s*:?\s*(.+)$", re.IGNORECASE)
_QUOTED = re.compile(r"^[“\"«](.+)[”\"»]$")


def begun(raw: Raw, kind: str, title: str) -> Raw:
    """An empty step, named as asked or after its kind."""
    name = " ".join(title.split())[:LONGEST_TITLE] or KINDS.get(kind, "New step")
    return {"id": free_id(raw, slug(name)), "title": name}


def slug(words: str) -> str:
    made = "-".join(re.findall(r"[a-z0-9]+", words.lower()))[:50].strip("-")
    return made if made[:1].isalpha() else f"step-{made}".strip("-")


def pasted(raw: Raw, text: str) -> Edit | None:
    """Every line a step at the end, in its order; None without a line."""
    edits: list[Edit] = []
    for line in _lines(text)[:MOST_LINES]:
        edit = adding(raw, _step(raw, line))
        raw = done(raw, edit)
        edits.append(edit)
    return Edit("many", edits=tuple(edits)) if edits else None


def _lines(text: str) -> list[str]:
    bare = (" ".join(_MARK.sub("", line.replace("\t", " ").replace("\xa0", " ")).split()) for line in text.splitlines())
    return [line for line in bare if line]


def _step(raw: Raw, line: str) -> Raw:
    words = _spoken(line)
    name = _plain(_title(words or line))
    part = {"say": words} if words else {"do": line}
    return {"id": free_id(raw, slug(name)), "title": name, **{key: _plain(value) for key, value in part.items()}}


def _spoken(line: str) -> str:
    said = _SAYS.match(line)
    text = said[1] if said else line
    quoted = _QUOTED.match(text.strip())
    return (quoted[1] if quoted else text) if said or quoted else ""


def _title(line: str) -> str:
    first = re.split(r"(?<=[.;:?!])\s", line, maxsplit=1)[0].rstrip(".;:")
    if len(first) <= LONGEST_TITLE:
        return first[:1].upper() + first[1:]
    return first[:LONGEST_TITLE].rsplit(" ", 1)[0]


def _plain(text: str) -> str:
    """Double braces would be read as a blank."""
    return text.replace("{{", "(").replace("}}", ")")[:4000]
