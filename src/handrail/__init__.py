"""Handrail: standard operating procedures for customer service, checked, run and recorded."""

__version__ = "0.1.0"
