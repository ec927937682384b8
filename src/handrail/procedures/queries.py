"""Reads of the handbook."""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from handrail.business.queries import answers, known
from handrail.facts.rows import roles as read_roles
from handrail.facts.vocabulary import Own, bring
from handrail.law.mine.queries import fresh_checks
from handrail.law.ours import set_aside
from handrail.law.queries import law_in_use
from handrail.law.versions.age import OutOfDate
from handrail.law.versions.touching import Touched
from handrail.ledger.prepared import prepared
from handrail.people.queries import members
from handrail.procedures.examined import claimed_by, examine_by_law
from handrail.procedures.fresh import law_behind
from handrail.procedures.language.reader import facts_of, plain, read
from handrail.procedures.language.steps import Procedure
from handrail.procedures.language.variants import written_out
from handrail.procedures.models import Bundle, Carried, Entry, Revision
from handrail.procedures.proof.findings import Report
from handrail.procedures.replies.reply import Reply
from handrail.procedures.replies.reply import read as read_reply
from handrail.procedures.replies.sent import put_behind, thaw
from handrail.procedures.replies.shelf import replies as starters
from handrail.procedures.shelf import library
from handrail.procedures.touched import TouchedStep, touched


def title_of(slug: str) -> str:
    """What a procedure is called here; of one that is not here, its id in words."""
    row = Entry.objects.filter(slug=slug).first()
    return row.title if row else slug.replace("-", " ").capitalize()


def facts_defined(slug: str) -> Mapping[str, Any]:
    """The facts a procedure defines for itself, as its newest text says; one that is not here, as the library does."""
    row = Revision.objects.filter(entry__slug=slug).order_by("-number").first()
    if row:
        return facts_of(row.text)
    found = library().get(slug)
    return plain(found).get("facts", {}) if found else {}


def roles_declared() -> dict[str, dict[str, str]]:
    """The roles this business has beside the five, as a procedure writes them."""
    rows = read_roles(answers().get("business.roles"))
    return {row.role: {"filled_by": row.filled_by, "who": row.title} for row in rows}


def in_force(slug: str, on: date) -> Revision | None:
    """The version in force on a day: the newest that took effect by then."""
    found = _newest.first(slug=slug, on=on)
    if found:
        for carried in _carried(revision=found.pk, on=on):
            found.bundle = carried.bundle
    return found


@prepared
def _newest(slug: str, on: date) -> "QuerySet[Revision, Revision]":
    """What stands in its bundle is read once per process, so it is not fetched here."""
    rows = _standing(on).filter(entry__slug=slug).defer("bundle__content")
    return rows.order_by("-effective_on", "-number")[:1]


@prepared
def _carried(revision: UUID, on: date) -> "QuerySet[Carried, Carried]":
    rows = Carried.objects.select_related("bundle").defer("bundle__content").filter(revision=revision, on__lte=on)
    return rows.order_by("on", "id")


def _standing(on: date) -> "QuerySet[Revision]":
    """Versions that took effect by a day, of procedures that have not ended by then."""
    rows = Revision.objects.select_related("entry", "bundle").filter(state="published", effective_on__lte=on)
    return rows.exclude(entry__retires_on__lte=on)


def is_in_force(slug: str, on: date) -> bool:
    return _standing(on).filter(entry__slug=slug).exists()


def texts_in_force(on: date) -> dict[str, str]:
    """The text in force of every procedure on a day, by slug. Without its bundle, which may be large: one query."""
    rows = _standing(on).select_related(None).order_by("effective_on", "number")
    return dict(rows.values_list("entry__slug", "text"))  # the newest comes last, and stays


def _on_their_bundles(rows: list[Revision], on: date) -> list[Revision]:
    """Each with the bundle it runs on that day: a block it calls may have been put in force anew since."""
    by_id = {row.pk: row for row in rows}
    for carried in Carried.objects.select_related("bundle").filter(revision__in=by_id, on__lte=on).order_by("on", "id"):
        by_id[carried.revision_id].bundle = carried.bundle
    return rows


