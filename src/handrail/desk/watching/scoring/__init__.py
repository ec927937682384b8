"""Scoring a run against the procedure's own steps: off until the owner switches it on and each has kept the notice."""
