"""Letters of our own, in the language of the customer where the text is there."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handrail.connections.letters import FILE, letter
from handrail.facts.texts import texts_of

UNTIL = datetime(2026, 11, 29, 16, 30, tzinfo=ZoneInfo("America/Chicago"))


@pytest.mark.parametrize(("language", "subject", "says"), [
    ("es", "Unas preguntas", "hasta el domingo, 29 de noviembre de 2026, 4:30 p.\N{NO-BREAK SPACE}m. No necesita"),
    ("fr", "Quelques questions", "jusqu’au dimanche 29 novembre 2026, 16\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30."),
    ("en", "A few questions", "until Sun, Nov 29, 4:30 PM."), ("", "A few questions", "until Sun, Nov 29, 4:30 PM."),
    ("de", "A few questions", "until Sun, Nov 29, 4:30 PM."),
])  # fmt: skip
def test_a_letter_is_in_the_customers_language_else_in_english(language, subject, says):
    told = letter("form", language, UNTIL, business="Red Dirt", number="2026-000001", link="https://shop.example/f/")
    assert told[0] == subject
    assert told[1].endswith("Red Dirt\n")
    for words in (says, "2026-000001", "https://shop.example/f/"):
        assert words in told[1]


def test_each_text_has_the_blanks_of_the_english():
    texts = texts_of(FILE)
    for kind, blanks in (("form", "number"), ("rating", "until")):
        assert set(texts[kind]) == {"en", *texts["languages"]}
        for language, text in texts[kind].items():
            for blank in ("until", "link", "business", blanks):
                assert f"{{{blank}}}" in text["words"], (kind, language)
