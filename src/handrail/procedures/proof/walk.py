"""Walks a procedure over boxes: from a state to every state that one event can lead to. Pure.

This follows `language.engine` line by line: `enter`, `finish`, `choose`, `leave`, `take`, `finished` have the same
names and order there; where the engine looks at a value, the box is split. The people are taken to answer what they are
shown (a value or "can't find out"), to say yes or no, to skip where the engine lets them, and to wait or not."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple, TypeAlias

from handrail.procedures.language.engine import TOO_FEW, Place
from handrail.procedures.language.parts import minutes
from handrail.procedures.language.steps import Step, Way
from handrail.procedures.proof.ahead import Ahead, aheads_in
from handrail.procedures.proof.boxes import Box, Missing, Outcomes, Test, Truth, one_beyond, statuses
from handrail.procedures.proof.ready import Ready, ReadyStep, Worked

DEEPEST = 12  # calls within calls; more is a procedure that calls itself without end

NO = "(the customer said no)"


class Note(NamedTuple):
    """Something that happened on the way, for stories and rules."""

    kind: str
    place: Place
    text: str = ""
    to: str = ""


class State(NamedTuple):
    """Where a merged case stands. `met`, `late`, `seen` and `owed` are bits of duties: owed are those that arose on
    facts which were asked anew or worked out since. `rests` is what the last branch rested
    on: kinds of law, or `?fact` for a fact that could not be found out. `marks` are those of the engine: what was done
    once, how often a way went back, which item of a list is in hand. `waited`: the minutes that
    the case waited, at most."""

    at: Place | None
    calls: tuple[Place, ...]
    box: Box
    waiting: bool = False
    met: int = 0
    late: int = 0
    seen: int = 0
    recorded: bool = False
    rests: frozenset[str] = frozenset()
    outcome: str | None = None
    marks: frozenset["Mark"] = frozenset()
    owed: int = 0
    waited: int = 0


def with_box(s: State, box: Box) -> State:
    """The same state with another box; `_replace` takes five times as long, and this is done most."""
    at, calls, _, *rest = s
    return tuple.__new__(State, (at, calls, box, *rest))


class Mark(NamedTuple):
    word: str
    place: Place
    target: str = ""
    number: int = 1


Notes: TypeAlias = tuple[Note, ...]
Leg: TypeAlias = tuple[State, Notes]
Been: TypeAlias = frozenset[State]


class Walk:
    """The moves of one bundle."""

    def __init__(self, ready: Ready, bits: Mapping[Place, int] | None = None) -> None:
        """`bits`: one for each step, by which `touched` tells those that were come past, or looked at, on the way."""
        self.ready = ready
        self.space, self.steps = ready.space, ready.steps
        self.bits = bits if bits is not None else dict.fromkeys(ready.steps, 0)
        self.touched = 0
        rules = [(1 << n, ready.duties[n].must_come) for n in ready.judged]
        self.judged, self.numbers = sum(bit for bit, _ in rules), tuple(sorted(ready.judged))
        self._arose: dict[tuple[int, int, int], bool] = {}
        self.unordered = sum(bit for bit, rule in rules if rule is None or rule.order != "after")
        self._ahead: dict[tuple[Place | None, tuple[Place, ...], bool], Ahead] = {}
        self._aheads = aheads_in(ready.space, ready.judged)
        self._owed: dict[int, tuple[tuple[int, Test], ...]] = {}

    # events

    def start(self, procedure: str, box: Box) -> Iterator[Leg]:
        place = Place(procedure, self.ready.bundle[procedure].steps[0].id)
        return self.enter(State(place, (), box), (), place, frozenset())

    def events(self, state: State) -> Iterator[Leg]:
        """Every state that one event leads to. An ended case has none."""
        if state.at is None:
            return
        if state.waiting:
            yield from self.pass_time(state)
            return
        yield from self.answer(state)
        yield from self.skip(state)

    def answer(self, s: State) -> Iterator[Leg]:
        row = self.row(s)
        for here, truth in self.decide(row.when, s):
            if isinstance(truth, Missing) and truth.unasked:
                yield from self.answer_when(here, truth.unasked)
            else:
                yield from self.answer_step(here)

    def answer_when(self, s: State, unasked: int) -> Iterator[Leg]:
        """The answers are for the step's own `when`: then it is known whether the step is in the way at all."""
        place = s.at
        assert place is not None
        s = self.asked(s, unasked)
        for here, truth in self.decide(self.row(s).when, s):
            if isinstance(truth, Missing) and truth.unasked:
                yield from self.answer_when(here, truth.unasked)
            else:
                yield from self.enter(here, (Note("asked", place),), place, frozenset())

    def answer_step(self, s: State) -> Iterator[Leg]:
        row, place = self.row(s), s.at
        assert place is not None
        step = row.step
        if step.any_order:
            for here, left in self.open_members(s, step):
                for member in left:
                    yield from self.enter(here, (Note("chosen", place, member.step),), member, frozenset())
            return
        notes = self.blank_notes(s, row.said, place)
        if step.no:
            variants = (s, *(self.as_before(here, s, row.worked) for here, _ in self.gathered(s)))
            for here in dict.fromkeys(variants):
                settled, after = self.settle(here, (*notes, Note("no", place)), "branched", NO)
                yield from self.take(settled, after, step.no, frozenset())
            notes = (*notes, Note("yes", place))
        for here, worked in self.gathered(s):
            yield from self.answered(here, notes, worked, frozenset(), s)

    def answered(self, s: State, notes: Notes, worked: int, been: Been, before: State) -> Iterator[Leg]:
        """`before`: the state before anything was worked out, for ways that are taken before it is."""
        row = self.row(s)
        if not row.step.unknown:
            yield from self.enough(s, notes, worked, been, before)
            return
        for away, box in one_beyond(s.box, row.wants):
            here = with_box(s, box)
            if away:
                here = self.as_before(here, before, row.worked)
                fact = self.space.named(row.wants & box.beyond & ~box.known)[0]
                here = here._replace(rests=frozenset({f"?{fact}"}))
                settled, after = self.settle(here, notes, "branched", fact)
                yield from self.take(settled, after, row.step.unknown, been)
            else:
                yield from self.enough(here, notes, worked, been, before)

    def enough(self, s: State, notes: Notes, worked: int, been: Been, before: State) -> Iterator[Leg]:
        """Whether a collection came to enough."""
        row = self.row(s)
        if sum(bool(bit & s.box.known) for bit in row.collect) < row.at_least:
            gone = sum(bit for bit in row.collect if bit & s.box.beyond)
            yield from self.not_known(self.as_before(s, before, row.worked), notes, gone, been)
        else:
            yield from self.finish(s, notes, been, worked)

    def gathered(self, s: State) -> Iterator[tuple[State, int]]:
        """Everything the step asks is answered, and what these answers make it ask in turn; with the facts that were
        worked out on the way, as what is asked may hang on them."""
        for collected in self.collected(s):
            yield from self.shown(collected, 0)

    def shown(self, s: State, worked: int) -> Iterator[tuple[State, int]]:
        for here, unasked, done in self.to_ask(s, worked):
            if unasked:
                yield from self.shown(self.asked(here, unasked), done)
            else:
                yield here, done

    def collected(self, s: State) -> Iterator[State]:
        """Every way to come to enough of a collection, or to find out that there is no more."""
        row = self.row(s)
        known = sum(bool(bit & s.box.known & ~s.box.beyond) for bit in row.collect)
        open_ = [bit for bit in row.collect if not bit & (s.box.known | s.box.beyond)]
        either = [bit for bit in row.collect if bit & s.box.known & s.box.beyond]
        if either:  # asked before, and either known or not: one after the other
            bit = either[0]
            yield from self.collected(with_box(s, s.box._replace(beyond=s.box.beyond & ~bit)))
            yield from self.collected(with_box(s, s.box._replace(known=s.box.known & ~bit)))
            return
        if known >= row.at_least or not open_:
            yield s
            return
        for said in product((0, 1, 2), repeat=len(open_)):  # known, beyond finding out, not said
            if known + said.count(0) >= row.at_least or 2 not in said:
                box = s.box
                for bit, word in zip(open_, said, strict=True):
                    box = box._replace(known=box.known | bit * (word == 0), beyond=box.beyond | bit * (word == 1))
                yield with_box(s, box)

    def to_ask(self, s: State, worked: int) -> list[tuple[State, int, int]]:
        """As the engine's `to_ask`, when the step's own `when` is settled: facts named, and facts that what is worked
        out and the guards need. `worked`: what was worked out for that already; the new such bits come back."""
        row = self.row(s)
        settled = s.box.known | s.box.beyond
        rows = [(here, row.wants & ~settled | bits, done) for here, bits, done in self.tried(s, worked)]
        for guard in (*row.checks, *row.choices):
            if guard.test is not None:
                rows = [new for here, bits, done in rows for new in self.asks(guard.test, here, bits, done)]
        return [(self.as_before(here, s, row.worked & ~done), bits, done) for here, bits, done in rows]

    def as_before(self, s: State, before: State, facts: int) -> State:
        """What could not be worked out yet is still what it was."""
        return with_box(s, self.space.restored(s.box, before.box, facts)) if facts else s

    def tried(self, s: State, worked: int) -> list[tuple[State, int, int]]:
        """What can be worked out is, so that the guards see it; else which facts are missing for it."""
        row, rows = self.row(s), [(s, 0, worked)]
        for made in row.works:
            rows = [new for here in rows for new in self.tried_one(*here, made)]
        return rows

    def tried_one(self, s: State, unasked: int, worked: int, made: Worked) -> list[tuple[State, int, int]]:
        if made.bit & worked:
            return [(s, unasked, worked)]
        if either := made.needs & s.box.known & s.box.beyond:  # known in some cases of this state, in others not
            bit = either & -either
            parts = s.box._replace(beyond=s.box.beyond & ~bit), s.box._replace(known=s.box.known & ~bit)
            return [row for box in parts for row in self.tried_one(with_box(s, box), unasked, worked, made)]
        absent = made.needs & ~s.box.known
        if absent or made.needs & s.box.beyond or made.asks_law:
            more = absent & ~s.box.beyond & ~self.row(s).worked
            return [(with_box(s, self.space.forgotten(s.box, made.bit)), unasked | more, worked)]
        return [(here, unasked, worked | made.bit) for here in self.set_to(s, made)]

    def asks(self, test: Test, s: State, already: int, worked: int) -> list[tuple[State, int, int]]:
        """What a guard adds to what is asked. Where it adds nothing the box stays whole."""
        if not test.needs & ~(s.box.known | s.box.beyond):
            return [(s, already, worked)]
        mine, rows = ~self.row(s).worked, self.decide(test, s)
        if not any(isinstance(truth, Missing) and truth.unasked & mine for _, truth in rows):
            return [(s, already, worked)]
        added = ((here, truth.unasked & mine if isinstance(truth, Missing) else 0) for here, truth in rows)
        return [(here, already | more, worked) for here, more in added]

    def set_to(self, s: State, made: Worked) -> Iterator[State]:
        """The fact is known, with any value the box does not rule out."""
        box = s.box
        same = made.cells != -1 and box.known & ~box.beyond & made.bit and not box.cells & ~made.cells
        for here in self.let_go(s, made.bit, stays=bool(same)):
            box = here.box
            yield with_box(here, box._replace(known=box.known | made.bit, cells=box.cells & made.cells))

    def let_go(self, s: State, facts: int, *, stays: bool = False) -> Iterator[State]:
        """These facts are no longer what they were, or are said anew and come to the same (`stays`). Duties that had
        arisen on them are owed from here on."""
        rows = [s]
        for bit, arises in self.owing(s) if facts & (s.box.known | s.box.beyond) else ():
            if arises.needs & facts and not bit & (s.met | s.owed):
                rows = [new for here in rows for new in self.fallen_due(here, bit, arises)]
        for here in rows:
            yield here if stays else with_box(here, self.space.forgotten(here.box, facts))

    def fallen_due(self, s: State, bit: int, arises: Test) -> Iterator[State]:
        for box, truth in arises.outcomes(s.box):
            arose = truth is True or (isinstance(truth, Missing) and not truth.unasked)
            yield s._replace(box=box, owed=s.owed | bit * arose)

    @staticmethod
    def asked(s: State, facts: int) -> State:
        known, beyond, *rest = s.box
        return with_box(s, Box(known | facts, beyond | facts, *rest))

    def skip(self, s: State) -> Iterator[Leg]:
        row, place = self.row(s), s.at
        assert place is not None
        step = row.step
        if step.never_skip or step.confirm or step.any_order:
            return
        if step.decides and not (step.if_skipped or step.unknown):
            return
        if row.may_skip is not None:
            for here, truth in self.decide(row.may_skip, s):
                if truth is True:
                    yield from self.skipped(here, row.wants)
            return
        yield from self.skipped(s, row.wants)

    def skipped(self, s: State, wants: int) -> Iterator[Leg]:
        row, place = self.row(s), s.at
        assert place is not None
        step = row.step
        wants |= sum(row.collect)
        unasked = wants & ~s.box.known
        box = s.box._replace(beyond=s.box.beyond | unasked)
        s = s._replace(box=box, recorded=s.recorded or bool(step.record))
        s = self.mark_member(s, 2)
        notes = (Note("skipped", place),)
        way = step.if_skipped or (step.unknown if step.decides else None)
        if way:
            yield from self.take(s, notes, way, frozenset())
        else:
            yield from self.leave(s, notes, frozenset())

    def pass_time(self, s: State) -> Iterator[Leg]:
        """What was waited for comes, or the time is over."""
        place, step = s.at, self.row(s).step
        assert place is not None
        assert step.wait is not None
        words = step.wait.for_ or ""
        s = self.longest(s._replace(waiting=False, box=self.space.forget_today(s.box)), step)
        yield from self.on_or_end(s, (Note("came", place, words),), "resolved", frozenset())
        if step.wait.on_timeout:
            s = self.mark_member(s, 2)
            yield from self.take(s, (Note("timeout", place, words),), step.wait.on_timeout, frozenset())

    def longest(self, s: State, step: Step) -> State:
        """What was waited for came as late as it could. The day from which the law counts may be the first of the case;
        time is counted no further than to the end of the longest one."""
        assert step.wait is not None
        if not self.ready.timed or not step.wait.at_most:
            return s
        most = 1 + max(time for _, time in self.ready.timed)
        return s._replace(waited=min(s.waited + minutes(step.wait.at_most), most))

    # moving

    def enter(self, s: State, notes: Notes, place: Place, been: Been) -> Iterator[Leg]:
        row = self.steps[place]
        self.touched |= self.bits[place]
        if row.step.any_order and not self.comes_back(s.at, place):
            s = s._replace(marks=frozenset(mark for mark in s.marks if mark[:2] != ("order", place)))
        s = tuple.__new__(State, (place, *s[1:]))
        if place in self.ready.round:
            if s in been:
                yield s._replace(at=None, outcome="(circle)"), (*notes, Note("circle", place))
                return
            been |= {s}
        if row.step.once and self.count(s, "once"):
            yield from self.passed(s, (*notes, Note("passed", place)), been)
            return
        for here, truth in self.decide(row.when, s):
            if truth is False:
                yield from self.passed(here, (*notes, Note("passed", place)), been)
            elif isinstance(truth, Missing) and truth.unasked:
                yield from self.in_hand(here, (*notes, Note("stopped", place)))
            elif row.step.any_order:
                yield from self.go_through(here, (*notes, Note("reached", place)), been)
            elif not row.silent:
                yield from self.in_hand(here, (*notes, Note("reached", place)))
            else:
                yield from self.in_passing(here, (*notes, Note("reached", place)), been)

    def in_hand(self, s: State, notes: Notes) -> Iterator[Leg]:
        """Somebody acts here. Cases that may skip the step part from those that may not: as one state, the first would
        hide that the others have no way on."""
        test = self.steps[place].may_skip if (place := s[0]) else None
        if test is None:
            yield s, notes
            return
        for here, _ in self.decide(test, s):
            yield here, notes

    # steps in any order

    def comes_back(self, came: Place | None, place: Place) -> bool:
        if came is None or came.procedure != place.procedure:
            return False
        block = self.ready.bundle[place.procedure].order_of(came.step)
        return block is not None and block.id == place.step

    def open_members(self, s: State, step: Step) -> list[tuple[State, tuple[Place, ...]]]:
        """Those that are neither done nor past, and in the way, in every case."""
        assert s.at is not None
        assert step.any_order is not None
        rows: list[tuple[State, tuple[Place, ...]]] = [(s, ())]
        for id_ in step.any_order.of:
            member = Place(s.at.procedure, id_)
            row = self.steps[member]
            self.touched |= self.bits[member]
            once = row.step.once and any(mark[:2] == ("once", member) for mark in s.marks)
            if not once and not self.count(s, "order", id_):
                rows = [
                    (there, left if truth is False else (*left, member))
                    for here, left in rows
                    for there, truth in self.decide(row.when, here)
                ]
        return rows

    def go_through(self, s: State, notes: Notes, been: Been) -> Iterator[Leg]:
        """On once enough are done or none is left; one that is left alone comes by itself; else somebody chooses."""
        step, place = self.row(s).step, s.at
        assert place is not None
        assert step.any_order is not None
        done, enough = sum(self.count(s, "order", id_) == 1 for id_ in step.any_order.of), step.any_order.at_least
        for here, left in self.open_members(s, step):
            if done >= enough if enough else not left:
                yield from self.on_or_end(here, (*notes, Note("done", place)), "resolved", been)
            elif not left:
                default = Way(escalate="supervisor", why=TOO_FEW)
                yield from self.take(here, (*notes, Note("branched", place)), step.otherwise or default, been)
            elif len(left) == 1:
                yield from self.enter(here, notes, left[0], been)
            else:
                yield here, notes

    def mark_member(self, s: State, number: int) -> State:
        """A step in any order is done (1), or past and not done (2)."""
        assert s.at is not None
        block = self.ready.bundle[s.at.procedure].order_of(s.at.step)
        if block is None:
            return s
        mark = Mark("order", Place(s.at.procedure, block.id), s.at.step, number)
        return s._replace(marks=frozenset(row for row in s.marks if row[:3] != mark[:3]) | {mark})

    def passed(self, s: State, notes: Notes, been: Been) -> Iterator[Leg]:
        yield from self.on_or_end(s, notes, "resolved", been)

    def in_passing(self, s: State, notes: Notes, been: Been) -> Iterator[Leg]:
        """A silent step, unless what it needs has to be asked."""
        for here, unasked, worked in self.to_ask(s, 0):
            if unasked:
                yield from self.in_hand(s if worked else here, notes)
            else:
                yield from self.answered(here, notes, worked, been, s)

    def finish(self, s: State, notes: Notes, been: Been, worked: int) -> Iterator[Leg]:
        """Everything was gathered: work out what was not yet, check, decide, and leave."""
        for made in self.row(s).works:
            if made.bit & worked:
                continue
            yield from self.work_out(s, notes, been, made, worked)
            return
        yield from self.check(s, notes, been, 0)

    def work_out(self, s: State, notes: Notes, been: Been, made: Worked, worked: int) -> Iterator[Leg]:
        for here, gone in statuses(made.needs, s.box):
            if gone is not None:
                yield from self.not_known(with_box(s, here), notes, gone.facts, been)
            else:
                if made.asks_law:
                    yield from self.not_known(with_box(s, here), notes, 0, been)
                for there in self.set_to(with_box(s, here), made):
                    yield from self.finish(there, notes, been, worked | made.bit)

    def check(self, s: State, notes: Notes, been: Been, number: int) -> Iterator[Leg]:
        """The checks from this one on, in order; the first that fails takes `otherwise`."""
        row = self.row(s)
        if number == len(row.checks):
            yield from self.checked(s, notes, been)
            return
        guard = row.checks[number]
        for here, truth in self.decide(guard.test, s):
            if isinstance(truth, Missing):
                yield from self.not_known(here, notes, truth.facts, been)
            elif truth:
                yield from self.check(here, notes, been, number + 1)
            else:
                settled, after = self.settle(here._replace(rests=guard.law), notes, "branched", guard.name)
                assert row.step.otherwise is not None
                yield from self.take(settled, after, row.step.otherwise, been)

    def checked(self, s: State, notes: Notes, been: Been) -> Iterator[Leg]:
        row = self.row(s)
        if row.choices:
            yield from self.choose(s, notes, been, 0, frozenset())
        elif row.until:
            yield from self.wait_until(s, notes, been, row.until)
        else:
            settled, after = self.settle(s, notes, "done")
            yield from self.leave(settled, after, been)

    def choose(self, s: State, notes: Notes, been: Been, number: int, law: frozenset[str]) -> Iterator[Leg]:
        """The rows of decide from this one on; the first that is true is taken."""
        row = self.row(s)
        guard = row.choices[number]
        law |= guard.law
        for here, truth in self.decide(guard.test, s):
            if isinstance(truth, Missing):
                yield from self.not_known(here, notes, truth.facts, been)
            elif truth:
                settled, after = self.settle(here._replace(rests=law), notes, "done", guard.name)
                assert guard.way is not None
                yield from self.take(settled, after, guard.way, been)
            else:
                yield from self.choose(here, notes, been, number + 1, law)

    def not_known(self, s: State, notes: Notes, gone: int, been: Been) -> Iterator[Leg]:
        """Unknown never picks a branch: the step's own way for it, else a person."""
        row, place = self.row(s), s.at
        assert place is not None
        facts = self.space.named(gone) or ("the law's answer",)
        s = s._replace(rests=frozenset(f"?{fact}" for fact in facts))
        settled, after = self.settle(s, notes, "branched", ", ".join(facts))
        if not row.step.unknown:
            after = (*after, Note("default", place, ", ".join(facts)))
        default = Way(escalate="supervisor", why="It can’t be found out.")
        yield from self.take(settled, after, row.step.unknown or default, been)

    def settle(self, s: State, notes: Notes, how: str, text: str = "") -> Leg:
        """The step is behind us: which duties it met, in what order, and that something was recorded."""
        row, place = self.row(s), s.at
        assert place is not None
        if row.step.record and not s.recorded:
            s = s._replace(recorded=True)
        s = self.mark_member(s, 1 if how == "done" else 2)
        if how == "done":
            s = self.counted(s, "once", 1) if row.step.once else s
            notes = (*notes, *self.blank_notes(s, row.done, place))
            if row.meets | row.before | row.after:
                seen = s.seen | row.after
                met = s.met | (row.meets & (seen | self.unordered))
                slow = sum(bit for bit, room in row.room if bit & met & ~s.met and room < s.waited)
                notes = (*notes, Note("too late", place, str(slow))) if slow else notes
                s = s._replace(seen=seen, met=met, late=s.late | (row.before & ~met) | slow)
        return s, (*notes, Note(how, place, text))

    def leave(self, s: State, notes: Notes, been: Been) -> Iterator[Leg]:
        step, place = self.row(s).step, s.at
        assert place is not None
        if step.escalate:
            told = Note("escalate", place, step.escalate.why, step.escalate.to)
            yield from self.on_or_end(s, (*notes, told), "escalated", been)
        elif step.refuse:
            yield from self.finished(s, (*notes, self.refusal(s, step.refuse)), "refused", been)
        elif step.end:
            yield from self.finished(s, notes, step.end, been)
        elif step.wait and step.wait.for_:
            yield s._replace(waiting=True), (*notes, Note("wait", place, step.wait.for_))
        elif step.for_each:
            yield from self.next_item(s, notes, been)
        elif step.call:
            yield from self.call_with(s, notes, step.call, been)
        else:
            yield from self.on_or_end(s, notes, "resolved", been)

    def wait_until(self, s: State, notes: Notes, been: Been, day: Worked) -> Iterator[Leg]:
        """Until a day: it may have come already, or the case waits."""
        place = s.at
        assert place is not None
        for box, gone in statuses(day.needs, s.box):
            here = with_box(s, box)
            if gone is not None or day.asks_law:
                yield from self.not_known(here, notes, gone.facts if gone else 0, been)
            if gone is None:
                settled, after = self.settle(here, notes, "done")
                yield settled._replace(waiting=True), (*after, Note("wait", place, "the day"))
                yield from self.on_or_end(settled, after, "resolved", been)

    def next_item(self, s: State, notes: Notes, been: Been) -> Iterator[Leg]:
        """Lists of none, one and two items are tried: what a third could add, a second did."""
        row, number = self.row(s), self.count(s, "round")
        each, call = row.each, row.step.called
        assert each is not None
        assert call is not None
        ended = each.none if number == 0 else each.one if number == 1 else None
        for here, truth in self.decide(ended, s):
            if truth is not False:
                yield from self.on_or_end(self.counted(here, "round", 0), notes, "resolved", been)
            else:
                for there in self.let_go(self.counted(here, "round", number + 1), each.forget):
                    begun = there._replace(box=there.box._replace(known=there.box.known | each.item))
                    yield from self.call(begun, notes, call, been)

    def call_with(self, s: State, notes: Notes, name: str, been: Been) -> Iterator[Leg]:
        """What is given is worked out with the facts of before; what can't be is asked there."""
        rows = [s]
        for made in self.row(s).gives:
            rows = [new for here in rows for new in self.given(here, made, s.box)]
        for here in rows:
            yield from self.call(here, notes, name, been)

    def given(self, s: State, made: Worked, before: Box) -> Iterator[State]:
        known = made.needs & before.known & ~before.beyond == made.needs
        either = made.needs & ~before.known == 0
        if either:
            yield from self.set_to(s, made)
        if not known or made.asks_law:
            yield from self.let_go(s, made.bit)

    def call(self, s: State, notes: Notes, name: str, been: Been) -> Iterator[Leg]:
        assert s.at is not None
        if name not in self.ready.bundle:
            yield s._replace(at=None, outcome="(missing)"), (*notes, Note("missing", s.at, name))
        elif len(s.calls) == DEEPEST:
            yield s._replace(at=None, outcome="(circle)"), (*notes, Note("circle", s.at))
        else:
            needs = self.space.bits(self.ready.bundle[name].needs) & ~(s.box.known | s.box.beyond)
            notes = (*notes, *(Note("needs", s.at, fact, name) for fact in self.space.named(needs)))
            s = s._replace(calls=(*s.calls, s.at))
            yield from self.enter(s, notes, Place(name, self.ready.bundle[name].steps[0].id), been)

    def on_or_end(self, s: State, notes: Notes, outcome: str, been: Been) -> Iterator[Leg]:
        assert s.at is not None
        below = self.row(s).below
        if below:
            return self.enter(s, notes, Place(s.at.procedure, below), been)
        return self.finished(s, notes, outcome, been)

    def take(self, s: State, notes: Notes, way: Way, been: Been) -> Iterator[Leg]:
        assert s.at is not None
        if way.again and way.over:
            return self.try_again(s, notes, way, been)
        if way.escalate:
            notes = (*notes, Note("escalate", s.at, way.why or "", way.escalate))
        if way.refuse:
            notes = (*notes, self.refusal(s, way.refuse))
        if way.target:
            return self.enter(s, notes, Place(s.at.procedure, way.target), been)
        return self.finished(s, notes, way.end or ("escalated" if way.escalate else "refused"), been)

    def try_again(self, s: State, notes: Notes, way: Way, been: Been) -> Iterator[Leg]:
        """Back to a step, so often and no oftener."""
        assert s.at is not None
        assert way.again is not None
        assert way.over is not None
        tries, place = self.count(s, "again", way.again), Place(s.at.procedure, way.again)
        if tries >= (way.at_most or 0):
            yield from self.take(s, notes, way.over, been)
            return
        for here in self.let_go(self.counted(s, "again", tries + 1, way.again), self.space.bits(way.forget)):
            yield from self.enter(here, notes, place, been)

    def finished(self, s: State, notes: Notes, outcome: str, been: Been) -> Iterator[Leg]:
        """The procedure ended: back to the one that called it, or the case ends."""
        assert s.at is not None
        if not s.calls:
            yield s._replace(at=None, outcome=outcome), (*notes, Note("end", s.at, outcome))
            return
        s = s._replace(at=s.calls[-1], calls=s.calls[:-1])
        step = self.row(s).step
        way = next((way for name, way in step.outcomes.items() if name == outcome), None)
        if way:
            s = self.counted(s, "round", 0) if step.for_each else s
            s = self.mark_member(s, 2)
            yield from self.take(s, notes, way, been)
        elif step.for_each:
            yield from self.next_item(s, notes, been)
        else:
            yield from self.on_or_end(s, notes, outcome, been)

    # helpers

    @staticmethod
    def count(s: State, word: str, target: str = "") -> int:
        return next((row.number for row in s.marks if row[:3] == (word, s.at, target)), 0)

    @staticmethod
    def counted(s: State, word: str, count: int, target: str = "") -> State:
        assert s.at is not None
        marks = frozenset(row for row in s.marks if row[:3] != (word, s.at, target))
        return s._replace(marks=marks | {Mark(word, s.at, target, count)} if count else marks)

    def row(self, s: State) -> ReadyStep:
        at = s[0]
        assert at is not None
        return self.steps[at]

    def decide(self, test: Test | None, s: State) -> list[tuple[State, Truth]]:
        """Every outcome of a test; of states that nothing later can tell apart, one."""
        if test is None:
            return [(s, True)]

        if s.at is None:
            rows = self._split(test, s.box)
        else:
            rows = self.ahead(s).decided(test, s.box, (s.late | ~s.met) & self.judged, s.owed)
        return [(with_box(s, box), truth) for box, truth in rows]

    def _split(self, test: Test, box: Box) -> Outcomes:
        """Every outcome of a test where a case has ended."""
        mates = self.space.with_mates(test.cells) if self.space.groups else 0
        return test.outcomes(box, lambda box: (test.left(box, self.space.whole(box)), box.cells & mates))

    def refusal(self, s: State, text: str) -> Note:
        assert s.at is not None
        return Note("refuse", s.at, text, "|".join(sorted(s.rests)))

    def blank_notes(self, s: State, facts: int, place: Place) -> Notes:
        """The blanks that may be open when the words are said."""
        never = self.space.named(facts & ~(s.box.known | s.box.beyond))
        away = self.space.named(facts & s.box.beyond)
        return (
            *(Note("blank", place, name, "never asked") for name in never),
            *(Note("blank", place, name, "beyond") for name in away),
        )

    # what no longer matters

    def merged(self, s: State) -> State:
        """The state without what nothing later can read; states that differ only in that are one."""
        at, calls, box, waiting, met, late, seen, recorded, rests, outcome, marks, owed, waited = s
        if at is None:
            return State(None, (), _NOTHING, outcome=outcome)
        ahead = self.ahead(s)
        box, idle = ahead.left(box, (late | ~met) & self.judged, owed)
        met |= idle
        return State(at, calls, box, waiting, met, late & ~idle, seen & ~met, recorded or not self.may_end_bare(s),
                     rests if ahead.later.refuses else _NO_RESTS, outcome,
                     self.still_counted(s) if marks else marks, owed & ~met, waited)  # fmt: skip

    def may_end_bare(self, s: State) -> bool:
        """Whether the case can end before anything more is recorded; else it does not matter whether something was. A
        procedure that was called goes on in the one that called it."""
        if s.calls:
            return s.calls[0] in self.ready.bare_after
        return s.at in (self.ready.bare_after if s.waiting else self.ready.bare)

    def still_counted(self, s: State) -> frozenset[Mark]:
        """Marks of steps that can still come. A list in hand counts while what it called runs."""
        assert s.at is not None
        reach, places = self.ready.reach, (s.at, *s.calls)
        return frozenset(
            row
            for row in s.marks
            if (self.inside(row.place, places) if row.word == "order" else any(row.place in reach[at] for at in places))
        )

    def inside(self, block: Place, places: tuple[Place, ...]) -> bool:
        """Whether a case is at these steps in any order; left, they begin anew."""
        return any(at == block or self.comes_back(at, block) for at in places)

    def owing(self, s: State) -> tuple[tuple[int, Test], ...]:
        """When the duties arise that are not met, or were met too late."""
        return self.arising((s.late | ~s.met) & self.judged)

    def arising(self, open_: int) -> tuple[tuple[int, Test], ...]:
        if open_ not in self._owed:
            arising = ((n, self.ready.arises[n]) for n in sorted(self.ready.judged) if open_ >> n & 1)
            self._owed[open_] = tuple((1 << n, arises) for n, arises in arising if arises)
        return self._owed[open_]

    def may_arise(self, number: int, box: Box) -> bool:
        """Whether a duty arises in some of these cases, or nobody can tell."""
        test = self.ready.arises[number]
        if test is None:
            return True
        mates = self.space.with_mates(test.cells) if self.space.groups else 0
        key = (number, self.space.whole(box) & test.mask, box.cells & mates)
        found = self._arose.get(key)
        if found is None:
            found = self._arose[key] = any(truth is not False for _, truth in self._split(test, box))
        return found

    def ahead(self, s: State) -> "Ahead":
        key = (s.at, s.calls, s.waiting)
        found = self._ahead.get(key)
        if found is None:
            assert s.at is not None
            here = (self.ready.after if s.waiting else self.ready.later)[s.at]
            later = here.join(*(self.ready.after[place] for place in s.calls))
            found = self._ahead[key] = self._aheads.get(later) or Ahead(self.space, later, self.arising)
            self._aheads[later] = found
        return found


_NOTHING = Box(0, 0, 0)
_NO_RESTS: frozenset[str] = frozenset()
