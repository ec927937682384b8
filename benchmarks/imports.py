"""Documents brought in as drafts, scored against their own Markdown.

python benchmarks/imports.py --data DIR     DIR holds docx/*.docx and markdown/*.md of the same names (a prefix `xx_` of
the .docx is passed over). Prints a table; ends with 1 when a mean is below its mark.

**What is right** is read from the Markdown by markdown-it, without any code of Handrail. A *step* is the first line
of a list item, or a paragraph or heading that begins “Step N”. A step *stands under* the item whose list it is nested
in; an outermost list that follows a “Step N” stands under that one, up to the next heading. Everything else in the
file is no step.

**Step F1.** The steps of the draft, in their order, are aligned with the right ones in theirs (longest common
subsequence). Two are the same when, in small letters and without anything but letters and digits, they are equal, or
are 95 % alike by difflib. Precision is the matched share of the draft's steps, recall that of the right ones; F1
their harmonic mean. Pooled over all documents, so that long ones count for more, and the mean over the documents that
have steps. A document without a right step counts only through what was made up in it (pooled).

**Nesting F1.** Each step with one above it is a pair (above, step). A pair of the draft is right when both are
matched and the right steps stand in a pair, too. F1 over pairs, pooled over all documents.

**The peer** reads lists the plain way most converters do: every paragraph of the .docx with a list number is a step,
at the level that number says, under the last one of a lower level.

Nothing in Handrail names a document, and nothing here is tuned to one.
"""

import argparse
import re
import sys
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from xml.etree import ElementTree as ET

from markdown_it import MarkdownIt

from handrail.procedures.bringing.drafts import draft
from handrail.procedures.bringing.word import read_word

STEPS_AT_LEAST, NESTING_AT_LEAST, ALIKE = 0.90, 0.80, 0.95
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMED = re.compile(r"^step\s+(?:\d+|[a-z])\b[\s:.)–—-]*", re.IGNORECASE)


@dataclass(slots=True)
class Steps:
    """Texts in their order, and for each the place of the one it stands under."""

    texts: list[str] = field(default_factory=list)
    above: list[int | None] = field(default_factory=list)

    def add(self, text: str, above: int | None) -> int:
        self.texts.append(re.sub(r"[^a-z0-9]+", "", NAMED.sub("", text.strip()).lower()))
        self.above.append(above)
        return len(self.texts) - 1


@dataclass(frozen=True, slots=True)
class Score:
    right: int
    made: int
    matched: int
    right_pairs: int
    made_pairs: int
    matched_pairs: int

    @property
    def steps(self) -> float:
        return f1(self.matched, self.made, self.right)

    @property
    def nesting(self) -> float:
        return f1(self.matched_pairs, self.made_pairs, self.right_pairs)


def f1(matched: int, made: int, right: int) -> float:
    return 2 * matched / (made + right) if made + right else 1.0


# What is right


def right_steps(markdown: str) -> Steps:
    """Read from markdown-it's tokens alone."""
    found, items, named, waiting = Steps(), list[int | None](), None, False
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        if token.type == "heading_open":
            named = None
        elif token.type == "list_item_open":
            items.append(None)
            waiting = True
        elif token.type == "list_item_close":
            items.pop()
            waiting = False
        elif token.type in ("fence", "code_block", "blockquote_open", "table_open"):
            waiting = False
        elif token.type == "inline":
            words = _words(token)
            if waiting:
                above = next((place for place in reversed(items[:-1]) if place is not None), named)
                items[-1] = found.add(words.split("\n")[0], above)
                waiting = False
            elif not items and NAMED.match(words) and NAMED.sub("", words):
                named = found.add(words.split("\n")[0], None)
    return found


def _words(token: object) -> str:
    breaks = {"softbreak": " ", "hardbreak": "\n"}
    children = getattr(token, "children", None) or ()
    return "".join(
        breaks.get(row.type, row.content if row.type in ("text", "code_inline") else "") for row in children
    ).strip()


# What was made


def drafted(path: Path) -> Steps:
    """The steps of the draft: what they were made of, and under which step each stands."""
    made = draft(read_word(path.read_bytes(), path.name))
    found = Steps()
    places: dict[str, int] = {}
    for row in made.placed if made else ():
        places[row.step] = found.add(row.source, places.get(row.above))
    return found


