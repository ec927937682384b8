"""Each format tells every part of the language, marks what is not in force, and takes a person's words as words."""

import io
import re
import zipfile
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest
from lxml import etree

from handrail.procedures.bringing.reading import read_file
from handrail.procedures.documents.formats.listing import FORMATS
from handrail.procedures.documents.formats.markdown import escaped
from handrail.procedures.documents.formats.papers import Bound, binder, blank_runs, cards, procedure_cards
from handrail.procedures.documents.formats.sheet import Sheet
from handrail.procedures.documents.handbook import LAW_NOTE, HandbookPage, MetDuty
from handrail.procedures.documents.told import told
from handrail.procedures.language.reader import read, write
from handrail.procedures.language.steps import Procedure
from handrail.procedures.shelf import library
from procedures.documents.pdf_reader import pages, squeezed, text

ON = date(2026, 11, 24)
DUTY = MetDuty(
    "Refund. Give all money back within 10 days. [16 CFR 429.1; unverified, looked at 2026-11-22]", "Met at step 10."
)
HOSTILE = "<script>alert(1)</script> & \"q\" 's' *b* _i_ `c` [l](http://x) ![p](y) # h | t ~~s~~ ]]> --> {{{ }} %% \x00\x07 ---"
TOLD = [name for name in FORMATS if name != "yaml"]


def sheet(procedure, **more) -> Sheet:
    titles = {"try-one-item": "Look at one item", **{slug: row.title for slug, row in library().items()}}
    page = HandbookPage(procedure, "Version 3", "In force", date(2026, 11, 2), titles=titles, **more)
    return Sheet(page, "Red Dirt", ON, library())


@pytest.fixture(scope="module")
def returns():
    return read((Path(__file__).parents[2] / "data" / "try-return.yaml").read_text("utf-8"))


def written(words: str) -> Procedure:
    """A procedure with a person's words in every place that takes them."""
    way = {"escalate": "supervisor", "why": words, "within": "1d"}
    plain = words.replace("{", "(").replace("}", ")")
    steps = [
        {"id": "a", "title": words, "say": plain, "look_up": {"sale.paid": words}, "unknown": way, "mistakes": [words]},
        {"id": "b", "check": {words: "sale.place == 'home'"}, "otherwise": {"refuse": words}, "do": plain},
        {"id": "c", "wait": {"for": words, "at_most": "1d", "on_timeout": way}},
        {"id": "d", "send": plain, "record": ["case.reason"], "end": "resolved"},
    ]
    head = {"procedure": "try", "title": words, "purpose": words, "owner": words, "review": {"every": "1y"}}
    return Procedure.model_validate({**head, "limits": {"most": words}, "steps": steps})


