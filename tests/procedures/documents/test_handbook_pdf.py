"""The PDF: the same bytes every time, tagged, quick; what people wrote is text and never a command."""

import re
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from handrail.law.engine import load_law
from handrail.procedures.documents import pdf
from handrail.procedures.documents.handbook import (
    LAW_NOT_CHECKED,
    LAW_NOTE,
    UNCONTROLLED,
    Handbook,
    HandbookPage,
    MetDuty,
    checked_line,
)
from handrail.procedures.documents.told import told
from handrail.procedures.handbook.met import annex, binding
from handrail.procedures.language.steps import Procedure
from handrail.procedures.shelf import library
from procedures.documents.pdf_reader import pages, squeezed, text

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("set_anew")]

ON = date(2026, 11, 24)
DUTY = MetDuty("Give all money back within 10 days. [16 CFR 429.1; unverified, looked at 2026-11-22]", "Met in step 6.")
HOSTILE = (
    '#panic("in") #eval("1") $x^2$ *bold* _it_ `raw` @ref <label> // comment \\ #sys.inputs ]) "} #{ \x00\x07 ~ --- = == '
    'https://x.y </text><script>alert(1)</script> &amp; #read("/etc/passwd") \'; DROP'
)


def page(procedure, **more) -> HandbookPage:
    return HandbookPage(procedure, "Version 3", "In force", date(2026, 11, 2), **more)


def book(*of, **more) -> Handbook:
    told_ = {"checked": (checked_line(14, ["us 2026.11"], ON, 1),), "not_checked": ("City rules.",)}
    return Handbook("Red Dirt Propane & HVAC", ON, of, **{**told_, **more})


def written(title: str, words: str) -> Procedure:
    """A procedure with a person's words in every place that takes them."""
    way = {"escalate": "supervisor", "why": words, "within": "1d"}
    plain = words.replace("{", "(").replace("}", ")")
    steps = [
        {"id": "a", "title": words, "say": plain, "look_up": {"sale.paid": words}, "unknown": way, "mistakes": [words]},
        {"id": "b", "check": {words: "sale.place == 'home'"}, "otherwise": {"refuse": words}, "do": plain},
        {"id": "c", "wait": {"for": words, "at_most": "1d", "on_timeout": way}},
        {"id": "d", "send": plain, "record": ["case.reason"], "end": "resolved"},
    ]
    head = {"procedure": "try", "title": title, "purpose": words, "owner": words, "review": {"every": "1y"}}
    return Procedure.model_validate({**head, "limits": {"most": words}, "steps": steps})


def test_the_same_values_make_the_same_bytes_in_this_process_and_another(tmp_path):
    """Nothing of the machine, the hour or the order of a set gets in."""
    here = pdf.handbook_pdf(book(*map(page, library().values())))
    assert pdf.handbook_pdf(book(*map(page, library().values()))) == here
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from procedures.documents.test_handbook_pdf import *\n"
        "open(sys.argv[2], 'wb').write(pdf.handbook_pdf(book(*map(page, library().values()))))"
    )
    out = tmp_path / "there.pdf"
    tests = str(Path(__file__).resolve().parents[2])
    env = {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "PATH": "/usr/bin"}
    subprocess.run([sys.executable, "-c", script, tests, str(out)], check=True, env=env)
    assert out.read_bytes() == here


def test_another_day_is_another_file_that_says_so():
    made = pdf.handbook_pdf(book())
    assert b"D:20261124" in made
    assert pdf.handbook_pdf(Handbook("Red Dirt Propane & HVAC", date(2026, 11, 25), ())) != made


def test_it_is_tagged_and_named_for_a_reader():
    made = pdf.handbook_pdf(book(page(library()["complaint"])))
    assert all(mark in made for mark in (b"/StructTreeRoot", b"/MarkInfo", b"pdfuaid", b"/Lang(en-US)", b"/Outlines"))
    assert b"/Figure" in made
    assert b"Flow of A complaint, steps 1 to" in made
    assert b"/MediaBox[0 0 612 792]" in made


def test_the_cover_says_what_was_checked_and_what_was_not():
    more = {"missing": ("Gift cards",), "agencies": ("Consumer office: 555-0100",), "packs": ("us 2026.11",)}
    cover, contents, *rest = pages(pdf.handbook_pdf(book(page(library()["complaint"]), **more)))
    for words in ("Red Dirt Propane & HVAC", "Checked against 14 duties of us 2026.11 on Nov 24, 2026; 1 unverified.",
                  "City rules.", "Gift cards", "Consumer office: 555-0100"):  # fmt: skip
        assert squeezed(words) in cover
    assert re.search(r"Acomplaint\.*3Contents", contents.replace("…", "."))
    assert all(squeezed(LAW_NOTE) in each and squeezed(UNCONTROLLED) in each for each in (cover, contents, *rest))


def test_contents_name_the_page_on_which_a_procedure_begins():
    found = pages(pdf.handbook_pdf(book(*map(page, library().values()))))
    contents = "".join(words for words in found[1:4] if "Contents" in words)
    for procedure in library().values():
        title = squeezed(procedure.title).replace("’", "’")
        number = re.search(re.escape(title) + r"\.*(\d+?)(?=\D)", contents)
        assert number, title
        assert found[int(number[1]) - 1].find(title) >= 0
        assert f"Page{number[1]}of{len(found)}" in found[int(number[1]) - 1]


