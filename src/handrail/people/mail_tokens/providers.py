"""Providers of mail that are known by name, from `providers.yaml`. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from handrail.calendars import quick_yaml

FILE = Path(__file__).with_name("providers.yaml")
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Provider:
    """`consent_at`: where the owner of an account says yes; `token_at`: where tokens are given; `register`: where an
    application is registered."""

    name: str
    consent_at: str
    token_at: str
    scope: str
    extra: Mapping[str, str]
    issuer: str
    servers: str
    register: str


@cache
def providers() -> Mapping[str, Provider]:
    return {key: Provider(**row) for key, row in quick_yaml.load(FILE.read_text("utf-8")).items()}


def known_by(token_at: str) -> tuple[str, Provider | None]:
    """The provider whose tokens are given there, with its key; OTHER for any other."""
    return next(((key, row) for key, row in providers().items() if row.token_at == token_at), (OTHER, None))
