"""The graph of a procedure says what the engine does, and its drawing keeps every word inside its shape."""

import random

import pytest

from handrail.procedures.documents import layout, svg
from handrail.procedures.documents.flow import bare, flow_of
from handrail.procedures.documents.layout import BESIDE, PAPER, SCREEN, sheets
from handrail.procedures.documents.measure import width, wrap
from handrail.procedures.language.steps import Procedure
from handrail.procedures.shelf import library

HOSTILE = '<script>alert(1)</script> & "q" \'a\' #eval("1") $x$ \x00\x1b {{ sale.number }}'
LONG = "Donaudampfschifffahrtsgesellschaftskapitän" * 4


def procedure(*steps, **more) -> Procedure:
    head = {"procedure": "try", "title": "Try", "purpose": "To try.", "owner": "me", "review": {"every": "1y"}}
    return Procedure.model_validate({**head, **more, "steps": list(steps)})


def made(seed: int, count: int) -> Procedure:
    """A procedure of any shape: branches, loops, people told, ends; every step's words of any length."""
    dice = random.Random(seed)
    ids = [f"s{n}" for n in range(count)]
    words = ["", LONG, "A few words of it", "Is everyone out, and has 911 been called by somebody who is there?"]

    def way():
        told = {"escalate": "supervisor", "why": "So.", "within": "4h"}
        then = {**told, "escalate": "legal", "then": dice.choice(ids)}
        return dice.choice([{"go": dice.choice(ids)}, told, then, {"end": "kept"}, {"refuse": "No."}])

    def step(id_):
        found = {"id": id_, "title": dice.choice(words) or id_, "role": dice.choice(["agent", "supervisor"])}
        if dice.random() < 0.3:
            found["when"] = "case.channel == 'phone' && sale.total > 10000 || !sale.notice_given"
        match dice.randrange(5):
            case 0:
                rows = [{"when": f"sale.total > {n}", "then": way()} for n in range(dice.randrange(4))]
                found |= {"decide": [*rows, {"otherwise": way()}], "unknown": way()}
            case 1:
                found |= {"check": {"it is so": "sale.place == 'home'"}, "otherwise": way(), "meets": ["a.b"]}
            case 2:
                found |= {"confirm": "customer", "no": way(), "next": dice.choice(ids)}
            case 3:
                found |= {"do": "Do it.", "if_skipped": way(), "end": "resolved"}
        return found

    return procedure(*map(step, ids))


ANY = [*library().values(), *(made(seed, 4 + seed * 3) for seed in range(1, 12))]


def leads(flow, id_):
    return {(edge.why, flow.node(edge.target).words, edge.main) for edge in flow.leaving(id_)}


def test_every_kind_of_way_is_an_edge():
    found = flow_of(
        procedure(
            {"id": "a", "ask": ["sale.number"], "unknown": {"escalate": "supervisor", "why": "x", "within": "4h"}},
            {"id": "b", "say": "Shall I?", "confirm": "customer", "no": {"end": "kept"}},
            {"id": "c", "decide": [{"when": "sale.place == 'home'", "then": "a"}, {"otherwise": "d"}]},
            {"id": "d", "when": "case.legal_threat", "end": "resolved"},
            {"id": "e", "wait": {"for": "it", "at_most": "2w", "on_timeout": {"refuse": "No."}}, "next": "b"},
        )
    )
    assert leads(found, "a") == {("can’t find out", "Supervisor, within 4 hours", False), ("", "B", True)}
    assert leads(found, "b") == {("the customer says no", "Kept as it is", False), ("the customer says yes", "C", True)}
    assert leads(found, "c") == {("where it was agreed is home", "A", True), ("otherwise", "D", True)}
    assert leads(found, "d") == {("", "Resolved", True), ("not the case", "E", True)}
    assert leads(found, "e") == {("not within 2 weeks", "Refused", False), ("", "B", True)}
    assert [node.shape for node in found.steps] == ["step", "step", "check", "step", "step"]


def test_equal_ways_are_joined_and_an_unconditional_one_needs_no_reason():
    told = {"escalate": "supervisor", "why": "x", "within": "1d"}
    same = procedure({"id": "a", "ask": ["sale.number"], "unknown": told, "if_skipped": {**told, "why": "y"}})
    assert ("can’t find out or skipped", "Supervisor, within 1 day", False) in leads(flow_of(same), "a")
    below = procedure({"id": "a", "ask": ["sale.number"], "unknown": "b"}, {"id": "b", "do": "It."})
    assert leads(flow_of(below), "a") == {("", "B", True)}


