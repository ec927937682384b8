"""How long the check takes: each procedure of the library against all duties, for both examples and with nothing known.

    .venv/bin/python benchmarks/check.py [--profile NAME]

Milliseconds of the processor, and how many merged states were visited. Then the limits: 1,000 procedures of about 15
steps (those of the library with 13 to 17, one after the other, nothing kept from one to the next) under 5 s on one
core; a check after an edit under 50 ms; a procedure of 150 steps under 1 s. Beside them SpiffWorkflow reads and
validates a BPMN process of as many steps: it looks at its shape only, at no path and no duty. `--profile` says where
the time of one procedure goes.
"""

import argparse
import cProfile
import pstats
import sys
from collections.abc import Callable
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple

from handrail.business.interview import read_file
from handrail.facts.conditions import Facts
from handrail.law.engine import load_law
from handrail.procedures.examined import examine_by_law, reachable
from handrail.procedures.language.reader import plain
from handrail.procedures.language.steps import Procedure, Step
from handrail.procedures.proof import kept
from handrail.procedures.proof.collecting import no_collecting
from handrail.procedures.proof.findings import Report
from handrail.procedures.shelf import library

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
ON = date(2026, 11, 24)
LIMIT, PROCEDURES, STEPS = 5.0, 1000, 15
EDIT_LIMIT = 0.05
RUNS = 200  # of the thousand: the others would be the same ones again
NOTHING = "nothing known"


class Row(NamedTuple):
    name: str
    steps: int  # its own and those of all it calls: they are walked with it
    seconds: float
    report: Report


def businesses() -> dict[str, Facts]:
    found: dict[str, Facts] = {}
    for folder in sorted(EXAMPLES.iterdir()):
        if (folder / "business.yaml").is_file():
            answers = read_file((folder / "business.yaml").read_text("utf-8"))
            found[folder.name] = {name: value for name, value in answers.items() if value is not None}
    return {**found, NOTHING: {}}


def examine(name: str, answers: Facts) -> Report:
    return examine_by_law(library()[name], library(), answers, load_law(), ON, anybody=not answers)


def size(name: str) -> int:
    """Its own steps and those of all it calls: they are walked with it."""
    return sum(len(library()[slug].steps) for slug in reachable(name, library()))


def measured(name: str, answers: Facts) -> Row:
    steps = size(name)
    kept.forget()
    began = process_time()
    report = examine(name, answers)
    return Row(name, steps, process_time() - began, report)


def show(title: str, rows: list[Row]) -> None:
    print(f"\n{title}\n  {'procedure':<28}{'steps':>6}{'states':>8}{'duties':>8}{'ms':>9}")
    for row in rows:
        left = "" if row.report.complete else "  not all looked at"
        print(f"  {row.name:<28}{row.steps:>6}{row.report.states:>8}{len(row.report.duties):>8}"
              f"{row.seconds * 1000:>9.1f}{left}")  # fmt: skip
    states = sum(row.report.states for row in rows)
    print(f"  {'all':<28}{sum(row.steps for row in rows):>6}{states:>8}{'':>8}{_total(rows) * 1000:>9.1f}")


def _total(rows: list[Row]) -> float:
    return sum(row.seconds for row in rows)


