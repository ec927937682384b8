"""Who wrote a mail, a person or a machine, and whether a machine may answer it (RFC 3834). Pure.

Two machines that answer each other fill both mailboxes in an hour. So what is not surely a person's own word to us is
never answered by itself: it waits for a person, or is only listed."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from handrail.connections.mail.reading import Mail

Kind = Literal["person", "quiet", "automatic", "bounce", "loop"]
KINDS: dict[str, str] = {
    "person": "Written by a person", "quiet": "Not to be answered by itself", "automatic": "Written by a machine",
    "bounce": "Notice that a mail did not arrive", "loop": "Our own mail came back",
}  # fmt: skip
_NOBODY = re.compile(
    r"(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|owner-[^@]*|[^@]*-(?:request|owner|bounces?)"
    r"|[^@]*[._-]no-?reply)(?:\+[^@]*)?@",
    re.IGNORECASE,
)
_DELIVERY = re.compile(r"(?:mailer-daemon|postmaster)@", re.IGNORECASE)
_SUPPRESS = {"all", "autoreply", "oof", "dr", "rn", "nrn"}


@dataclass(frozen=True, slots=True)
class Judged:
    kind: Kind
    why: str = ""

    @property
    def may_be_answered(self) -> bool:
        """By a machine. A person may answer any of them."""
        return self.kind == "person"


def judge(mail: Mail, ours: Collection[str]) -> Judged:
    """What a mail is. `ours`: our own addresses, small letters. One that carries the id of a mail of ours is ours too:
    the caller knows them."""
    said = mail.headers
    if said.get("x-loop", "").lower() in ours or mail.sender in ours:
        return Judged("loop", "It comes from one of our own addresses.")
    if mail.is_report or _DELIVERY.match(mail.sender):
        return Judged("bounce", "It is a notice of a mail server.")
    if said.get("auto-submitted", "no").partition(";")[0].strip().lower() not in ("", "no"):
        return Judged("automatic", "It says that a machine wrote it.")
    if said.get("return-path", "").replace(" ", "") == "<>" or "x-autoreply" in said or "x-autorespond" in said:
        return Judged("automatic", "It comes with no address to answer to, as automatic mail does.")
    why = _quiet(mail, ours)
    return Judged("quiet", why) if why else Judged("person")


def _quiet(mail: Mail, ours: Collection[str]) -> str:
    """Why a machine keeps silent although a person may have written it; "" when it need not."""
    said = mail.headers
    suppress = {word.strip().lower() for word in said.get("x-auto-response-suppress", "").split(",")}
    reasons = (
        (mail.is_broken, "It could not be read whole."),
        (not mail.sender, "It names no sender, or several."),
        (bool(_NOBODY.match(mail.sender)), "Nobody reads what is sent to its sender."),
        (said.get("precedence", "").lower() in ("bulk", "junk", "list", "auto_reply"), "It was sent to many."),
        (any(name.startswith("list-") for name in said) or "feedback-id" in said, "It came through a list."),
        (bool(suppress & _SUPPRESS), "It asks for no automatic answer."),
        (not set(mail.to) & set(ours), "It is not addressed to us by name."),
    )
    return next((why for holds, why in reasons if holds), "")
