"""A record is found by anything that stands in it, and by nothing that was erased."""

from contextvars import copy_context

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from cast import NOON
from handrail.config import worker
from handrail.desk import actions as desk
from handrail.ledger import scope
from handrail.ledger.deed import deed
from handrail.ledger.models import PersonalValue
from handrail.people.actions import actor_of
from handrail.records import queries
from handrail.records.asked import Asked, AskedError, read
from handrail.records.models import Indexed
from handrail.records.search import actions, words
from handrail.records.search.queries import how_many, waiting
from records.test_case_file import KNOWN, case  # noqa: F401 - a whole case

ZONE = "America/Chicago"


@pytest.fixture
def scoped(owner):
    with scope.organization(owner.organization_id):
        yield


def read_in() -> int:
    """As the worker does: outside of any organization."""
    return copy_context().run(_read_in)


def _read_in() -> int:
    scope._current.set(None)
    return actions.read_in()


def found(said: str) -> list[str]:
    return [row.number for row in queries.cases(Asked(said), ZONE)]


THERE = [
        "Dolores", "whitaker dolores", "DOLORES WHIT", "RD-20871", "check 2215", "hard of hearing", "no job", "tag.png",
        "names a lawyer", "14A", "Marcy Holt", "refund sent", "cancel order", "1,700.00", "counter", "2026-000001",
        "customer 1", "line dropped",
]  # fmt: skip


@pytest.mark.slow
def test_a_case_is_found_by_anything_in_it(case, scoped):  # noqa: F811
    assert read_in() == 1
    assert {said: found(said) for said in THERE} == {said: [case.number] for said in THERE}


@pytest.mark.slow
def test_what_is_not_in_it_does_not_find_it(case, scoped):  # noqa: F811
    read_in()
    for said in ("Reyes", "dolores reyes", "olores", "20872", "...", "2215 check"):
        assert (found(said) == [case.number]) == (said == "2215 check"), said


@pytest.mark.slow
def test_it_is_read_in_once_and_again_when_more_happened(case, owner, scoped):  # noqa: F811
    assert waiting() == [case.pk]
    assert (read_in(), read_in()) == (1, 0)
    desk.note(actor=actor_of(owner), case=case, text="asks for the zebra", at=NOON)
    assert (waiting(), found("zebra")) == ([case.pk], [])
    worker.run_due(NOON)
    assert found("zebra") == [case.number]
    assert Indexed.objects.get().case == case


@pytest.mark.slow
def test_another_business_finds_nothing(case, stranger, scoped):  # noqa: F811
    read_in()
    with scope.organization(stranger.organization_id):
        assert found("Dolores") == []


def erase(owner, value) -> None:
    with deed(actor_of(owner), NOON) as record:
        PersonalValue.objects.filter(value=value).delete()
        record.event("records", "erased", "test", owner.pk)


@pytest.mark.slow
def test_an_erased_value_finds_nothing_at_once_and_the_rest_does_again(case, owner, scoped):  # noqa: F811
    read_in()
    erase(owner, "Dolores Whitaker")
    assert found("Dolores") == []  # the database itself took the record out
    worker.run_due(NOON)
    assert found("Dolores") == []
    assert found("RD-20871") == [case.number]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_no_page_of_the_database_keeps_an_erased_word(case, owner, scoped):  # noqa: F811
    """The very bytes of the database, the index with them."""
    read_in()
    desk.note(actor=actor_of(owner), case=case, text="the word is xylophonist", at=NOON)
    read_in()
    assert found("xylophonist") == [case.number]
    erase(owner, "the word is xylophonist")
    read_in()
    assert found("xylophonist") == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA database_list")
        assert b"xylophonist" not in connection.connection.serialize()
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM records_words WHERE words::text LIKE '%%xylophonist%%'")
            assert cursor.fetchone() == (0,)


