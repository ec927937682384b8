"""How this room writes its figures."""

from collections.abc import Mapping
from datetime import date, datetime

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from handrail.procedures.shelf import library

register = template.Library()
WIDEST = 96  # pixels of the largest share's bar


@register.filter
def thousands(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


@register.filter
def percent(share: float) -> str:
    """`12%`; below one percent `under 1%`."""
    return "under 1%" if 0 < share < 0.01 else f"{share:.0%}"


@register.simple_tag
def share_bar(share: float, largest: float) -> SafeString:
    """The share in words, and a bar beside it; the longest bar is the largest share."""
    width = max(2, round(WIDEST * share / largest)) if largest else 0
    bar = format_html(
        '<svg width="{0}" height="8" viewBox="0 0 {0} 8" aria-hidden="true">'
        '<rect width="{1}" height="8" fill="var(--accent)"/></svg>', WIDEST, width,
    )  # fmt: skip
    return format_html("{} {}", bar, percent(share))


@register.simple_tag
def answering(slug: str, titles: Mapping[str, str]) -> SafeString:
    """The procedure that answers a topic, by its title; one of the library that is not in force here, to be read."""
    starter = library().get(slug)
    if slug in titles:
        return format_html("{}", titles[slug])
    if starter is None:
        return format_html("{}, not in force", slug)
    return format_html('<a href="{}">{}</a>, not in force', reverse("procedure-starter", args=[slug]), starter.title)


@register.filter
def read_day(value: date | datetime | None) -> str:
    """A day, with its time where the file named one."""
    if isinstance(value, datetime):
        return value.strftime("%b %-d, %Y, %-I:%M %p")
    return value.strftime("%b %-d, %Y") if value else ""
