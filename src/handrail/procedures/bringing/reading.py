"""Any file or pasted text as pieces to choose from: drafts of procedures, and texts of replies. Pure.

What a file is, its content says first and its name second. Nothing is trusted: sizes, depths and counts have limits."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from handrail.procedures.bringing import guessing
from handrail.procedures.bringing.alike import groups
from handrail.procedures.bringing.drafts import Draft, Guess, draft, readable
from handrail.procedures.bringing.help_desk import Found, as_words, read_help_desk
from handrail.procedures.bringing.lines import Document, Line, WrongFileError
from handrail.procedures.bringing.markdown import read_markdown
from handrail.procedures.bringing.outline import Left, sections
from handrail.procedures.bringing.plain_text import read_text
from handrail.procedures.bringing.web_page import read_html
from handrail.procedures.bringing.word import read_word

LARGEST = 10 * 2**20
LARGEST_TEXT = 2 * 2**20
LONGEST_REPLY = 8000
PASTED = "Pasted text"
_HTML = re.compile(r"<(?:!doctype html|html|body|p|ul|ol|li|h[1-6]|table|div|span|meta)\b", re.IGNORECASE)
_MARKDOWN = re.compile(r"^(?:#{1,6} \S|\s*[-*+] \S|\s*\d+\. \S|```|> )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Piece:
    """What one document, macro or article becomes.

    `kind`: procedure or reply. `words`: of a reply. `like`: the place of the piece it repeats, its own where none.
    `also`: what a macro does beside its words. `wrong`: why it can't be kept as it is."""

    kind: str
    title: str
    source: str
    place: str = ""
    used: int = 0
    draft: Draft | None = None
    words: str = ""
    also: tuple[str, ...] = ()
    guesses: tuple[Guess, ...] = ()
    like: int = -1
    wrong: str = ""

    @property
    def text(self) -> str:
        """What is compared to find those that say the same."""
        return "\n".join(row.source for row in self.draft.placed) if self.draft else self.words

    @property
    def steps(self) -> int:
        return len(self.draft.raw["steps"]) if self.draft else 0


def read_file(data: bytes, name: str, *, split: bool = False) -> list[Piece]:
    """The pieces of a file. `split`: one procedure for each main heading. Raises WrongFileError."""
    if len(data) > LARGEST:
        raise WrongFileError(f"“{name}” is {-(-len(data) // 2**20)} MB; {LARGEST // 2**20} MB is the most.")
    if data[:4] == b"PK\x03\x04" or data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _pieces_of(read_word(data, name), name, split)
    if data[:5] == b"%PDF-":
        raise WrongFileError(f"“{name}” is a PDF. Save what it was made from as .docx, or copy its text and paste it.")
    return read_words(_decoded(data, name), name, split=split)


def read_words(text: str, name: str = PASTED, *, split: bool = False) -> list[Piece]:
    """The same of a text: JSON of a help desk, HTML, Markdown or plain."""
    if len(text) > LARGEST:
        raise WrongFileError(f"“{name}” is too long: {LARGEST // 2**20} MB is the most.")
    if text.lstrip()[:1] in ("{", "[") and text.lstrip()[:3] not in ("[ ]", "[x]", "[X]"):
        return [piece for found in read_help_desk(text, name) for piece in _pieces_from(found, name)]
    return _pieces_of(read_document(text, name), name, split)


def read_document(text: str, name: str = PASTED) -> Document:
    if len(text) > LARGEST_TEXT:
        raise WrongFileError(f"“{name}” has over {LARGEST_TEXT // 2**20} MB of text. Split it.")
    ending = name.rsplit(".", 1)[-1].lower()
    if ending in ("html", "htm", "xhtml") or _HTML.search(text[:4000]):
        return read_html(text, name)
    if ending in ("md", "markdown", "mdx") or (ending != "txt" and re.search(r"^#{1,6} \S", text, re.MULTILINE)):
        return read_markdown(text, name)
    return read_text(text, name)


def _decoded(data: bytes, name: str) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    if b"\x00" in data[:4096]:
        raise WrongFileError(f"“{name}” is no text. We read .docx, Markdown, HTML, text, and the JSON of help desks.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _pieces_of(document: Document, name: str, split: bool) -> list[Piece]:
    made = [piece for part in (sections(document) if split else [document]) if (piece := _procedure(part, name))]
    if not made:
        raise WrongFileError(
            f"Nothing in “{name}” reads like a step: no list, no “Step 1”, no line that begins with something to do."
        )
    return made


def _procedure(
    document: Document, name: str, *, used: int = 0, place: str = "", also: Sequence[str] = ()
) -> Piece | None:
    made = draft(document)
    if made is None:
        return None
    wrong = "; ".join(readable(made))[:300]
    return Piece("procedure", made.title, name, place, used, made, guesses=made.guesses, wrong=wrong)


def _pieces_from(found: Found, name: str) -> list[Piece]:
    """An article with steps is a procedure, a macro with words a reply; a macro that only does things is a procedure,
    and one that does several beside its words is both."""
    made: list[Piece] = []
    listed = [row for row in found.document.lines if row.kind == "item"]
    if found.kind == "article" and len(listed) > 1:
        procedure = _procedure(found.document, name, used=found.used, place=found.place)
        if procedure:
            return [procedure]
    if found.document.lines:
        made.append(_reply(found, name))
    if found.also and (not found.document.lines or len(found.also) > 1):
        rows = [Line("item", row, n) for n, row in enumerate(found.also, 1)]
        first = [Line("item", f"Send the reply “{found.title}”", 0)] if found.document.lines else []
        procedure = _procedure(Document(found.title, (*first, *rows)), name, used=found.used, place=found.place)
        made += [procedure] if procedure else []
    return made


def _reply(found: Found, name: str) -> Piece:
    words, seen = guessing.blanks(as_words(found.document.lines)[:LONGEST_REPLY])
    guesses = [
        Guess("", "blank", f"“{was}” is filled with {fact}" if fact else f"“{was}” has no fact of ours",
              "Another system fills it in.", 0, was)
        for was, fact in seen
    ]  # fmt: skip
    if found.kind == "article":
        guesses.append(Guess("", "kind", "This article is a reply", "It has no steps.", 0, ""))
    return Piece("reply", found.title, name, found.place, found.used, None, words, found.also, tuple(guesses))


def grouped(pieces: Sequence[Piece]) -> list[Piece]:
    """Most used first; what says the same as one before it carries its place."""
    rows = sorted(pieces, key=lambda row: (-row.used, row.title.lower()))
    for kind in ("procedure", "reply"):
        places = [n for n, row in enumerate(rows) if row.kind == kind]
        for n, like in zip(places, groups([rows[n].text for n in places]), strict=True):
            rows[n] = replace(rows[n], like=places[like])
    return rows


def to_plain(piece: Piece) -> dict[str, Any]:
    """As it is kept between the preview and the choice."""
    made = piece.draft
    return {
        "raw": made.raw if made else None, "words": piece.words, "also": list(piece.also),
        "placed": [asdict(row) for row in made.placed] if made else [],
        "between": [asdict(row) for row in made.between] if made else [],
        "guesses": [asdict(row) for row in piece.guesses], "left": [asdict(row) for row in made.left] if made else [],
    }  # fmt: skip


def guesses_of(kept: dict[str, Any]) -> list[Guess]:
    return [Guess(**row) for row in kept["guesses"]]


def left_of(kept: dict[str, Any]) -> list[Left]:
    return [Left(**row) for row in kept["left"]]
