"""Figures in words."""

from django import template

from handrail.desk.timing.handling import clock

register = template.Library()
register.filter("clock", clock)
