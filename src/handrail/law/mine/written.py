"""A duty of one's own from what a form asked, in the form of a pack's duty. Pure."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from handrail.law.ours import LOCAL


@dataclass(frozen=True, slots=True)
class Sort:
    """What sort of duty: its words, and the type of its part where no deadline makes it one."""

    words: str
    part: str


SORTS = {
    "licence": Sort("A license, permit or registration", "licence"),
    "filing": Sort("A filing or report", "filing"),
    "contract": Sort("A contract", "act"),
    "rule": Sort("A rule of a city, a landlord, an association", "act"),
    "notice": Sort("Something customers must be told", "disclosure"),
}
AFTER = {
    "calendar-days": "So many days after something",
    "business-days": "So many business days after something",
}
BUSINESS_DAYS = "mon-fri-federal"
"""The calendar by which a business's own business days are counted: Monday to Friday less federal holidays."""


def name_of(title: str, taken: Collection[str]) -> str:
    """`local.enid-city-sales-permit`, with a number behind when that is taken."""
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:80] or "duty"
    found, number = f"{LOCAL}.{slug}", 2
    while found in taken:
        found, number = f"{LOCAL}.{slug}-{number}", number + 1
    return found


def as_duty(asked: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The duty as its file has it."""
    return {
        "id": name,
        "title": asked["title"],
        "plain": asked["plain"],
        "topic": asked["topic"],
        "citation": asked["citation"],
        "sources": [asked["source"]],
        "verified": {"on": asked["read_on"], "how": "read", "confidence": "medium"},
        "recheck_by": asked["recheck_by"],
        "applies": f"{asked['binds']}" if asked.get("binds") else "true",
        "parts": [_part(asked, name)],
    }


def _part(asked: Mapping[str, Any], name: str) -> dict[str, Any]:
    deadline, type_ = _deadline(asked), SORTS[asked["sort"]].part
    if deadline and type_ in ("act", "disclosure"):
        type_ = "deadline"
    more: dict[str, Any] = {}
    if type_ == "licence":
        more["licence"] = {"name": asked["title"]}
    if type_ == "filing":
        more["filing"] = {"proof": "The confirmation or the receipt."}
    return {"id": "do", "kind": name, "type": type_, "says": asked["says"], **more, **deadline}


def _deadline(asked: Mapping[str, Any]) -> dict[str, Any]:
    due = asked.get("due")
    if not due:
        return {}
    if due == "yearly":
        return {"deadline": {"yearly": asked["yearly"], "satisfied_by": "done"}}
    rule: dict[str, Any] = {
        "starts": asked["start"], "count": asked["count"], "unit": due, "satisfied_by": "done",
    }  # fmt: skip
    return {"deadline": {**rule, "calendars": [BUSINESS_DAYS]} if due == "business-days" else rule}
