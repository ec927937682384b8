"""The engine beside other engines, in one run: steps a second of processor time on the same refund in twelve steps.

    .venv/bin/python benchmarks/engine.py [--seconds S]

The procedure has twelve steps and two branches; every case answers each step it comes to, and the four ways through it
take turns. Three rounds: *in memory*; *load, step and save*, where each step begins with the case as text in a database
and ends with it there again (plain sqlite3, WAL, synchronous=NORMAL, one commit a step, the same for all); and how many
bytes a case is, kept so, before its last step.

The peers: a bare table of steps written for this one procedure (the floor: it knows no facts, no law, no record),
SpiffWorkflow (BPMN, guards as Python expressions) and python-statemachine. Last, our own rate through the product: the
deed of a step with its chained events, synced whole (`benchmarks/step.py` takes that apart).
"""

import argparse
import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple, Protocol

from handrail.facts.answers import from_json, to_json
from handrail.facts.vocabulary import fact
from handrail.procedures.language.engine import Answer, Place, Start, State, World, advance
from handrail.procedures.language.steps import Procedure

STEPS = 12
BRANCHES = {
    3: ("sale.notice_given", 6),
    7: ("sale.is_consumer", 10),
}  # step: the fact it decides by, and where "no" goes
WAYS = [(True, True), (True, False), (False, True), (False, False)]
AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
WORLD = World(AT, AT.date())
LIMITS = {"in memory": 100, "load, step, save": 40}


class Engine(Protocol):
    """One engine on the refund. A case is whatever it keeps in memory; `to_text` and `from_text` are its own ways."""

    name: str

    def begin(self) -> Any: ...
    def step(self, case: Any, way: tuple[bool, bool]) -> Any: ...
    def over(self, case: Any) -> bool: ...
    def to_text(self, case: Any) -> str: ...
    def from_text(self, text: str) -> Any: ...


def told(number: int, way: tuple[bool, bool]) -> dict[str, bool]:
    """What is answered at a step."""
    if number not in BRANCHES:
        return {}
    return {BRANCHES[number][0]: way[list(BRANCHES).index(number)]}


def after(number: int, answers: dict[str, bool]) -> int:
    """The step that comes next by the drawing of the procedure."""
    if number in BRANCHES and not answers[BRANCHES[number][0]]:
        return BRANCHES[number][1]
    return number + 1


class Table:
    """The floor: what one would write by hand for this procedure alone."""

    name = "a bare table, by hand"

    def begin(self) -> dict[str, Any]:
        return {"at": 0, "facts": {}, "trail": []}

    def step(self, case: dict[str, Any], way: tuple[bool, bool]) -> dict[str, Any]:
        number = case["at"]
        answers = told(number, way)
        case["facts"].update(answers)
        case["trail"].append(number)
        case["at"] = after(number, answers)
        return case

    def over(self, case: dict[str, Any]) -> bool:
        return bool(case["at"] >= STEPS)

    def to_text(self, case: dict[str, Any]) -> str:
        return json.dumps(case)

    def from_text(self, text: str) -> Any:
        return json.loads(text)


class Ours:
    name = "Handrail"

    def __init__(self) -> None:
        made = Procedure.model_validate({
            "procedure": "refund", "title": "Refund", "purpose": "To be measured.", "owner": "owner",
            "review": {"every": "6mo"}, "steps": [self._row(number) for number in range(STEPS)],
        })  # fmt: skip
        self.bundle = {"refund": made}
        numbers = {f"s{number}": number for number in range(STEPS)}
        self.answers = {way: {id_: Answer(told(n, way)) for id_, n in numbers.items()} for way in WAYS}

    def _row(self, number: int) -> dict[str, Any]:
        row: dict[str, Any] = {"id": f"s{number}", "say": "Let me look at that for you."}
        if number in BRANCHES:
            fact, elsewhere = BRANCHES[number]
            ways = [{"when": fact, "then": f"s{number + 1}"}, {"otherwise": f"s{elsewhere}"}]
            return row | {"ask": [fact], "decide": ways, "unknown": {"escalate": "supervisor", "why": "Not known."}}
        return row | {"end": "resolved"} if number == STEPS - 1 else row

    def begin(self) -> State:
        return advance(self.bundle, State(), Start("refund"), WORLD)[0]

    def step(self, case: State, way: tuple[bool, bool]) -> State:
        assert case.at is not None
        return advance(self.bundle, case, self.answers[way][case.at.step], WORLD)[0]

    def over(self, case: State) -> bool:
        return case.status == "ended"

    def to_text(self, case: State) -> str:
        assert case.at is not None
        facts = {name: to_json(value) for name, value in case.facts.items()}
        return json.dumps([case.at.procedure, case.at.step, facts, sorted(case.beyond), case.trail])

    def from_text(self, text: str) -> State:
        procedure, step, facts, beyond, trail = json.loads(text)
        values = {name: from_json(fact(name), value) for name, value in facts.items()}
        moves = tuple([(id_, how) for id_, how in trail])
        return State("open", Place(procedure, step), facts=values, beyond=frozenset(beyond), trail=moves)


