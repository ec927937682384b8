"""The mail that carries checkpoints out of the house. Pure."""

from collections.abc import Sequence

from handrail.ledger.checkpoint import Signed


def letter(rows: Sequence[Signed]) -> tuple[str, str]:
    """Subject and body. Each checkpoint stands whole in a line of its own, as the command reads it."""
    last = rows[-1]
    day = str(last.body["at"])[:10]
    subject = f"Checkpoint {last.number} of the records of {last.body['business']}, {day}"
    body = "\n".join(
        (
            f"This fixes what the records of {last.body['business']} held on {day}: {last.body['events']:,} events.",
            "Keep this mail. As long as you have it, any change to one of them, and any taken away, is found:",
            "",
            "    handrail checkpoint --check SAVED-MAIL.eml",
            "",
            "It shows that the record was not changed since; not that what was entered is true. No customer, case or",
            f"person is named in it. The key's fingerprint: {last.fingerprint}",
            "",
            *(row.line() for row in rows),
            "",
        )
    )
    return subject, body
