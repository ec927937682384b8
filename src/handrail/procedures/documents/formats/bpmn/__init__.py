"""BPMN 2.0, drawn and runnable: `graph` says what leads where, `formulas` writes conditions, `places` draws it, `xml`
writes it down. Pure. docs/reference/exports.md says what a machine that runs it must bring along."""
