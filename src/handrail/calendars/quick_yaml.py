"""YAML as our own files are written, read twenty times quicker than by the full parser. Pure.

The plain subset is read here: block mappings and lists, flow ones, quoted and plain scalars, folded text, anchors and
what refers to them. Whatever is not plainly of it (tags, several documents, escapes, a misprint) is left whole to the
full parser, which reads it or says what is wrong. The outcome is the same, only sooner: a test compares the two."""

import re
from datetime import date
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.resolver import implicit_resolvers

_KEY = re.compile(r"([A-Za-z_][\w.\-/]*(?: [\w.\-/’]+)*|<<):(?: +(?=\S)|$)")
_MERGE = "<<"
_ANCHOR = re.compile(r"&([\w\-]+)(?: +(?=\S)|$)")
_ALIAS = re.compile(r"\*([\w\-]+)")
_COMMENT = re.compile(r" +#")
_FLOW_SCALAR = re.compile(r"-?[^\s,\[\]{}:#&*!|>'\"%@`?=\-][^,\[\]{}\n]*")
_DOUBLE = re.compile(r'"([^"\\\n]*)"')
_SINGLE = re.compile(r"'((?:[^'\n]|'')*)'")
_BLANK = re.compile(r"\s*")
_NO_TEXT = re.compile("[^\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""Tabs, other ends of lines than ours, and what no text file holds."""
_UNUSUAL_START = frozenset("&*!|>%@`?\"'{}[],#=")
_INT = re.compile(r"-?(?:0|[1-9]\d*)")
_FLOAT = re.compile(r"-?\d+\.\d+")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_RESOLVERS = [
    (tag.removeprefix("tag:yaml.org,2002:"), regexp, frozenset(first))
    for versions, tag, regexp, first in implicit_resolvers
    if (1, 2) in versions
]


class _UnusualError(Exception):
    """Not plainly of the subset: the full parser reads it."""


def load(text: str) -> Any:
    """What a YAML text holds, as the full parser gives it. Raises its MarkedYAMLError."""
    try:
        return _Lines(text).whole()
    except _UnusualError:
        return YAML(typ="safe", pure=True).load(text)


def plainly(text: str) -> Any | None:
    """The same of a text that is plainly of the subset; nothing of any other, for the full parser to read."""
    try:
        return _Lines(text).whole()
    except (_UnusualError, RecursionError):
        return None


@lru_cache(maxsize=4096)
def _plain(text: str) -> Any:
    """A plain scalar as what it stands for: text, a number, yes or no, nothing, a day."""
    for tag, regexp, first in _RESOLVERS:
        if text[0] in first and regexp.match(text):
            return _typed(tag, text)
    return text


def _typed(tag: str, text: str) -> Any:
    if tag == "int" and _INT.fullmatch(text):
        return int(text)
    if tag == "float" and _FLOAT.fullmatch(text):
        return float(text)
    if tag == "timestamp" and _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise _UnusualError from None
    if tag == "bool" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if tag == "null":
        return None
    raise _UnusualError


def _refuse(unusual: object) -> None:
    if unusual:
        raise _UnusualError


def _scalar(text: str) -> Any:
    """A plain scalar on its line, a comment behind it taken off."""
    comment = _COMMENT.search(text)
    bare = text[: comment.start()] if comment else text.rstrip()
    _refuse(bare[0] in _UNUSUAL_START or (bare[0] == "-" and bare[1:2] in ("", " ")))
    _refuse(": " in bare or bare.endswith(":"))
    return bare if comment is None and not _starts_typed(bare) else _plain(bare)


def _starts_typed(text: str) -> bool:
    return text[0] in _TYPED


_TYPED = frozenset().union(*(first for _, _, first in _RESOLVERS))


class _Flow:
    """Flow text being read: `{...}`, `[...]` or a quoted scalar, from where it begins."""

    def __init__(self, text: str, at: int, anchors: dict[str, Any]) -> None:
        self.text, self.at, self.anchors = text, at, anchors

    def value(self) -> Any:
        first = self.text[self.at : self.at + 1]
        if first == "&":
            return self.anchored()
        if first == "*":
            return self.alias()
        if first == "{":
            return self.mapping()
        if first == "[":
            return self.row()
        return self.quoted() if first in ('"', "'") else self.plain()

    def anchored(self) -> Any:
        found = _ANCHOR.match(self.text, self.at)
        if found is None:
            raise _UnusualError
        self.at = found.end()
        self.anchors[found[1]] = value = self.value()
        return value

    def alias(self) -> Any:
        found = _ALIAS.match(self.text, self.at)
        if found is None or found[1] not in self.anchors:
            raise _UnusualError
        self.at = found.end()
        return self.anchors[found[1]]

    def quoted(self) -> str:
        double = self.text[self.at] == '"'
        found = (_DOUBLE if double else _SINGLE).match(self.text, self.at)
        if found is None:
            raise _UnusualError
        self.at = found.end()
        return found[1] if double else found[1].replace("''", "'")

    def plain(self) -> Any:
        found = _FLOW_SCALAR.match(self.text, self.at)
        if found is None:
            raise _UnusualError
        text = found[0].rstrip()
        _refuse(": " in text or " #" in text or text.endswith(":"))
        self.at = found.end()
        return _plain(text)

    def blank(self) -> None:
        found = _BLANK.match(self.text, self.at)
        assert found is not None
        self.at = found.end()

    def next(self, end: str) -> bool:
        """Past a comma to the next value; False past the closing bracket."""
        self.blank()
        sign = self.text[self.at : self.at + 1]
        _refuse(sign not in (",", end))
        self.at += 1
        if sign == ",":
            self.blank()
        return sign == ","

    def opens(self, end: str) -> bool:
        """Past the opening bracket; False when it is closed at once."""
        self.at += 1
        self.blank()
        empty = self.text.startswith(end, self.at)
        self.at += empty
        return not empty

    def row(self) -> list[Any]:
        found: list[Any] = []
        more = self.opens("]")
        while more:
            found.append(self.value())
            more = self.next("]")
        return found

    def mapping(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        more = self.opens("}")
        while more:
            key = _KEY.match(self.text, self.at)
            if key is None or key[0].endswith(":"):
                raise _UnusualError
            _refuse_key(key[1], found)
            self.at = key.end()
            found[key[1]] = self.value()
            more = self.next("}")
        return _merged(found)


def _refuse_key(name: str, found: dict[str, Any]) -> None:
    _refuse(name in found or (name != _MERGE and name[0] in _TYPED and not isinstance(_plain(name), str)))


def _merged(found: dict[str, Any]) -> dict[str, Any]:
    """With what it takes over from another mapping; its own stands above."""
    if _MERGE not in found:
        return found
    other = found.pop(_MERGE)
    _refuse(not isinstance(other, dict))
    return {**other, **found}


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _is_no_more_text(line: str) -> bool:
    """Whether a line is something else than more words of a plain scalar."""
    return line[0] == "#" or ": " in line or " #" in line or line.endswith(":") or line[:2] in ("- ", "-")


class _Lines:
    """A text being read line by line."""

    def __init__(self, text: str) -> None:
        _refuse(_NO_TEXT.search(text))
        self.lines = text.split("\n")
        self.at = 0
        self.anchors: dict[str, Any] = {}

    def whole(self) -> Any:
        found = self.block(0)
        self.skip()
        _refuse(self.at < len(self.lines))
        return found

    def skip(self) -> None:
        """Over blank lines and comments."""
        lines, count = self.lines, len(self.lines)
        while self.at < count and (not (line := lines[self.at].lstrip(" ")) or line[0] == "#"):
            self.at += 1

    def indent(self) -> int:
        """How far the next line is indented; -1 at the end."""
        self.skip()
        if self.at >= len(self.lines):
            return -1
        return _indent(self.lines[self.at])

    def block(self, least: int) -> Any:
        """The mapping or list that begins on the next line, indented by `least` or more; nothing when none does."""
        indent = self.indent()
        if indent < least:
            return None
        line = self.lines[self.at]
        return self.row(indent) if line[indent : indent + 2] in ("- ", "-") else self.mapping(indent)

    def row(self, indent: int) -> list[Any]:
        found: list[Any] = []
        while self.indent() == indent and self.lines[self.at][indent : indent + 2] in ("- ", "-"):
            found.append(self.item(indent))
        return found

    def item(self, indent: int) -> Any:
        line = self.lines[self.at]
        rest = line[indent + 1 :].lstrip(" ")
        inner = len(line) - len(rest)
        _refuse(rest[:2] in ("- ", "-"))
        if rest and rest[0] != "#" and _KEY.match(rest):
            self.lines[self.at] = " " * inner + rest
            return self.mapping(inner)
        return self.value(rest, inner, indent)

    def mapping(self, indent: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while self.indent() == indent:
            line = self.lines[self.at]
            key = _KEY.match(line, indent)
            if key is None:
                break
            name = key[1]
            _refuse_key(name, found)
            found[name] = self.value(line[key.end() :], key.end(), indent, in_mapping=True)
        _refuse(not found)
        return _merged(found)

    def value(self, rest: str, column: int, indent: int, *, in_mapping: bool = False) -> Any:
        """What stands behind a key or a dash: on its line, or in the block under it."""
        first = rest[:1]
        if first in ("", "#"):
            self.at += 1
            return self.under(indent, in_mapping=in_mapping)
        if first == "&" and (anchor := _ANCHOR.match(rest)):
            value = self.value(rest[anchor.end() :], column + anchor.end(), indent, in_mapping=in_mapping)
            self.anchors[anchor[1]] = value
            return value
        if first in ("{", "[", '"', "'", "*"):
            return self.flow(column)
        if first in (">", "|"):
            return self.folded(rest.rstrip(), indent)
        return self.text(rest, indent)

    def under(self, indent: int, *, in_mapping: bool) -> Any:
        inner = self.indent()
        as_list = in_mapping and inner == indent and self.lines[self.at][indent : indent + 2] in ("- ", "-")
        return self.row(indent) if as_list else self.block(indent + 1)

    def flow(self, column: int) -> Any:
        line = self.lines[self.at]
        read = _Flow(line, column, self.anchors)
        try:
            found = read.value()
        except _UnusualError:  # it may go on over the next lines
            read, found = self.long_flow(column)
        rest = read.text[read.at :].partition("\n")[0]
        _refuse(rest.strip() and not _COMMENT.match(rest))
        self.at += read.text.count("\n", 0, read.at) + 1
        return found

    def long_flow(self, column: int) -> tuple[_Flow, Any]:
        _refuse(self.lines[self.at][column] not in "{[")
        read = _Flow("\n".join(self.lines[self.at : self.at + _LONGEST]), column, self.anchors)
        return read, read.value()

    def folded(self, sign: str, indent: int) -> str:
        """Text under `>-` or `|`, as long as it is even and without a gap."""
        _refuse(sign not in (">", ">-", "|", "|-"))
        self.at += 1
        start, edge = self.at, self.indent()
        _refuse(edge <= indent or self.at != start)
        while self.at < len(self.lines) and len(self.lines[self.at]) > edge and self.lines[self.at][:edge].isspace():
            _refuse(self.lines[self.at][edge] == " ")
            self.at += 1
        lines = [line[edge:] for line in self.lines[start : self.at]]
        after = self.lines[self.at] if self.at < len(self.lines) else "end"
        _refuse(not after.strip() and self.indent() > indent)
        _refuse(any(line != line.rstrip() for line in lines) or self.indent() > indent)
        return (" " if sign[0] == ">" else "\n").join(lines) + ("" if sign.endswith("-") else "\n")

    def text(self, rest: str, indent: int) -> Any:
        """A plain scalar, with the lines it goes on over."""
        found = _scalar(rest)
        start = self.at
        self.at += 1
        if self.indent() <= indent:
            return found
        _refuse(self.at != start + 1 or _COMMENT.search(rest))
        words = [rest.rstrip()]
        while self.at < len(self.lines) and (line := self.lines[self.at]).strip() and _indent(line) > indent:
            words.append(line.strip())
            _refuse(_is_no_more_text(words[-1]))
            self.at += 1
        _refuse(self.indent() > indent)
        return " ".join(words)


_LONGEST = 60
"""Lines over which flow text may go on here."""
