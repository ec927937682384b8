"""A list of customers brought in: read row by row, looked at, kept, and taken out again."""

import io
import time
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cast import NOON
from handrail.config import worker
from handrail.customers import actions as customers
from handrail.customers import queries
from handrail.customers.actions import CustomersError
from handrail.customers.arriving import actions, reading
from handrail.customers.arriving.reading import WrongListError, open_sheet, recognise
from handrail.customers.models import Arrival, Customer
from handrail.customers.tidy import Given
from handrail.ledger import scope
from handrail.ledger.models import Timer
from handrail.people.actions import actor_of
from handrail.people.rights import RefusedError

TODAY = NOON.date()
LATER = NOON + timedelta(hours=1)
LIST = """Customer Name,Mobile,E-mail,State,Language,Needs,Order,Order Date,Total,How agreed,Do not call,Unsubscribed
Dolores Reyes,(580) 555-0142,d@example.com,Oklahoma,Spanish,"large print; interpreter",RD-1,11/20/2026,"6,200.00",signed on paper,,yes
Dolores Reyes,580-555-0142,d@example.com,OK,Spanish,,RD-2,2026-11-21,10.00,,,
Gary Stidham,580-555-0199,,VT,,,,,,,2026-10-01,no
No Number,12,,OK,,,,,,,,
Card Holder,580-555-0111,,OK,,,4111 1111 1111 1111,,,,,
,,,OK,,,,,,,,
Tomorrow,580-555-0123,,OK,,,,,,,2027-01-01,
"""


def read(text: str, today: date = TODAY):
    sheet = open_sheet(text.encode())
    return reading.read(sheet, reading.checked(recognise(sheet.headers), sheet.headers), today)


def test_each_column_finds_its_place_and_two_rows_of_one_person_are_one():
    dolores, gary = read(LIST).people
    assert [(each.kind, each.text) for each in dolores.details] == [
        ("name", "Dolores Reyes"), ("phone", "580-555-0142"), ("email", "d@example.com"), ("state", "OK"),
        ("language", "es"), ("needs", "large-print"), ("needs", "interpreter"),
    ]  # fmt: skip
    assert [sale.values["number"] for sale in dolores.sales] == ["RD-1", "RD-2"]
    assert dolores.sales[0].values["agreed_how"] == "signed-paper"
    assert dolores.stops == {"email": None}
    assert gary.stops == {"calls": date(2026, 10, 1)}


def test_every_mistake_is_named_with_its_line_and_its_column():
    assert [(each.line, each.column) for each in read(LIST).mistakes] == [
        (5, "Phone"), (6, "Order number"), (7, ""), (8, "Told us to stop: calls"),
    ]  # fmt: skip


def test_half_a_sale_and_a_row_with_too_many_cells_are_mistakes():
    found = read("Name,Phone,Total\nAnn,580-555-0101,12.00\nBob,580-555-0102,1,2,3\n")
    assert [each.line for each in found.mistakes] == [2, 3]
    assert found.people == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"), (b"Name,Phone\n", "nobody below it"), (b"%PDF-1.7", "This is a PDF"),
        (b"PK\x03\x04 xl/", "Excel workbook"), (b"\x00\x01\x02", "no text file"), (b"sep=,\n,,,x\n", "nobody below it"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_with_a_way_out(content, said):
    with pytest.raises(WrongListError, match=said):
        open_sheet(content)


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"name": "Nme"}, "no column “Nme”"), ({"name": "Name", "phone": "Name"}, "chosen twice"),
        ({"state": "Name"}, "Choose the column with the name"),
    ],
)  # fmt: skip
def test_a_choice_of_columns_that_can_not_be_is_refused(mapping, said):
    with pytest.raises(WrongListError, match=said):
        reading.checked(mapping, ["Name"])


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_no_file_breaks_the_reader(content):
    try:
        sheet = open_sheet(b"Name,Phone,Order,Do not call\n" + content)
    except WrongListError:
        return
    found = reading.read(sheet, recognise(sheet.headers), TODAY)
    lines = {each.line for each in found.mistakes}
    assert all(person.line not in lines for person in found.people)


# Kept


def bring(room, text, at=NOON, name="customers.csv"):
    row = actions.look(actor=room, name=name, content=text.encode(), at=at)
    return actions.bring(actor=room, row=row, mapping=row.mapping, at=at)


def test_a_list_is_kept_and_its_rows_are_wiped(room):
    row = bring(room, LIST)
    assert (row.state, row.added, row.here, row.bad, row.locked) == ("done", 2, 0, 4, "")
    dolores = Customer.objects.get(pk=queries.find(room.organization, "Dolores")[0])
    facts = queries.facts_of(dolores, queries.sales(dolores)[-1])
    assert facts["customer.language"] == "es"
    assert facts["customer.needs"] == ("large-print", "interpreter")
    assert facts["sale.agreed_how"] == "signed-paper"
    assert [each.kind for each in queries.standings(dolores)] == ["email"]
    assert "4111" not in str(Arrival.objects.values_list())


