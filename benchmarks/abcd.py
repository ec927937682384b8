"""Real procedures as the measure of the language: 55 guidelines of an online shop, run against their answers.

python benchmarks/abcd.py --data DIR     DIR holds guidelines.json and kb.json (ABCD, MIT). Prints a table; ends with 1
when a guideline has no procedure, a scenario does not hold, an action does not come, or the check finds a must."""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from handrail.law.engine import Law, load_law
from handrail.procedures.examined import examine_by_law
from handrail.procedures.language.reader import read
from handrail.procedures.language.steps import Procedure
from handrail.procedures.scenarios import Ran, run
from handrail.procedures.shelf import library, reachable

HERE = Path(__file__).resolve().parents[1]
EVALUATIONS, NOT_SAID = HERE / "evaluations", HERE / "docs" / "reference" / "what-could-not-be-said.md"
ON = date(2026, 11, 24)

# What the buttons of the guidelines are called in the answers. The rest are their own names in small letters.
BUTTONS = {
    "Log Out/In": "log-out-in", "Notify Internal Team": "notify-team", "Enter Detail": "enter-details",
    "Membership Privileges": "membership", "Select Answer": "select-faq", "Search FAQ": "search-faq",
    **{name: f"search-{name.lower()}" for name in (
        "Boots", "Shirt", "Jeans", "Jacket", "Pricing", "Membership", "Timing", "Policy")},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One guideline: its procedure, what its scenarios did, and which of the actions wanted came, in order."""

    flow: str
    procedure: str
    steps: int
    paths: int
    holds: int
    wanted: int
    matched: int
    ways: int
    findings: int
    not_said: int

    @property
    def good(self) -> bool:
        return self.holds == self.paths and self.matched == self.wanted and not self.findings and not self.not_said


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="the folder of guidelines.json and kb.json"
    )
    folder = parser.parse_args().data
    answers: dict[str, list[str]] = json.loads((folder / "kb.json").read_text("utf-8"))
    guidelines = json.loads((folder / "guidelines.json").read_text("utf-8"))
    count = sum(len(part["subflows"]) for part in guidelines.values())
    shelf = {**library(), **_read()}
    by_flow = {topic: row for row in shelf.values() for topic in row.handles if topic in _topics(answers)}
    rows = [
        _row(flow, by_flow[topic], answers[flow], shelf) for topic, flow in _topics(answers).items() if topic in by_flow
    ]
    _print(rows, f"{len(rows)} of {count} guidelines of the shop")
    # The support team's pages have no answers to hold them against: their paths and the check only.
    team = [_row(row.handles[0], row, (), shelf) for row in _read("support").values()]
    _print(team, f"{len(team)} pages of the support team")
    return 0 if len(rows) == count and all(row.good for row in (*rows, *team)) else 1


def _read(part: str = "") -> dict[str, Procedure]:
    found = [read(file.read_text("utf-8"), str(file)) for file in sorted((EVALUATIONS / part).rglob("*.yaml"))]
    return {row.procedure: row for row in found}


def _topics(answers: Mapping[str, object]) -> dict[str, str]:
    """A procedure handles the flow under its name in the answers, written with dashes."""
    return {flow.replace("_", "-"): flow for flow in answers}


def _row(flow: str, procedure: Procedure, wanted: Sequence[str], shelf: Mapping[str, Procedure]) -> Row:
    law, name = load_law(), procedure.procedure
    ran = [run(scenario, shelf, law, name) for scenario in procedure.scenarios]
    buttons = _buttons(name, shelf)
    matched, ways = _match(wanted, [tuple(actions(row, buttons)) for row in ran])
    steps = sum(len(shelf[called].steps) for called in reachable(name, shelf))
    holds = sum(row.holds for row in ran)
    findings = _musts(procedure, shelf, law)
    return Row(flow, name, steps, len(ran), holds, len(wanted), matched, ways, findings, _not_said(flow))


def _buttons(name: str, shelf: Mapping[str, Procedure]) -> dict[str, str]:
    """The button of each step of the procedure and of those it calls. The last click of a `how` is the button."""
    found: dict[str, str] = {}
    for row in (step for called in reachable(name, shelf) for step in shelf[called].steps if step.how):
        button = row.how[0].clicks[-1]
        action = BUTTONS.get(button, button.lower().replace(" ", "-"))
        if found.setdefault(row.id, action) != action:
            raise SystemExit(f"{name}: two steps are called {row.id} and press different buttons")
    return found


def actions(ran: Ran, buttons: Mapping[str, str]) -> Iterator[str]:
    """What was done in the tool, in order: the engine's `do` effects at steps that press a button."""
    yield from (buttons[row.step] for row in ran.effects if row.kind == "do" and row.step in buttons)


def _match(wanted: Sequence[str], paths: Sequence[tuple[str, ...]]) -> tuple[int, int]:
    """How many of the wanted actions came, and in how many paths. One path that did exactly these, else two that
    together did: where a guideline says “either, or”, its answer lists both."""
    if not wanted:
        return 0, 0
    if tuple(wanted) in paths:
        return len(wanted), 1
    pairs = [(a, b) for a in paths for b in paths if _in_order(a, wanted) and _in_order(b, wanted)]
    best = max((len(set(wanted) & {*a, *b}) for a, b in pairs), default=0)
    return best, 2


def _in_order(path: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether the wanted actions of a path come in the wanted order. It may do others (the manager is told)."""
    left = iter(wanted)
    return all(action in left for action in path if action in wanted)


def _musts(procedure: Procedure, shelf: Mapping[str, Procedure], law: Law) -> int:
    found = (
        row
        for name in reachable(procedure.procedure, shelf)
        for row in examine_by_law(shelf[name], shelf, {}, law, ON, anybody=True).findings
    )
    return sum(row.severity in ("law", "must") for row in found)


def _not_said(flow: str) -> int:
    """Rows of the table of clauses that could not be said, for this flow."""
    part = NOT_SAID.read_text("utf-8").partition("## Not said\n")[2].partition("\n## ")[0]
    return len(re.findall(rf"^\| `{re.escape(flow)}` ", part, re.MULTILINE))


def _print(rows: Sequence[Row], of: str) -> None:
    names = f"{'flow':44}{'procedure':24}"
    print(f"{names}{'steps':>6}{'paths':>6}{'hold':>6}{'actions':>9}{'by':>4}{'must':>6}{'unsaid':>8}")
    for row in rows:
        came = f"{row.matched}/{row.wanted}" if row.wanted else "-"
        print(
            f"{row.flow:44}{row.procedure:24}{row.steps:6}{row.paths:6}{row.holds:6}{came:>9}"
            f"{row.ways:4}{row.findings:6}{row.not_said:8}{'' if row.good else '  <-'}"
        )
    holds, paths = sum(row.holds for row in rows), sum(row.paths for row in rows)
    print(f"\n{of}; {holds} of {paths} paths hold; {sum(row.findings for row in rows)} must findings;")
    print(f"{sum(row.not_said for row in rows)} clauses not said; {_came(rows)}\n")


def _came(rows: Sequence[Row]) -> str:
    wanted = sum(row.wanted for row in rows)
    if not wanted:
        return "no answers to hold them against."
    one = sum(row.ways == 1 and row.matched == row.wanted for row in rows)
    matched = sum(row.matched for row in rows)
    return f"{matched} of {wanted} actions came in order, exactly these and in one path for {one}."


if __name__ == "__main__":
    sys.exit(main())
