"""All that is kept of a person as one file to hand out: to read, for a machine, and the photos and papers. Pure."""

import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from tempfile import SpooledTemporaryFile

IN_MEMORY = 4_000_000  # bytes; what is larger lies on the disk while it is sent


def bundled(page: bytes, machine: bytes, files: Iterable[tuple[str, Path]]) -> "SpooledTemporaryFile[bytes]":
    """An open zip. `files`: the name somebody gave and where the bytes lie; two of one name both come along."""
    held = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("read-me-first.html", page)
        out.writestr("for-a-machine.json", machine)
        for number, (name, where) in enumerate(files, 1):
            if where.is_file():
                out.write(where, f"files/{number:03}-{_plain(name)}")
    held.seek(0)
    return held


def _plain(name: str) -> str:
    """The last part of a name alone: no folder in it leads anywhere."""
    return PurePosixPath(name.replace("\\", "/")).name or "file"
