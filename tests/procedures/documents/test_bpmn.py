"""BPMN: whole by the judgement of bpmn-moddle and of the schema, and run by SpiffWorkflow to the same steps as here."""

import io
import json
import subprocess
from datetime import date
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser, BpmnValidator
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from handrail.facts.conditions import HANDED_DOWN, OPERATIONS, Unknown
from handrail.facts.vocabulary import VOCABULARY, with_own
from handrail.law.engine import load_law
from handrail.procedures.documents.formats.bpmn.formulas import variable
from handrail.procedures.documents.formats.bpmn.xml import bpmn
from handrail.procedures.documents.formats.sheet import Sheet
from handrail.procedures.documents.handbook import HandbookPage
from handrail.procedures.language.reader import read
from handrail.procedures.language.scenario import value_of
from handrail.procedures.scenarios import run
from handrail.procedures.shelf import library, own_facts_of, reachable

JUDGE = Path(__file__).parents[2] / "vendor" / "bpmn-moddle" / "judge.mjs"
ON = date(2026, 11, 25)
SPECS: dict = {}  # read once for all scenarios of a procedure
ITEM = """procedure: try-one-item
title: Look at one item
purpose: We know whether it is whole.
owner: service manager
review: {every: 6mo}
facts:
  own.item: {type: text, label: Item, ask: "Which item is it?"}
  own.whole: {type: bool, label: Item is whole, ask: "Is the item whole?"}
steps:
  - {id: look, ask: [own.whole], unknown: {end: escalated}}
  - {id: whole, decide: [{when: own.whole, then: good}, {otherwise: {end: unresolved}}]}
  - {id: good, record: [own.item], end: resolved}
"""
WAIT = """procedure: try-wait
title: Wait for a parcel
purpose: The parcel comes back, or somebody asks where it is.
owner: service manager
review: {every: 6mo}
steps:
  - {id: ask, ask: [sale.number]}
  - {id: back, wait: {for: The parcel is back, at_most: 2w, on_timeout: {escalate: supervisor, why: It is late.}}}
  - {id: sure, say: Shall I go ahead?, confirm: customer, no: {end: kept}}
  - {id: done, end: resolved}
scenarios:
  - {name: It comes, at: 2026-11-24T12:00, zone: America/Chicago, pool: {sale.number: A-1},
     turns: [{step: back, comes: "yes"}], expect: {outcome: resolved}}
  - {name: It does not come, at: 2026-11-24T12:00, zone: America/Chicago, pool: {sale.number: A-1},
     turns: [{step: back, comes: "no"}], expect: {outcome: escalated}}
  - {name: No, at: 2026-11-24T12:00, zone: America/Chicago, pool: {sale.number: A-1}, confirm: {sure: "no"},
     turns: [{step: back, comes: "yes"}], expect: {outcome: kept}}
"""

ORDER = """procedure: try-order
title: Look at a car
purpose: Two of three things are looked at.
owner: service manager
review: {every: 6mo}
steps:
  - id: look
    title: Look at the car
    any_order: {at_least: 2, of: [photos, number, papers]}
    otherwise: {escalate: supervisor, why: The car could not be looked at., within: 4h}
  - {id: photos, do: Take four photos.}
  - {id: number, ask: [sale.number], unknown: look}
  - {id: papers, look_up: {sale.paid: The folder}, unknown: look}
  - {id: close, record: [case.reason], end: resolved}
scenarios:
  - {name: The number is not found, at: 2026-11-24T12:00, zone: America/Chicago, expect: {outcome: resolved},
     pool: {sale.number: unknown, sale.paid: "5", case.reason: sold}}
  - {name: Too few, at: 2026-11-24T12:00, zone: America/Chicago, expect: {outcome: escalated},
     pool: {sale.number: unknown, sale.paid: unknown}}
"""


def shelf(repository):
    data = repository / "tests" / "data"
    ours = [read(file.read_text("utf-8")) for file in (data / "try-return.yaml",)]
    return {**library(), **{row.procedure: row for row in (*ours, read(ITEM), read(WAIT), read(ORDER))}}


def sheet(procedure, called, **more) -> Sheet:
    return Sheet(HandbookPage(procedure, "Version 1", "In force", ON, **more), "Red Dirt", ON, called)


