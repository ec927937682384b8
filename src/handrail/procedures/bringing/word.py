"""A Word document (.docx) as lines, read from its own XML: that alone tells how far a list is moved in, whether a
paragraph continues the item above, and where each stands. Pure.

The file is not trusted: parts are read up to a size, a document type or an entity is refused, nothing outside is
fetched."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree import ElementTree as ET

from handrail.procedures.bringing.lines import (
    Document,
    Levels,
    Line,
    WrongFileError,
    document,
    marked,
    squeezed,
    unboxed,
)

LARGEST_PART = 24 * 2**20
MOST_PARTS = 5000
DEEPEST = 60
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LINKS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_UNSEEN = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}footnoteReference", f"{W}rPr", f"{W}pPr"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BLANK_MARKS = ("", " ", "\xa0")


def read_word(data: bytes, name: str) -> Document:
    """Raises WrongFileError."""
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise WrongFileError(f"“{name}” is locked or in the old Word format. Open it in Word and save it as .docx.")
    parts = _Parts(data, name)
    body = parts.tree("word/document.xml")
    if body is None:
        raise WrongFileError(f"“{name}” is no Word document: it has no text part. Save it as .docx from Word.")
    walk = _Walk(
        _Styles.of(parts.tree("word/styles.xml")), _Numbering.of(parts.tree("word/numbering.xml")), _hrefs(parts)
    )
    return document(walk.lines(body), name)


class _Parts:
    """The parts of the file that are wanted, and no more of them than a document has."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        try:
            self.zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise WrongFileError(
                f"“{name}” is no Word document, or it is broken. Save it as .docx from Word."
            ) from error
        if len(self.zip.infolist()) > MOST_PARTS:
            raise WrongFileError(f"“{name}” is packed like no document is, so it was not opened.")

    def tree(self, part: str) -> ET.Element | None:
        try:
            with self.zip.open(part) as opened:
                data = opened.read(LARGEST_PART + 1)
        except KeyError:
            return None
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError) as error:
            raise WrongFileError(
                f"“{self.name}” is broken or locked with a password. Save it anew as .docx."
            ) from error
        except Exception as error:
            if type(error).__module__ != "zlib":
                raise
            raise WrongFileError(f"“{self.name}” is broken. Save it anew as .docx.") from error
        if len(data) > LARGEST_PART:
            raise WrongFileError(
                f"“{self.name}” unpacks to over {LARGEST_PART // 2**20} MB of text, so it was not read."
            )
        return self._parsed(data)

    def _parsed(self, data: bytes) -> ET.Element:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise WrongFileError(f"“{self.name}” is written in letters no Word document uses.") from error
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise WrongFileError(f"“{self.name}” holds a document type, which no Word document does. It was not read.")
        try:
            return ET.fromstring(text)  # noqa: S314 - no document type and no entity is left in it
        except ET.ParseError as error:
            raise WrongFileError(f"“{self.name}” is broken: its text can’t be read. Save it anew as .docx.") from error


def _hrefs(parts: _Parts) -> dict[str, str]:
    tree = parts.tree("word/_rels/document.xml.rels")
    rows = tree.iter(_LINKS) if tree is not None else ()
    return {row.get("Id", ""): row.get("Target", "") for row in rows if row.get("TargetMode") == "External"}


def _value(node: ET.Element | None, path: str) -> str | None:
    found = node.find(path) if node is not None else None
    return found.get(f"{W}val") if found is not None else None


def _number(text: str | None) -> int | None:
    try:
        return int(text) if text is not None else None
    except ValueError:
        return None


@dataclass(slots=True)
class _Style:
    """What a named style says: its name, the level of a heading, the list it belongs to."""

    name: str
    level: int | None
    list_id: int | None
    list_level: int | None
    based_on: str


