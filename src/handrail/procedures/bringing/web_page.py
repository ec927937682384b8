"""HTML as lines: a page, an article of a help centre, or what Word and Google Docs put on the clipboard. Pure.

Only its words are taken: no tag, script, style or picture of it is kept, so nothing of it can run anywhere."""

import re
from html.parser import HTMLParser

from handrail.procedures.bringing.lines import Document, Levels, Line, WrongFileError, document, squeezed, unboxed

DEEPEST = 400
_UNSEEN = {"script", "style", "template", "iframe", "object", "svg", "noscript", "select", "textarea", "button", "nav"}
_BLOCKS = {
    "p", "div", "section", "article", "main", "header", "footer", "aside", "figure", "figcaption", "address", "body",
    "html", "form", "fieldset", "details", "summary", "dl", "dt", "dd", "hr", "table", "tbody", "thead", "center",
}  # fmt: skip
_VOID = {"br", "hr", "img", "input", "meta", "link", "wbr", "col", "area", "base", "embed", "source", "track"}
_WORD_LEVEL = re.compile(r"mso-list:\s*l\d+\s+level(\d+)", re.IGNORECASE)
_DOCS_LEVEL = re.compile(r"\blst-kix_\w+-(\d)\b")


def read_html(text: str, name: str) -> Document:
    walk = _Walk()
    walk.feed(text)
    walk.close()
    walk.end_block()
    return document(walk.found, name, walk.title)


class _Walk(HTMLParser):
    """Gathers words until a block ends, and knows in which list, quote or row they stand."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Line] = []
        self.title, self.words, self.lead, self.line = "", "", "", 1
        self.open: list[str] = []
        self.unseen, self.bold, self.quotes = 0, 0, 0
        self.lists: list[int | None] = []  # for each open list, the level Google Docs gives it
        self.begun: list[bool] = []  # for each open item, whether its own line was seen
        self.cells: list[str] | None = None
        self.links: list[str] = []
        self.word_item: int | None = None
        self.levels = Levels()

    # Tags

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag not in _VOID:
            self.open.append(tag)
            if len(self.open) > DEEPEST:
                raise WrongFileError("This page nests deeper than any page does, so it was not read.")
        if tag in _UNSEEN or "mso-list:ignore" in given.get("style", "").replace(" ", "").lower():
            self.open[-1:] = [f"!{tag}"]
            self.unseen += 1
        if not self.unseen:
            self._begin(tag, given)

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        if tag in ("ul", "ol"):
            self.end_block()
            level = _DOCS_LEVEL.search(given.get("class", ""))
            self.lists.append(int(level[1]) if level else None)
        elif tag == "li":
            self.end_block()
            self.begun.append(False)
        elif tag == "blockquote":
            self.end_block()
            self.quotes += 1
        elif tag == "tr":
            self.end_block()
            self.cells, self.line = [], self.getpos()[0]
        elif tag == "br":
            self.words += "\n"
        elif tag in ("b", "strong"):
            self.bold += 1
        elif tag == "a" and given.get("href", "").startswith(("http:", "https:", "mailto:")):
            self.links.append(given["href"])
        elif tag in _BLOCKS or tag == "pre" or _is_heading(tag):
            self.end_block()
            level = _WORD_LEVEL.search(given.get("style", ""))
            self.word_item = int(level[1]) - 1 if level else None

    def handle_endtag(self, tag: str) -> None:
        """Closes the tag with whatever was left open inside it; one that was never opened is passed over."""
        names = [name.lstrip("!") for name in self.open]
        if tag not in names:
            return
        while self.open:
            name = self.open.pop()
            if name.startswith("!"):
                self.unseen -= 1
            elif not self.unseen:
                self._end(name)
            if name.lstrip("!") == tag:
                return

    def _end(self, tag: str) -> None:
        if tag in ("td", "th") and self.cells is not None:
            self.cells.append(squeezed(self.words))
            self._empty()
        elif tag == "tr" and self.cells is not None:
            cells, self.cells = tuple(self.cells), None
            self.found.append(Line("row", " | ".join(filter(None, cells)), self.line, cells=cells))
            self._empty()
        elif tag in ("b", "strong"):
            self.bold = max(0, self.bold - 1)
        elif tag == "title":
            self.title = squeezed(self.words)
            self._empty()
        elif tag in ("ul", "ol", "li", "blockquote", "pre") or tag in _BLOCKS or _is_heading(tag):
            self.end_block(tag)
            self._leave(tag)

    def _leave(self, tag: str) -> None:
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag == "li" and self.begun:
            self.begun.pop()
        elif tag == "blockquote":
            self.quotes = max(0, self.quotes - 1)

    # Words

    def handle_data(self, data: str) -> None:
        if self.unseen:
            return
        if not self.words.strip():
            self.line = self.getpos()[0]
        written = data if "pre" in self.open else re.sub(r"\s+", " ", data)
        if self.bold and self.lead.strip() == self.words.strip():
            self.lead += written
        self.words += written

    def _empty(self) -> None:
        self.words, self.lead, self.links = "", "", []

    def end_block(self, tag: str = "") -> None:
        """What was gathered is a line now. In a row it stays the words of its cell."""
        if self.cells is not None:
            self.words += " "
            return
        text, lead, links, self.word_item, level = (
            self.words,
            squeezed(self.lead),
            tuple(self.links),
            None,
            self.word_item,
        )
        self._empty()
        if not text.strip():
            return
        heading = next((name for name in reversed(self.open) if _is_heading(name)), tag if _is_heading(tag) else "")
        inside = bool(self.begun) and self.begun[-1]
        if tag == "pre" or "pre" in self.open:
            self.found.append(Line("code", text.strip("\n"), self.line, inside=inside))
        elif heading and not self.begun:
            self.levels.close()
            self.found.append(Line("heading", squeezed(text), self.line, int(heading[1]), links=links))
        else:
            self._lines(text, lead, links, level)

    def _lines(self, text: str, lead: str, links: tuple[str, ...], level: int | None) -> None:
        rows = [row for row in map(squeezed, text.strip().split("\n")) if row]
        inside = bool(self.begun) and self.begun[-1]
        if level is not None or (self.begun and not inside and not self.quotes):
            if level is None:
                self.begun[-1] = True
            first = rows.pop(0)
            self.found.append(Line("item", unboxed(first), self.line, self._depth(level), lead=lead, links=links))
            inside, lead, links = True, "", ()
        kind = "quote" if self.quotes else "text"
        for row in rows:
            self.found.append(Line(kind, row, self.line, inside=inside, lead=lead, links=links))  # type: ignore[arg-type]
            lead, links = "", ()

    def _depth(self, level: int | None) -> int:
        docs = self.lists[-1] if self.lists else None
        return self.levels.depth(level if level is not None else docs if docs is not None else len(self.lists) - 1)


def _is_heading(tag: str) -> bool:
    return len(tag) == 2 and tag[0] == "h" and tag[1] in "123456"
