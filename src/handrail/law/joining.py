"""The files of one pack joined to one tree, and the way back from a place in it to file, line and column. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from handrail.calendars import quick_yaml
from handrail.facts.problems import FileError, Problem
from handrail.law.duties import LISTS, PackPart

Place: TypeAlias = tuple[str | int, ...]
Row: TypeAlias = tuple[str, str | int]
"""A list of the whole and a number in it; or a file and a number there."""
Origin: TypeAlias = dict[Row, Row]
_PART_FIELDS = tuple(PackPart.model_fields)


class PackError(FileError):
    """A pack that does not load."""


@dataclass(frozen=True, slots=True)
class Joined:
    """One pack's tree. `texts`: its files, the head first. `origin`: where what a part file adds stands."""

    raw: dict[str, Any]
    texts: Mapping[str, str]
    origin: Origin

    def placed(self, wrong: Iterable[tuple[Place, str]]) -> list[Problem]:
        """Problems at places of the tree, as problems of the files."""
        trees: dict[str, Any] = {}
        found = []
        for place, message in wrong:
            file, within = self._home(place)
            if file not in trees:
                trees[file] = YAML(typ="rt", pure=True).load(self.texts[file])
            found.append(Problem(file, *_position(trees[file], within), message))
        return found

    def _home(self, place: Place) -> tuple[str, Place]:
        if len(place) > 1 and isinstance(place[0], str) and (place[0], place[1]) in self.origin:
            file, row = self.origin[place[0], place[1]]
            return file, (place[0], row, *place[2:])
        return next(iter(self.texts)), place


def joined_files(texts: Mapping[str, str]) -> Joined:
    """The files of a pack, the head first, as one tree. Raises PackError for what is no YAML, or has no place in it."""
    head, *parts = texts
    raw = _mapping(head, texts[head])
    origin: Origin = {}
    for file in parts:
        part = _mapping(file, texts[file])
        _refuse_foreign(file, texts[file], part)
        for name in LISTS:
            _add_rows(raw, name, part.get(name) or [], file, origin)
        _add_agencies(raw, part, file, texts[file], origin)
    return Joined(raw, texts, origin)


def _mapping(file: str, text: str) -> dict[str, Any]:
    try:
        raw = quick_yaml.load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise PackError([Problem(file, line, column, f"this is not YAML: {error.problem}")]) from None
    if not isinstance(raw, dict):
        raise PackError([Problem(file, 1, 1, "this is no law file: it begins with a field such as pack: or duties:")])
    return raw


def _refuse_foreign(file: str, text: str, part: Mapping[str, Any]) -> None:
    wrong: list[tuple[Place, str]] = [
        ((name,), f"a part file has no field {name}; it has: {', '.join(_PART_FIELDS)}")
        for name in part
        if name not in _PART_FIELDS
    ]
    wrong += [((name,), f"{name} is a list of rows") for name in LISTS if not isinstance(part.get(name) or [], list)]
    if wrong:
        raise PackError(Joined({}, {file: text}, {}).placed(wrong))


def _add_rows(raw: dict[str, Any], name: str, rows: list[Any], file: str, origin: Origin) -> None:
    if not rows or not isinstance(raw.get(name) or [], list):
        return
    whole = list(raw.get(name) or [])
    for number, row in enumerate(rows):
        origin[name, len(whole)] = (file, number)
        whole.append(row)
    raw[name] = whole


def _add_agencies(raw: dict[str, Any], part: Mapping[str, Any], file: str, text: str, origin: Origin) -> None:
    whole = dict(raw.get("agencies") or {})
    twice: list[tuple[Place, str]] = []
    for name, row in (part.get("agencies") or {}).items():
        if name in whole and whole[name] != row:
            twice.append((("agencies", name), f"there is another agency {name} in this pack"))
        whole[name] = row
        origin["agencies", name] = (file, name)
    if twice:
        raise PackError(Joined({}, {file: text}, {}).placed(twice))
    raw["agencies"] = whole


def _position(tree: Any, place: Place) -> tuple[int, int]:
    """Line and column of a place in the file, or of the nearest thing around it that is there."""
    line, column = 0, 0
    for word in place:
        try:
            line, column = tree.lc.key(word) if isinstance(word, str) else tree.lc.item(word)
            tree = tree[word]
        except (KeyError, IndexError, TypeError, AttributeError):
            break
    return line + 1, column + 1
