"""Where a file waits between its preview and the person's yes: its rows, masked already, in a file of the data
folder that nobody else may read. Nothing of the upload itself is written anywhere. Pure but for that folder.
"""

import gzip
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from handrail.inquiries.raw import BadRow, Raw

KEPT_FOR = 24 * 3600  # seconds; then what nobody said yes to is deleted


@dataclass(frozen=True, slots=True)
class Held:
    """An upload that waits. `raw` is masked; `sha256` and `size` (bytes) are of the upload; `member` brought it."""

    id: UUID
    organization: UUID
    member: UUID
    name: str
    sha256: str
    size: int
    raw: Raw


def hold(folder: Path, held: Held, at: datetime) -> None:
    """Writes it, whole or not at all, and sweeps the folder. Raises OSError when the disk is full."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    sweep(folder, at)
    part = _path(folder, held.id).with_suffix(".part")
    try:
        _write(part, _as_json(held))
        os.utime(part, (at.timestamp(), at.timestamp()))
        part.replace(_path(folder, held.id))
    finally:
        part.unlink(missing_ok=True)


def fetch(folder: Path, id_: UUID, *, organization: UUID, member: UUID) -> Held | None:
    """What this person held, or None: it is another's, or was brought in, left or swept."""
    try:
        content = json.loads(gzip.decompress(_path(folder, id_).read_bytes()))
    except FileNotFoundError:
        return None
    held = _from_json(id_, content)
    return held if (held.organization, held.member) == (organization, member) else None


def drop(folder: Path, id_: UUID) -> None:
    _path(folder, id_).unlink(missing_ok=True)


def sweep(folder: Path, at: datetime) -> None:
    """Deletes what was held a day ago and never brought in."""
    for file in folder.glob("*.held*"):
        if file.stat().st_mtime < at.timestamp() - KEPT_FOR:
            file.unlink(missing_ok=True)


def _path(folder: Path, id_: UUID) -> Path:
    return folder / f"{id_.hex}.held"


def _write(file: Path, content: str) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(gzip.compress(content.encode("utf-8", "replace"), 1))


def _as_json(held: Held) -> str:
    raw = held.raw
    rows = [[line, [cells.get(header) for header in raw.headers]] for line, cells in raw.rows]
    bad = [[row.line, row.reason] for row in raw.bad]
    content = {
        "organization": str(held.organization), "member": str(held.member), "name": held.name, "sha256": held.sha256,
        "size": held.size, "kind": raw.kind, "headers": raw.headers, "mapping": raw.mapping, "rows": rows, "bad": bad,
        "replies": raw.replies,
    }  # fmt: skip
    return json.dumps(content)


def _from_json(id_: UUID, content: dict[str, object]) -> Held:
    kind, headers, mapping, rows, bad, replies = (
        content[key] for key in ("kind", "headers", "mapping", "rows", "bad", "replies")
    )
    assert isinstance(headers, list)
    assert isinstance(mapping, dict)
    assert isinstance(rows, list)
    assert isinstance(bad, list)
    cells = [(line, {h: c for h, c in zip(headers, row, strict=True) if c is not None}) for line, row in rows]
    raw = Raw(str(kind), headers, mapping, cells, [BadRow(line, reason) for line, reason in bad], int(str(replies)))
    organization, member = UUID(str(content["organization"])), UUID(str(content["member"]))
    return Held(id_, organization, member, str(content["name"]), str(content["sha256"]), int(str(content["size"])), raw)