@pytest.mark.slow
def test_an_index_made_anew_finds_the_same(case, scoped):  # noqa: F811
    read_in()
    actions.make_anew()
    assert found("Dolores") == []
    read_in()
    assert found("Dolores") == [case.number]


@pytest.mark.slow
def test_what_the_index_counts_is_what_the_list_counts(case, owner, scoped):  # noqa: F811
    assert how_many("Dolores") == 0  # nothing of it is read in, and its number does not fit
    assert how_many(case.number) is None  # it fits and stands in no index: the list itself has to be counted
    read_in()
    for said in ("Dolores", "dolores 580", "nobody", case.number):
        assert how_many(said) == queries.cases(Asked(said), ZONE).count(), said
    assert (how_many(""), queries.counted(Asked("Dolores", procedure="other"), [])) == (None, None)


def test_a_word_typed_again_asks_nothing_more():
    assert words.asked("refund Refund RÉFUND check") == [["refund"], ["check"]]


@given(st.lists(st.text(alphabet="ab é王ж", max_size=9), max_size=40))
def test_a_record_as_long_as_a_book_keeps_the_words_it_begins_with(texts):
    whole = " ".join(words.plain(text) for text in dict.fromkeys(filter(None, texts)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "MOST_BYTES", 20)
        kept = words.of_record(texts)
    assert len(kept.encode()) <= 20
    assert whole.startswith(kept)
    assert not whole.removeprefix(kept).strip() or len(whole.encode()) > 20


@given(st.text(max_size=60))
def test_nothing_typed_breaks_the_question(said):
    terms = words.asked(said)
    assert all(token.isalnum() for term in terms for token in term)
    assert words.for_sqlite(terms).count('"') == 2 * len(terms)


@pytest.mark.slow
@pytest.mark.parametrize("said", ['"', "* OR NEAR(", "'; --", "AND", "dolores* -x", "a:b", "& | !", "\x00"])
def test_no_sign_is_an_order_to_the_database(said, case, scoped):  # noqa: F811
    found(said)


def test_accents_and_numbers_written_otherwise():
    text = words.of_record(["José Núñez", "(580) 555-0142", "José Núñez"])
    assert text == "jose nunez 580 555 0142 5805550142"
    assert words.asked("NÚÑEZ 580-555-0142") == [["nunez"], ["580", "555", "0142"]]


@pytest.mark.slow
def test_by_period_procedure_and_customer(case, scoped):  # noqa: F811
    for given_, hits in (
        ({"since": "2026-11-24", "until": "2026-11-24"}, 1), ({"since": "2026-11-25"}, 0), ({"until": "2026-11-23"}, 0),
        ({"procedure": "try-home-sale"}, 1), ({"procedure": "other"}, 0), ({"customer": "1"}, 1), ({"customer": "2"}, 0),
    ):  # fmt: skip
        assert queries.cases(read(given_), ZONE).count() == hits, given_
    assert read({"since": "2026-11-24", "customer": "1"}).in_words() == "opened from Nov 24, 2026, customer 1"


@pytest.mark.parametrize(
    "given_", [{"since": "soon"}, {"customer": "x"}, {"since": "2026-11-25", "until": "2026-11-24"}]
)
def test_what_is_no_day_or_number_is_said(given_):
    with pytest.raises(AskedError):
        read(given_)


@pytest.mark.slow
def test_the_page_finds_sorts_and_exports(case, owner, sign_in):  # noqa: F811
    client = sign_in(owner)
    assert "1 case is not read in yet as it stands now" in client.get("/records/?q=dolores").content.decode()
    read_in()
    page = client.get("/records/?q=dolores&sort=agent").content.decode()
    assert case.number in page
    assert "not read in yet" not in page
    assert "No case fits" in client.get("/records/?q=nobody").content.decode()
    csv = b"".join(client.get("/records/?q=dolores&format=csv").streaming_content).decode()
    assert csv.splitlines()[1].startswith(f"{case.number},")
    assert len(csv.splitlines()) == 2
    assert client.get("/records/?since=soon").status_code == 422