def test_an_escalation_that_goes_on_names_where_and_says_after_whom():
    then = {"escalate": "legal", "why": "x", "within": "1h", "then": "c"}
    steps = [{"id": "a", "ask": ["sale.number"], "unknown": then}, {"id": "b", "end": "kept"}, {"id": "c", "do": "It."}]
    found = leads(flow_of(procedure(*steps)), "a")
    assert {
        ("can’t find out", "Legal, within 1 hour", False),
        ("can’t find out, once legal is told", "C", False),
    } <= found


def test_the_table_says_every_edge_in_words():
    for each in ANY:
        flow = flow_of(each)
        assert [node.number for node, _ in flow.table()] == list(range(1, len(each.steps) + 1))
        assert sum(len(ways) for _, ways in flow.table()) == len(flow.edges)


@pytest.mark.parametrize("style", [PAPER, SCREEN, BESIDE], ids=["paper", "screen", "beside"])
@pytest.mark.parametrize("each", ANY, ids=lambda p: f"{p.procedure}-{len(p.steps)}")
def test_no_word_leaves_its_box_and_no_shapes_touch(each, style):
    sizes = {"name": style.size, "number": style.size, "law": style.size, "inverse": style.size}
    for sheet in sheets(flow_of(each), style):
        for box in sheet.boxes:
            assert box.x >= sheet.x
            assert box.x + box.w <= sheet.w
            assert box.y >= 0
            assert box.y + box.h <= sheet.h
            for words in box.words:
                right = words.x + width(words.text, sizes.get(words.kind, style.small), style.face)
                assert box.x <= words.x < right <= box.x + box.w + 0.1, (words, box)
                assert box.y < words.y - style.small * 0.6 < words.y < box.y + box.h, (words, box)
        areas = [(b.x, b.y, b.x + b.w, b.y + b.h, b) for b in sheet.boxes]
        areas += [
            (w.x, w.y - style.small * 0.7, w.x + width(w.text, style.small, style.face), w.y + 1, w)
            for w in sheet.words
        ]
        assert all(x1 >= sheet.x and x2 <= sheet.w + 0.1 for x1, _, x2, _, _ in areas)
        for n, (ax1, ay1, ax2, ay2, a) in enumerate(areas):
            for bx1, by1, bx2, by2, b in areas[n + 1 :]:
                assert ax2 <= bx1 or bx2 <= ax1 or ay2 <= by1 or by2 <= ay1, (a, b)


@pytest.mark.parametrize("each", ANY, ids=lambda p: f"{p.procedure}-{len(p.steps)}")
def test_every_way_is_drawn_on_one_sheet_or_across(each):
    flow = flow_of(each)
    for style in (PAPER, SCREEN):
        found = sheets(flow, style)
        numbers = [box.number for sheet in found for box in sheet.boxes if box.number > 0]
        assert numbers == list(range(1, len(each.steps) + 1))
        ends = [box for sheet in found for box in sheet.boxes if box.number == 0]
        assert len(ends) == sum(not flow.node(edge.target).number for edge in flow.edges)
    here = {n: index for index, sheet in enumerate(sheets(flow, PAPER)) for n in range(sheet.first, sheet.last + 1)}
    jumps = [(flow.node(e.source).number, flow.node(e.target).number) for e in flow.edges if flow.node(e.target).number]
    across = sorted(b for a, b in jumps if b != a + 1 and here[a] != here[b])
    assert sorted(-box.number for sheet in sheets(flow, PAPER) for box in sheet.boxes if box.number < 0) == across


@pytest.mark.slow
def test_lines_in_one_lane_never_lie_on_each_other_unless_they_lead_to_the_same_step():
    for each in ANY:
        sheet = sheets(flow_of(each), SCREEN)[0]
        runs = [
            line.points
            for line in sheet.lines
            if line.arrow and len(line.points) == 4 and line.points[1][0] < line.points[0][0]
        ]
        for n, a in enumerate(runs):
            for b in runs[n + 1 :]:
                if a[1][0] == b[1][0] and a[3] != b[3]:
                    (a1, a2), (b1, b2) = sorted((a[1][1], a[2][1])), sorted((b[1][1], b[2][1]))
                    assert a2 < b1 or b2 < a1


