"""What is made in the same change as a step: a fact, a limit, a role or a reply that somebody names, a blank in its
words. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from handrail.facts.formats import FORMATS
from handrail.facts.rows import OwnRole, RowError, lines, roles
from handrail.procedures.editing.edits import Edit, Raw, setting
from handrail.procedures.editing.fields import NAMED_REPLY, FieldError, Words
from handrail.procedures.editing.naming import called, find
from handrail.procedures.language.home import Roles, roles_written_in
from handrail.procedures.replies.writing.typed import not_so

BLANKS_GO = {"p.say": "Say", "p.do": "Do", "p.send.words": "Send"}
"""The words of a step that a blank is put into, by the name of their field."""


def with_blank(post: Mapping[str, str]) -> dict[str, str]:
    """What was sent, with the blank that was chosen at the end of the words it goes into. Raises FieldError."""
    typed, into, form = post.get("blank.fact", "").strip(), post.get("blank.into", ""), post.get("blank.form", "")
    rest = {key: value for key, value in post.items() if not key.startswith("blank.")}
    if not typed:
        return rest
    name = find(typed)
    if name is None:
        raise FieldError(f"There is no fact called “{typed}”. Choose one of the list, or name it below as a new one.")
    wrong = not_so(name, form) if form in ("", *FORMATS) else f"There is no format {form}."
    if wrong:
        raise FieldError(wrong)
    into = into if into in BLANKS_GO else "p.say"
    words = rest.get(into, "")
    gap = "" if not words or words.endswith((" ", "\n")) else " "
    return {**rest, into: f"{words}{gap}{{{{ {called(name)}{f' | {form}' if form else ''} }}}}"}


def with_new(step: Raw, post: Mapping[str, str]) -> Raw:
    """The step, which also asks for the fact, and is for the role, that was named with it."""
    name, role = _name(post), new_role(post)
    if "id" not in step:
        return step
    asked = {"ask": [*step.get("ask", ()), name]} if name else {}
    return {**step, **asked, **({"role": role.role} if role else {})}


def new_role(post: Mapping[str, str]) -> OwnRole | None:
    """The role that was named with the step. Raises FieldError."""
    typed = {key: post.get(f"new.{key}", "") for key in ("role", "title", "filled_by")}
    if not typed["role"].strip():
        return None
    try:
        (line,) = lines("role", [typed])
    except RowError as error:
        raise FieldError(str(error)) from None
    return roles((line,))[0]


def declared_once(role: OwnRole | None, raw: Raw, here: Roles) -> None:
    """A name that the procedure or the business has already means one thing. Raises FieldError."""
    for whose, known in (("The business", here), ("This procedure", raw.get("roles", {}))):
        filled_by = known.get(role.role, {}).get("filled_by", "") if role else ""
        if role and filled_by not in ("", role.filled_by):
            raise FieldError(
                f"{whose} has the {role.role} already, filled by the {filled_by}. Choose it under Role, or name yours "
                "otherwise."
            )


def owned(raw: Raw, post: Mapping[str, str], today: date, named: Raw, here: Roles) -> tuple[Edit, ...]:
    """What the procedure gets of its own: the fact, the limit, the roles of the business that the changed part `named`
    names (`here`)."""
    name, limit, is_ = _name(post), _slug(post.get("new.limit", ""), "-"), post.get("new.is", "").strip()
    made = []
    if name and name not in raw.get("facts", {}):
        made.append(setting(raw, "facts", {**raw.get("facts", {}), name: _fact(post)}))
    if limit and is_:
        row = {"is": is_, "owner": raw["owner"], "since": today.isoformat()}
        made.append(setting(raw, "limits", {**raw.get("limits", {}), limit: row}))
    whole = roles_written_in({"steps": [named], "roles": raw.get("roles")}, here)["roles"]
    if whole and whole != raw.get("roles"):
        made.append(setting(raw, "roles", whole))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class NewReply:
    """What was typed of a reply that is not there yet."""

    title: str
    words: str
    way: str


def new_reply(step: Raw, post: Mapping[str, str]) -> NewReply | None:
    """The reply that was named with the step; without words typed it takes those the step sends now. Raises
    FieldError."""
    title, typed = " ".join(post.get("new.reply", "").split()), Words().typed(post, "new.words")
    if not (title or typed):
        return None
    sends = step.get("send", "")
    words: Any = Words().raw(typed) or ("" if NAMED_REPLY.fullmatch(sends.strip()) else sends)
    if not title:
        raise FieldError("Give the new reply a title.")
    if not words:
        raise FieldError("Write the words of the new reply.")
    return NewReply(title, words, post.get("new.way") or "email")


def _name(post: Mapping[str, str]) -> str:
    made = _slug(post.get("new.label", ""), "_")
    return f"own.{made}" if made else ""


def _slug(words: str, sign: str) -> str:
    made = sign.join(re.findall(r"[a-z0-9]+", words.lower()))[:40].strip(sign)
    return made if not made or made[0].isalpha() else f"n{sign}{made}"


def _fact(post: Mapping[str, str]) -> Raw:
    label = " ".join(post["new.label"].split())
    values = [word.strip() for word in post.get("new.values", "").split(",") if word.strip()]
    ask = post.get("new.ask", "").strip() or f"{label}?"
    fact = {"type": post.get("new.type") or ("choice" if values else "text"), "label": label, "ask": ask}
    return {**fact, "values": values} if values else fact