class Spiff:
    name = "SpiffWorkflow (BPMN)"

    def __init__(self) -> None:
        from SpiffWorkflow.bpmn.parser import BpmnParser
        from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

        parser = BpmnParser()
        parser.add_bpmn_io(BytesIO(bpmn().encode()))
        self.spec = parser.get_spec("refund")
        self.serializer = BpmnWorkflowSerializer()

    def begin(self) -> Any:
        from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

        case = BpmnWorkflow(self.spec)
        case.do_engine_steps()
        return case

    def step(self, case: Any, way: tuple[bool, bool]) -> Any:
        from SpiffWorkflow.util.task import TaskState

        task = case.get_next_task(state=TaskState.READY, manual=True)
        number = int(task.task_spec.name[1:])
        task.data.update({name.replace(".", "_"): value for name, value in told(number, way).items()})
        task.run()
        case.do_engine_steps()
        return case

    def over(self, case: Any) -> bool:
        return bool(case.is_completed())

    def to_text(self, case: Any) -> str:
        return str(self.serializer.serialize_json(case))

    def from_text(self, text: str) -> Any:
        return self.serializer.deserialize_json(text)


def bpmn() -> str:
    """The refund as BPMN: a user task for each step, and behind each branch a gateway whose guard reads its fact."""
    nodes, flows = ["<startEvent id='start'/>", "<endEvent id='end'/>"], [("start", "t0", "")]
    for number in range(STEPS):
        nodes.append(f"<userTask id='t{number}' name='Step {number}'/>")
        if number in BRANCHES:
            name, elsewhere = BRANCHES[number]
            nodes.append(f"<exclusiveGateway id='g{number}' default='no{number}'/>")
            flows += [(f"t{number}", f"g{number}", ""), (f"g{number}", f"t{number + 1}", name.replace(".", "_"))]
            flows.append((f"g{number}", f"t{elsewhere}", f"no{number}"))
        else:
            flows.append((f"t{number}", f"t{number + 1}" if number + 1 < STEPS else "end", ""))
    drawn = "".join(_flow(number, *row) for number, row in enumerate(flows))
    return (
        '<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="http://example.org">'
        f'<process id="refund" isExecutable="true">{"".join(nodes)}{drawn}</process></definitions>'
    )


def _flow(number: int, source: str, target: str, guard: str) -> str:
    default = guard.startswith("no")
    said = f"<conditionExpression xsi:type='tFormalExpression'>{guard}</conditionExpression>" if guard else ""
    id_ = guard if default else f"f{number}"
    return (
        f"<sequenceFlow id='{id_}' sourceRef='{source}' targetRef='{target}'>{'' if default else said}</sequenceFlow>"
    )


class Machine:
    name = "python-statemachine"

    def __init__(self) -> None:
        from statemachine import State as Node
        from statemachine import StateMachine

        nodes = {f"s{n}": Node(initial=n == 0) for n in range(STEPS)} | {"end": Node(final=True)}
        name_after = {n: nodes[f"s{n + 1}" if n + 1 < STEPS else "end"] for n in range(STEPS)}
        moves = None
        for number in range(STEPS):
            here = nodes[f"s{number}"]
            for move in self._moves(here, number, nodes, name_after[number]):
                moves = move if moves is None else moves | move
        body = {**nodes, "go": moves, "yes": lambda self, answer: answer, "no": lambda self, answer: not answer}
        self.kind = type("Refund", (StateMachine,), body)

    def _moves(self, here: Any, number: int, nodes: dict[str, Any], on: Any) -> list[Any]:
        if number not in BRANCHES:
            return [here.to(on)]
        return [here.to(on, cond="yes"), here.to(nodes[f"s{BRANCHES[number][1]}"], cond="no")]

    def begin(self) -> Any:
        return self._made("s0", {}, [])

    def _made(self, at: str, facts: dict[str, bool], trail: list[int]) -> Any:
        case = self.kind(start_value=at)
        case.facts, case.trail = facts, trail
        return case

    def step(self, case: Any, way: tuple[bool, bool]) -> Any:
        number = int(next(iter(case.configuration)).id[1:])
        answers = told(number, way)
        case.facts.update(answers)
        case.trail.append(number)
        case.go(answer=next(iter(answers.values()), True))
        return case

    def over(self, case: Any) -> bool:
        return bool(next(iter(case.configuration)).final)

    def to_text(self, case: Any) -> str:
        return json.dumps([next(iter(case.configuration)).id, case.facts, case.trail])

    def from_text(self, text: str) -> Any:
        return self._made(*json.loads(text))


