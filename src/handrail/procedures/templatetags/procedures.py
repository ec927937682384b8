"""Filters for pages of the handbook."""

from django import template

from handrail.procedures.language import steps

register = template.Library()


@register.filter
def in_words(span: str) -> str:
    """`6mo` as "6 months"."""
    return steps.in_words(span)
