"""As much of PDF as tests need: the words of each page, and whether it is tagged. For the plain files typst writes."""

import re
import zlib
from collections.abc import Iterator

_OBJECT = re.compile(rb"(\d+) 0 obj(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
_IN = rb"(?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*"  # a pair of brackets inside a string stands there unescaped
_TOKEN = re.compile(rb"\(" + _IN + rb"\)|<[0-9A-Fa-f]+>", re.DOTALL)
_OPERATION = re.compile(
    rb"/(f\d+) [\d.]+ Tf|\[((?:\(" + _IN + rb"\)|[^\[\]()])*)\]\s*TJ"
    rb"|(\(" + _IN + rb"\)|<[0-9A-Fa-f]+>)\s*Tj",
    re.DOTALL,
)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages(made: bytes) -> list[str]:
    """The words of each page, blanks left out, in the order they are drawn."""
    objects = {int(found[1]): found[2] for found in _OBJECT.finditer(made)}
    return ["".join(_words(objects, body)) for body in objects.values() if re.search(rb"/Type\s*/Page\b", body)]


def text(made: bytes) -> str:
    return "".join(pages(made))


def squeezed(words: str) -> str:
    return re.sub(r"[\s\u200b]+", "", words)


def _words(objects: dict[int, bytes], page: bytes) -> Iterator[str]:
    fonts: dict[str, dict[int, str]] = {}
    _fonts(objects, page, fonts, set())
    yield from _drawn(_stream(objects, _link(page, b"Contents")), fonts)


def _fonts(objects, body: bytes, fonts, seen) -> None:
    """The letters of every font that the page reaches through its resources."""
    resources = objects[_link(body, b"Resources")]
    for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", resources):
        fonts[name.decode()] = _letters(_stream(objects, _link(objects[int(number)], b"ToUnicode")).decode("latin-1"))


def _link(body: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb"\s+(\d+) 0 R", body)
    assert found, (name, body[:200])
    return int(found[1])


def _stream(objects: dict[int, bytes], number: int) -> bytes:
    found = _STREAM.search(objects[number])
    assert found
    return zlib.decompress(found[1]) if b"FlateDecode" in objects[number] else found[1]


def _letters(cmap: str) -> dict[int, str]:
    return {
        int(code, 16): bytes.fromhex(letters.strip()).decode("utf-16-be", "replace")
        for code, letters in re.findall(r"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f ]+)>", cmap)
    }


def _drawn(stream: bytes, fonts) -> Iterator[str]:
    letters: dict[int, str] = {}
    for found in _OPERATION.finditer(stream):
        if found[1]:
            letters = fonts[found[1].decode()]
            continue
        raw = b"".join(_literal(token) for token in _TOKEN.findall(found[2] or found[3]))
        yield squeezed("".join(letters.get(int.from_bytes(raw[n : n + 2]), "?") for n in range(0, len(raw), 2)))


def _literal(token: bytes) -> bytes:
    if token[:1] == b"<":
        return bytes.fromhex(token[1:-1].decode())

    def plain(found) -> bytes:
        one = found[1]
        return bytes([int(one, 8)]) if one[:1].isdigit() else _ESCAPES.get(one, one)

    return re.sub(rb"\\([0-7]{1,3}|.)", plain, token[1:-1], flags=re.DOTALL)
