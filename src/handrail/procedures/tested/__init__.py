"""Scenarios of a procedure: run on every change, and proposed where a branch is not taken yet."""
