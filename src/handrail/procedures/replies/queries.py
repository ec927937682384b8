"""Reads of replies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse

from handrail.business.queries import known
from handrail.law.queries import law_in_use
from handrail.people.models import Member
from handrail.people.rights import Right, may
from handrail.procedures.control import queries as control
from handrail.procedures.control import signed
from handrail.procedures.control.deciding import Standing
from handrail.procedures.difference import Changed
from handrail.procedures.replies.differing import differences
from handrail.procedures.replies.models import ReplyEntry, ReplySignature, ReplyVersion
from handrail.procedures.replies.reply import FIRST, WAYS, Reply, read, text_hash
from handrail.procedures.replies.shelf import replies, starter_text
from handrail.procedures.replies.wanted import (
    TELLS,
    Unsaid,
    Wanted,
    left_out,
    source_changed,
    unsaid_in,
    wanted,
    wanted_of,
    words_by,
)
from handrail.web.waiting import Waiting

SOON = 30  # days before its last one
SORTS = {"title": "By title", "until": "What runs out first", "changed": "Newest first"}


def in_force(on: date) -> dict[str, ReplyVersion]:
    """The version of each reply that may be sent on a day, by name (`refund-sent`, `refund-sent.es`). One that ran out
    is among them: whoever sends it is refused, with the day."""
    rows = (
        ReplyVersion.objects.filter(effective_on__lte=on)
        .filter(Q(entry__retires_on=None) | Q(entry__retires_on__gt=on))
        .filter(state="published")
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
    return standings([row])[row.pk]


def standings(rows: Sequence[ReplyVersion]) -> dict[UUID, Standing]:
    """The same of many, in as many queries."""
    able = {member.id: member.user.name for member in control.able()}
    named = control.named_for_all()
    signs = list(ReplySignature.objects.filter(version__in=[row.pk for row in rows]))
    return {row.pk: Standing(able, named, _wrote(row), _signed(row, signs)) for row in rows}


def _wrote(row: ReplyVersion) -> frozenset[UUID]:
    return frozenset(UUID(str(id_)) for id_ in [*row.writers, *([row.author_id] if row.author_id else [])])


def _signed(row: ReplyVersion, signs: Iterable[ReplySignature]) -> frozenset[UUID]:
    """Who signed this text since approval was last asked for."""
    own = [sign for sign in signs if sign.version_id == row.pk]
    here = [sign for sign in own if row.submitted_at is None or sign.at >= row.submitted_at]
    text = text_hash(row.text) if here else ""
    return frozenset(sign.member_id for sign in here if sign.member_id and sign.hash == text)


def is_library_text(row: ReplyVersion) -> bool:
    """Whether these are the library's own words, unchanged."""
    name = name_of(row.entry)
    return name in replies() and text_hash(starter_text(name)) == text_hash(row.text)


def wanted_here(reply: Reply, on: date) -> list[Wanted]:
    """What law wants said, for this business on a day."""
    return wanted(reply, law_in_use(on), known(), on)


def wanted_of_here(kinds: Iterable[str], says: Mapping[str, str], on: date) -> list[Wanted]:
    """The same of kinds that a form names; what no law file knows is left out."""
    law = law_in_use(on)
    return wanted_of([kind for kind in kinds if kind in law.kinds], says, law, known(), on)


def left_out_here(reply: Reply, on: date) -> list[Wanted]:
    return left_out(reply, law_in_use(on), known(), on)


@dataclass(frozen=True, slots=True)
class Row:
    """A reply as the list shows it. `state`: how it stands, in words. `notes`: what is to do."""

    entry: ReplyEntry
    name: str
    version: ReplyVersion
    waiting: ReplyVersion | None
    reply: Reply
    notes: tuple[str, ...]
    state: str

    @property
    def ways(self) -> str:
        return ", ".join(WAYS[way] for way in self.reply.ways)


def listed(words: str, sort: str, on: date) -> list[Row]:
    """Every reply that is here, found by its words, sorted."""
    here, found = in_force(on), []
    for entry in ReplyEntry.objects.order_by("title").prefetch_related("versions"):
        versions = list(entry.versions.all())
        if versions:
            found.append(_row(entry, versions, here, on))
    asked = words.casefold()
    found = [row for row in found if asked in f"{row.entry.title} {row.name} {row.reply.words}".casefold()]
    if sort == "until":
        found.sort(key=lambda row: (row.version.until or date.max, row.entry.title))
    if sort == "changed":
        found.sort(key=lambda row: row.version.made_at, reverse=True)
    return found


def _row(entry: ReplyEntry, versions: Sequence[ReplyVersion], here: Mapping[str, ReplyVersion], on: date) -> Row:
    name = name_of(entry)
    stands = here.get(name)
    waiting = next((row for row in versions if row.state in ("draft", "review", "approved")), None)
    version = stands or versions[0]
    reply = read(version.text)
    source = here.get(entry.slug)
    notes = ["Source changed since"] if source_changed(reply, source.number if source else None) else []
    if version.state in ("published", "superseded") and version.until and 0 <= (version.until - on).days < SOON:
        notes.append("Runs out soon")
    return Row(entry, name, version, waiting, reply, tuple(notes), state_words(entry, version, on))


