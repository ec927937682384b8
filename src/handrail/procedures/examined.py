"""One procedure with what it calls, put through the check. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from handrail.facts.conditions import Facts
from handrail.facts.rows import roles as read_roles
from handrail.facts.tools import tools as read_tools
from handrail.law.engine import Law
from handrail.procedures.duties import kinds_claimed, to_meet
from handrail.procedures.language.steps import Procedure
from handrail.procedures.proof.check import check
from handrail.procedures.proof.findings import NOWHERE, OF_BUSINESS, DutyToMeet, Finding, Here, Report
from handrail.procedures.replies.reply import Reply
from handrail.procedures.replies.sent import found, with_replies
from handrail.procedures.replies.shelf import replies as starters
from handrail.procedures.shelf import reachable, requested_by, with_called

MISSING = "calls"


def examine(
    procedure: Procedure,
    shelf: Mapping[str, Procedure],
    business: Facts,
    *,
    duties: Sequence[DutyToMeet] = (),
    beyond: Iterable[str] = (),
    here: Here = NOWHERE,
    also: Iterable[str] = (),
) -> Report:
    """The report on a procedure; those it calls are taken from the shelf. A call to nothing is itself the finding."""
    together = {**shelf, procedure.procedure: procedure}
    try:
        needed = with_called(procedure.procedure, together)
    except KeyError as error:
        return _not_here(procedure, f"It calls {error.args[0]}, which is not here")
    absent = next((name for each in needed for name in requested_by(together[each]) if name not in together), "")
    if absent:
        return _not_here(procedure, f"It requests {absent}, which is not here")
    # Only those it needs: procedures that never meet may each define a fact of the same name.
    bundle = {name: together[name] for name in needed}
    return check(bundle, procedure.procedure, duties, business, beyond=beyond, here=here, also=also)


def _not_here(procedure: Procedure, said: str) -> Report:
    found = Finding(MISSING, None, "must", said, procedure=procedure.procedure)
    return Report(findings=(found,), states=0, ends=(), checked=(), complete=False)


def examine_by_law(
    procedure: Procedure, shelf: Mapping[str, Procedure], business: Facts, law: Law, on: date, *, anybody: bool = False,
    roles: Iterable[str] = (), also: Iterable[str] = (), replies: Mapping[str, Reply] | None = None,
) -> Report:  # fmt: skip
    """The report on a procedure against the law that binds this business on a day. `business`: what it knows of itself;
    the rest can't be found out at its desk. `anybody`: no business in particular, so the rest is tried both ways.
    `roles`: those that somebody here holds; none: not known. `also`: kinds to be met though no step says so any more,
    since the version before met them. `replies`: those that steps may send, by name; left out: the library's."""
    told = starters() if replies is None else replies
    shelf = {**shelf, procedure.procedure: procedure}
    shelf |= {name: with_replies(shelf[name], told) for name in reachable(procedure.procedure, shelf)}
    procedure = shelf[procedure.procedure]
    claimed = claimed_by(procedure.procedure, shelf) | frozenset(also)
    unknown = () if anybody else OF_BUSINESS - business.keys()
    duties = to_meet(law, business, on, claimed)
    report = examine(procedure, shelf, business, duties=duties, beyond=unknown, here=here_of(business, roles),
                     also=also)  # fmt: skip
    of_replies = found(procedure, told, law, business, on)
    return replace(report, findings=(*report.findings, *of_replies)) if of_replies else report


def claimed_by(slug: str, shelf: Mapping[str, Procedure]) -> frozenset[str]:
    """The kinds that a procedure and those it calls say they meet, or ask about."""
    return kinds_claimed(shelf[name] for name in reachable(slug, shelf))


def here_of(business: Facts, roles: Iterable[str]) -> Here:
    """Which tools are in use, as far as the business named the others beside its help desk, which roles are held, and
    which it has beside the five.
    What an agent does anybody can; legal may be somebody outside."""
    named = business.get("business.tools")
    desk = business.get("business.help_desk")
    tools = frozenset(tool.name for tool in read_tools(f"{named},{desk or ''}")) if named else None
    held = frozenset(roles)
    declared = read_roles(business["business.roles"]) if "business.roles" in business else None
    return Here(tools, held | {"agent", "legal"} if held else None, declared)
