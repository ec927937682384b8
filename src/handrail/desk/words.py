"""How the record calls what happened in a case. Pure."""

from handrail.desk.carrying.words import CARRIED

EVENTS = {
    **CARRIED,
    "started": "Case opened", "answered": "Step done", "skipped": "Step skipped", "escalated": "Escalated",
    "given-up": "Ended before the procedure did",
    "paused": "Paused", "resumed": "Taken up again", "timed-out": "Waited long enough", "noted": "Note",
    "rated": "Customer’s rating", "reason-chosen": "Reason chosen",
    "item-closed": "Taken care of", "attached": "File added",
    "customer-known": "Customer known", "sale-known": "Sale known", "told": "Told beside the step",
    "moved": "Goes on with another version", "answer-changed": "Answer changed", "reopened": "Opened again",
    "handed-over": "Handed over", "taken-over": "Taken over", "merged": "Joined with another case",
    "double-joined": "Its double was joined", "attached-to-event": "Belongs to a known event",
    "promised": "Promised", "promise-kept": "Promise kept", "promise-broken": "Promise not kept",
    "promise-released": "Promise let go by the customer", "promise-given": "Promise given to somebody else",
    "promise-reminded": "Reminded of a promise", "answer-reminded": "Reminded of the first answer",
    "escalation-taken": "Escalation taken", "escalation-declined": "Escalation declined",
    "escalation-returned": "Escalation answered", "escalation-ended": "Escalation not needed any more",
    "escalation-warned": "Escalation: a third of its time is left", "escalation-late": "Escalation late",
    "escalation-read": "Answer read",
    "follow-begun": "Followed on screen", "follow-ended": "No longer followed on screen",
    "deviated": "Done otherwise than written",
    "answered-own-record": "Their own word on this record",
    "request-queued": "Another request queued", "request-begun": "Queued request begun",
}  # fmt: skip