class _Html(HTMLParser):
    """The words of a page, and the names of its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for key, value in attrs if key in ("href", "src", "xlink:href", "style", "onload")]

    def handle_data(self, data):
        if not self.tags or self.tags[-1] != "style":
            self.words.append(data)


def words_of(name: str, made: bytes) -> str:
    """What a reader of the file reads, without spaces and signs that only break lines or escape."""
    if name in ("pdf", "cards"):
        return squeezed(text(made))
    if name == "docx":
        root = etree.fromstring(zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml"))
        return squeezed("".join(root.itertext()))
    if name == "html":
        page = _Html()
        page.feed(made.decode())
        return squeezed("".join(page.words))
    if name == "bpmn":
        return squeezed("".join(etree.fromstring(made).itertext()))
    whole = made.decode()
    whole = re.sub(r"\{\{ own\.(\w+) \}\}", lambda found: found[1].capitalize(), whole)
    return squeezed(re.sub(r"(?m)^\s*%% [\w ’-]+: |^\s*> |[*\\]", "", whole) if name == "md" else whole)


@pytest.mark.parametrize("name", TOLD)
def test_every_line_of_every_step_is_told(returns, name):
    words = words_of(name, FORMATS[name].make(sheet(returns)))
    steps = told(returns, sheet(returns).page.titles)
    for step in steps:
        for part in step.parts:
            if part.grid:
                rows = [cell for row in part.grid.rows for cell in row]
            else:
                rows = ["".join(f"[{p.text}]" if p.is_blank else p.text for p in line) for line in part.lines]
            for row in rows:
                found = squeezed(row) in words or squeezed(row.replace("[", "").replace("]", "")) in words
                assert found, (step.id, part.kind, row)


@pytest.mark.parametrize("name", TOLD)
def test_the_head_the_law_and_its_status_are_told(returns, name):
    words = words_of(name, FORMATS[name].make(sheet(returns, duties=(DUTY,), law_asked=True)))
    for said in (
        "small: 5 USD (set by service manager",
        "class not determined yet",
        "unverified, looked at 2026-11-22",
    ):
        assert name == "cards" or squeezed(said.replace("[", "")) in words
    assert squeezed(LAW_NOTE) in words or name == "docx"


@pytest.mark.parametrize("name", [name for name in TOLD if name not in ("pdf", "cards")])
def test_roles_needs_rules_and_what_steps_say_they_meet_are_told(name):
    text_ = """procedure: try-block
title: Look who it is
purpose: We know who it is.
owner: manager
block: true
needs: [sale.number]
review: {every: 6mo}
switched_off: {passive-instruction: Our own words.}
roles: {dispatcher: {filled_by: supervisor, who: Whoever has the radio}}
steps:
  - {id: tell, role: dispatcher, do: Tell them., meets: [home-solicitation.refund], requests: [complaint]}
  - {id: close, record: [case.reason], end: resolved}
