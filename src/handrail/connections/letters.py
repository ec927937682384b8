"""The letters that bring a customer a link, in their language where the text is there, else in English. Pure."""

from datetime import datetime
from pathlib import Path
from typing import Literal

from handrail.facts.texts import of_ours, texts_of
from handrail.facts.tongues import written

FILE = Path(__file__).with_name("letters.yaml")


def letter(kind: Literal["form", "rating"], language: str, until: datetime, **blanks: str) -> tuple[str, str]:
    """Its subject and its words. `until`: on the business's clock."""
    language = of_ours(FILE, language)
    text = texts_of(FILE)[kind][language]
    words = until_filled(text["words"], moment(language, until))
    return text["subject"], words.format(**blanks)


def promise(language: str, by: datetime) -> str:
    """An answer by then. `by`: on the business's clock."""
    language = of_ours(FILE, language)
    day, time = written(language, "day", by.date()), written(language, "moment", by, "time")
    words: str = texts_of(FILE)["promise"][language]["words"]
    return words.format(day=day or f"{by:%a, %b %-d}", time=time or f"{by:%-I:%M %p}")


def moment(language: str, until: datetime) -> str:
    """A day and time as a letter or a page in this language says it."""
    return written(language, "moment", until) or f"{until:%a, %b %-d, %-I:%M %p}"


def until_filled(words: str, until: str) -> str:
    """The moment in its sentence; one that ends with a stop ("p. m.") ends the sentence too."""
    return words.replace("{until}.", "{until}" if until.endswith(".") else "{until}.").replace("{until}", until)