def beside_the_limit(rows: list[Row]) -> None:
    """What a thousand procedures would take, if they were like these."""
    by_step = _total(rows) / sum(row.steps for row in rows) * STEPS * PROCEDURES
    median = sorted(row.seconds for row in rows)[len(rows) // 2] * PROCEDURES
    print(f"  {PROCEDURES} like these, counted by step: {by_step:.1f} s; all like the median one: {median:.1f} s")


def thousand(answers: Facts) -> None:
    """A thousand procedures of about fifteen steps."""
    near = [name for name in sorted(library()) if abs(size(name) - STEPS) <= 2]
    with no_collecting():  # as `handrail check` does it for all it is given
        took = sum(measured(near[number % len(near)], answers).seconds for number in range(RUNS)) * PROCEDURES / RUNS
    mean = sum(map(size, near)) / len(near)
    print(f"  {PROCEDURES} of {len(near)} procedures of {mean:.1f} steps on average: {took:.2f} s, that is "
          f"{took / mean * STEPS:.2f} s at {STEPS} (limit {LIMIT:.0f} s)")  # fmt: skip


class Edit(NamedTuple):
    """An edit of one step: the last, or the one in the middle."""

    what: str
    middle: bool
    of: Callable[[Step], dict[str, Any]]


EDITS = (
    Edit("words", False, lambda step: {"title": "Other words"}),
    Edit("a step", False, lambda step: {"record": (*step.record, "case.reason")}),
    Edit("a step in the middle", True, lambda step: {"record": (*step.record, "case.reason")}),
    Edit("its time", True, lambda step: {"within": "9d"}),
    Edit("when it is done", True, lambda step: {"when": "case.channel == 'phone'"}),
)


def edited(answers: Facts) -> None:
    """The check after an edit of every procedure of the library, read anew as the editor does."""
    for edit in EDITS:
        rows: list[tuple[float, str]] = []
        for name, procedure in sorted(library().items()):
            changed = _changed(procedure, edit)
            if changed is not None:
                kept.forget()
                examine(name, answers)
                rows.append((_again(changed, answers), name))
        rows.sort()
        over = sum(took > EDIT_LIMIT for took, _ in rows)
        slowest, name = rows[-1]
        print(f"  again after an edit of {edit.what}: median {rows[len(rows) // 2][0] * 1000:.1f} ms, slowest "
              f"{slowest * 1000:.1f} ms ({name}), over {EDIT_LIMIT * 1000:.0f} ms: {over} of {len(rows)}")  # fmt: skip


def _changed(procedure: Procedure, edit: Edit) -> Procedure | None:
    """None where the edit makes no procedure: not every step can have every part."""
    place = (len(procedure.steps) - 1) // 2 if edit.middle else len(procedure.steps) - 1
    step = procedure.steps[place]
    steps = (*procedure.steps[:place], step.model_copy(update=edit.of(step)), *procedure.steps[place + 1 :])
    try:
        return Procedure.model_validate(plain(procedure.model_copy(update={"steps": steps})))
    except ValueError:
        return None


def _again(changed: Procedure, answers: Facts) -> float:
    began = process_time()
    examine_by_law(changed, library(), answers, load_law(), ON, anybody=not answers)
    return process_time() - began


def long_one(steps: int = 150) -> None:
    """A procedure of so many steps: questions, decisions, words, deeds with duties, a call to a person."""
    made = Procedure.model_validate(long_text(steps))
    kept.forget()
    began = process_time()
    report = examine_by_law(made, library(), businesses()["red-dirt-propane"], load_law(), ON)
    took = process_time() - began
    print(f"  one of {steps} steps: {took * 1000:.0f} ms, {report.states} states (limit 1,000 ms)")


def long_text(steps: int) -> dict[str, Any]:
    facts = ("sale.notice_given", "sale.is_consumer", "sale.for_resale", "sale.is_extra", "cancellation.wanted")
    rows: list[dict[str, Any]] = []
    for number in range(steps):
        name, fact = f"s{number}", facts[number % len(facts)]
        after = f"s{number + 2}" if number + 2 < steps else f"s{steps - 1}"
        kinds: tuple[dict[str, Any], ...] = (
            {"ask": [fact], "unknown": {"escalate": "supervisor", "why": "It can’t be found out."}, "never_skip": True},
            {
                "decide": [
                    {"when": fact, "then": {"go": after}},
                    {"otherwise": {"go": f"s{min(number + 1, steps - 1)}"}},
                ]
            },
            {"say": "We look into it.", "when": "case.channel == 'phone'"},
            {"do": "Do the work.", "meets": ["home-solicitation.refund"], "never_skip": True},
            {"send": "It is done.", "record": ["case.reason"]},
        )
        rows.append({"id": name, **kinds[number % len(kinds)]})
    rows[-1] = {"id": f"s{steps - 1}", "record": ["case.resolution"], "end": "resolved"}
    head = {"procedure": "long", "title": "Long", "purpose": "To be measured.", "owner": "owner"}
    return {**head, "review": {"every": "6mo"}, "steps": rows}


def peer() -> None:
    """SpiffWorkflow on BPMN of as many steps: parsing, its validation against the schema, and building the process."""
    try:
        from SpiffWorkflow.bpmn.parser import BpmnParser, BpmnValidator
    except ImportError:
        print("  SpiffWorkflow is not here (requirements/dev.txt brings it)")
        return
    validator = BpmnValidator()  # reads the schema of BPMN, once
    for steps, runs in ((STEPS, 50), (150, 5)):
        text = bpmn(steps).encode()
        began = process_time()
        for _ in range(runs):
            parser = BpmnParser(validator=validator)
            parser.add_bpmn_io(BytesIO(text))
            parser.get_spec("p")
        took = (process_time() - began) / runs
        print(f"  SpiffWorkflow, parse and validate {steps} tasks: {took * 1000:.1f} ms"
              + (f", {PROCEDURES} of them {took * PROCEDURES:.1f} s" if steps == STEPS else ""))  # fmt: skip


def bpmn(steps: int) -> str:
    tasks = "".join(f'<userTask id="t{n}" name="Step {n}"/>' for n in range(steps))
    names = ["start", *(f"t{n}" for n in range(steps)), "end"]
    flows = "".join(
        f'<sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>' for n, (a, b) in enumerate(pairwise(names))
    )
    return (
        '<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" '
        'targetNamespace="http://example.org"><process id="p" isExecutable="true"><startEvent id="start"/>'
        f'{tasks}<endEvent id="end"/>{flows}</process></definitions>'
    )


def profile(name: str, run: Callable[[str, Facts], Report]) -> None:
    watch = cProfile.Profile()
    watch.runcall(run, name, {})
    pstats.Stats(watch).sort_stats("tottime").print_stats(25)


def _known(name: str) -> Procedure:
    if name not in library():
        raise argparse.ArgumentTypeError(f"there is no {name}; one of: {', '.join(sorted(library()))}")
    return library()[name]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profile", type=_known, metavar="NAME", help="say where the time of this procedure goes")
    parsed = parser.parse_args()
    print(f"{len(library())} procedures in the library, {len(load_law().duties)} duties in the law files")
    examine("open-call", {})  # conditions are compiled once a process
    if parsed.profile:
        profile(parsed.profile.procedure, examine)
        return 0
    complete = True
    for title, answers in businesses().items():
        for name in library():
            examine(name, answers)
        rows = [measured(name, answers) for name in sorted(library())]
        show(title, rows)
        beside_the_limit(rows)
        thousand(answers)
        edited(answers)
        complete &= all(row.report.complete for row in rows)
    print("\nlimits beside a peer")
    long_one()
    peer()
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