def naive(path: Path) -> Steps:
    """The peer: every paragraph with a list number, at its level."""
    with zipfile.ZipFile(path) as file:
        body = ET.fromstring(file.read("word/document.xml"))  # noqa: S314 - a benchmark's own data
    found, open_ = Steps(), list[tuple[int, int]]()
    for node in body.iter(f"{W}p"):
        level = node.find(f"{W}pPr/{W}numPr/{W}ilvl")
        if level is None:
            continue
        deep, text = int(level.get(f"{W}val", "0")), "".join(row.text or "" for row in node.iter(f"{W}t"))
        open_ = [row for row in open_ if row[0] < deep]
        open_.append((deep, found.add(text, open_[-1][1] if open_ else None)))
    return found


# Scoring


def score(right: Steps, made: Steps) -> Score:
    pairs = dict(_aligned(right.texts, made.texts))
    right_pairs = {(above, n) for n, above in enumerate(right.above) if above is not None}
    made_pairs = [(above, n) for n, above in enumerate(made.above) if above is not None]
    hits = sum((pairs.get(above, -1), pairs.get(n, -1)) in right_pairs for above, n in made_pairs)
    return Score(len(right.texts), len(made.texts), len(pairs), len(right_pairs), len(made_pairs), hits)


def _aligned(right: Sequence[str], made: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs (made, right) of the longest common subsequence."""
    same = [[_same(a, b) for b in right] for a in made]
    best = [[0] * (len(right) + 1) for _ in range(len(made) + 1)]
    for i in range(len(made) - 1, -1, -1):
        for j in range(len(right) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + same[i][j])
    i = j = 0
    found = []
    while i < len(made) and j < len(right):
        if same[i][j] and best[i][j] == best[i + 1][j + 1] + 1:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _same(a: str, b: str) -> bool:
    if a == b:
        return bool(a)
    longer = max(len(a), len(b), 1)
    if abs(len(a) - len(b)) / longer > 2 * (1 - ALIKE):
        return False
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= ALIKE


def pooled(scores: Sequence[Score]) -> Score:
    names = ("right", "made", "matched", "right_pairs", "made_pairs", "matched_pairs")
    return Score(*(sum(getattr(row, name) for row in scores) for name in names))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the folder with docx/ and markdown/")
    folder = parser.parse_args().data
    markdown = {path.stem: path for path in sorted((folder / "markdown").rglob("*.md"))}
    found: list[tuple[str, Score, Score]] = []
    seconds = 0.0
    for path in sorted((folder / "docx").glob("*.docx")):
        name = path.stem if path.stem in markdown else path.stem.partition("_")[2]
        right = right_steps(markdown[name].read_text("utf-8"))
        begun = time.perf_counter()
        ours = drafted(path)
        seconds += time.perf_counter() - begun
        found.append((name, score(right, ours), score(right, naive(path))))
    return _print(found, seconds)


def _print(found: Sequence[tuple[str, Score, Score]], seconds: float) -> int:
    print(f"{'document':<46}{'right':>6} |{'made':>5}{'steps':>7}{'nesting':>9} |{'peer':>5}{'steps':>7}{'nesting':>9}")
    for name, ours, peer in found:
        print(f"{name[:45]:<46}{ours.right:>6} |{_cells(ours)} |{_cells(peer)}")
    both = [pooled([row[n] for row in found]) for n in (1, 2)]
    print(f"{'all, pooled':<46}{both[0].right:>6} |{_cells(both[0])} |{_cells(both[1])}")
    with_steps = [row for row in found if row[1].right]
    means = [sum(row[n].steps for row in with_steps) / len(with_steps) for n in (1, 2)]  # type: ignore[union-attr]
    print(f"mean step F1 over the {len(with_steps)} documents with steps: {means[0]:.3f}; the peer {means[1]:.3f}")
    print(f"{both[0].right_pairs} pairs to find. {len(found)} documents read and drafted in {seconds:.2f} s.")
    good = min(both[0].steps, means[0]) >= STEPS_AT_LEAST and both[0].nesting >= NESTING_AT_LEAST
    print(
        f"{'Holds' if good else 'BELOW'}: steps at least {STEPS_AT_LEAST:.2f}, nesting at least {NESTING_AT_LEAST:.2f}."
    )
    return 0 if good else 1


def _cells(row: Score) -> str:
    nesting = f"{row.nesting:.3f}" if row.right_pairs or row.made_pairs else "-"
    steps = f"{row.steps:.3f}" if row.right or row.made else "-"
    return f"{row.made:>5}{steps:>7}{nesting:>9}"


if __name__ == "__main__":
    sys.exit(main())
