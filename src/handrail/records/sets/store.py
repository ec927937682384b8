"""The file of a set while it grows and once it is whole: a zip in a folder. Pure."""

import hashlib
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

GROWING = ".part"


def begin(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with zipfile.ZipFile(_part(file), "w", zipfile.ZIP_DEFLATED):
        _part(file).chmod(0o600)


def holds(file: Path, names: Iterable[str]) -> bool:
    """Whether what was written so far is what was noted; a machine that went down in between may have left less."""
    try:
        with zipfile.ZipFile(_part(file)) as held:
            return sorted(held.namelist()) == sorted(names)
    except (OSError, zipfile.BadZipFile):
        return False


def add(file: Path, pieces: Iterable[tuple[str, bytes]]) -> dict[str, str]:
    """Append; returns what was written, by name with its hash."""
    written: dict[str, str] = {}
    with zipfile.ZipFile(_part(file), "a", zipfile.ZIP_DEFLATED) as out:
        for name, data in pieces:
            if name not in written:
                out.writestr(name, data)
                written[name] = hashlib.sha256(data).hexdigest()
    return written


def finish(file: Path, last: Mapping[str, bytes]) -> tuple[int, str]:
    """Size and hash of the whole."""
    add(file, last.items())
    _part(file).replace(file)
    with file.open("rb") as held:
        return file.stat().st_size, hashlib.file_digest(held, "sha256").hexdigest()


def remove(file: Path) -> None:
    file.unlink(missing_ok=True)
    _part(file).unlink(missing_ok=True)


def _part(file: Path) -> Path:
    return file.with_suffix(GROWING)
