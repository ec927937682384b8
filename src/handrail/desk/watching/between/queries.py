"""Locked words, opened for one of the two."""

from django.conf import settings

from handrail.ledger.locked_text import LockedTextError, unlock

ERASED = "(erased)"


def opened(locked: str) -> str:
    """The words; that they were erased, or can't be read here any more."""
    try:
        return unlock(locked, settings.SECRET_KEY) if locked else ERASED
    except LockedTextError:
        return ERASED
