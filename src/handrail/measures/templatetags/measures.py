"""Figures in words."""

from django import template

from handrail.measures.handling import clock

register = template.Library()
register.filter("clock", clock)