class Rate(NamedTuple):
    steps: float  # a second of processor time
    bytes: int  # of a case as it is kept before its last step


def in_memory(engine: Engine, seconds: float) -> Rate:
    done, kept = 0, 0
    began = process_time()
    while process_time() - began < seconds:
        for way in WAYS:
            case = engine.begin()
            while not engine.over(case):
                case = engine.step(case, way)
                done += 1
    return Rate(done / (process_time() - began), kept)


def load_step_save(engine: Engine, seconds: float) -> Rate:
    """Each step as a server that keeps nothing does it."""
    done, size = 0, 0
    with tempfile.TemporaryDirectory() as folder, database(Path(folder)) as rows:
        began = process_time()
        while process_time() - began < seconds:
            for way in WAYS:
                size = max(size, one_case(engine, way, rows))
                done += steps_of(way)
        return Rate(done / (process_time() - began), size)


def one_case(engine: Engine, way: tuple[bool, bool], rows: sqlite3.Connection) -> int:
    """The bytes it was kept in at most."""
    size = 0
    case = engine.begin()
    rows.execute("INSERT OR REPLACE INTO kept VALUES (1, ?)", (engine.to_text(case),))
    for _ in range(steps_of(way)):
        text = rows.execute("SELECT text FROM kept WHERE id = 1").fetchone()[0]
        case = engine.step(engine.from_text(text), way)
        size = max(size, len(text))
        if not engine.over(case):
            rows.execute("UPDATE kept SET text = ? WHERE id = 1", (engine.to_text(case),))
    assert engine.over(case)
    return size


def steps_of(way: tuple[bool, bool]) -> int:
    number, steps = 0, 0
    while number < STEPS:
        number, steps = after(number, told(number, way)), steps + 1
    return steps


@contextmanager
def database(folder: Path) -> Iterator[sqlite3.Connection]:
    rows = sqlite3.connect(folder / "cases.sqlite3", isolation_level=None)
    rows.execute("PRAGMA journal_mode = WAL")
    rows.execute("PRAGMA synchronous = NORMAL")
    rows.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
    yield rows
    rows.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=2.0, help="of processor time for each engine and round")
    parsed = parser.parse_args()
    engines = there([Table, Ours, Machine, Spiff])
    rounds: dict[str, Callable[[Engine, float], Rate]] = {"in memory": in_memory, "load, step, save": load_step_save}
    found = {name: [run(engine, parsed.seconds) for engine in engines] for name, run in rounds.items()}
    for name, rates in found.items():
        show(name, engines, rates)


def there(kinds: list[Callable[[], Engine]]) -> list[Engine]:
    """The peers that are installed (requirements/dev.txt brings them); who is missing is said."""
    found: list[Engine] = []
    for kind in kinds:
        try:
            found.append(kind())
        except ImportError as error:
            print(f"not here: {error.name} (requirements/dev.txt brings it)")
    return found


def show(name: str, engines: list[Engine], rates: list[Rate]) -> None:
    last = rates[-1].steps
    print(f"\n{name}\n  {'':<28}{'steps/s':>12}{'x ' + engines[-1].name[:13]:>16}{'bytes':>8}")
    for engine, rate in zip(engines, rates, strict=True):
        print(f"  {engine.name:<28}{rate.steps:>12,.0f}{rate.steps / last:>16.1f}{rate.bytes or '':>8}")
    print(f"  limit for ours: {LIMITS[name]} x SpiffWorkflow")


if __name__ == "__main__":
    main()
