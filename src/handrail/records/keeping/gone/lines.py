"""The list of disposals as a file: one signed line each, keys and no words. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handrail.ledger import ed25519
from handrail.ledger.canonical import JSON, digest, dumps

FORMAT = "handrail-disposals-1"
NAME = "disposals.jsonl"  # in the folder of the backups
START = "0" * 64


@dataclass(frozen=True, slots=True)
class Line:
    """`previous`, in the body, is the hash of the body before it in the same business."""

    body: Mapping[str, Any]
    key: str
    signature: str

    @property
    def organization(self) -> str:
        return str(self.body["organization"])

    @property
    def keys(self) -> list[str]:
        return [str(each) for each in self.body["gone"]]

    def holds(self) -> bool:
        """Whether the key in it signed it."""
        try:
            return ed25519.verify(bytes.fromhex(self.key), dumps(self.body), bytes.fromhex(self.signature))
        except (ValueError, TypeError):
            return False

    def text(self) -> str:
        return dumps({"body": dict(self.body), "key": self.key, "signature": self.signature}).decode()


def body(organization: object, number: int, at: str, previous: str, gone: Sequence[str]) -> dict[str, JSON]:
    return {
        "format": FORMAT, "organization": str(organization), "number": number, "at": at, "previous": previous,
        "gone": list[JSON](gone),
    }  # fmt: skip


def hash_of(line: Mapping[str, Any]) -> str:
    return digest(line)


@dataclass(frozen=True, slots=True)
class Read:
    """What stands in the file: lines that hold, and the places (from 1) of those that don't."""

    lines: tuple[Line, ...]
    bad: tuple[int, ...]


def read(file: Path) -> Read:
    """A last line that was cut short is one that does not hold; a file that is not there is an empty list."""
    good, bad = list[Line](), list[int]()
    for place, text in enumerate(_texts(file), 1):
        line = _line(text)
        if line is None or not line.holds():
            bad.append(place)
        else:
            good.append(line)
    return Read(tuple(good), tuple(bad))


def _texts(file: Path) -> list[str]:
    return file.read_text("utf-8", errors="replace").splitlines() if file.is_file() else []


def _line(text: str) -> Line | None:
    try:
        raw = json.loads(text)
        line = Line(raw["body"], str(raw["key"]), str(raw["signature"]))
    except (ValueError, KeyError, TypeError):
        return None
    fits = isinstance(line.body, dict) and line.body.get("format") == FORMAT and isinstance(line.body.get("gone"), list)
    return line if fits else None


def append(file: Path, lines: Iterable[Line]) -> None:
    """Written whole and synced: a power cut after this loses none of them."""
    import os

    text = "".join(f"{line.text()}\n" for line in lines)
    if not text:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    torn = file.is_file() and file.stat().st_size > 0 and not file.read_bytes().endswith(b"\n")
    with file.open("a", encoding="utf-8") as out:
        out.write(("\n" if torn else "") + text)
        out.flush()
        os.fsync(out.fileno())