def handbook(on: date) -> list[Revision]:
    """Every version in force on a day, by title, each entry once."""
    newest: dict[UUID, Revision] = {}
    for row in _standing(on).order_by("effective_on", "number"):
        newest[row.entry_id] = row
    return _on_their_bundles(sorted(newest.values(), key=lambda row: row.entry.title), on)


SORTS: dict[str, Callable[[Revision], tuple[object, ...]]] = {
    "title": lambda row: (row.entry.title.lower(),),
    "since": lambda row: (row.effective_on, row.entry.title.lower()),
    "version": lambda row: (row.number, row.entry.title.lower()),
}


def listed(words: str, sort: str, on: date) -> list[Revision]:
    """The handbook as the list shows it: best fit first where words are given and no order is asked for."""
    rows = find(words, on, limit=10_000) if words else handbook(on)
    return sorted(rows, key=SORTS[sort]) if sort in SORTS and not (words and sort == "title") else rows


def on_shelf(words: str, trade: str, on: date) -> dict[str, list[Procedure]]:
    """Starter procedures not in force here: those for every trade, then those for some, each once. `trade`: only those
    that fit it."""
    taken = {row.entry.slug for row in handbook(on)}
    groups: dict[str, list[Procedure]] = {"For every trade": [], "For some trades": []}
    for row in library().values():
        text = f"{row.title} {row.purpose} {' '.join(row.handles)}".lower()
        if row.procedure not in taken and words.lower() in text and (not trade or trade in (row.trades or (trade,))):
            groups["For some trades" if row.trades else "For every trade"].append(row)
    return {name: rows for name, rows in groups.items() if rows}


def unfinished() -> list[Revision]:
    """Drafts, versions in review and approved ones that are not in force yet."""
    rows = Revision.objects.select_related("entry").filter(state__in=["draft", "review", "approved"])
    return list(rows.order_by("entry__title"))


def revisions(entry: Entry) -> list[Revision]:
    return list(Revision.objects.filter(entry=entry).order_by("-number"))


Read = tuple[Mapping[str, Procedure], Mapping[str, Procedure], Mapping[str, tuple[int, Reply]], tuple[Own, ...]]
_READ: OrderedDict[str, Read] = OrderedDict()
_MOST_READ = 256


def procedures_of(bundle: Bundle) -> Mapping[str, Procedure]:
    """The procedures of a bundle as they run, variants written out. The facts they define for themselves exist from
    here on, for the rest of the request."""
    return _read(bundle)[1]


def as_written(bundle: Bundle) -> Mapping[str, Procedure]:
    """The procedures of a bundle as a person wrote them, each variant once: to read and to print."""
    return _read(bundle)[0]


def _read(bundle: Bundle) -> Read:
    """Both and the replies, read once per process: what stands under a hash never changes."""
    found = _READ.get(bundle.hash)
    if found is None:
        rows = [Procedure.model_validate(raw) for raw in bundle.content["procedures"].values()]
        frozen = thaw(bundle.content)
        theirs = tuple(row.own for row in rows if row.own.by_name)
        found = (
            {row.procedure: row for row in rows},
            {row.procedure: written_out(row) for row in rows},
            frozen,
            theirs,
        )
        replies = {name: reply for name, (_, reply) in frozen.items()}
        for each in (*found[0].values(), *found[1].values()):
            put_behind(each, replies)
        _READ[bundle.hash] = found
        if len(_READ) > _MOST_READ:
            _READ.popitem(last=False)
    for own in found[3]:
        bring(own)
    return found


def replies_of_bundle(bundle: Bundle) -> Mapping[str, tuple[int, Reply]]:
    """The replies frozen in it, each with its version, by name."""
    return _read(bundle)[2]


_WORD = re.compile(r"[a-z]{3,}")


def find(words: str, on: date, limit: int = 8) -> list[Revision]:
    """Procedures whose title, purpose, topics or steps share words with what the customer said, best first.

    Plain words only: for a list. What a customer says is put to its subject by the finder of inquiries."""
    asked = set(_WORD.findall(words.lower()))
    rows = handbook(on)
    if not asked:
        return rows
    scored = [(_score(asked, procedures_of(row.bundle)[row.entry.slug]), row) for row in rows if row.bundle]
    return [row for score, row in sorted(scored, key=lambda pair: (-pair[0], pair[1].entry.title)) if score][:limit]