def state_words(entry: ReplyEntry, version: ReplyVersion, on: date) -> str:
    """How it stands on a day: whether it may be sent, or what it waits for."""
    ends = entry.retires_on
    if ends and ends <= on:
        return "Withdrawn"
    if version.state not in ("published", "superseded"):
        return str(version.get_state_display())
    if version.is_past(on):
        return "Ran out"
    if version.effective_on and version.effective_on > on:
        return f"In force from {version.effective_on:%b %-d, %Y}"
    return f"In force until {ends:%b %-d, %Y}" if ends else "In force"


def versions(entry: ReplyEntry) -> list[ReplyVersion]:
    return list(entry.versions.select_related("entry").order_by("-number"))


def signatures(row: ReplyVersion) -> list[ReplySignature]:
    """Those under this very text, given since approval was last asked for."""
    rows = ReplySignature.objects.filter(version=row, hash=text_hash(row.text))
    return list(rows.filter(at__gte=row.submitted_at) if row.submitted_at else rows)


def run_out(on: date) -> list[ReplyVersion]:
    """Those in force that may not be sent any more, or only for thirty days."""
    return [row for row in in_force(on).values() if row.until and (row.until - on).days < SOON]


def withdrawn(on: date) -> dict[str, str]:
    """Why a reply is not sent any more, of all that were withdrawn by a day, by name."""
    return {name_of(row): row.retires_why for row in ReplyEntry.objects.filter(retires_on__lte=on)}


def missing(names: Iterable[str], on: date) -> list[str]:
    """Of replies that steps send, those that are not in force."""
    here = in_force(on)
    return sorted(name for name in set(names) if name not in here)


@dataclass(frozen=True, slots=True)
class Choosable:
    """A reply that a step may name. `name`: its title, with what it still waits for; `page`: where it can be read."""

    slug: str
    name: str
    words: str
    page: str


def choosable(on: date) -> list[Choosable]:
    """The replies a step can send: those in force, then those still written here, then those of the library."""
    here = {name: row for name, row in in_force(on).items() if row.entry.language == FIRST}
    entries = ReplyEntry.objects.filter(language=FIRST).order_by("title").prefetch_related("versions")
    newest = {name_of(entry): next(iter(entry.versions.all()), None) for entry in entries}
    found = [
        _choosable(here.get(name) or row, "" if name in here else _waits(row)) for name, row in newest.items() if row
    ]
    shelf = [
        row for name, row in replies().items() if row.language == FIRST and name not in newest and not row.to_write
    ]
    page = reverse("reply-library")
    from_shelf = [
        Choosable(row.reply, f"{row.title} (in the library, not adopted)", row.words, page)
        for row in shelf
        if not row.to_write
    ]
    return [*sorted(found, key=lambda row: row.slug not in here), *sorted(from_shelf, key=lambda row: row.name)]


def _waits(row: ReplyVersion) -> str:
    return " (withdrawn or over)" if row.effective_on else f" ({str(row.get_state_display()).lower()}, not in force)"


def _choosable(row: ReplyVersion, waits: str) -> Choosable:
    page = reverse("reply", args=[name_of(row.entry)])
    return Choosable(str(row.entry.slug), f"{row.entry.title}{waits}", read(row.text).words, page)


# Beside a version


def source(entry: ReplyEntry, on: date) -> ReplyVersion | None:
    """What a translation is made from: the English version in force. None for English itself."""
    return None if entry.language == FIRST else in_force(on).get(str(entry.slug))


def live(row: ReplyVersion, on: date) -> ReplyVersion | None:
    """What this version would take the place of, or took the place of."""
    current = in_force(on).get(name_of(row.entry))
    if current is not None and current.pk != row.pk:
        return current
    earlier = ReplyVersion.objects.filter(entry=row.entry, number__lt=row.number, effective_on__isnull=False)
    found: ReplyVersion | None = earlier.order_by("-number").first()
    return found


def compared(old: ReplyVersion, new: ReplyVersion) -> tuple[Changed, ...]:
    return differences(read(old.text), read(new.text))


@dataclass(frozen=True, slots=True)
class Beside:
    """What the page of a version shows besides its words."""

    standing: Standing
    signatures: tuple[ReplySignature, ...]
    wanted: tuple[Wanted, ...]
    live: ReplyVersion | None
    differs: tuple[Changed, ...]
    source: ReplyVersion | None
    source_changed: bool
    languages: tuple[ReplyEntry, ...]
    to_sign: str
    hash: str
    unsaid: tuple[Unsaid, ...] = ()
    words_by: str = ""

    @property
    def lacks(self) -> list[Wanted]:
        return [row for row in self.wanted if not row.sentence]

    @property
    def asks_why(self) -> bool:
        """Whether approving it asks for a reason."""
        return bool(self.lacks or self.unsaid) or any(row.status == "due" for row in self.wanted)

    @property
    def waits_for(self) -> list[str]:
        """Who still has to sign; where nobody is named, whoever may."""
        names = self.standing.names(self.standing.missing())
        return names or self.standing.names(self.standing.asked - self.standing.signed)

    @property
    def all_sign(self) -> bool:
        return self.standing.named is not None


