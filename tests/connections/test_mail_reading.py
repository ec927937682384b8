"""A mail is read without trusting it, judged as RFC 3834 says, and answered in its thread."""

from email import message_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cast import NOON
from handrail.connections.mail.judging import judge
from handrail.connections.mail.reading import LONGEST_WORDS, MOST_PARTS, read
from handrail.connections.mail.writing import Outgoing, new_id, subject_of, thread, written

OURS = {"help@reddirt.example"}
PLAIN = b"""From: "Dolores Reyes" <Dolores@Example.com>\r
To: Help <help@reddirt.example>\r
Subject: =?utf-8?q?Cancel_my_furnace?=\r
Message-ID: <one@example.com>\r
In-Reply-To: <zero@reddirt.example>\r
References: <first@reddirt.example>\r
 <zero@reddirt.example>\r
\r
Please cancel order RD-1.\r
\r
On Tue, Nov 24, 2026 at 9:00 AM Help <help@reddirt.example> wrote:\r
> Hello\r
"""


def with_headers(*lines: str) -> bytes:
    return "\r\n".join(lines).encode() + b"\r\n" + PLAIN


def test_who_wrote_what_in_which_thread():
    mail = read(PLAIN)
    assert (mail.sender, mail.sender_name, mail.to) == (
        "dolores@example.com", "Dolores Reyes", ("help@reddirt.example",),
    )  # fmt: skip
    assert (mail.subject, mail.words) == ("Cancel my furnace", "Please cancel order RD-1.")
    assert mail.message_id == "<one@example.com>"
    assert mail.answers == ("<first@reddirt.example>", "<zero@reddirt.example>")
    assert judge(mail, OURS).kind == "person"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Auto-Submitted: auto-replied", "automatic"), ("Auto-Submitted: auto-generated; owner=x", "automatic"),
        ("Auto-Submitted: no", "person"), ("Return-Path: <>", "automatic"), ("X-Autoreply: yes", "automatic"),
        ("Precedence: bulk", "quiet"), ("Precedence: list", "quiet"), ("List-Id: <a.example>", "quiet"),
        ("List-Unsubscribe: <mailto:x@y.example>", "quiet"), ("X-Auto-Response-Suppress: OOF, DR", "quiet"),
        ("X-Auto-Response-Suppress: none", "person"), ("Feedback-ID: 1:2", "quiet"),
        ("X-Loop: help@reddirt.example", "loop"), ("X-Loop: other@example.com", "person"),
        ("Reply-To: noreply@shop.example", "quiet"), ("Reply-To: no-reply+7@shop.example", "quiet"),
        ("Reply-To: news-request@shop.example", "quiet"), ("Reply-To: owner-news@shop.example", "quiet"),
        ("Reply-To: MAILER-DAEMON@shop.example", "bounce"), ("Reply-To: postmaster@shop.example", "bounce"),
        ("Reply-To: Help@RedDirt.example", "loop"), ("Reply-To: a@b.example, c@d.example", "quiet"),
    ],
)  # fmt: skip
def test_what_a_machine_may_answer(line, kind):
    judged = judge(read(with_headers(line)), OURS)
    assert judged.kind == kind
    assert judged.may_be_answered == (kind == "person")
    assert bool(judged.why) == (kind != "person")


def test_a_mail_that_does_not_name_us_is_not_answered_by_itself():
    assert (
        judge(read(PLAIN.replace(b"help@reddirt.example>\r\nSubject", b"list@other.example>\r\nSubject")), OURS).kind
        == "quiet"
    )


REPORT = b"""From: MAILER-DAEMON@mx.example\r
To: help@reddirt.example\r
Subject: Undelivered\r
Content-Type: multipart/report; report-type=delivery-status; boundary=b\r
\r
--b\r
Content-Type: text/plain\r
\r
It did not arrive.\r
--b\r
Content-Type: message/rfc822\r
\r
Message-ID: <token@reddirt.example>\r
Subject: x\r
\r
Hello\r
--b--\r
"""


def test_a_notice_of_delivery_says_which_mail_it_is_about():
    mail = read(REPORT)
    assert judge(mail, OURS).kind == "bounce"
    assert mail.about == ("<token@reddirt.example>",)
    heads = REPORT.replace(b"message/rfc822", b"text/rfc822-headers")
    assert read(heads).about == ("<token@reddirt.example>",)


