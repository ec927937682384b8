"""The check on every path: is each duty met, does each failure reach a person, does each end leave a record? Pure.

`check.check` walks a procedure over boxes of facts (states are merged, paths are never listed one by one) and reports
findings, each with the shortest story that shows it. Its meaning is the engine's: tests run both against each other."""