def test_a_long_flow_is_cut_into_sheets_that_fit_and_a_short_one_is_not():
    long = sheets(flow_of(made(3, 40)), PAPER)
    assert len(long) > 3
    assert all(sheet.h <= PAPER.tallest + 60 for sheet in long if sheet.last > sheet.first)
    assert len(sheets(flow_of(made(3, 40)), SCREEN)) == 1
    assert len(sheets(flow_of(procedure({"id": "a", "do": "It."})), PAPER)) == 1


@pytest.mark.slow
def test_the_drawing_is_the_same_every_time_and_well_formed():
    from xml.etree import ElementTree

    for each in ANY:
        flow = flow_of(each)
        one = [svg.for_paper(sheet, 10, 8.5) for sheet in sheets(flow, PAPER)]
        assert one == [svg.for_paper(sheet, 10, 8.5) for sheet in sheets(flow_of(each), PAPER)]
        for text in [*one, svg.for_screen(flow, sheets(flow, SCREEN)[0], 14, 12, name="x", anchor="s")]:
            ElementTree.fromstring(text)  # noqa: S314 - our own text


def test_what_people_wrote_is_never_markup():
    each = procedure(
        {"id": "a", "title": HOSTILE, "check": {HOSTILE: "sale.place == 'home'"}, "otherwise": {"end": "kept"}},
        title=HOSTILE,
    )
    drawn = svg.for_screen(flow_of(each), sheets(flow_of(each), SCREEN)[0], 14, 12, name="x", anchor="s")
    assert "<script" not in drawn
    assert "\x00" not in drawn
    assert "\x1b" not in drawn
    assert "&lt;script" in drawn


def test_each_step_links_to_its_words():
    flow = flow_of(library()["complaint"])
    drawn = svg.for_screen(flow, sheets(flow, SCREEN)[0], 14, 12, name="x", anchor="s")
    assert all(f'<a href="#s{n}">' in drawn for n in range(1, len(flow.steps) + 1))


def test_wrapping_keeps_every_letter_until_it_says_that_it_cuts():
    for room in (20, 60, 200):
        lines = wrap(f"some words {LONG} more", room, 12, "screen", 1000)
        assert "".join(lines).replace(" ", "") == f"somewords{LONG}more"
        assert all(width(line, 12, "screen") <= room for line in lines)
        cut = wrap(f"some words {LONG} more", room, 12, "screen", 2)
        assert len(cut) == 2
        assert cut[1].endswith("…")
        assert width(cut[1], 12, "screen") <= room
    assert wrap("", 50, 12, "paper", 3) == ()


def test_a_letter_outside_the_table_counts_as_a_full_square():
    assert width("漢", 10, "paper") > width("W", 10, "paper")


@pytest.mark.slow
def test_the_style_of_paper_fits_the_sheet_it_is_printed_on():
    found = [sheet for each in library().values() for sheet in sheets(flow_of(each), layout.PAPER)]
    assert max(sheet.wide for sheet in found) <= 490  # true size
    assert max(sheet.h for sheet in found) <= 700  # at least 86 % of it on 602 pt
    assert max(sheet.w for each in ANY for sheet in sheets(flow_of(each), layout.PAPER)) <= 560


def test_sheets_of_one_flow_are_about_equally_full():
    found = sheets(flow_of(made(3, 40)), PAPER)
    assert min(sheet.h for sheet in found) > 0.6 * max(sheet.h for sheet in found)


def test_the_flow_beside_a_text_fits_its_margin_and_leaves_out_no_step():
    for each in library().values():
        (sheet,) = sheets(flow_of(each), BESIDE)
        assert [box.number for box in sheet.boxes if box.number > 0] == list(range(1, len(each.steps) + 1))
        assert not [words for words in sheet.words if words.kind == "why"]
        assert sheet.wide <= 340  # past 304 px the frame scrolls
    told = {"escalate": "supervisor", "why": "x"}
    ways = {"unknown": {**told, "within": "1d"}, "if_skipped": {**told, "within": "2d"}}
    flow = bare(flow_of(procedure({"id": "a", "ask": ["sale.number"], **ways})))
    assert [node.words for node in flow.nodes if node.shape == "escalation"] == ["Supervisor"]
