"""Keeps the demo's database of this version for the tests of upgrades to come: run once, when a version is tagged.

python tests/upgrade/keep.py     writes tests/upgrade/v<version>.sqlite3.xz"""

import lzma
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from handrail import __version__


def main() -> None:
    kept = Path(__file__).with_name(f"v{__version__}.sqlite3.xz")
    with tempfile.TemporaryDirectory() as place:
        data, whole = Path(place) / "data", Path(place) / "whole.sqlite3"
        subprocess.run([sys.executable, "-m", "handrail", "demo", "--data", str(data)], check=True)
        connection = sqlite3.connect(data / "handrail.sqlite3")
        connection.execute("VACUUM INTO ?", (str(whole),))
        connection.close()
        kept.write_bytes(lzma.compress(whole.read_bytes(), preset=9))
    sys.stdout.write(f"{kept.name}: {kept.stat().st_size // 1024} kB\n")


if __name__ == "__main__":
    main()
