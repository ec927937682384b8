"""The template of a state's law file, filled in with its name, its letters and the day. Pure."""

from datetime import date, timedelta
from pathlib import Path

from handrail.calendars.business_days import add_months
from handrail.facts.vocabulary import place_named, places

FILE = Path(__file__).with_name("state-template.yaml")
CASES = Path(__file__).with_name("state-template-cases.yaml")


class NoSuchStateError(ValueError):
    """No state of this name; the message says what to write."""


def template(state: str, on: date, *, cases: bool = False) -> str:
    """The law file of a state to begin with, or the worked cases beside it. It checks as it stands.

    `state`: its name or letters. Raises NoSuchStateError."""
    letters = place_named(state)
    if letters is None:
        known, name = next(iter(places().items()))
        raise NoSuchStateError(f"There is no state {state}. Write its name or its two letters, like {name} or {known}.")
    words = {
        "PLACE": places()[letters], "us-xx": f"us-{letters.lower()}", "xx-": f"{letters.lower()}-", "XX": letters,
        "VERSION": f"{on:%Y.%m.%d}", "TODAY": on.isoformat(), "MONTH": (on + timedelta(days=30)).isoformat(),
        "HALF": add_months(on, 6).isoformat(),
    }  # fmt: skip
    text = (CASES if cases else FILE).read_text("utf-8")
    for word, said in words.items():
        text = text.replace(word, said)
    return text