def test_files_are_hashed_named_without_folders_and_never_run():
    raw = b"""From: a@b.example\r\nTo: help@reddirt.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>See the picture</p><script>alert(1)</script>\r\n--b\r\nContent-Type: application/x-msdownload\r\nContent-Disposition: attachment; filename="../../etc/run\x00me.exe"\r\n\r\nMZ\r\n--b--\r\n"""
    mail = read(raw)
    assert mail.words == "See the picture"
    (file,) = mail.files
    assert file.name == "runme.exe"
    assert (file.size, file.content) == (2, b"MZ")
    assert file.sha256 == "5be37aaa5cc24e8b87abc6ce29bd8ebf4ea2fb70d3c7e4b5d5b0fb5b6ad6f1c7" or len(file.sha256) == 64


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\x00" * 2000, b"\xff\xfe\xfd", b"From: =?utf-8?b?////?= <x@y.z>\r\n\r\n", b"Subject: a\x00b\r\n\r\nx",
        b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n", b"Content-Type: text/plain; charset=nonsense\r\n\r\nx",
        b"From: " + b"a" * 200_000 + b"@b.example\r\n\r\n", b"References: " + b"<a@b> " * 50_000 + b"\r\n\r\n",
        b"To: " + b", ".join(b"a%d@b.example" % n for n in range(5_000)) + b"\r\n\r\n",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" * 3_000,
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\nContent-Type: image/png\r\n\r\nx\r\n" * 3_000,
        b"Content-Transfer-Encoding: base64\r\n\r\n" + b"A" * 100_001, b"From: a@b.example\r\nFrom: c@d.example\r\n\r\nx",
        b"References: " + b"<a@b> " * 900_000 + b"\r\n\r\n",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Disposition: attachment; filename=" + b"a" * 4_000_000 + b"\r\n\r\nx\r\n--b--\r\n",
        b"Date: not a day\r\nTo: ;;;,,,<<>>\r\nContent-Disposition: \xff\r\n\r\nx",
    ],
    ids=range(17),
)  # fmt: skip
def test_hostile_mail_is_read_within_bounds(raw):
    mail = read(raw)
    assert len(mail.sha256) == 64
    assert len(mail.words) <= LONGEST_WORDS
    assert len(mail.files) <= MOST_PARTS
    assert len(mail.to) <= 50
    judge(mail, OURS)


@given(st.binary(max_size=600), st.sampled_from([b"", PLAIN, REPORT]))
def test_no_bytes_break_the_reader_or_put_a_line_into_a_header(noise, before):
    mail = read(before[: len(before) // 2] + noise + before[len(before) // 2 :])
    for text in (mail.sender, mail.sender_name, mail.subject, mail.message_id, *mail.headers.values()):
        assert "\n" not in text
        assert "\r" not in text
    judge(mail, OURS)


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_words_put_a_header_into_our_answer(subject, body):
    mail = Outgoing("<t@reddirt.example>", "help@reddirt.example", "d@example.com", subject_of(subject, "x"), body)
    found = message_from_bytes(written(mail, NOON).as_bytes())
    assert sorted(found.keys()).count("To") == 1
    assert "Bcc" not in found
    assert found["To"] == "d@example.com"


def test_an_answer_stays_in_its_thread_and_says_that_a_machine_wrote_it():
    ids = tuple(f"<{n}@example.com>" for n in range(30))
    mail = Outgoing(
        new_id("tok", "help@reddirt.example"),
        "help@reddirt.example",
        "d@e.example",
        subject_of("RE: re: Cancel"),
        "Hi",
        ids,
    )
    found = message_from_bytes(written(mail, NOON).as_bytes())
    assert found["Subject"] == "Re: Cancel"
    assert found["In-Reply-To"] == ids[-1]
    assert found["References"].split() == [ids[0], *ids[-9:]] == thread(ids)
    assert found["Auto-Submitted"] == "auto-replied"
    assert found["Message-ID"] == "<tok@reddirt.example>"
    assert judge(read(written(mail, NOON).as_bytes()), {"d@e.example"}).kind == "automatic"
    by_hand = Outgoing("<t@x.example>", "a@x.example", "d@e.example", "s", "b", by_machine=False)
    assert "Auto-Submitted" not in written(by_hand, NOON)