@dataclass(slots=True)
class _Styles:
    rows: dict[str, _Style] = field(default_factory=dict)

    @staticmethod
    def of(tree: ET.Element | None) -> "_Styles":
        found = _Styles()
        for node in tree.iter(f"{W}style") if tree is not None else ():
            name = (_value(node, f"{W}name") or "").lower()
            level = _number(_value(node, f"{W}pPr/{W}outlineLvl"))
            heading = _number(name.removeprefix("heading ")) if name.startswith("heading ") else None
            found.rows[node.get(f"{W}styleId", "")] = _Style(
                name, heading or (level + 1 if level is not None and level < 9 else None),
                _number(_value(node, f"{W}pPr/{W}numPr/{W}numId")), _number(_value(node, f"{W}pPr/{W}numPr/{W}ilvl")),
                _value(node, f"{W}basedOn") or "",
            )  # fmt: skip
        return found

    def chain(self, id_: str) -> Iterator[_Style]:
        """The style and those it is based on."""
        seen: set[str] = set()
        while id_ in self.rows and id_ not in seen:
            seen.add(id_)
            yield self.rows[id_]
            id_ = self.rows[id_].based_on

    def heading(self, id_: str) -> int | None:
        names = [row.name for row in self.chain(id_)][:1]
        if names in (["title"], ["subtitle"]):
            return 1 if names == ["title"] else None
        return next((row.level for row in self.chain(id_) if row.level), None)

    def list_of(self, id_: str) -> tuple[int | None, int | None]:
        found = next((row for row in self.chain(id_) if row.list_id is not None), None)
        return (found.list_id, found.list_level) if found else (None, None)

    def has(self, id_: str, words: tuple[str, ...]) -> bool:
        return any(word in row.name for row in self.chain(id_) for word in words)


@dataclass(slots=True)
class _Numbering:
    """How each level of each list is marked, and how far it is moved in."""

    levels: dict[tuple[int, int], tuple[str, int | None]] = field(default_factory=dict)

    @staticmethod
    def of(tree: ET.Element | None) -> "_Numbering":
        found = _Numbering()
        if tree is None:
            return found
        kinds = {row.get(f"{W}abstractNumId"): row for row in tree.iter(f"{W}abstractNum")}
        for row in tree.iter(f"{W}num"):
            kind, id_ = kinds.get(_value(row, f"{W}abstractNumId")), _number(row.get(f"{W}numId"))
            for level in kind.iter(f"{W}lvl") if kind is not None else ():
                mark = _value(level, f"{W}lvlText") or ""
                mark = "" if _value(level, f"{W}numFmt") == "none" else mark
                found.levels[(id_ or 0, _number(level.get(f"{W}ilvl")) or 0)] = mark, _indent(level.find(f"{W}pPr"))
        return found

    def marks(self, list_id: int, level: int) -> bool:
        """Whether its items have a mark; those without one continue the item above."""
        return self.levels.get((list_id, level), ("•", None))[0] not in _BLANK_MARKS

    def indent(self, list_id: int, level: int) -> int:
        found = self.levels.get((list_id, level), ("", None))[1]
        return found if found is not None else 720 * (level + 1)


def _indent(node: ET.Element | None) -> int | None:
    found = node.find(f"{W}ind") if node is not None else None
    return _number(found.get(f"{W}left") or found.get(f"{W}start")) if found is not None else None


