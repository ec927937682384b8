"""One hash over many, and the short way from one of them to it. Only Python's standard library.

Leaves and nodes are hashed with different prefixes so that neither can stand for the other (RFC 9162, 2.1.1)."""

import hashlib
from collections.abc import Sequence

Path = list[list[str]]  # from the leaf to the root: on which side the other hash stands, and the hash


def root(leaves: Sequence[str]) -> str:
    """Root over hexadecimal leaf hashes, in the given order."""
    level = _ground(leaves)
    if not level:
        return hashlib.sha256(b"").hexdigest()
    while len(level) > 1:
        level = _up(level)
    return level[0].hex()


def path(leaves: Sequence[str], place: int) -> Path:
    """What else is needed to come from the leaf at a place to the root."""
    level, found = _ground(leaves), []
    while len(level) > 1:
        beside = place ^ 1
        if beside < len(level):
            found.append(["left" if beside < place else "right", level[beside].hex()])
        level, place = _up(level), place // 2
    return found


def follow(leaf: str, way: Sequence[Sequence[str]]) -> str:
    """The root that a leaf and its path lead to. Raises ValueError for what is no path."""
    here = hashlib.sha256(b"\x00" + bytes.fromhex(leaf)).digest()
    for side, other in way:
        if side not in ("left", "right"):
            raise ValueError(f"no side: {side}")
        pair = (bytes.fromhex(other), here) if side == "left" else (here, bytes.fromhex(other))
        here = hashlib.sha256(b"\x01" + b"".join(pair)).digest()
    return here.hex()


def _ground(leaves: Sequence[str]) -> list[bytes]:
    return [hashlib.sha256(b"\x00" + bytes.fromhex(leaf)).digest() for leaf in leaves]


def _up(level: Sequence[bytes]) -> list[bytes]:
    pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
    return [hashlib.sha256(b"\x01" + b"".join(pair)).digest() if len(pair) == 2 else pair[0] for pair in pairs]
