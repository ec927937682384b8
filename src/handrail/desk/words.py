"""How the record calls what happened in a case. Pure."""

EVENTS = {
    "started": "Case opened", "answered": "Step done", "skipped": "Step skipped", "escalated": "Escalated",
    "given-up": "Ended before the procedure did",
    "paused": "Paused", "resumed": "Taken up again", "timed-out": "Waited long enough", "noted": "Note",
    "rated": "Customer’s rating", "item-closed": "Taken care of", "attached": "File added",
    "customer-known": "Customer known", "sale-known": "Sale known", "told": "Told beside the step",
    "moved": "Goes on with another version",
}  # fmt: skip
