"""Texts for customers, as data: a file holds each of them in English and in every language it names. Pure."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from handrail.calendars import quick_yaml
from handrail.facts.tongues import FIRST


@cache
def texts_of(file: Path) -> Mapping[str, Any]:
    read: Mapping[str, Any] = quick_yaml.load(file.read_text("utf-8"))
    return read


def languages_of(file: Path) -> tuple[str, ...]:
    """English, and those that the file names with who put the texts into them."""
    return (FIRST, *texts_of(file)["languages"])


def of_ours(file: Path, language: str) -> str:
    """The language if the file has it, else English."""
    return language if language in texts_of(file)["languages"] else FIRST