class _Walk:
    """Goes through the body in reading order, counting its paragraphs: that count is where a line stands."""

    def __init__(self, styles: _Styles, numbering: _Numbering, hrefs: dict[str, str]) -> None:
        self.styles, self.numbering, self.hrefs = styles, numbering, hrefs
        self.at, self.levels = 0, Levels()

    def lines(self, node: ET.Element, deep: int = 0) -> Iterator[Line]:
        if deep > DEEPEST:
            raise WrongFileError("This document nests deeper than any document does, so it was not read.")
        for child in node:
            if child.tag in _UNSEEN or child.tag == _FALLBACK:
                continue
            if child.tag == f"{W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield from self._table(child)
            else:
                yield from self.lines(child, deep + 1)

    def _table(self, node: ET.Element) -> Iterator[Line]:
        for row in node.iter(f"{W}tr"):
            self.at += 1
            cells = tuple(
                squeezed(" ".join(_text(p, self.hrefs)[0] for p in cell.iter(f"{W}p"))) for cell in row.iter(f"{W}tc")
            )
            yield Line("row", " | ".join(filter(None, cells)), self.at, cells=cells)

    def _paragraph(self, node: ET.Element) -> Iterator[Line]:
        self.at += 1
        text, lead, links = _text(node, self.hrefs)
        own = node.find(f"{W}pPr")
        style = _value(own, f"{W}pStyle") or ""
        level = self.styles.heading(style)
        first, *rest = [squeezed(row) for row in text.split("\n")]
        if not text.strip():
            return
        if level:
            self.levels.close()
            yield Line("heading", squeezed(text), self.at, level, links=links)
            return
        yield self._line(own, style, first, lead, links)
        inside = self.levels.innermost is not None and self._is_listed(own, style)
        yield from (Line("text", row, self.at, inside=inside) for row in rest)

    def _is_listed(self, own: ET.Element | None, style: str) -> bool:
        return bool(self._list(own, style)[0])

    def _list(self, own: ET.Element | None, style: str) -> tuple[int, int]:
        """The list a paragraph belongs to and its level there; 0 for none."""
        id_, level = _number(_value(own, f"{W}numPr/{W}numId")), _number(_value(own, f"{W}numPr/{W}ilvl"))
        by_style, its_level = self.styles.list_of(style)
        id_ = by_style if id_ is None else id_
        return id_ or 0, level if level is not None else its_level or 0

    def _line(self, own: ET.Element | None, style: str, text: str, lead: str, links: tuple[str, ...]) -> Line:
        id_, level = self._list(own, style)
        kind = "code" if self.styles.has(style, ("code", "preformatted")) else "text"
        quoted = self.styles.has(style, ("quote", "block text"))
        if id_ and self.numbering.marks(id_, level) and kind == "text" and not quoted:
            moved = _indent(own)
            depth = self.levels.depth(moved if moved is not None else self.numbering.indent(id_, level))
            return Line("item", unboxed(text), self.at, depth, lead=lead, links=links)
        if not id_ and not quoted and kind == "text":
            typed = marked(text)
            if typed:
                depth = self.levels.depth((_indent(own) or 0) + 720 * (1 + typed[1]))
                return Line("item", typed[0], self.at, depth, lead=lead, links=links)
        inner, moved = self.levels.innermost, _indent(own)
        inside = inner is not None and (bool(id_) or (moved is not None and moved >= inner > 0))
        return Line("quote" if quoted else kind, text, self.at, inside=inside, lead=lead, links=links)  # type: ignore[arg-type]


def _text(node: ET.Element, hrefs: dict[str, str]) -> tuple[str, str, tuple[str, ...]]:
    """The words of a paragraph as they stand now, the bold ones it begins with, and where its links lead."""
    words, lead, links = [""], [""], dict[str, None]()

    def walk(part: ET.Element, deep: int) -> None:
        if deep > DEEPEST:
            raise WrongFileError("This document nests deeper than any document does, so it was not read.")
        for child in part:
            if child.tag in _UNSEEN or child.tag == _FALLBACK:
                continue
            if child.tag == f"{W}hyperlink" and child.get(f"{_R}id") in hrefs:
                links[hrefs[child.get(f"{_R}id", "")]] = None
            if child.tag == f"{W}t":
                bold = _value(part, f"{W}rPr/{W}b") not in ("0", "false") and part.find(f"{W}rPr/{W}b") is not None
                if bold and lead[0] == words[0]:
                    lead[0] += child.text or ""
                words[0] += child.text or ""
            elif child.tag in (f"{W}tab", f"{W}br", f"{W}cr"):
                words[0] += " " if child.tag == f"{W}tab" else "\n"
            elif child.tag != f"{W}p" or deep:
                walk(child, deep + 1)

    walk(node, 0)
    return words[0], squeezed(lead[0]), tuple(links)
