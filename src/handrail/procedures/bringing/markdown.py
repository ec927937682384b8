"""Markdown as lines. CommonMark with tables, read by markdown-it; nothing of it is ever rendered. Pure."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from handrail.procedures.bringing.lines import Document, Kind, Line, document, squeezed, unboxed

_FRONT = re.compile(r"\A---\s*\n(.*?)\n---\s*(?:\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"^title\s*:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)
_NOTICE = re.compile(r"^\[!\w+\]\s*")
_TAGS = re.compile(r"<[^<>]*>")


def read_markdown(text: str, name: str) -> Document:
    front = _FRONT.match(text)
    title = _TITLE.search(front[1]) if front else None
    body = text[front.end() :] if front else text
    above = text[: front.end()].count("\n") if front else 0
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    return document(_Walk(above).lines(tokens), name, title[1] if title else "")


class _Walk:
    """Goes through the tokens and remembers in how many lists it is, and whether the item has its words yet."""

    def __init__(self, above: int) -> None:
        self.above, self.lists, self.quotes, self.heading = above, 0, 0, 0
        self.begun: list[bool] = []  # for each open item, whether its own line was seen
        self.cells: list[str] | None = None

    def lines(self, tokens: list[Token]) -> Iterator[Line]:
        for token in tokens:
            self._count(token)
            if token.type == "inline":
                yield from self._words(token)
            elif token.type in ("fence", "code_block"):
                yield Line("code", token.content.strip("\n"), self._at(token), inside=bool(self.begun))
            elif token.type == "tr_close" and self.cells is not None:
                yield Line("row", " | ".join(filter(None, self.cells)), self._at(token), cells=tuple(self.cells))
                self.cells = None

    def _count(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open" | "ordered_list_open" | "bullet_list_close" | "ordered_list_close":
                self.lists += token.nesting
            case "blockquote_open" | "blockquote_close":
                self.quotes += token.nesting
            case "heading_open":
                self.heading = int(token.tag[1])
            case "list_item_open":
                self.begun.append(False)
            case "list_item_close":
                self.begun.pop()
            case "tr_open":
                self.cells = []
        if token.map:
            self.line = self.above + token.map[0] + 1

    def _at(self, token: Token) -> int:
        return self.above + token.map[0] + 1 if token.map else self.line

    def _words(self, token: Token) -> Iterator[Line]:
        text, lead, links = _inline(token)
        if self.cells is not None:
            self.cells.append(squeezed(text))
            return
        at, inside = self._at(token), bool(self.begun) and self.begun[-1]
        if self.heading:
            yield Line("heading", squeezed(text), at, self.heading, links=links)
            self.heading = 0
        elif self.begun and not self.begun[-1] and not self.quotes:
            self.begun[-1] = True
            first, *rest = text.split("\n")
            yield Line("item", unboxed(squeezed(first)), at, self.lists - 1, lead=lead, links=links)
            yield from (Line("text", squeezed(row), at, inside=True) for row in rest)
        else:
            kind: Kind = "quote" if self.quotes else "text"
            for n, row in enumerate(text.split("\n")):
                yield Line(
                    kind, _NOTICE.sub("", squeezed(row)), at, 0, inside, "" if n else lead, links=() if n else links
                )


def _inline(token: Token) -> tuple[str, str, tuple[str, ...]]:
    """The words without their marks, the bold words they begin with, and where their links lead."""
    words, lead, bold = "", "", False
    links = [
        str(row.attrs["href"]) for row in token.children or () if row.type == "link_open" and row.attrs.get("href")
    ]
    for row in token.children or ():
        match row.type:
            case "text" | "code_inline":
                lead += row.content if bold and lead == words else ""
                words += row.content
            case "softbreak":
                words += " "
            case "hardbreak":
                words += "\n"
            case "strong_open":
                bold = True
            case "strong_close":
                bold = False
            case "image":
                words += ""
            case "html_inline":
                words += "\n" if row.content.lower().startswith("<br") else _TAGS.sub("", row.content)
    return words, squeezed(lead), tuple(links)
