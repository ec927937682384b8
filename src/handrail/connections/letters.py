"""The letters that bring a customer a link, in their language where the text is there, else in English. Pure."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

from handrail.calendars import quick_yaml
from handrail.facts.tongues import FIRST, written

FILE = Path(__file__).with_name("letters.yaml")


def letter(kind: Literal["form", "rating"], language: str, until: datetime, **blanks: str) -> tuple[str, str]:
    """Its subject and its words. `until`: on the business's clock."""
    texts = _texts()[kind]
    text = texts.get(language, texts[FIRST])
    told = written(language if language in texts else FIRST, "moment", until) or f"{until:%a, %b %-d, %-I:%M %p}"
    return text["subject"], text["words"].format(until=told, **blanks)


@cache
def _texts() -> Mapping[str, Any]:
    read: Mapping[str, Any] = quick_yaml.load(FILE.read_text("utf-8"))
    return read
