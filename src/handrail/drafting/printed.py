"""A plan as a handbook for paper: nothing of it in force, and every page says so. Pure."""

from collections.abc import Mapping
from datetime import date

from handrail.drafting.not_held import Gap
from handrail.drafting.plan import Plan, Taken, covered_share
from handrail.drafting.reasons import percent
from handrail.facts.conditions import Facts
from handrail.law.engine import Law
from handrail.procedures.documents.handbook import Handbook, HandbookPage, day
from handrail.procedures.handbook.met import Binding, annex, binding, law_not_checked, met_duties
from handrail.procedures.language.steps import Procedure

NOT_REVIEWED = "Not reviewed by an adviser: the library’s own words."
MOST_MISSING = 8  # named on the cover; the text file has them all


def draft_handbook(plan: Plan, shelf: Mapping[str, Procedure], law: Law, business: Facts) -> Handbook:
    """The handbook of a plan: cover, contents, each procedure, the duties and where each is met."""
    bound = binding(law, business, plan.at)
    taken = {row.slug: shelf[row.slug] for row in plan.procedures}
    titles = {slug: procedure.title for slug, procedure in shelf.items()}
    return Handbook(
        business=plan.business,
        as_of=plan.at,
        pages=tuple(_page(row, taken[row.slug], bound, titles) for row in plan.procedures),
        checked=checked(plan, bound),
        not_checked=not_checked(plan, bound, business),
        missing=_missing(plan),
        agencies=plan.agencies,
        packs=bound.files,
        lead=f"A draft of {day(plan.at)}. Nothing in it is in force until it is adopted.",
        duties=annex(bound, taken),
        gaps=tuple(gap_words(gap) for gap in plan.not_held),
        age=bound.age,
    )


def checked(plan: Plan, bound: Binding) -> tuple[str, ...]:
    """What was looked at, in whole sentences."""
    found = sum(len(row.checked.found) for row in plan.procedures)
    says = f"{found} finding{'' if found == 1 else 's'}, each on its page" if found else "nothing was found"
    rows = [
        f"{len(plan.procedures)} procedures of the starter library fit this business.",
        f"What people ask: {plan.asked_by}; about {covered_share(plan.topics)} of it has a procedure here."
        if plan.topics
        else f"What people ask: {plan.asked_by}.",
        bound.line,
        f"Every path of each procedure was walked by the check: {says}.",
    ]
    return tuple(rows)


def not_checked(plan: Plan, bound: Binding, business: Facts) -> tuple[str, ...]:
    """What was not looked at, or could not be told."""
    unmet = sum(row.is_open for row in plan.duties)
    have = "1 duty has" if unmet == 1 else f"{unmet} duties have"
    gaps = len(plan.not_held)
    unheld = f"{gaps} subjects of law of this trade are in no law file; the page after the contents says whom to ask."
    rows = [
        f"{have} a part that a step could meet and none here does; the last pages name each." if unmet else "",
        f"Not known about the business: {', '.join(plan.unknown)}." if plan.unknown else "",
        unheld if gaps else "",
        *law_not_checked(bound, business),
    ]
    return tuple(filter(None, rows))


def _missing(plan: Plan) -> tuple[str, ...]:
    rows = [f"{row.title}, {percent(row.share)} of what is asked" for row in plan.to_write]
    more = len(rows) - MOST_MISSING
    return tuple(rows[:MOST_MISSING] + ([f"and {more} more"] if more > 0 else []))


def gap_words(gap: Gap) -> str:
    """What no law file holds, why, and whom to ask, in one line."""
    seen = "" if gap.seen else " (address from memory)"
    whom = ", ".join(word for word in (gap.agency, gap.phone, gap.address) if word)
    ask = f"{gap.ask}{f' ({whom}{seen})' if whom else ''}" if gap.ask else f"Ask {whom}{seen}"
    return f"{gap.about}. {gap.why}. {ask}."


def _page(row: Taken, procedure: Procedure, bound: Binding, titles: Mapping[str, str]) -> HandbookPage:
    remarks = [("Why it is here", " ".join(reason.words for reason in row.reasons if reason.kind != "duty"))]
    if row.never_runs:
        remarks.append(("Never runs here", "; ".join(f"step {step.number}, {step.step}" for step in row.never_runs)))
    return HandbookPage(
        procedure=procedure,
        version=_version(bound.on),
        status="Draft, not adopted",
        mark="Draft",
        duties=met_duties(bound, procedure),
        reviewed=NOT_REVIEWED,
        findings=tuple(found.title for found in row.checked.found),
        checked=row.checked.line,
        law_asked=True,
        remarks=tuple((label, words) for label, words in remarks if words),
        titles=titles,
    )


def _version(at: date) -> str:
    return f"Drafted {day(at)}"
