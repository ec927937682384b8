"""Which kinds of duty no starter procedure meets, and why: the page docs/reference/library-coverage.md. Pure.

Written anew with `python -m handrail.procedures.shelving.coverage > docs/reference/library-coverage.md`."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from handrail.law.engine import Law, load_law
from handrail.procedures.duties import MET_BY_STEPS, kinds_met
from handrail.procedures.language.steps import Procedure
from handrail.procedures.language.variants import written_out
from handrail.procedures.shelf import library

REASONS = Path(__file__).with_name("not-met.yaml")
HEAD = """# What the starter library meets

Generated from the library and the law files; a test keeps it true. Of {all} kinds of duty that a step can meet, a
starter procedure meets {met}. The others stand below, with the reason and the duties that ask for them.
"""


@dataclass(frozen=True, slots=True)
class Unmet:
    """A kind of duty that no starter meets, and the duties that ask for it."""

    kind: str
    title: str
    duties: tuple[str, ...]
    why: str


@cache
def reasons() -> Mapping[str, str]:
    """By kind, or by what kinds begin with: why no starter meets it."""
    rows = YAML(typ="safe", pure=True).load(REASONS.read_text("utf-8"))
    return {kind: row["why"] for row in rows for kind in row["kinds"]}


def asked_kinds(law: Law) -> dict[str, tuple[str, ...]]:
    """Each kind that a step can meet, with the duties of the law files that ask for it."""
    found: dict[str, list[str]] = {}
    for duty in law.duties.values():
        for part in duty.parts:
            if part.type in MET_BY_STEPS and not duty.no_duty:
                found.setdefault(part.kind, []).append(duty.id)
    return {kind: tuple(dict.fromkeys(ids)) for kind, ids in found.items()}


def unmet(law: Law, shelf: Mapping[str, Procedure]) -> list[Unmet]:
    met = kinds_met(written_out(row) for row in shelf.values())
    rows = ((kind, ids) for kind, ids in asked_kinds(law).items() if kind not in met)
    return sorted((Unmet(kind, law.kinds[kind].title, ids, why(kind)) for kind, ids in rows), key=lambda row: row.kind)


def why(kind: str) -> str:
    """The reason for the kind itself, else for what it begins with; "" when none is given."""
    return reasons().get(kind) or reasons().get(kind.partition(".")[0], "")


def page(law: Law, shelf: Mapping[str, Procedure]) -> str:
    rows, every = unmet(law, shelf), asked_kinds(law)
    parts = [HEAD.format(all=len(every), met=len(every) - len(rows))]
    for reason in dict.fromkeys(reasons().values()):
        those = [row for row in rows if row.why == reason]
        if those:
            lines = [f"| {row.title} | `{row.kind}` | {', '.join(row.duties)} |" for row in those]
            parts.append(
                f"## {reason}\n\n| Kind of duty | Named | Asked by |\n|---|---|---|\n" + "\n".join(lines) + "\n"
            )
    return "\n".join(parts)


if __name__ == "__main__":
    sys.stdout.write(page(load_law(), library()))
