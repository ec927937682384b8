"""The channels in which a customer waits for an answer, what we propose, and what an owner may say. Pure."""

CHANNELS = {"email": "E-mail", "text-message": "Text message", "mail": "Letter", "chat": "Chat"}
"""On the phone and at the counter somebody is there at once: nobody waits for a first answer."""
PROPOSED = {"email": "1d", "text-message": "4h", "mail": "3d"}
"""A chat is left open: what begins in one begins with a person in it."""
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_MOST = {"m": 59, "h": 99, "d": 60, "w": 8}


class AimError(Exception):
    """A time that is none; the message says what to write."""


def aim(channel: str, count: str, unit: str) -> str:
    """`4` and `h` as the language writes it; "" where nothing is aimed at. Raises AimError."""
    if not count.strip():
        return ""
    most = _MOST.get(unit, 0)
    if not (count.strip().isascii() and count.strip().isdigit() and 1 <= int(count) <= most):
        name = CHANNELS.get(channel, channel)
        raise AimError(
            f"{name}: write a whole number of {UNITS.get(unit, 'days')}, from 1 to {most}, or leave it blank."
        )
    return f"{int(count)}{unit}"


def parts(channel: str, text: str) -> tuple[str, str]:
    """`4h` as what stands in the two boxes."""
    return (text[:-1], text[-1]) if text else ("", "m" if channel == "chat" else "d")