@pytest.fixture(scope="module")
def held():
    return shelf(Path(__file__).parents[3])


def judged(content: bytes) -> dict:
    said = subprocess.run(["node", str(JUDGE)], input=content, capture_output=True, timeout=300, check=True)
    return json.loads(said.stdout)


@pytest.mark.parametrize("slug", ["try-return", "try-wait", "cancel-home-sale"])
def test_bpmn_moddle_and_the_schema_find_it_whole(held, slug):
    content = bpmn(sheet(held[slug], held))
    found = judged(content)
    assert found["warnings"] == []
    assert found["notDrawn"] == []
    assert found["processes"] == list(reachable(slug, held))
    BpmnValidator().validate(etree.parse(io.BytesIO(content)))


def test_the_judge_names_a_reference_to_nothing(held):
    content = bpmn(sheet(held["try-wait"], held))
    broken = content.replace(b'targetRef="try-wait.step_done"', b'targetRef="try-wait.nowhere"')
    assert broken != content
    assert any("unresolved reference" in row for row in judged(broken)["warnings"])


def test_no_two_boxes_of_a_drawing_overlap(held):
    for slug in ("try-return", "cancel-home-sale", "refund-or-return"):
        root = etree.fromstring(bpmn(sheet(held[slug], held)))
        boxes = []
        for shape in root.iter("{*}BPMNShape"):
            of, bounds = shape.get("bpmnElement"), shape.find("{*}Bounds")
            if not of.startswith(("pool-", "lane-")) and ".late_" not in of:
                boxes.append([*(int(bounds.get(key)) for key in ("x", "y", "width", "height")), of])
        for n, (x, y, w, h, of) in enumerate(boxes):
            for x2, y2, w2, h2, other in boxes[n + 1 :]:
                assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y, (of, other)


def test_a_draft_says_so_in_its_pool_and_every_step_is_told(held):
    text = bpmn(sheet(held["try-return"], held, mark="Draft")).decode()
    assert 'name="Take several items back (DRAFT: NOT IN FORCE)"' in text
    for said in (
        "Never in it: card numbers, whose fault it was.",
        "Marks: by somebody else than step",
        "Not checked: the law",
    ):
        assert said in text


# Run by another engine


class Asked(TaskDataEnvironment):
    """Answers what a file leaves to whoever runs it: the law, and calendars."""

    def __init__(self, play) -> None:
        self.data: dict = {}
        names = {name: work for name, work in OPERATIONS.items() if name[0].isalpha()}
        law = {name: partial(self.law, play, name) for name in HANDED_DOWN}
        super().__init__({**names, **law, "moment": date.isoformat, "today": play.today})

    def law(self, play, name, *args):
        known = {fact: self.data.get(variable(fact)) for fact in play.names}
        known = {fact: value for fact, value in known.items() if value is not None}
        functions = load_law().functions(known, play.today, play.scenario.zone, play.scenario.moment)
        found = functions(name, args)
        return None if isinstance(found, Unknown) else found

    def _prepare_context(self, context) -> None:
        self.data = context


