"""Tags every template may use: icons and form fields."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.forms import BoundField, CheckboxInput, RadioSelect, Select
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# Drawn on a 16 by 16 grid, stroke 1.6, round ends.
ICONS = {
    "check": "M3 8.6l3.1 3.1L13 4.4",
    "alert": "M8 2L14.5 13.6H1.5zM8 6.4v3.4M8 11.7v.1",
    "clock": "M8 2a6 6 0 100 12A6 6 0 008 2M8 4.6V8l2.4 1.7",
    "unknown": "M8 2.2a5.8 5.8 0 100 11.6A5.800 5.800 0 008 2.2M8 5v3.6M8 11v.1",
    "say": "M2.4 3h11.2v7.6H7.2L4 13.3v-2.7H2.400z",
    "ask": "M8 2a6 6 0 100 12A6 6 0 008 2M6.200 6.400C6.200 4 9.800 4.200 9.800 6.300 9.800 7.700 8 7.700 8 9M8 11.300v.1",
    "do": "M2.500 2.500h11v11h-11zM5.200 8.200l2 2 3.700-4",
    "look": "M7 2.500a4.500 4.500 0 100 9 4.500 4.500 0 000-9M10.400 10.400L14 14",
    "menu": "M2.500 4.500h11M2.500 8h11M2.500 11.500h11",
    "up": "M8 10.600V2.600M4.800 5.600L8 2.400l3.200 3.200M2.500 13.500h11",
    "send": "M2 3.500h12v9H2zM2 4l6 5 6-5",
    "plus": "M8 3v10M3 8h10",
    "pause": "M5.500 3v10M10.500 3v10",
    "branch": "M4 2v12M4 6c0 3 8 1 8 5v3",
    "paper": "M4 2h6l3 3v9H4zM10 2v3h3",
    "raise": "M8 13V3M4 7l4-4 4 4",
    "lower": "M8 3v10M4 9l4 4 4-4",
    "copy": "M5.500 5.500h8v8h-8zM3 10.500V2.500h7.500",
    "cross": "M3.500 3.500l9 9M12.500 3.500l-9 9",
    "inward": "M2.500 3v7h10M9 6.500l3.500 3.500L9 13.500",
    "outward": "M13.500 3v7h-10M7 6.500L3.500 10 7 13.500",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html('<svg class="i" viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>', ICONS[name])


@register.simple_tag
def status(kind: str, words: object) -> SafeString:
    """Icon, words, colour: in that order, never colour alone."""
    drawn = {"ok": "check", "due": "clock", "danger": "alert", "unverified": "unknown"}.get(kind, "clock")
    tone = "due" if kind == "unverified" else kind
    return format_html('<span class="st {}">{}{}</span>', tone, icon(drawn), words)


@register.inclusion_tag("web/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """One form field: label, hint, error above the control, the control with its descriptions tied to it."""
    described = [f"{bound.auto_id}-hint"] if bound.help_text else []
    described += [f"{bound.auto_id}-err"] if bound.errors else []
    attributes: dict[str, str | bool] = (
        {"class": "in"} if not isinstance(bound.field.widget, CheckboxInput | RadioSelect) else {}
    )
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {
        "field": bound,
        "control": bound.as_widget(attrs=attributes),
        "is_select": isinstance(bound.field.widget, Select),
    }


@register.filter
def local(at: datetime | None, zone: str) -> datetime | None:
    """An instant on the clock of a place."""
    return at.astimezone(ZoneInfo(zone)) if at else None


@register.filter
def moment(at: datetime | None) -> str:
    """`Tue, Nov 24, 10:42 AM`."""
    return at.strftime("%a, %b %-d, %-I:%M %p") if at else ""


@register.filter
def dated(at: datetime | None) -> str:
    """`Tue, Nov 24, 2026, 10:42 AM`: of what is looked at years later."""
    return at.strftime("%a, %b %-d, %Y, %-I:%M %p") if at else ""


@register.filter
def thousands(number: int) -> str:
    """`10,001`."""
    return f"{number:,}"


@register.filter
def day(value: date | None) -> str:
    """`Tue, Nov 24, 2026`."""
    return value.strftime("%a, %b %-d, %Y") if value else ""


@register.filter
def told_on(text: str, zone: str) -> str:
    """`Tue, Nov 24, 2026`: of a day, or of an instant on the clock of a place, as a file holds it."""
    if len(text) == len("2026-11-24"):
        return day(date.fromisoformat(text))
    return day(local(datetime.fromisoformat(text), zone))


@register.simple_tag
def keycap(key: str) -> SafeString:
    return format_html("<kbd>{}</kbd>", key) if key else mark_safe("")
