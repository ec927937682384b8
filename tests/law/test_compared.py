"""Two versions of a pack compared in words, and the steps that rest on what differs."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.law.compared import LOOKED, Compared, compare
from handrail.law.duties import Duty, LawText, Pack, Part
from handrail.law.engine import Law, load_law
from handrail.law.loader import load_kinds, load_packs
from handrail.procedures.language.reader import read
from handrail.procedures.touched import touched
from law import zeta

pytestmark = pytest.mark.slow

ON = date(2026, 11, 24)


def compared(was: Pack | None, now: Pack) -> Compared:
    others = [row for row in load_packs() if row.pack != now.pack]
    law = Law([*others, *([was] if was else [])], load_kinds())
    return compare(was, now, law, Law([*others, now], load_kinds()), ON)


def of(*changes: tuple[str, str]) -> Compared:
    return compared(zeta.pack(), zeta.pack("1.1", *changes))


def words(found: Compared) -> list[str]:
    return [one.words for row in (*found.duties, *found.numbers) for one in row.differences]


def test_nothing_altered_is_nothing_said():
    assert of() == Compared((), (), ())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("count: 7, unit: calendar-days", "count: 10, unit: calendar-days"),
         "“Give the money back after a home sale is cancelled” is due within 10 calendar days, was 7 calendar days."),
        (("count: 7, unit: calendar-days", "count: 1, unit: months"),
         "“Give the money back after a home sale is cancelled” is due within 1 month, was 7 calendar days."),
        (("title: Money back, Zeta", "title: Refunds, Zeta"), "It is called “Refunds, Zeta”, was “Money back, Zeta”."),
        (("applies: business.sells_in_shop", 'applies: "true"'),
         "It binds a business: always. Was: sells in a shop is yes."),
        (("citation: Z.S. 2", "citation: Z.S. 2a"), "It stands in Z.S. 2a, was Z.S. 2."),
        (("topic: selling", "topic: refunds"), "It is listed under Refunds, was Selling."),
        (("elements: [the word Refund]", "elements: [the word Refund, the days]"),
         "“Show the refund policy where it is bought”: what it must hold, new: the days"),
        (("satisfied_by: done", "satisfied_by: posted"), "is put in the mail in time"),
        (("    agency: ag\n", ""), "Agency differs."),
    ],
)  # fmt: skip
def test_what_is_altered_is_told_in_words(change, told):
    found = of(change)
    assert [row.what for row in found.duties] == ["altered"]
    assert any(told in line for line in words(found)), words(found)


def test_a_sentence_stands_in_both_versions_with_its_status():
    (row,) = of(("plain: Hang up the sign.", "plain: Hang up two signs.")).duties
    (one,) = row.differences
    assert (one.now.text, one.was.text) == ("Hang up two signs.", "Hang up the sign.")
    assert one.now.status == one.was.status == "Checked Nov 20, 2026"


def test_only_looked_at_again_touches_nothing():
    found = of(("recheck_by: 2027-03-01", "recheck_by: 2027-09-01"))
    assert [row.what for row in found.duties] == ["verified"]
    assert found.is_only_verified
    assert found.kinds == frozenset()
    assert "Check again by Sep 1, 2027, was Mar 1, 2027" in words(found)[0]


def test_added_and_ended():
    small = zeta.pack().model_copy(update={"duties": zeta.pack().duties[:1]})
    (came,) = compared(small, zeta.pack()).duties
    (went,) = compared(zeta.pack(), small).duties
    assert (came.what, went.what) == ("added", "ended")
    assert came.kinds == went.kinds == {"refund-policy.disclose"}
    assert [row.what for row in compared(None, zeta.pack()).duties] == ["added", "added"]


def test_an_end_that_is_set_is_told_as_one():
    found = of(("    agency: ag\n", "    agency: ag\n    in_force: {to: 2027-01-31}\n"))
    (row,) = found.duties
    assert row.what == "ended"
    assert "Until Sun, Jan 31, 2027" in words(found)[0]


def test_numbers_and_what_rests_on_them():
    was = "entries: [{from: 2020-01-01, value: 500, reference: Z.S. 9}]"
    now = was.replace("value", "to: 2026-12-31, value").replace("]", ", {from: 2027-01-01, value: null, reference: Z}]")
    found = of((was, now))
    assert found.values == {"us-zz.fee"}
    assert any("From Jan 1, 2027: not published yet" in line for line in words(found))
    assert any("$5.00 (Z.S. 9) Was:" in line for line in words(found))
    real = next(row for row in load_packs() if row.values)
    used = {kind for duty in load_law().duties.values() for kind in _resting(duty, real)}
    changed = tuple(
        row.model_copy(update={"entries": (row.entries[0].model_copy(update={"value": 1}), *row.entries[1:])})
        for row in real.values
    )
    assert compared(real, real.model_copy(update={"values": changed})).kinds >= used


def _resting(duty: Duty, pack: Pack) -> set[str]:
    from handrail.law.loader import values_of

    names = {row.id for row in pack.values}
    own = duty in pack.duties
    return {part.kind for part in duty.parts} if own and names.intersection(values_of(duty)) else set()


def test_the_file_itself():
    found = of(("maintainer: The Zeta project", "maintainer: Zeta Law"), ("Zeta Attorney General", "Zeta AG"))
    assert [row.words for row in found.others] == [
        "It is kept by Zeta Law, was The Zeta project.", "Agencies, new or altered: Zeta AG."
    ]  # fmt: skip


PACKS = load_packs()
DUTIES = [(pack, n) for pack in PACKS for n, duty in enumerate(pack.duties) if duty.parts]
NEW: dict[str, object] = {
    "id": "another", "kind": "safety.danger-first", "says": LawText("Otherwise."), "arises": "sale.is_consumer",
    "elements": (LawText("one more"),), "once": None, "citation": "X 1", "stands": "always",
}  # fmt: skip


@given(st.sampled_from(DUTIES), st.sampled_from(sorted(NEW)))
def test_no_altered_part_goes_untold(where, name):
    """Whatever field of a part differs, a sentence says so, and the kind counts as touched."""
    pack, n = where
    duty = pack.duties[n]
    part = duty.parts[0]
    value = not part.once if name == "once" else NEW[name]
    if getattr(part, name) == value or (name == "kind" and value not in load_kinds()):
        return
    found = compared(pack, _with(pack, n, part.model_copy(update={name: value})))
    (row,) = found.duties
    assert row.what == "altered"
    assert row.differences
    assert part.kind in row.kinds


def _with(pack: Pack, n: int, part: Part) -> Pack:
    duty = pack.duties[n]
    changed = duty.model_copy(update={"parts": (part, *duty.parts[1:])})
    return pack.model_copy(update={"duties": (*pack.duties[:n], changed, *pack.duties[n + 1 :])})


@given(st.sampled_from(DUTIES), st.sampled_from(["title", "citation", "recheck_by", "plain"]))
def test_a_duty_differs_by_the_day_of_a_look_or_by_more(where, name):
    pack, n = where
    duty = pack.duties[n]
    new: dict[str, object] = {
        "title": "Another", "citation": "X", "recheck_by": duty.recheck_by + timedelta(days=1), "plain": LawText("Oh."),
    }  # fmt: skip
    changed = duty.model_copy(update={name: new[name]})
    found = compared(pack, pack.model_copy(update={"duties": (*pack.duties[:n], changed, *pack.duties[n + 1 :])}))
    assert [row.what for row in found.duties] == ["verified" if name in LOOKED else "altered"]


PROCEDURE = """\
procedure: try-touch
title: Try it
purpose: It shows what is touched.
owner: service-manager
handles: [cancel-order]
channels: [phone]
review: {every: 6mo}
steps:
  - id: a
    title: Ask
    ask: [sale.total]
    meets: [home-solicitation.refund]
  - id: b
    title: Look
    check:
      in-time: cancellation.sent_on <= deadline('home-solicitation.cancel')
    otherwise: {escalate: supervisor, why: Too late.}
  - id: c
    title: Measure
    decide:
      - when: sale.total > law_value('us-zz.fee')
        then: {escalate: supervisor, why: Too much.}
      - otherwise: d
  - id: d
    title: Close
    end: resolved
"""


def test_a_step_is_touched_by_what_it_meets_and_by_what_it_asks():
    shelf = {"try-touch": read(PROCEDURE)}

    def steps(kinds=(), values=()):
        return [(row.step, row.how) for row in touched(shelf, frozenset(kinds), frozenset(values))]

    assert steps({"home-solicitation.refund"}) == [("a", "meets")]
    assert steps({"home-solicitation.cancel"}) == [("b", "deadline")]
    assert steps((), {"us-zz.fee"}) == [("c", "law_value")]
    assert steps({"us-zz.fee"}, {"home-solicitation.refund"}) == []
