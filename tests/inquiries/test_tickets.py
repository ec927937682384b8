"""Files as help desks write them and as people break them: good rows kept, bad rows listed, wrong files explained."""

import json
import zipfile
from datetime import UTC, date, datetime, timedelta, timezone
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.inquiries import raw, tickets
from handrail.inquiries.layouts import MappingError
from handrail.inquiries.tickets import WrongFileError, masked, preview, read

ZENDESK = (
    "Summation column,Id,Requester,Requester id,Requester external id,Requester email,Requester domain,Submitter,Assignee,"
    "Group,Subject,Tags,Status,Priority,Via,Ticket type,Created at,Updated at,Assigned at,Organization,Due date,"
    "Initially assigned at,Solved at,Resolution time\n"
    "1,4711,Ann Lee,99,,ann@example.com,example.com,Ann Lee,Bo,Support,No hot water,heat,Solved,Normal,Mail,Question,"
    "2026-11-02 09:15,2026-11-02 10:00,,,,,2026-11-03 08:00,22\n"
)
FRESHDESK = (
    "Ticket ID,Subject,Description,Status,Priority,Source,Type,Agent,Group,Created time,Due by Time,Resolved time,"
    "Closed time,Last update time,Full name,Email\n"
    '12,Late bill,"<div>My bill came <b>twice</b>.</div>",Closed,Low,Email,Question,Bo,Billing,2026-11-02 09:15:00,,'
    "2026-11-02 10:00:00,,,Ann Lee,ann@example.com\n"
)
PLAIN = "Date,Message,Name\n11/02/2026,Where is my order?,Ann\n11/03/2026,My tank is empty,Bo\n"


def of(text: str, **more):
    return read(text.encode(), "tickets.csv", **more)


def test_zendesk_is_recognised_and_its_subject_stands_for_the_text():
    done = of(ZENDESK)
    (ticket,) = done.tickets
    assert done.kind == "zendesk"
    assert (ticket.external_id, ticket.subject, ticket.text) == ("4711", "No hot water", "No hot water")
    assert (ticket.channel, ticket.status, ticket.customer_ref) == ("mail", "solved", "ann@example.com")
    assert (ticket.created_at, ticket.solved_at) == (datetime(2026, 11, 2, 9, 15), datetime(2026, 11, 3, 8))  # noqa: DTZ001


def test_freshdesk_is_recognised_and_its_html_read():
    done = of(FRESHDESK)
    assert done.kind == "freshdesk"
    assert done.tickets[0].text == "My bill came twice."
    assert done.tickets[0].solved_at == datetime(2026, 11, 2, 10)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Ticket Id,Subject,Requester Name,Requester Email,Created Time,First Response Time (in Hrs)", "freshservice"),
        ("Ticket Id,Subject,Status,Priority,Channel,Ticket Owner,Created Time,Ticket Closed Time", "zoho"),
        ("Ticket ID,Ticket name,Pipeline,Ticket status,Create date,Close date", "hubspot"),
        (
            "ID,Subject,Status,Priority,Type,Account,Assigned to,Tags,Created,First response,Resolved,Closed on",
            "bottlecrm",
        ),
        ("when,what they asked", "plain"),
    ],
)
def test_layouts_by_their_headers(header, kind):
    found = preview(f"{header}\n{','.join(['2026-11-02'] * len(header.split(',')))}\n".encode(), "x.csv")
    assert found.kind == kind
    assert found.rows == 1
    assert {"subject", "text"} & found.mapping.keys()


def test_a_plain_table_is_mapped_by_its_names():
    done = of(PLAIN)
    assert done.mapping == {"created_at": "Date", "text": "Message", "customer_ref": "Name"}
    assert [t.created_at for t in done.tickets] == [date(2026, 11, 2), date(2026, 11, 3)]


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_other_separators(mark):
    assert len(of(PLAIN.replace(",", mark)).tickets) == 2


def test_excels_own_separator_line_and_line_ends():
    assert len(of("sep=;\r\n" + PLAIN.replace(",", ";").replace("\n", "\r\n")).tickets) == 2


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8", "cp1252"])
def test_encodings(encoding):
    done = read("Date,Message\n2026-11-02,Café – “late”\n".encode(encoding), "x.csv")
    assert done.mapping["created_at"] == "Date"
    assert done.tickets[0].text == "Café – “late”"


