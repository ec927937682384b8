"""The pages a customer opens by a link speak their language, whole: questions, answers, days and what is wrong."""

import re
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from django.test import Client

from cast import NOON
from connections.conftest import mail
from connections.test_mail_in_and_out import ASKS, BY_HAND, LATER, business, carry, take  # noqa: F401
from handrail.connections import pages
from handrail.connections.automation.deciding import May, by_hand, plan
from handrail.connections.filling.shown import shown, wrong
from handrail.connections.models import FormLink
from handrail.connections.pages import Page
from handrail.connections.rating.actions import ASKER
from handrail.customers import actions as customers
from handrail.customers.tidy import Given
from handrail.desk import actions as desk
from handrail.desk.forms import Box
from handrail.desk.models import Case
from handrail.facts import to_customers
from handrail.facts.texts import languages_of, texts_of
from handrail.facts.vocabulary import Fact, fact
from handrail.procedures.shelf import library

SITE = "https://help.reddirt.example"
OTHERS = [language for language in languages_of(pages.FILE) if language != "en"]
ALONE = ("meta", "link", "input", "br", "path")  # elements without an end
ENGLISH = re.compile(
    r"\b(the|your|you|what|which|is|are|was|of|and|this|here|with|it|write|choose|look|thank|answer)\b", re.IGNORECASE
)


def leaves(row, path=()):
    """Each text of a file, in its languages."""
    if isinstance(row, dict) and "en" in row:
        yield path, row
    elif isinstance(row, dict):
        for name, each in row.items():
            yield from leaves(each, (*path, name))


def texts() -> dict[tuple[str, ...], dict[str, str]]:
    return {path: row for path, row in leaves(texts_of(pages.FILE)) if path != ("names",)}


class Words(HTMLParser):
    """What stands on a page: its words, its labels, and the language of each."""

    def __init__(self) -> None:
        super().__init__()
        self.found, self._open = [], []

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag not in ALONE:
            self._open.append(told.get("lang") or (self._open[-1] if self._open else ""))
        self.found += [
            (self._language, told[name]) for name in ("aria-label", "placeholder", "title") if told.get(name)
        ]

    def handle_endtag(self, tag):
        if tag not in ALONE:
            self._open.pop()

    def handle_data(self, data):
        if data.strip():
            self.found.append((self._language, data.strip()))

    @property
    def _language(self) -> str:
        return self._open[-1] if self._open else ""


def words_of(html: str) -> list[tuple[str, str]]:
    reader = Words()
    reader.feed(html)
    return reader.found


def in_english(html: str, language: str) -> list[str]:
    """What the page says in English without saying that it is."""
    return [words for told, words in words_of(html) if told == language and ENGLISH.search(words)]


def test_no_text_is_missing_in_any_language():
    names = set(languages_of(pages.FILE))
    assert names == set(languages_of(to_customers.FILE)) == set(texts_of(pages.FILE)["names"])
    for path, row in texts().items():
        assert set(row) == names, path
        blanks = [set(re.findall(r"{\w+}", row[name])) for name in names if row[name]]
        assert all(each == blanks[0] for each in blanks) or path == ("form", "theirs"), path
        assert all(row[name] for name in names) or path == ("form", "said"), path
        assert len({row[name] for name in names}) == len(names), path
    assert all(
        row["review"] == "not reviewed by a native speaker" for row in texts_of(pages.FILE)["languages"].values()
    )


@pytest.mark.parametrize("language", OTHERS)
def test_a_page_in_another_language_holds_no_english_sentence_of_ours(language):
    page = Page(language, "Red Dirt", "domingo")
    boxes = [Box(fact(name), error="wrong") for name in texts_of(to_customers.FILE)["facts"]]
    typed = [("",), ("password is abc1",), ("x" * 4001,), ("zz",)]
    asked = [shown(box, language, each) for box in boxes for each in typed]
    whole = {"page": page, "asked": asked, "takes_answers": True, "error": page.say["form"]["wrong"]}
    rating = {"page": page, "scores": list("12345"), "most": 9, "takes_answers": True, "error": page.say["too_many"]}
    done = [render_to_string(f"connections/{name}.html", {"page": page}) for name in ("form_done", "rating_done")]
    over = [
        render_to_string("connections/form_over.html", {"page": page, "why": why}) for why in page.say["gone"].values()
    ]
    form = render_to_string("connections/form.html", whole)
    for html in (form, render_to_string("connections/rating.html", rating), *done, *over):
        assert f'<html lang="{language}">' in html
        assert in_english(html, language) == []
    assert len(words_of(form)) > 1000
    assert in_english(render_to_string("connections/form.html", {**whole, "page": Page("en", "Red Dirt")}), "en")


def test_words_of_a_business_on_such_a_page_say_that_they_are_english():
    theirs = Fact(
        "own.dog", "choice", "case", "Dog", "Does the customer have a dog?", values=("a big one", "none of them")
    )
    row = shown(Box(theirs), "es")
    page = Page("es", "Red Dirt")
    html = render_to_string(
        "connections/form.html", {"page": page, "asked": [row], "theirs": True, "said": "Thank you."}
    )
    told = {words: language for language, words in words_of(html)}
    assert {told[each] for each in ("Does the customer have a dog?", "A big one", "Thank you.")} == {"en"}
    assert "“the customer” es usted" in html


@pytest.mark.parametrize(("name", "typed", "why"), [
    ("sale.number", (" ",), "empty"), ("sale.place", (), "choose"), ("sale.number", ("4111 1111 1111 1111",), "never"),
    ("case.reason", ("x" * 4001,), "long"), ("sale.total", ("much",), "money"), ("sale.signed_on", ("soon",), "date"),
    ("building.units", ("two",), "int"), ("customer.state", ("",), "choose"), ("customer.state", ("Mars",), "choose"),
])  # fmt: skip
def test_what_is_wrong_is_said_by_its_kind(name, typed, why):
    assert wrong(Box(fact(name)), typed) == why
    assert pages.text("es", "wrong", why, most="4,000")