def test_of_somebody_who_is_here_only_the_word_to_stop_is_taken(room):
    one = customers.add(actor=room, details=[Given("name", "Gary Stidham"), Given("phone", "580 555 0199")], at=NOON)
    row = bring(room, LIST)
    assert (row.added, row.here) == (1, 1)
    assert [(each.kind, each.given) for each in queries.standings(one)] == [("calls", False)]
    assert [each.kind for each in queries.details(one)] == ["name", "phone"]
    assert bring(room, LIST, LATER).added == 0


def test_a_list_is_taken_out_without_those_that_changed_and_put_back(room):
    row = bring(room, LIST)
    gary = Customer.objects.get(pk=queries.find(room.organization, "Gary")[0])
    customers.add_details(actor=room, customer=gary, details=[Given("email", "g@example.com")], at=LATER)
    assert actions.take_out(actor=room, row=row, at=LATER) == 1
    assert queries.find(room.organization, "Dolores") == []
    assert queries.find(room.organization, "Gary") == [gary.id]
    with pytest.raises(CustomersError, match="Only a list that is in"):
        actions.take_out(actor=room, row=row, at=LATER)
    actions.put_back(actor=room, row=row, at=LATER)
    assert len(queries.find(room.organization, "Dolores")) == 1


def test_a_list_nobody_said_yes_to_is_let_go_after_a_day(room):
    row = actions.look(actor=room, name="c.csv", content=LIST.encode(), at=NOON)
    assert "Dolores" not in row.locked
    for timer in Timer.objects.filter(kind=actions.FORGET):
        worker.KINDS[timer.kind](timer, NOON + timedelta(days=1))
    row.refresh_from_db()
    assert (row.state, row.locked) == ("stopped", "")
    assert not Timer.objects.filter(kind=actions.FORGET, done_at=None).exists()


def test_an_agent_brings_no_list(colleague):
    agent = colleague("agent")
    with scope.organization(agent.organization_id), pytest.raises(RefusedError):
        actions.look(actor=actor_of(agent), name="c.csv", content=LIST.encode(), at=NOON)


# Pages


def send(client, text):
    return client.post("/customers/lists/bring/", {"file": io.BytesIO(text.encode())})


@pytest.mark.slow
def test_a_list_is_looked_at_mended_and_brought_in_on_pages(owner, sign_in):
    client = sign_in(owner)
    answer = send(client, LIST.replace("Customer Name", "Wer"))
    address = answer.headers["Location"]
    shown = client.get(address).content.decode()
    assert "Choose the column with the name" not in shown
    mapping = {"column-name": "Wer", "column-phone": "Mobile", "column-sale_number": "Order"}
    looked = client.post(address, {**mapping, "do": "look", "seen": ""}).content.decode()
    assert "Dolores Reyes" in looked
    assert "looks like a card number" in looked
    told = client.post(address, {**mapping, "do": "mistakes"}).content.decode()
    assert "5,Phone,Phone: “12” has 2 digits." in told
    changed = client.post(address, {**mapping, "do": "bring", "seen": "another"})
    assert "You chose other columns" in changed.content.decode()
    seen = actions_seen(looked)
    assert client.post(address, {**mapping, "do": "bring", "seen": seen}).status_code == 302
    assert "New customers" in client.get(address).content.decode()
    assert client.post(address, {"do": "take-out"}).status_code == 302
    assert "was taken out" in client.get(address).content.decode()
    assert "Line,Column" in client.get(f"{address}?format=csv").content.decode()
    assert "Taken out" in client.get("/customers/lists/").content.decode()


def actions_seen(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"', maxsplit=1)[0].replace("&quot;", '"')


def test_a_wrong_file_and_no_file_say_what_to_do(owner, sign_in):
    client = sign_in(owner)
    assert "Choose a file first" in client.post("/customers/lists/bring/", {}).content.decode()
    assert "This is a PDF" in send(client, "%PDF-").content.decode()


def test_the_pages_are_for_owners_and_managers(colleague, sign_in):
    client = sign_in(colleague("agent"))
    assert client.get("/customers/lists/").status_code == 403
    assert "Bring a list in" not in client.get("/customers/").content.decode()


@pytest.mark.slow
def test_a_thousand_customers_are_brought_in_by_the_worker(room):
    rows = "".join(f"Person {n:05},580{n:07},p{n}@example.com,OK\n" for n in range(1_000))
    row = actions.look(actor=room, name="many.csv", content=f"Name,Phone,Email,State\n{rows}".encode(), at=NOON)
    row = actions.bring(actor=room, row=row, mapping=row.mapping, at=NOON)
    assert row.state == "waiting"
    began = time.monotonic()
    worker.KINDS[queries_arrive()](Timer.objects.get(kind=queries_arrive()), NOON)
    took = time.monotonic() - began
    row.refresh_from_db()
    assert (row.state, row.added) == ("done", 1_000)
    assert took < 120
    began = time.monotonic()
    assert actions.take_out(actor=room, row=row, at=LATER) == 1_000
    assert time.monotonic() - began < 30


def queries_arrive() -> str:
    from handrail.customers.arriving.queries import ARRIVE

    return ARRIVE
