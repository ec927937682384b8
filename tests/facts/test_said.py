"""The words of choices in the languages of replies: from where, for which values, and where there are none."""

import pytest

from handrail.facts.formats import written
from handrail.facts.said import FILE, said, sources, unsaid
from handrail.facts.tongues import TONGUES
from handrail.facts.vocabulary import VOCABULARY, fact
from handrail.procedures.replies.reply import LANGUAGES

CHOICES = [row for row in VOCABULARY.values() if row.values]
NOT_TOLD = frozenset({
    "ssn.use", "suit.kind", "privacy.use", "call.exemption", "call.recorded_ground", "giftcard.exempt_kind",
    "repair.acts", "slam.our_part", "animal.asked", "contract.terms", "ticket.venue", "promotion.word", "debt.kind",
})  # fmt: skip
"""What only the law asks of a case, and no customer is told: a reply that names one is a finding."""


def test_each_language_says_who_put_the_words_and_that_nobody_looked_at_them():
    assert {name: row.language for name, row in sources().items()} == {name: LANGUAGES[name] for name in TONGUES}
    assert all("not reviewed by a native speaker" in row.words for row in sources().values())


@pytest.mark.parametrize("language", TONGUES)
def test_what_a_customer_is_told_has_words(language):
    told = [row for row in CHOICES if row.about in ("customer", "sale", "case")]
    assert {row.name for row in told if unsaid(row, language)} == NOT_TOLD


def test_every_word_of_the_file_is_that_of_a_value():
    """A word that changed in the vocabulary would leave its translation behind."""
    there = {row.word(value) for row in CHOICES for value in row.values}
    text = FILE.read_text("utf-8")
    rows = text.partition("\nwords:\n")[2].partition("\n# Of one fact")[0].splitlines()
    assert [row for row in rows if row.partition(": {")[0].strip(" '") not in there] == []
    assert [row for row in rows if not ("es: " in row and "fr: " in row)] == []


def test_a_choice_is_written_in_the_language_of_the_reply():
    assert written(fact("sale.paid_how"), "credit-card", "", "es") == "tarjeta de crédito"
    assert written(fact("sale.paid_how"), "credit-card", "upper", "fr") == "CARTE DE CRÉDIT"
    assert written(fact("sale.paid_how"), "credit-card") == "credit card"
    assert written(fact("customer.needs"), ("large-print", "more-time"), "", "es") == "letra grande, más tiempo"
    assert written(fact("customer.needs"), ("relay", "helper"), "lines", "fr").startswith("- appels par un service")
    assert written(fact("customer.needs"), ("relay", "helper"), "count", "fr") == "2"


def test_a_place_is_called_as_in_english_where_it_has_no_other_name():
    state = fact("customer.state")
    assert [written(state, place, "", "es") for place in ("OK", "NY", "other")] == [
        "Oklahoma", "Nueva York", "otro lugar",
    ]  # fmt: skip
    assert written(state, "PA", "", "fr") == "Pennsylvanie"


def test_what_has_no_word_stays_as_it_is_and_is_named():
    assert written(fact("debt.kind"), "oral", "", "es") == "a promise by word"
    assert unsaid(fact("debt.kind"), "es")[1] == "a promise by word"
    assert unsaid(fact("debt.kind"), "en") == ()
    assert said(fact("sale.number"), "es") == {}