"""
    words = words_of(name, FORMATS[name].make(sheet(read(text_))))
    for said in (
        "dispatcher: Whoever has the radio, done by the supervisor here",
        "Found out before",
        "passive-instruction (Our own words.)",
        "Said to be met at step 1: home-solicitation.refund.",
        "It is run by other procedures",
        library()["complaint"].title,
    ):
        assert squeezed(said) in words, said


@pytest.mark.slow
def test_word_says_the_law_note_at_the_foot_of_every_sheet(returns):
    document = docx.Document(io.BytesIO(FORMATS["docx"].make(sheet(returns))))
    assert LAW_NOTE in [row.text for row in document.sections[0].footer.paragraphs]


@pytest.mark.parametrize("name", TOLD)
def test_what_is_not_in_force_is_marked_and_what_is_is_not(returns, name):
    draft = FORMATS[name].make(sheet(returns, mark="Draft"))
    held = FORMATS[name].make(sheet(returns))
    if name == "docx":
        head = docx.Document(io.BytesIO(draft)).sections[0].header.paragraphs[0].text
        assert head == "DRAFT: NOT IN FORCE"
    said = squeezed("DRAFT: NOT IN FORCE")
    assert said in words_of(name, draft)
    assert said not in words_of(name, held)


@pytest.mark.parametrize("name", TOLD)
def test_the_same_values_make_the_same_bytes(returns, name):
    assert FORMATS[name].make(sheet(returns)) == FORMATS[name].make(sheet(returns))


@pytest.mark.parametrize("name", TOLD)
def test_what_a_person_wrote_is_words_and_never_markup(name):
    made = FORMATS[name].make(sheet(written(HOSTILE), mark="Draft"))
    assert made
    if name == "html":
        page = _Html()
        page.feed(made.decode())
        assert "script" not in page.tags
        assert "alert(1)" in "".join(page.words)
        assert all(link.startswith("#") for link in page.links)
    if name == "bpmn":
        etree.fromstring(made)
    if name == "mermaid":
        drawn = [line for line in made.decode().splitlines() if not line.lstrip().startswith("%%")]
        assert not any("<script" in line for line in drawn[3:])


def test_a_web_page_stands_alone(returns):
    page = _Html()
    made = FORMATS["html"].make(sheet(returns)).decode()
    page.feed(made)
    assert "url(" not in made
    assert "@import" not in made
    assert {"script", "link", "img", "iframe"}.isdisjoint(page.tags)
    assert "default-src 'none'" in made


def test_the_handrail_file_loses_nothing(returns):
    assert write(read(FORMATS["yaml"].make(sheet(returns)).decode())) == write(returns)


@pytest.mark.parametrize(
    ("words", "safe"),
    [("# no heading", r"\# no heading"), ("1. no step", r"1\. no step"), ("- no bullet", r"\- no bullet"),
     ("a_b *c*", r"a\_b \*c\*"), ("<b> &amp;", r"\<b\> \&amp;"), ("a\nb", "a b")],
)  # fmt: skip
def test_markdown_is_escaped(words, safe):
    assert escaped(words) == safe


def test_markdown_is_one_list_with_blanks_as_the_language_writes_them(returns):
    lines = FORMATS["md"].make(sheet(returns)).decode().splitlines()
    steps = [line for line in lines if re.match(r"\d+\. \*\*", line)]
    assert [line.split("**")[1] for line in steps] == [step.name for step in returns.steps]
    assert "    **Do:** Pay back {{ own.refund }} for order {{ own.order }}." in lines
    assert not [line for line in lines if line.lstrip().startswith("- ")]


@pytest.mark.parametrize("slug", ["cancel-home-sale", "refund-or-return", "identity-check"])
def test_markdown_brought_in_again_has_the_same_steps(slug):
    procedure = library()[slug]
    [found] = read_file(FORMATS["md"].make(sheet(procedure)), f"{slug}.md")
    assert found.draft
    made = read(found.draft.text)
    assert [step.name for step in made.steps] == [step.name for step in procedure.steps]


# Papers


def test_each_step_has_a_card_and_a_long_one_goes_on(returns):
    words = squeezed(text(cards(sheet(returns))))
    for number, step in enumerate(returns.steps, 1):
        assert squeezed(f"Step {number} of {len(returns.steps)}") in words
        assert squeezed(step.name) in words
    long = written("A sentence of some length that is said again and again. " * 20)
    assert "continued" in text(cards(sheet(long)))


def test_a_card_for_each_procedure(returns):
    words = squeezed(text(procedure_cards([sheet(returns), sheet(library()["order-status"])], "Red Dirt", ON)))
    assert squeezed(returns.title) in words
    assert squeezed(library()["order-status"].title) in words
    assert squeezed("No procedure is in force yet") in squeezed(text(procedure_cards([], "Red Dirt", ON)))


def test_the_binder_names_version_approver_and_tab():
    made = binder([Bound("Give a refund", "Version 4", date(2026, 11, 2), "Ann Lee", date(2027, 5, 2))], "Red Dirt", ON)
    words = squeezed(text(made))
    for said in ("Give a refund", "Version 4", "Nov 2, 2026", "Ann Lee", "May 2, 2027", "Tabs to cut out"):
        assert squeezed(said) in words
    assert squeezed("No procedure is in force yet") in squeezed(text(binder([], "Red Dirt", ON)))


@pytest.mark.slow
def test_a_run_on_paper_has_its_number_on_every_sheet_and_room_for_every_answer(returns):
    made = blank_runs(sheet(returns), ["P-12", "P-13"])
    sheets = pages(made)
    assert sum("P-12" in page for page in sheets) == len(sheets) / 2 == sum("P-13" in page for page in sheets)
    words = squeezed(text(made))
    for said in (
        "Level",
        "Gold",
        "Silver",
        "Order number",
        "Can’t find out",
        "Entered on",
        "From paper",
    ):
        assert squeezed(said) in words
    called = squeezed(text(blank_runs(sheet(library()["cancel-home-sale"]), ["P-1"])))
    assert squeezed(f"If it is run: {library()['open-call'].title}") in called
