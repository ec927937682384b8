"""The quick reader against the full parser: where it reads at all, it reads the same."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

import handrail
from cast import tries
from handrail.calendars.quick_yaml import _Lines, _UnusualError, load

ROOT = Path(handrail.__file__).parent
FILES = sorted(ROOT.rglob("*.yaml"))
LONG = 4_000  # bytes; the full parser takes a second for each 100,000
SAMPLE = """\
# A comment first
pack: xx
version: "1"  # behind a value
kept_until: 2027-01-01
agencies:
  ag: {name: 'The Attorney General''s office', url: https://example.org/a?b=c, phone: 405-555-0100}
values:
  - id: xx.cap
    verified: &seen {on: 2026-11-22, how: read, confidence: high}
    entries:
      - {from: 2026-01-01, to: 2026-12-31, value: 5, reference: here}
      - {from: 2027-01-01, value: null,
         reference: "a, b"}
duties:
  - id: xx.one
    plain: Do one thing,
      and another.
    says: >-
      One line
      and a second.
    verified: *seen
    applies: "'a' in business.activities && x"
    notes: [One., "Two: three", -5, 1.5, true, no, ~]
    parts:
    - id: act
      once: true
      empty:

    - {<<: *seen, how: remembered}
"""


def full(text: str):
    return YAML(typ="safe", pure=True).load(text)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param([file for file in FILES if file.stat().st_size <= LONG], id="short"),
        pytest.param([file for file in FILES if file.stat().st_size > LONG], id="long", marks=pytest.mark.slow),
    ],
)
def test_every_file_that_ships_reads_the_same(files: list[Path]) -> None:
    assert len(files) > 10
    texts = {str(file.relative_to(ROOT)): file.read_text("utf-8") for file in files}
    assert [name for name, text in texts.items() if load(text) != full(text)] == []


def test_the_big_files_are_read_quickly() -> None:
    """Packs, kinds and the vocabulary are read by nearly every command."""
    for name in ("facts/vocabulary.yaml", "law/kinds.yaml", "law/packs/us.yaml"):
        _Lines((ROOT / name).read_text("utf-8")).whole()
    assert _Lines(SAMPLE).whole() == full(SAMPLE)


@pytest.mark.parametrize(
    "text",
    ["a: b: c", "a: {b: c", "a: [1, 2", "a: 1\na: 2", "- - 1", "a: !tag b", "--- 1\n--- 2", "? a\n: b", "a:\n\tb: 1",
     'a: "x\\u263a"', "a: |2\n   b", "a: b #c\n  d", "a: *b", "{a, b}", "[a: b]", "a: 2026-02-30", "a: 1_000", "a: 0x1F",
     "a: 'b\n  c'", "- a\n b: c", "a:\n  - b\n c: d", "a: b\n  c: d", "a: >\n b\n\n c\n", "a: [b]c", "a: - b", "a: -", ""],
)  # fmt: skip
def test_what_is_unusual_is_left_to_the_full_parser(text: str) -> None:
    assert same(text)


def same(text: str) -> bool:
    """Whether both read the same, where the quick reader reads at all."""
    try:
        quick = _Lines(text).whole()
    except _UnusualError:
        return True
    try:
        return bool(_with_types(quick) == _with_types(full(text)))
    except (YAMLError, ValueError):
        return False


def _with_types(value):
    if isinstance(value, dict):
        return {name: _with_types(row) for name, row in value.items()}
    return [_with_types(row) for row in value] if isinstance(value, list) else (type(value), value)


CHARACTERS = st.sampled_from([*" \n:,-#{}[]\"'&*>|a1x.~?!%@/=", "\n  ", ": ", " #", "- ", "null", "2026-11-25"])


@pytest.mark.slow
@given(st.lists(st.tuples(st.integers(0, len(SAMPLE)), st.integers(0, 3), CHARACTERS), min_size=1, max_size=3))
@settings(max_examples=tries(300), deadline=None)
def test_a_misprint_is_never_read_as_something_else(changes) -> None:
    text = SAMPLE
    for at, gone, put in changes:
        text = text[:at] + put + text[at + gone :]
    assert same(text), text


@given(st.text(alphabet=list(" \n:,-#{}[]\"'&*>|ab1.~<"), max_size=30))
@settings(max_examples=tries(300), deadline=None)
def test_any_text_reads_the_same_or_is_left(text: str) -> None:
    assert same(text), text