def beside(row: ReplyVersion, on: date) -> Beside:
    """All that a reviewer looks at besides the words."""
    reply, other, english = read(row.text), live(row, on), source(row.entry, on)
    hash_ = text_hash(row.text)
    return Beside(
        standing=standing(row),
        signatures=tuple(signatures(row)),
        wanted=tuple(wanted_here(reply, on)),
        live=other,
        differs=compared(other, row) if other else (),
        source=english,
        source_changed=source_changed(reply, english.number if english else None),
        languages=tuple(ReplyEntry.objects.filter(slug=row.entry.slug).exclude(pk=row.entry_id).order_by("language")),
        to_sign=signed.words("approve", row.entry.title, row.number, hash_),
        hash=hash_,
        unsaid=tuple(unsaid_in(reply)),
        words_by=words_by(reply),
    )


# The form and the library


def kinds_here(on: date) -> list[tuple[str, str]]:
    """The kinds of duty that want words said to a customer of this business, by title."""
    law = law_in_use(on)
    rows = law.meetings(known(), on)
    kinds = {row.part.kind for row in rows if row.part.type in TELLS and row.part.elements}
    return sorted(((law.kinds[kind].title, kind) for kind in kinds), key=lambda row: row[0].casefold())


def on_shelf(words: str, sort: str, on: date) -> list[Reply]:
    """Starter replies that are not in force here."""
    here, asked = in_force(on), words.casefold()
    rows = [row for name, row in replies().items() if name not in here]
    found = [row for row in rows if asked in f"{row.title} {row.name} {row.words}".casefold()]
    return sorted(found, key=lambda row: (row.language, row.title) if sort == "language" else (row.title, row.language))


# What waits for a person: handed up to home


def waiting(member: Member, at: datetime, zone: str) -> list[Waiting]:
    """Replies this person may decide on, drafts of their own that lie, and what runs out."""
    unfinished = ReplyVersion.objects.select_related("entry").filter(state__in=["draft", "review", "approved"])
    rows, place = list(unfinished.order_by("entry__title")), ZoneInfo(zone)
    stand = standings([row for row in rows if row.state == "review"])
    own = [row for row in rows if row.state == "draft" and row.author_id == member.pk]
    decide = [row for row in rows if may(member.role, Right.APPROVE) and _to_decide(row, member, stand)]
    today = at.astimezone(place).date()
    ends = run_out(today) if may(member.role, Right.WRITE) else []
    told = [_decide(row, place) for row in decide] + [_ends(row, today) for row in ends]
    return told + [_draft(row, place) for row in own]


def _ends(row: ReplyVersion, on: date) -> Waiting:
    """One that ran out stays here: the steps that send it stop there, until it is written anew or withdrawn."""
    last = f"{row.until:%b} {row.until.day}, {row.until.year}" if row.until else ""
    told = f"Its last day is {last}; after it no step can send it. Look at it again, and write the next version."
    title = f"Runs out: {row.entry.title}"
    if row.is_past(on):
        title = f"Ran out: {row.entry.title}"
        told = "Every step that sends it stops there. Write the next version, or withdraw it."
    return Waiting("decide", title, _address(row), told, "Read it", label=f"until {last}")


def _to_decide(row: ReplyVersion, member: Member, stand: Mapping[UUID, Standing]) -> bool:
    return row.state == "approved" or (row.state == "review" and not stand[row.pk].refusal(member.pk))


def _decide(row: ReplyVersion, place: ZoneInfo) -> Waiting:
    what, button = ("Approve", "Read it") if row.state == "review" else ("Put in force", "Choose a day")
    title, told = f"{what}: {row.entry.title}, version {row.number}", f"A reply by {row.author_name}: {row.reason}"
    return Waiting("decide", title, _address(row), told, button, label=_since(row, place))


def _draft(row: ReplyVersion, place: ZoneInfo) -> Waiting:
    told = f"Your draft of a reply, version {row.number}: {row.reason}"
    title = f"Finish the draft of {row.entry.title}"
    return Waiting("mine", title, _address(row), told, "Go on", label=_since(row, place))


def _address(row: ReplyVersion) -> str:
    return reverse("reply-version", args=[row.pk])


def _since(row: ReplyVersion, place: ZoneInfo) -> str:
    since = (row.submitted_at or row.made_at).astimezone(place)
    return f"since {since:%b} {since.day}"
