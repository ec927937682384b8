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
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str() | int() | None:
                continue
            case float() as found:
                raise TypeError(f"{found!r} is a float; records hold whole numbers and text only")
            case dict() as found:
                if not all(isinstance(key, str) for key in found):
                    raise TypeError(f"a key of {list(found)!r} is not text")
                waiting.extend(found.values())
            case list() | tuple() as found:
                waiting.extend(found)
