"""`handrail verify` as one file that any Python runs: the modules it needs, and nothing else of Handrail. Pure."""

import io
import pkgutil
import zipfile

MODULES = (
    "facts/plain.py", "facts/tongues.py", "ledger/canonical.py", "ledger/casefile.py", "ledger/checkpoint.py",
    "ledger/ed25519.py", "ledger/merkle.py", "ledger/verify.py", "ledger/verify_certificate.py",
    "ledger/verify_set.py",
)  # fmt: skip
_MAIN = "import sys\nfrom handrail.ledger.verify_set import main\nsys.exit(main(sys.argv[1:]))\n"


def checker() -> bytes:
    """The same bytes each time."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in _files():
            out.writestr(zipfile.ZipInfo(name), data)
    return made.getvalue()


def _files() -> list[tuple[str, bytes]]:
    code = [(f"handrail/{name}", pkgutil.get_data("handrail", name) or b"") for name in MODULES]
    packages = [(f"handrail/{name}__init__.py", b"") for name in ("", "facts/", "ledger/")]
    return [("__main__.py", _MAIN.encode()), *packages, *code]
