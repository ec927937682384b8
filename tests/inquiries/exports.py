"""Files as help desks export them, with numbers in them that must not be kept."""

ZENDESK = (
    "Id,Requester,Requester email,Subject,Description,Status,Via,Created at\n"
    "101,Ann Roe,ann.roe@example.com,Refill,Fill my tank. Call 580-555-0142,Open,Web,2026-11-02 08:14\n"
    "102,Bo Lee,bo@example.com,Card,My card 4111 1111 1111 1111 was charged twice,Closed,Mail,2026-11-03 09:00\n"
    "103,Cy Fox,cy@example.com,,,Open,Web,2026-11-03 10:00\n"
)
FRESHDESK = (
    "Ticket ID,Subject,Status,Source,Created time,Email,Description\n"
    "7,Late bill,Open,Email,2026-11-02 08:14:00,dee@example.com,My SSN is 219-09-9999 and the bill is late\n"
)
PLAIN = "Date,How,What they wanted\n11/2/2026,Phone,no heat upstairs since 5\n11/3/2026,Text,when are you coming\n"
JSON_LINES = (
    '{"id": 1, "created_at": "2026-11-02T08:14:00Z", "subject": "Leak", "description": "Smell of gas, 580-555-0142"}\n'
)
MBOX = (
    "From gus@example.com Mon Nov  2 08:14:00 2026\nFrom: Gus <gus@example.com>\nTo: us@example.org\n"
    "Subject: Cancel\nMessage-ID: <a1@example.com>\nDate: Mon, 2 Nov 2026 08:14:00 -0600\n\n"
    "Cancel my contract, or call 580-555-0142.\n"
)
SECRETS = ("580-555-0142", "4111", "219-09-9999", "@example.com")
