"""A pack as one signed file: its YAML files and worked cases whole, under the maintainer's Ed25519 signature. Pure.

The signature is over the canonical bytes of `body`. Who reads the file checks the signature, then reads the pack as its
own files would be read, then runs the worked cases it brings."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, ScalarEvent

from handrail.facts.problems import FileError, Problem
from handrail.law.cases import wrong_cases
from handrail.law.duties import KEEPING, Pack
from handrail.law.engine import Law
from handrail.law.loader import load_kinds, read_packs
from handrail.law.ours import LOCAL
from handrail.ledger import ed25519
from handrail.ledger.canonical import dumps

FORMAT = "handrail-law-pack-1"
LARGEST = 8 * 1024 * 1024
"""Bytes a pack file may have."""
_TEXTS = ("pack", "title", "version", "maintainer")


class PackFileError(FileError):
    """A pack file that is not taken; `problems` says all that is wrong, by file and line within it."""


@dataclass(frozen=True, slots=True)
class PackFile:
    """An opened file whose signature holds. `key` is the public key in hexadecimal."""

    pack: str
    title: str
    version: str
    maintainer: str
    files: Mapping[str, str]
    cases: Mapping[str, str]
    key: str
    text: str


def pack_file(pack: Pack, files: Mapping[str, str], cases: Mapping[str, str], key: Ed25519PrivateKey) -> str:
    """The one file of a pack, signed."""
    body = {
        "format": FORMAT, **{name: getattr(pack, name) for name in _TEXTS}, "kept_until": pack.kept_until.isoformat(),
        "files": dict(files), "cases": dict(cases),
    }  # fmt: skip
    signature = {"key": public_hex(key), "value": key.sign(dumps(body)).hex()}
    return json.dumps({"body": body, "signature": signature}, indent=1, ensure_ascii=False) + "\n"


def new_key() -> str:
    """A fresh key in hexadecimal, to be kept where only its maintainer reads it."""
    raw = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    return raw.hex()


def read_key(text: str) -> Ed25519PrivateKey:
    """The key of a file that `new_key` wrote. Raises PackFileError."""
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text.strip()))
    except ValueError:
        raise _refused("the key", "this file holds no key; name one that is not there, and a new key is made") from None


def public_hex(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def fingerprint(key: str) -> str:
    """SHA-256 of a public key in hexadecimal, in groups of four: what people compare on the phone."""
    found = hashlib.sha256(bytes.fromhex(key)).hexdigest()
    return " ".join(found[n : n + 4] for n in range(0, 32, 4))


def opened(data: bytes, name: str) -> PackFile:
    """A pack file whose shape and signature hold. Raises PackFileError."""
    if len(data) > LARGEST:
        raise _refused(
            name, f"the file is {len(data) // 1024 // 1024 + 1} MB; {LARGEST // 1024 // 1024} MB is the most"
        )
    try:
        text = data.decode("utf-8")
        raw = json.loads(text)
    except UnicodeDecodeError:
        raise _refused(name, "this is no text file; a law file is made with `handrail law pack bundle`") from None
    except json.JSONDecodeError as error:
        raise PackFileError([Problem(name, error.lineno, error.colno, f"this is no law file: {error.msg}")]) from None
    body, signature = _parts(raw, name)
    if not _holds(body, signature):
        raise _refused(name, "the signature does not fit: the file was changed after it was signed, or cut short")
    return _shaped(body, str(signature["key"]), text, name)


def _refused(name: str, why: str) -> PackFileError:
    return PackFileError([Problem(name, 1, 1, why)])


def _parts(raw: Any, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    body, signature = (raw.get(part) if isinstance(raw, dict) else None for part in ("body", "signature"))
    if not isinstance(body, dict) or not isinstance(signature, dict) or body.get("format") != FORMAT:
        raise _refused(name, f"this is no law file of the form {FORMAT}; one is made with `handrail law pack bundle`")
    return body, signature


def _holds(body: Mapping[str, Any], signature: Mapping[str, Any]) -> bool:
    try:
        key, value = (bytes.fromhex(signature[part]) for part in ("key", "value"))
        return ed25519.verify(key, dumps(body), value)
    except (KeyError, TypeError, ValueError):
        return False


def _shaped(body: Mapping[str, Any], key: str, text: str, name: str) -> PackFile:
    texts, groups = [body.get(part) for part in _TEXTS], [body.get(part) for part in ("files", "cases")]
    if not all(isinstance(row, str) for row in texts) or not all(map(_is_texts, groups)):
        raise _refused(name, "the file lacks one of pack, title, version, maintainer, files and cases")
    pack, title, version, maintainer = map(str, texts)
    return PackFile(pack, title, version, maintainer, groups[0] or {}, groups[1] or {}, key, text)


def _is_texts(found: object) -> bool:
    return isinstance(found, dict) and all(isinstance(key, str) and isinstance(row, str) for key, row in found.items())


MOST_NODES = 500_000
"""Values a file may hold once its aliases are written out: none may fill the memory by naming itself."""
_ANCHOR = re.compile(r"(?:^|[\s\[{,:])&\w", re.MULTILINE)


def unfolded(text: str) -> int:
    """How many values a text holds once its aliases are written out; 0 for one without any, or that is no YAML."""
    if not _ANCHOR.search(text):
        return 0
    sizes: dict[str, int] = {}
    open_: list[tuple[str | None, int]] = [(None, 0)]
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            _count(event, sizes, open_)
    except YAMLError:
        return 0
    return open_[0][1]


def _count(event: Any, sizes: dict[str, int], open_: list[tuple[str | None, int]]) -> None:
    """Adds what an event brings to the node that is open; a node that closes is remembered by its anchor."""
    match event:
        case CollectionStartEvent():
            open_.append((event.anchor, 1))
            return
        case CollectionEndEvent():
            anchor, size = open_.pop()
        case AliasEvent():
            anchor, size = None, sizes.get(event.anchor, 1)
        case ScalarEvent():
            anchor, size = event.anchor, 1
        case _:
            return
    if anchor:
        sizes[anchor] = size
    open_[-1] = (open_[-1][0], open_[-1][1] + size)


# The pack within, and its cases


def read_file(file: PackFile, beside: Sequence[Pack]) -> Pack:
    """The pack of an opened file, checked alone, with the packs `beside` it, and by its own worked cases.

    Raises PackFileError with everything that is wrong, by file and line."""
    for name, text in (*file.files.items(), *file.cases.items()):
        if unfolded(text) > MOST_NODES:
            raise _refused(name, "its anchors and aliases unfold to more than a law file can be; write it out")
    others = [row for row in beside if row.pack not in (file.pack, LOCAL)]
    try:
        packs = read_packs(file.files, others)
    except FileError as error:
        raise PackFileError(error.problems) from None
    if len(packs) != 1 or file.pack == LOCAL or any(getattr(packs[0], n) != getattr(file, n) for n in _TEXTS):
        raise _refused(next(iter(file.files), "pack"), f"the file says it holds {file.pack}, and holds something else")
    law = Law([*others, packs[0]], load_kinds())
    wrong = [row for name, text in file.cases.items() for row in wrong_cases(law, name, text)]
    if wrong:
        raise PackFileError(wrong)
    return packs[0]


# Versions, and what a pack is known by


def version_key(version: str) -> tuple[int, ...]:
    """A version like 2026.11.22 as numbers, so that .9 comes before .10; words, and noughts at its end, count as
    nothing."""
    numbers = [int(word) for word in re.findall(r"\d+", version)]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def is_newer(version: str, than: str) -> bool:
    return version_key(version) > version_key(than)


def as_content(pack: Pack) -> str:
    """The pack as data, the same for the same pack: what is left at its default is not written, so that a later
    release with more fields still knows it."""
    return pack.model_dump_json(by_alias=True, exclude_defaults=True, context=KEEPING)


def sha256_of(pack: Pack) -> str:
    return hashlib.sha256(as_content(pack).encode()).hexdigest()
