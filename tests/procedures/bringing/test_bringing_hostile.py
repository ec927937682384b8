"""Files that mean harm are refused in words, in little time and memory."""

import io
import time
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.procedures.bringing.drafts import draft
from handrail.procedures.bringing.lines import WrongFileError
from handrail.procedures.bringing.reading import LARGEST, read_document, read_file, read_words
from handrail.procedures.language.reader import plain, read
from handrail.procedures.language.steps import Procedure
from procedures.bringing.word_file import W, p, word

BOMB = f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><w:document {W}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>'
OUTSIDE = f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document {W}><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>'
DEEP = f"<w:document {W}><w:body>{'<w:sdt>' * 5000}{'</w:sdt>' * 5000}</w:body></w:document>"


def locked() -> bytes:
    data = bytearray(word(p("Do it", level=0)))
    for mark in (b"PK\x01\x02", b"PK\x03\x04"):
        at = data.find(mark)
        data[at + (8 if mark[2] == 1 else 6)] |= 1
    return bytes(data)


def many() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for n in range(6000):
            file.writestr(f"p{n}", b"")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (word(document=BOMB.encode()), "document type"),
        (word(document=OUTSIDE.encode()), "document type"),
        (word(document=OUTSIDE.encode("utf-16")), "letters no Word document uses"),
        (word(document=DEEP.encode()), "nests deeper"),
        (word(document=b"<w:document"), "broken"),
        (locked(), "password"),
        (many(), "packed like no document"),
        (b"PK\x03\x04 and no more", "broken"),
        (word(p("Do it", level=0))[:400], "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "old Word format"),
        (b"%PDF-1.7", "PDF"),
        (b"\x00\x01\x02" * 40, "no text"),
        (b"x" * (LARGEST + 1), "10 MB is the most"),
        (b"", "reads like a step"),
        (("- a\n" * 25_000).encode(), "lines"),
        (("<div>" * 5000).encode(), "nests deeper"),
        (b"Only a remark, and nothing to do.", "reads like a step"),
    ],
    ids=["entities", "outside", "utf-16", "deep", "no xml", "locked", "many parts", "no zip", "cut off", "doc", "pdf", "binary",
         "large", "empty", "long", "deep html", "no steps"],
)  # fmt: skip
def test_a_file_is_refused_in_words(data, says):
    with pytest.raises(WrongFileError, match=says):
        read_file(data, "file.docx")


@pytest.mark.slow
def test_a_zip_bomb_is_left_packed():
    big = b"<w:document>" + b" " * (60 * 2**20)
    data = word(document=big)
    assert len(data) < 2**17
    tracemalloc.start()
    try:
        with pytest.raises(WrongFileError, match="unpacks to over"):
            read_file(data, "bomb.docx")
        assert tracemalloc.get_traced_memory()[1] < 60 * 2**20
    finally:
        tracemalloc.stop()


def test_other_parts_of_the_file_are_never_opened():
    rows = read_file(word(p("Do it", level=0), extra={"word/media/../../x.png": b"0" * 10**6, "/etc/x": b""}), "a.docx")
    assert [row.steps for row in rows] == [1]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "- [" * 20_000, "*a " * 30_000, "> " * 3000 + "x", "- " * 3000 + "x", "`" * 60_000, "<" * 100_000, "{{" * 50_000,
        "- If " + "a, " * 30_000, "- " + "“" * 60_000, "<p>" + "&amp" * 100_000, "1." * 50_000, "[a](" * 20_000, "|" * 60_000,
        "- escalate " + "x " * 30_000 + "to the", "- " + "ask for name " * 5000,
    ],
    ids=range(15),
)  # fmt: skip
def test_no_text_takes_long(text):
    begun = time.process_time()
    for name in ("a.md", "a.html", "a.txt"):
        try:
            draft(read_document(text, name))
        except WrongFileError:
            continue
    assert time.process_time() - begun < 5


@given(st.text(alphabet=st.sampled_from("-*1.a) \n#>`[]{}<li>If,Step:“”|\t\x00é"), max_size=200))
def test_any_text_is_a_draft_that_can_be_read_or_is_refused(text):
    for name in ("a.md", "a.html", "a.txt"):
        made = draft(read_document(text, name))
        assert made is None or plain(read(made.text)) == plain(Procedure.model_validate(made.raw))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    try:
        rows = read_file(b"PK\x03\x04" + data, "a.docx")
    except WrongFileError:
        return
    assert rows


def test_json_of_anything_is_read_or_refused():
    for text in (
        '[{"actions": [{}], "title": 3}]',
        '[{"actions": [{"field": null, "value": {}}]}]',
        '{"body": "x", "title": []}',
    ):
        try:
            read_words(text, "a.json")
        except WrongFileError:
            continue
