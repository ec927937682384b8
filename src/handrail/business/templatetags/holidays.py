"""How our lists of holidays were checked, in words."""

from collections.abc import Mapping

from django import template

register = template.Library()
HOW = {
    "read": "read in the text", "read-secondary": "read in what is written about it, not in the text",
    "remembered": "written from memory, not read",
}  # fmt: skip


@register.filter
def list_checked(verified: Mapping[str, str]) -> str:
    """`Verified 2026-11-22: read in the text`."""
    word = "Verified" if list_tone(verified) == "ok" else "Unverified"
    return f"{word}, {verified['on']}: {HOW.get(verified['how'], verified['how'])}"


@register.filter
def list_tone(verified: Mapping[str, str]) -> str:
    return "unverified" if verified["how"] == "remembered" or verified["confidence"] == "low" else "ok"
