"""A small pack of an invented state, to bring in, alter, break and sign. Only its letters are borrowed: of a place
that has no law file."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from handrail.law.loader import load_packs, read_packs
from handrail.law.packing import pack_file

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
HEAD = """\
pack: us-zz
title: Zeta
jurisdiction: GU
parent: us
maintainer: The Zeta project
version: "VERSION"
kept_until: 2027-05-22
agencies:
  ag: {name: Zeta Attorney General, url: "https://ag.zeta.example"}
values:
  - id: us-zz.fee
    title: Highest fee, Zeta
    unit: cents
    verified: {on: 2026-11-20, how: read, confidence: high}
    recheck_by: 2027-11-20
    entries: [{from: 2020-01-01, value: 500, reference: Z.S. 9}]
duties:
  - id: us-zz.refund
    title: Money back, Zeta
    plain: Give the money back in time.
    topic: refunds
    citation: Z.S. 2
    sources: ["https://law.zeta.example/2"]
    verified: {on: 2026-11-20, how: read, confidence: high}
    recheck_by: 2027-03-01
    applies: "true"
    arises: known(cancellation.received_on)
    agency: ag
    parts:
      - id: pay
        kind: home-solicitation.refund
        type: deadline
        says: Give it back.
        deadline: {starts: cancellation.received_on, count: 7, unit: calendar-days, satisfied_by: done}
  - id: us-zz.sign
    title: A sign at the door, Zeta
    plain: Hang up the sign.
    topic: selling
    citation: Z.S. 3
    sources: ["https://law.zeta.example/3"]
    verified: {on: 2026-11-20, how: read, confidence: high}
    recheck_by: 2027-11-20
    applies: business.sells_in_shop
    parts:
      - {id: hang, kind: refund-policy.disclose, type: disclosure, says: Hang it up., elements: [the word Refund]}
"""
CASE = """\
- id: zeta-7
  source: our own
  facts: {cancellation.received_on: 2026-11-20}
  on: 2026-11-20
  ask: {question: due, about: home-solicitation.refund, duty: us-zz.refund}
  expect: {state: dated, day: 2026-11-27}
  citation: Z.S. 2
  why: Seven days after the 20th.
"""


def text(version: str = "1.0", *changes: tuple[str, str]) -> str:
    """The pack's file; each change is a pair of words that stand in it, and what stands instead."""
    found = HEAD.replace("VERSION", version)
    for old, new in changes:
        assert old in found, old
        found = found.replace(old, new)
    return found


def pack(*args, **kwargs):
    (found,) = read_packs({"us-zz.yaml": text(*args, **kwargs)}, load_packs())
    return found


def signed(version: str = "1.0", *changes, cases: str = CASE, key=KEY, files=None) -> bytes:
    """The one file of it. `files`: in the place of its own, to bring what would not load."""
    inside = files or {"us-zz.yaml": text(version, *changes)}
    head = pack(version) if files else pack(version, *changes)
    return pack_file(head, inside, {"cases/us-zz.yaml": cases} if cases else {}, key).encode()