def test_broken_rows_cost_only_themselves():
    done = of(
        "id,date,message\n1,2026-11-01,fine\n2,2026-11-01,too, many, commas\n3,2026-11-01\n4,2026-11-01,\"never closed\n"
        "5,2026-11-01,fine too\n6,someday,no day\n7,2026-11-01,\n1,2026-11-02,again\n8,2026-11-03,\"two\nlines\"\n9,2026-11-03,end\n"
    )  # fmt: skip
    assert [t.external_id for t in done.tickets] == ["1", "5", "8", "9"]
    assert done.tickets[2].text == "two\nlines"
    told = {row.line: row.reason for row in done.bad}
    assert list(told) == [3, 4, 5, 7, 8, 9]
    assert "5 cells where the header names 3" in told[3]
    assert "ends early" in told[4]
    assert "quotation mark" in told[5]
    assert "someday" in told[7]
    assert "neither a subject nor a text" in told[8]
    assert "second time; the first is on line 2" in told[9]


def test_an_inch_mark_inside_a_cell_is_no_quotation_mark():
    assert of('id,message\n1,a 5" pipe\n2,ok\n').tickets[0].text == 'a 5" pipe'


def test_missing_cells_at_the_end_are_harmless_when_nothing_needs_them():
    assert of("message,status,note\nhello there\n").tickets[0].text == "hello there"


def test_days_stand_first_when_the_column_shows_it():
    done = of("date,message\n02/11/2026 3:05 PM,a\n22/11/2026 15:05,b\n")
    assert done.tickets[0].created_at == datetime(2026, 11, 2, 15, 5)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2026-11-02T09:15:00Z", datetime(2026, 11, 2, 9, 15, tzinfo=UTC)),
        ("2026-11-02 09:15:30 -0600", datetime(2026, 11, 2, 9, 15, 30, tzinfo=timezone(timedelta(hours=-6)))),
        ("2026-11-02T09:15:00.123+00:00", datetime(2026, 11, 2, 9, 15, tzinfo=UTC)),
        ("Mon, 02 Nov 2026 09:15:00 +0000", datetime(2026, 11, 2, 9, 15, tzinfo=UTC)),
        ("11/2/26", date(2026, 11, 2)), ("Nov 2, 2026", date(2026, 11, 2)), ("2-Nov-2026", date(2026, 11, 2)),
        ("November 2nd, 2026", date(2026, 11, 2)), ("1793610900", datetime(2026, 11, 2, 9, 15, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_days_and_instants(text, when):
    assert tickets.read_when(text) == when
    assert type(tickets.read_when(text)) is type(when)


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-13-01", "13:61", "99/99/9999", "1812-01-01", "11/2/2026 25:00", "11/2/2026 13:00 PM"]
)
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValueError, match=r"no day we can read|outside the years"):
        tickets.read_when(text)


def test_json_lines_with_bad_lines():
    rows = [
        json.dumps({"id": 1, "subject": "Hi", "description": "No heat", "created_at": "2026-11-02T09:15:00Z", "via": {"channel": "web"}}),
        "{broken", "[1]", "", json.dumps({"id": 2, "subject": "Bye"}), "[" * 100_000,
    ]  # fmt: skip
    done = read("\n".join(rows).encode(), "tickets.jsonl")
    assert done.kind == "jsonl"
    assert [(t.external_id, t.text, t.channel) for t in done.tickets] == [("1", "No heat", "web"), ("2", "Bye", "")]
    assert [row.line for row in done.bad] == [2, 3, 6]


def mail(number: int, body: str, more: str = "") -> str:
    return (
        f"From ann@example.com Mon Nov  2 09:15:00 2026\nMessage-ID: <m{number}@example.com>\nFrom: Ann <ann@example.com>\n"
        f"Date: Mon, 02 Nov 2026 09:15:00 +0000\n{more}\n{body}\n\n"
    )


def test_a_mailbox():
    box = (
        mail(1, "Where is my order?\n>From what I see it left.\n\nOn Mon, Nov 2, 2026 at 9:00 AM Bo\n<bo@x.com> wrote:\n> Hello",
             "Subject: =?utf-8?q?Re=3A_Caf=C3=A9_order?=\n")
        + mail(2, "Thanks", "In-Reply-To: <m1@example.com>\nSubject: Re: x\n")
        + mail(3, "I am away", "Auto-Submitted: auto-replied\nSubject: Away\n")
        + mail(4, "--b\nContent-Type: text/html; charset=nonsense\n\n<style>p{}</style><p>No heat &amp; cold</p>\n--b\n"
                  "Content-Type: image/png\n\nxx\n--b--", 'Subject: Heat\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n')
    )  # fmt: skip
    done = read(box.encode(), "inbox.mbox")
    first, last = done.tickets
    assert (done.kind, done.replies) == ("mbox", 1)
    assert (first.subject, first.text) == ("Café order", "Where is my order?\nFrom what I see it left.")
    assert first.created_at == datetime(2026, 11, 2, 9, 15, tzinfo=UTC)
    assert last.text == "No heat & cold"
    assert [row.reason[:17] for row in done.bad] == ["an automatic mail"]