def test_what_no_form_asks_stops_automation_and_says_what():
    steps = [step for each in library().values() for step in each.steps if not by_hand(step)]
    step = next(step for step in steps if "case.fraud_suspected" in step.ask)
    told = plan(step, step.ask, None, May(send=True, ask=True, address=True, site=True))
    assert told.do == "person"
    assert "Sign of fraud" in told.why
    assert "No form asks a customer for it." in told.why


@pytest.fixture
def spanish(business, room):  # noqa: F811
    """A customer who reads Spanish wrote; takes the steps of the procedure."""

    def make(steps: str = ASKS.replace("sale.number]", "sale.number, sale.place, sale.total]")) -> Case:
        details = [Given("email", "dolores@example.com"), Given("language", "es")]
        customers.add(actor=room, details=details, at=NOON)
        take(business(steps=steps, site=SITE, may_ask=True), mail())
        return Case.objects.get()

    return make


def path_in(post) -> str:
    carry(LATER)
    return re.search(rf"{SITE}(/form/\S+)", post.came[-1].get_payload(decode=True).decode())[1]


@pytest.mark.slow
def test_a_customer_is_asked_in_spanish_from_the_letter_to_the_thanks(spanish, post, monkeypatch):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: LATER)
    spanish()
    path, client = path_in(post), Client(enforce_csrf_checks=True)  # as a browser that keeps no cookies
    assert "Está en inglés" not in post.came[-1].get_payload(decode=True).decode()
    first = client.get(path)
    assert in_english(first.content.decode(), "es") == []
    for words in (
        'lang="es"',
        "¿Cuál es el número del pedido?",
        "En el domicilio",
        "domingo, 29 de noviembre de 2026, 12:00 p.\xa0m. No escriba",
    ):
        assert words in first.content.decode()
    assert not first.cookies
    typed = {"sale.number": "RD-77", "sale.place": "home", "sale.total": "1.700,50"}
    refused = client.post(path, typed)
    assert refused.status_code == 422
    assert "Escriba un monto como 1,700.00." in refused.content.decode()
    assert in_english(refused.content.decode(), "es") == []
    assert FormLink.objects.get().tries == 1
    french = client.post(path, {**typed, "say_in": "fr"}).content.decode()
    for words in ('lang="fr"', 'value="1.700,50"', 'value="RD-77"', 'value="home" checked', 'action="?lang=fr"'):
        assert words in french
    assert FormLink.objects.get().tries == 1
    done = client.post(f"{path}?lang=fr", {**typed, "sale.total": "1 700,50 $"})
    assert " a vos réponses" in done.content.decode()
    closed = client.get(path)
    assert (closed.status_code, "Ya se envió" in closed.content.decode()) == (410, True)
    assert "Elle a déjà été envoyée" in client.get(f"{path}?lang=fr").content.decode()
    assert "It was sent already" in client.get(f"{path}?lang=en").content.decode()
    answered = desk.queries.state(Case.objects.get()).facts
    assert (answered["sale.total"], answered["sale.place"]) == (170050, "home")


@pytest.mark.slow
def test_a_customer_is_asked_in_spanish_how_it_was(spanish, room, post, monkeypatch):
    monkeypatch.setattr("handrail.calendars.clock.read", lambda: LATER)
    case = spanish(BY_HAND)
    desk.answer(actor=room, case=case, at=NOON, step="look", facts={})
    case.refresh_from_db()
    ASKER.ask(actor=room, case=case, at=NOON)
    path, client = path_in(post), Client(enforce_csrf_checks=True)
    for answer in (client.get(path), client.post(path, {}), client.post(path, {"score": "5", "words": "x" * 2001})):
        assert in_english(answer.content.decode(), "es") == []
    assert "Elija un número del 1 al 5." in client.post(path, {}).content.decode()
    assert "tiene su respuesta" in client.post(path, {"score": "5"}).content.decode()
    assert Case.objects.get().csat == 5


def test_a_link_that_leads_nowhere_speaks_the_browsers_language(client, db):
    for asked, language in (
        ("fr-CA,fr;q=0.9,en;q=0.5", "fr"),
        ("de,es;q=0.3", "es"),
        ("de", "en"),
        ("", "en"),
        ("\0,,;q=x", "en"),
    ):
        page = client.get("/form/nothing/", headers={"accept-language": asked})
        assert page.status_code == 410
        assert f'<html lang="{language}">' in page.content.decode()
    assert 'lang="es"' in client.get("/form/nothing/?lang=es").content.decode()
    assert '<html lang="en">' in client.get('/form/nothing/?lang="><b>').content.decode()


@pytest.mark.slow
def test_the_language_of_the_last_reply_counts_where_nobody_noted_one(business, room, post):  # noqa: F811
    """An agent chose Spanish for a reply; the question how it was follows it."""
    steps = "  - {id: tell, send: reply/got-it}\n  - {id: close, end: resolved}\n"
    take(business(steps=steps, site=SITE, acknowledge=""), mail())
    case = Case.objects.get()
    desk.tell(actor=room, case=case, at=NOON, facts={"case.promise": "una respuesta"})
    desk.answer(actor=room, case=case, at=NOON, step="tell", facts={}, language="es")
    case.refresh_from_db()
    ASKER.ask(actor=room, case=case, at=NOON)
    assert FormLink.objects.get().language == "es"
