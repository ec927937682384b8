"""One value, one sequence of bytes: the serialisation that hashes and signatures are made over.

JSON with sorted keys, no spaces, UTF-8, whole numbers only. A float is refused: two machines may write it
differently. Follows the idea of RFC 8785 for the types used here."""

import hashlib
import json

from handrail.facts.plain import JSON as JSON  # noqa: PLC0414 - re-exported for the rooms that write records


def dumps(value: object) -> bytes:
    """The canonical bytes of a JSON value. Raises TypeError for a float or a foreign type."""
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest(value: object) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(dumps(value)).hexdigest()


def _refuse_floats(value: object) -> None:
    match value:
        case float():
            raise TypeError(f"{value!r} is a float; records hold whole numbers and text only")
        case dict():
            for key, item in value.items():
                if not isinstance(key, str):
                    raise TypeError(f"key {key!r} is not text")
                _refuse_floats(item)
        case list() | tuple():
            for item in value:
                _refuse_floats(item)