class Spiff:
    """A scenario played by SpiffWorkflow from the file alone, with its answers given as a person would."""

    def __init__(self, scenario, slug, held) -> None:
        self.scenario, self.turns, self.path = scenario, list(scenario.turns), []
        self.names = [*VOCABULARY, *own_facts_of(slug, held).by_name]
        self.today = scenario.moment.astimezone(ZoneInfo(scenario.zone)).date()
        if slug not in SPECS:
            parser = BpmnParser(validator=BpmnValidator())
            parser.add_bpmn_io(io.BytesIO(bpmn(sheet(held[slug], held))), "ours.bpmn")
            SPECS[slug] = parser.get_spec(slug), parser.get_subprocess_specs(slug)
        self.workflow = BpmnWorkflow(*SPECS[slug], script_engine=PythonScriptEngine(environment=Asked(self)))
        with with_own(own_facts_of(slug, held)):
            given = self.values(scenario.facts) | self.values(scenario.pool)
            self.later = [(turn, self.values(turn.answer)) for turn in scenario.turns]
        self.beyond = [name for name, value in given.items() if value is None]
        self.start = {variable(name): given.get(name) for name in self.names} | {"case_opened_on": self.today}

    def values(self, written):
        return {name: value_of(name, text, self.scenario.zone) for name, text in written.items()}

    def run(self) -> "Spiff":
        [task] = self.workflow.get_tasks(state=TaskState.READY)
        task.set_data(**self.start)
        while not self.workflow.is_completed():
            self.workflow.do_engine_steps(did_complete_task=self.note)
            waiting = self.workflow.get_tasks(state=TaskState.READY, manual=True)
            if waiting:
                self.answer(waiting[0])
            elif not self.workflow.is_completed():
                self.wait()
        return self

    def note(self, task) -> None:
        """A step is behind us; one that calls, when what it calls begins."""
        parent = getattr(task.workflow, "parent_task_id", None)
        begins = parent and (task.task_spec.bpmn_id or "").endswith(".start")
        caller = self.workflow.get_task_from_id(parent) if begins else None
        if ".late_" in (task.task_spec.bpmn_id or ""):
            self.path.append(task.task_spec.bpmn_id.split(".late_")[1].replace("_", "-"))
        for row in [caller or task]:
            is_step = ".step_" in (row.task_spec.bpmn_id or "")
            if is_step and (row is caller or type(row.task_spec).__name__ != "CallActivity"):
                self.path.append(row.task_spec.bpmn_id.split(".step_")[1].replace("_", "-"))

    def turn(self, step):
        return self.later.pop(0) if self.later and self.later[0][0].step == step else (None, {})

    def answer(self, task) -> None:
        if ".choose_" in task.task_spec.bpmn_id:
            task.run()  # no choice: the first that is open
            return
        step = task.task_spec.bpmn_id.split(".step_")[1].replace("_", "-")
        turn, given = self.turn(step)
        data = {name: value for name, value in self.start.items() if task.data.get(name) is None}
        data |= {variable(name): value for name, value in given.items()}
        yes = (turn.confirm if turn else None) or self.scenario.confirm.get(step, "yes")
        task.data["said_no"] = [step] if yes == "no" else []
        task.data["skipped"] = [step] if turn and turn.skip else []
        gone = [*self.beyond, *(name for name, value in given.items() if value is None)]
        task.data["not_found"] = [name for name in gone if name not in given or given[name] is None]
        task.set_data(**data)
        task.run()
        self.note(task)

    def wait(self) -> None:
        [task] = [t for t in self.workflow.get_tasks(state=TaskState.WAITING) if ".step_" in t.task_spec.bpmn_id]
        step = task.task_spec.bpmn_id.split(".step_")[1].replace("_", "-")
        turn, _ = self.turn(step)
        if turn and turn.comes:
            self.workflow.catch(BpmnEvent(task.task_spec.event_definition))
            return
        for row in self.workflow.get_tasks(state=TaskState.WAITING):
            if isinstance(getattr(row.task_spec, "event_definition", None), TimerEventDefinition):
                row.internal_data["event_value"] = "2000-01-01T00:00:00+00:00"
        self.workflow.refresh_timers()

    @property
    def outcome(self) -> str:
        ends = [
            t for t in self.workflow.get_tasks(state=TaskState.COMPLETED) if type(t.task_spec).__name__ == "EndEvent"
        ]
        named = [t for t in ends if t.workflow is self.workflow]
        found = named[-1].task_spec.bpmn_id.split(".end_")[1].split("_")[0]
        return self.workflow.last_task.data["outcome"] if found == "same" else found


def both(slug, held):
    """The steps and the end of each scenario, here and there."""
    for scenario in held[slug].scenarios:
        ours, theirs = run(scenario, held, load_law(), slug), Spiff(scenario, slug, held).run()
        assert ours.holds, ours.differs
        yield (ours.path, ours.outcome), (tuple(theirs.path), theirs.outcome)


@pytest.mark.parametrize("slug", ["try-return", "try-wait", "try-order", "cancel-home-sale"])
def test_spiffworkflow_goes_the_same_steps_to_the_same_end(held, slug):
    found = [*both(slug, held)]
    assert found
    for ours, theirs in found:
        assert theirs == ours


@pytest.mark.slow
def test_spiffworkflow_goes_the_same_steps_in_every_scenario_of_the_library(held):
    count = 0
    for slug in library():
        for ours, theirs in both(slug, held):
            assert (slug, theirs) == (slug, ours)
            count += 1
    assert count > 300
