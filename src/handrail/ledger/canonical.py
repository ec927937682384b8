"""One value, one sequence of bytes: the serialisation that hashes and signatures are made over.

JSON with sorted keys, no spaces, UTF-8, whole numbers only. A float is refused: two machines may write it
differently. Follows the idea of RFC 8785 for the types used here."""

import hashlib
import json
from collections.abc import Iterable
from typing import NoReturn, TypeVar

from handrail.facts.plain import JSON as JSON  # noqa: PLC0414 - re-exported for the rooms that write records


def dumps(value: object) -> bytes:
    """The canonical bytes of a JSON value. Raises TypeError for a float or a foreign type."""
    _refuse_floats(value)
    return _ENCODER.encode(value).encode()


class Spelled(list[JSON]):
    """A list that stands in many records, with its canonical text, spelled out once. Nobody changes it."""

    def __init__(self, rows: Iterable[JSON]) -> None:
        super().__init__(rows)
        self.text = dumps(list(self)).decode()


def written(value: JSON) -> tuple[str, JSON]:
    """The same as text, and the value as it is read back from it. Raises as `dumps` does; reading it back tells floats
    and foreign keys quicker than looking at every value, and the value is a copy nobody else holds. A list that is
    spelled out already is put in as it stands."""
    key = next((key for key, each in value.items() if type(each) is Spelled), None) if isinstance(value, dict) else None
    if key is None or not isinstance(value, dict):
        return _written(value)
    rows = value[key]
    assert isinstance(rows, Spelled)
    left, left_back = _written({name: each for name, each in value.items() if name < key})
    right, right_back = _written({name: each for name, each in value.items() if name > key})
    inner = ",".join(part for part in (left[1:-1], f"{_ENCODER.encode(key)}:{rows.text}", right[1:-1]) if part)
    return f"{{{inner}}}", {**left_back, key: rows, **right_back}


V = TypeVar("V", bound=JSON)


def _written(value: V) -> tuple[str, V]:
    try:
        text = _ENCODER.encode(value)
    except ValueError:  # no number at all
        _refuse_floats(value)
        raise
    back: V = _DECODER.decode(text)
    if back != value:  # a tuple, read back as a list; or a key that is no text
        _refuse_floats(value)
    return text, back


def digest(value: object) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(dumps(value)).hexdigest()


def _refuse_float(text: str) -> NoReturn:
    raise TypeError(f"{text} is a float; records hold whole numbers and text only")


_DECODER = json.JSONDecoder(parse_float=_refuse_float)
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
_PLAIN = frozenset({str, int, bool, type(None)})


def _refuse_floats(value: object) -> None:
    """Most values are plain, and are passed by their type alone: an agent waits for this at every step."""
    if isinstance(value, float):
        raise TypeError(f"{value!r} is a float; records hold whole numbers and text only")
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError(f"a key of {list(value)!r} is not text")
        value = value.values()
    elif not isinstance(value, list | tuple):
        return
    for each in value:
        if type(each) not in _PLAIN:
            _refuse_floats(each)
