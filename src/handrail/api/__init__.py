"""The JSON API: each room's `api.py` under one address, with its description and one way to refuse."""
