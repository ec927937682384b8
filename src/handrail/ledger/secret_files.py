"""Files only their owner may read."""

import os
from pathlib import Path


def write_secret(file: Path, text: str) -> None:
    """Write a secret only its owner can read, unless it is there already."""
    if file.exists():
        return
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(text)