def workbook() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"), (b" \n\n", "empty"), (b"\xef\xbb\xbf", "empty"), (b"\x89PNG\r\n\x1a\n....", "picture"),
        (workbook(), "Excel workbook"), (b"\xd0\xcf\x11\xe0....", "old Excel"), (b"%PDF-1.7", "PDF"), (b"abc\x00\x01def", "no text file"),
        (b"<!DOCTYPE html><html>", "web page"), (b"a,b\n", "no tickets below"), (b'[{"id": 1}]', "JSON lines"), (b"{broken", "JSON object"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_explained(data, said):
    with pytest.raises(WrongFileError, match=said):
        read(data, "file.xlsx")
    found = preview(data, "file.xlsx")
    assert found.kind == "unknown"
    assert said in found.problems[0]


def test_limits(monkeypatch):
    monkeypatch.setattr(raw, "MOST_ROWS", 1)
    with pytest.raises(WrongFileError, match="more than 1 tickets"):
        of(PLAIN)
    monkeypatch.setattr(tickets, "LARGEST", 10)
    with pytest.raises(WrongFileError, match="MB is the most"):
        of(PLAIN)


def test_too_many_bad_rows_end_the_reading():
    with pytest.raises(WrongFileError, match=r"More than 1,000 rows.*line 2"):
        of("date,message\n" + "x,y,z\n" * 1_100)
    many = of("date,message\n" + "2026-11-02,y,z\n2026-11-02,fine\n" * 1_100)
    assert (len(many.tickets), len(many.bad)) == (1_100, 1_100)


def test_a_mapping_to_a_column_without_days_lists_every_row_and_keeps_none():
    found = preview(b"date,message\nx,y\n" * 3, "x.csv")
    assert (found.rows, found.sample) == (0, [])
    assert any("No row can be read" in told for told in found.problems)


def test_a_persons_mapping():
    table = "a,b\n2026-11-01,my words\n"
    found = preview(table.encode(), "x.csv")
    assert (found.headers, found.sample) == (["a", "b"], [])
    assert "Which column" in found.problems[0]
    assert of(table, mapping={"text": "b", "created_at": "a", "status": ""}).tickets[0].text == "my words"


@pytest.mark.parametrize(
    ("mapping", "said"),
    [({"text": "c"}, "no column “c”"), ({"words": "b"}, "no field words"), ({"status": "b"}, "Say which column")],
)
def test_a_mapping_that_does_not_fit(mapping, said):
    with pytest.raises(MappingError, match=said):
        of("a,b\n1,2\n", mapping=mapping)


def test_what_a_preview_shows_is_masked_and_what_it_says():
    found = preview(b"id,message,email\n1,call 580-555-0142,ann@example.com\n2,,\n", "x.csv")
    assert (found.sample[0].text, found.sample[0].customer_ref) == ("call [phone]", "[e-mail]")
    assert (found.rows, found.bad) == (1, 1)
    assert found.problems[0].startswith("1 of 2 rows")


def test_masked_keeps_a_mails_id():
    (ticket,) = read(mail(1, "my card is 4111 1111 1111 1111", "Subject: x\n").encode(), "a.mbox").tickets
    assert masked(ticket).external_id == "<m1@example.com>"
    assert masked(ticket).text == "my card is [card]"


ODD = st.text(alphabet='a1",;\t\n\r\x00\ufeff{}[]:<>-@\\é From', max_size=200).map(lambda text: text.encode())
STARTS = st.sampled_from(
    [b"", b"id,date,message\n", b'{"text": "a"}\n', b"From a\nSubject: x\n", b"\xff\xfe", b"\xef\xbb\xbf"]
)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(STARTS, st.one_of(ODD, st.binary(max_size=200)))
def test_whatever_the_bytes_a_preview_answers(start, rest):
    found = preview(start + rest, "x")
    assert found.problems or found.rows


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(alphabet='ab ",\n;“', min_size=1).filter(str.strip), st.dates(date(2000, 1, 1), date(2090, 1, 1))
        ),
        min_size=1,
    )
)
def test_what_a_csv_writer_wrote_is_read_back(rows):
    import csv
    from io import StringIO

    out = StringIO()
    csv.writer(out).writerows([("date", "message"), *((day.isoformat(), text) for text, day in rows)])
    done = of(out.getvalue())
    assert done.bad == []
    assert [(t.text, t.created_at) for t in done.tickets] == [(text.strip(), day) for text, day in rows]