def _score(asked: set[str], procedure: Procedure) -> int:
    title = set(_WORD.findall(f"{procedure.title} {' '.join(procedure.handles)}".lower()))
    rest = set(_WORD.findall(f"{procedure.purpose} {' '.join(step.name for step in procedure.steps)}".lower()))
    return 3 * _shared(asked, title) + _shared(asked, rest)


def _shared(asked: set[str], words: set[str]) -> int:
    """Words that agree in their first five letters, so that `cancelled` finds `cancel`."""
    stems = {word[:5] for word in words}
    return sum(word[:5] in stems for word in asked)


def report(procedure: Procedure, on: date) -> Report:
    """The procedure checked on every path, with what is in force here (else in the library) behind its calls, on what
    this business said of itself (what it does not know is tried both ways), against the law of that day. What the
    version in force meets is looked for in a new one too, whether or not it still says so."""
    here = {row.entry.slug: read(row.text) for row in handbook(on)}
    shelf = {**library(), **here, procedure.procedure: procedure}
    given = {name: value for name, value in answers().items() if value is not None}
    slug = procedure.procedure
    before = claimed_by(slug, {**shelf, slug: here[slug]}) if slug in here else frozenset[str]()
    from handrail.procedures.replies.queries import texts_in_force as reply_texts  # it reads us

    replies = {**starters(), **{name: read_reply(text) for name, text in reply_texts(on).items()}}
    return examine_by_law(procedure, shelf, given, law_in_use(on), on, roles=_roles(), also=before, replies=replies)


def _roles() -> list[str]:
    """The roles that somebody here holds. One person alone does everything."""
    held = [row.role for row in members() if row.active]
    return held if len(held) > 1 else []


def touched_by(kinds: frozenset[str], values: frozenset[str], on: date) -> list[Touched]:
    """The versions in force, and those being written, of which a step rests on one of these: one row a version."""
    inside = [(row, procedures_of(row.bundle)[row.entry.slug]) for row in handbook(on) if row.bundle]
    written = [(row, read(row.text)) for row in unfinished()]
    found = [(row, touched({row.entry.slug: procedure}, kinds, values)) for row, procedure in [*inside, *written]]
    return [_touched(row, steps) for row, steps in found if steps]


def _touched(row: Revision, steps: Sequence[TouchedStep]) -> Touched:
    """`Version 3, In force. Step “Give the money back” says it meets it, asks for its last day.`"""
    names = dict.fromkeys(step.name for step in steps)
    told = [f"“{name}” {', '.join(dict.fromkeys(s.how_words for s in steps if s.name == name))}" for name in names]
    what = "Procedures in force" if row.state == "published" else "Versions not in force yet"
    detail = f"Version {row.number}. Step{'s' if len(told) > 1 else ''} {'; '.join(told)}."
    return Touched(what, row.entry.title, detail, reverse("revision", args=[row.pk]), row.entry.slug)


def law_behind_is_old(procedures: Iterable[Procedure], on: date) -> tuple[OutOfDate, ...]:
    """What of the law behind these procedures is out of date for this business on a day: then putting them in force
    asks for a reason."""
    checked = fresh_checks(on).keys()
    return law_behind(law_in_use(on), known(), procedures, on, checked)


def set_aside_in_words(on: date) -> list[str]:
    """What this business set aside of the law, a line each: named by every check."""
    law = law_in_use(on)
    return [f"{law.duties[row.duty].title}. {row.words}" for row in set_aside(law, on) if row.duty in law.duties]


def packs_in_words(on: date) -> str:
    """Which law a check was made against: each pack with its version, and the day."""
    packs = ", ".join(f"{pack.title} {pack.version}" for pack in law_in_use(on).packs.values())
    return f"{packs}, as of {on:%B %-d, %Y}"
