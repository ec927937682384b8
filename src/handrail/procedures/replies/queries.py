"""Reads of replies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from handrail.business.queries import known
from handrail.law.queries import law_in_use
from handrail.procedures.control import queries as control
from handrail.procedures.control.deciding import Standing
from handrail.procedures.replies.models import ReplyEntry, ReplySignature, ReplyVersion
from handrail.procedures.replies.reply import FIRST, WAYS, Reply, read, text_hash
from handrail.procedures.replies.shelf import replies, starter_text
from handrail.procedures.replies.wanted import Wanted, left_out, source_changed, wanted

SORTS = {"title": "By title", "until": "What runs out first", "changed": "Newest first"}


def in_force(on: date) -> dict[str, ReplyVersion]:
    """The version of each reply that may be sent on a day, by name (`refund-sent`, `refund-sent.es`). One that ran out
    is among them: whoever sends it is refused, with the day."""
    rows = (
        ReplyVersion.objects.filter(effective_on__lte=on)
        .filter(Q(entry__retires_on=None) | Q(entry__retires_on__gt=on))
        .filter(state__in=["published", "superseded"])
        .select_related("entry")
        .order_by("effective_on", "number")
    )
    return {name_of(row.entry): row for row in rows}  # the last one of each stands


def name_of(entry: ReplyEntry) -> str:
    return str(entry.slug) if entry.language == FIRST else f"{entry.slug}.{entry.language}"


def texts_in_force(on: date) -> dict[str, str]:
    return {name: row.text for name, row in in_force(on).items()}


def standing(row: ReplyVersion) -> Standing:
    """Who may decide on a version, and who did: as it is for procedures."""
    wrote = frozenset(UUID(str(id_)) for id_ in [*row.writers, *([row.author_id] if row.author_id else [])])
    signs = ReplySignature.objects.filter(version=row, hash=text_hash(row.text))
    signs = signs.filter(at__gte=row.submitted_at) if row.submitted_at else signs
    signed = frozenset(id_ for id_ in signs.values_list("member_id", flat=True) if id_)
    able = {member.id: member.user.name for member in control.able()}
    return Standing(able, control.named_for_all(), wrote, signed)


def is_library_text(row: ReplyVersion) -> bool:
    """Whether these are the library's own words, unchanged."""
    name = name_of(row.entry)
    return name in replies() and text_hash(starter_text(name)) == text_hash(row.text)


def wanted_here(reply: Reply, on: date) -> list[Wanted]:
    """What law wants said, for this business on a day."""
    return wanted(reply, law_in_use(on), known(), on)


def left_out_here(reply: Reply, on: date) -> list[Wanted]:
    return left_out(reply, law_in_use(on), known(), on)


@dataclass(frozen=True, slots=True)
class Row:
    """A reply as the list shows it. `state`: in force, runs out, ran out, waits, withdrawn. `notes`: what is to do."""

    entry: ReplyEntry
    name: str
    version: ReplyVersion
    waiting: ReplyVersion | None
    reply: Reply
    notes: tuple[str, ...]

    @property
    def ways(self) -> str:
        return ", ".join(WAYS[way] for way in self.reply.ways)


def listed(words: str, sort: str, on: date) -> list[Row]:
    """Every reply that is here, found by its words, sorted."""
    here, found = in_force(on), []
    for entry in ReplyEntry.objects.order_by("title").prefetch_related("versions"):
        versions = list(entry.versions.all())
        if versions:
            found.append(_row(entry, versions, here))
    asked = words.casefold()
    found = [row for row in found if asked in f"{row.entry.title} {row.name} {row.reply.words}".casefold()]
    if sort == "until":
        found.sort(key=lambda row: (row.version.until or date.max, row.entry.title))
    if sort == "changed":
        found.sort(key=lambda row: row.version.made_at, reverse=True)
    return found


def _row(entry: ReplyEntry, versions: Sequence[ReplyVersion], here: Mapping[str, ReplyVersion]) -> Row:
    name = name_of(entry)
    stands = here.get(name)
    waiting = next((row for row in versions if row.state in ("draft", "review", "approved")), None)
    version = stands or versions[0]
    reply = read(version.text)
    source = here.get(entry.slug)
    notes = ["Source changed since"] if source_changed(reply, source.number if source else None) else []
    return Row(entry, name, version, waiting, reply, tuple(notes))


def versions(entry: ReplyEntry) -> list[ReplyVersion]:
    return list(entry.versions.select_related("entry").order_by("-number"))


def signatures(row: ReplyVersion) -> list[ReplySignature]:
    return list(row.signatures.all())


def run_out(on: date) -> list[ReplyVersion]:
    """Those in force that may not be sent any more, or only for thirty days."""
    return [row for row in in_force(on).values() if row.until and (row.until - on).days < 30]


def missing(names: Iterable[str], on: date) -> list[str]:
    """Of replies that steps send, those that are not in force."""
    here = in_force(on)
    return sorted(name for name in set(names) if name not in here)