def test_every_word_of_every_step_is_on_paper():
    for procedure in library().values():
        said = text(pdf.procedure_pdf(page(procedure), business="X", as_of=ON))
        for step in told(procedure):
            lines = [squeezed("".join(piece.text for piece in line)) for part in step.parts for line in part.lines]
            assert [line for line in [squeezed(step.name), *lines] if line not in _across_pages(said)] == []


def _across_pages(said: str) -> str:
    """The text with the feet of pages taken out, so that a sentence over two pages is found."""
    return re.sub(r"Page\d+of\d+Generalinformation.*?Uncontrolledwhenprinted", "", said)


def test_a_version_stands_at_the_foot_and_a_draft_on_every_page():
    draft = HandbookPage(library()["complaint"], "Version 4", "Draft", mark="Draft")
    assert all("DRAFT:NOTINFORCE" in each and "Version4,draft" in each for each in _drawn(draft))
    old = HandbookPage(library()["complaint"], "Version 2", "Superseded", date(2026, 1, 2), mark="Superseded")
    assert all("SUPERSEDED:NOTINFORCE" in each for each in _drawn(old))
    now = _drawn(page(library()["complaint"]))
    assert all("NOTINFORCE" not in each and "Acomplaint.Version3,Nov2,2026" in each for each in now)


def _drawn(of: HandbookPage) -> list[str]:
    return pages(pdf.procedure_pdf(of, business="X", as_of=ON))


def test_duties_stand_with_their_status_and_their_absence_is_said():
    said = text(pdf.procedure_pdf(page(library()["complaint"], duties=(DUTY,)), business="X", as_of=ON))
    assert squeezed(DUTY.sentence) in said
    assert squeezed(DUTY.where) in said
    assert squeezed(LAW_NOT_CHECKED) not in said
    assert squeezed(LAW_NOT_CHECKED) in text(pdf.procedure_pdf(page(library()["complaint"]), business="X", as_of=ON))


def test_what_people_wrote_is_set_as_it_stands_and_never_run():
    of = page(written(HOSTILE, HOSTILE), duties=(MetDuty(HOSTILE, HOSTILE),), findings=(HOSTILE,), reviewed=HOSTILE)
    made = book(of, checked=(HOSTILE,), not_checked=(HOSTILE,), missing=(HOSTILE,), agencies=(HOSTILE,))
    said = text(pdf.handbook_pdf(Handbook(HOSTILE, ON, made.pages, made.checked, made.not_checked, made.missing)))
    clean = squeezed(HOSTILE.replace("\x00", "").replace("\x07", ""))
    assert said.count(clean) >= 12, said.count(clean)
    assert said.count('#panic("in")#eval("1")$x^2$*bold*_it_`raw`') > 15


@pytest.mark.parametrize("letters", ["漢字かな", "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ", "😀 مرحبا", "\u202eabc\u200b", "e\u0301\u0302" * 40])
def test_letters_that_no_face_has_do_not_stop_the_print(letters):
    made = pdf.procedure_pdf(page(written(f"A {letters}", f"Say {letters} twice")), business=letters, as_of=ON)
    assert made.startswith(b"%PDF")
    assert b"/StructTreeRoot" in made


@pytest.mark.parametrize("words", ["x" * 3900, "word " * 780, "\n".join("line" for _ in range(700))])
def test_very_long_words_flow_over_pages(words):
    assert len(_drawn(page(written("Long", words)))) > 5


def test_a_word_longer_than_a_line_is_broken_and_not_cut_off():
    """On its own line it would run off the sheet: then the drawn text is one line per place, whatever its length."""
    short, long = (len(_drawn(page(written("Long", "x" * n)))) for n in (60, 3000))
    assert long > short + 3


def test_half_a_letter_is_left_out():
    duty = MetDuty("before\ud800after", "")
    assert "beforeafter" in text(
        pdf.procedure_pdf(page(library()["complaint"], duties=(duty,)), business="X", as_of=ON)
    )


def test_a_procedure_of_thirty_steps_keeps_its_drawing_at_a_readable_size():
    steps = [{"id": f"s{n}", "title": f"Do the thing numbered {n}", "do": "It."} for n in range(30)]
    head = {"procedure": "try", "title": "Thirty", "purpose": "So.", "owner": "me", "review": {"every": "1y"}}
    of = page(Procedure.model_validate({**head, "steps": steps}))
    drawings = pdf._drawings(of)
    assert len(drawings) >= 2
    assert all(490 / each["width"] > 0.86 and 602 / each["height"] > 0.86 for each in drawings)


def test_thirty_procedures_take_a_few_seconds_at_most():
    many = [page(procedure) for procedure in [*library().values(), *library().values()][:30]]
    start = time.process_time()
    pdf.handbook_pdf(book(*many))
    assert time.process_time() - start < 15  # CPU of all its threads


def test_the_annex_names_each_procedure_once_with_all_its_steps():
    bound = binding(load_law(), {"business.states": ("OK",), "business.customer_states": ("OK",)}, ON)
    where = [row.where for row in annex(bound, library())]
    assert any("Cancel a sale made at the customer’s home, steps 5, 8 and 9" in words for words in where)
    assert all(words.count(f"{procedure.title}, step") < 2 for words in where for procedure in library().values())
