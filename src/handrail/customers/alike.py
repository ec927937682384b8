"""Are these two records one person? A score with its reasons; a person decides. Pure.

Each reason adds or takes points. `LIKELY` is reached by two independent signs (a phone and a similar name, a name and
an address), never by one: families share a phone, and two people share a name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import combinations
from uuid import UUID

from handrail.customers.tidy import name_words, same_address, same_email, same_phone

LIKELY = 60
CROWD = 30  # more records than this behind one number: a shop's own, or "none"; it says nothing about persons
NEAR = 0.8  # share of letters two words have in common, in order: one slip in five letters
# Everyday short names in the United States; each row is one name.
_SHORT = (
    "robert rob bob bobby", "william will bill billy", "richard rick dick rich", "james jim jimmy",
    "john jack johnny", "michael mike", "thomas tom tommy", "joseph joe", "charles charlie chuck", "edward ed eddie",
    "daniel dan danny", "david dave", "steven stephen steve", "kenneth ken", "ronald ron", "donald don",
    "elizabeth liz beth betty", "margaret maggie peggy meg", "katherine catherine kathy cathy kate",
    "patricia pat patty", "jennifer jen jenny", "deborah debra deb debbie", "susan sue", "barbara barb",
    "dolores lola", "virginia ginny", "christopher chris", "matthew matt", "anthony tony", "samuel sam",
)  # fmt: skip
_LONG = {short: row.split()[0] for row in _SHORT for short in row.split()}


@dataclass(frozen=True, slots=True)
class Person:
    """One record as it is compared."""

    id: UUID
    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two records are, 0 to 100, and why."""

    score: int
    reasons: tuple[str, ...]

    @property
    def is_likely(self) -> bool:
        return self.score >= LIKELY


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two records that may be one person."""

    one: UUID
    other: UUID
    likeness: Likeness


@dataclass(slots=True)
class _Forms:
    """A person's details as they are compared."""

    spelled: set[tuple[str, ...]] = field(default_factory=set)
    names: set[tuple[str, ...]] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    states: set[str] = field(default_factory=set)


def _forms(person: Person) -> _Forms:
    return _Forms(
        {tuple(sorted(name_words(name))) for name in person.names},
        {tuple(sorted(_LONG.get(word, word) for word in name_words(name))) for name in person.names},
        {same_phone(phone) for phone in person.phones},
        {same_email(email) for email in person.emails},
        {same_address(address) for address in person.addresses},
        set(person.states),
    )


def likeness(one: Person, other: Person) -> Likeness:
    """How alike two records are, and why."""
    return _compare(_forms(one), _forms(other))


def _compare(a: _Forms, b: _Forms) -> Likeness:
    found = [
        (45, "Same phone number") if a.phones & b.phones else None,
        (45, "Same e-mail address") if a.emails & b.emails else None,
        (25, "Same address") if a.addresses & b.addresses else None,
        _names(a, b),
        (-20, "Different states") if a.states and b.states and not a.states & b.states else None,
    ]
    told = [row for row in found if row]
    return Likeness(max(0, min(100, sum(points for points, _ in told))), tuple(reason for _, reason in told))


def _names(a: _Forms, b: _Forms) -> tuple[int, str] | None:
    if a.names & b.names:
        return 35, "Same name" if a.spelled & b.spelled else "Same name in its short form"
    if any(_near(one, other) for one in a.names for other in b.names):
        return 20, "Similar name"
    return (-25, "Different names") if a.names and b.names else None


def _near(one: Sequence[str], other: Sequence[str]) -> bool:
    """Each word of the shorter name has its like in the longer: a slip of the pen, or an initial.

    One word alone ("Marcy") is no name to go by, unless the words are all there are."""
    short, long = sorted((list(one), list(other)), key=len)
    if len(short) < 2 and len(long) > 1:
        return False
    for word in short:
        like = next((each for each in long if _word(word, each)), None)
        if like is None:
            return False
        long.remove(like)
    return True


def _word(one: str, other: str) -> bool:
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    return one == other or SequenceMatcher(None, one, other).ratio() >= NEAR


def proposals(people: Iterable[Person], most: int = 100) -> list[Proposal]:
    """Pairs that are likely one person, the likeliest first.

    Only records that share a number or an address are compared: without one of these no pair is likely."""
    forms = {person.id: _forms(person) for person in people}
    pairs = {pair for group in _groups(forms) for pair in combinations(group, 2)}
    found = [Proposal(one, other, _compare(forms[one], forms[other])) for one, other in pairs]
    likely = sorted((p for p in found if p.likeness.is_likely), key=lambda p: (-p.likeness.score, p.one, p.other))
    return likely[:most]


def _groups(forms: dict[UUID, _Forms]) -> Iterator[list[UUID]]:
    """Records behind one number or address."""
    behind: dict[tuple[str, object], list[UUID]] = defaultdict(list)
    for id_, form in forms.items():
        for name, values in (("p", form.phones), ("e", form.emails), ("a", form.addresses)):
            for value in values:
                behind[name, value].append(id_)
    return (sorted(ids) for ids in behind.values() if 1 < len(ids) <= CROWD)


def matches(person: Person, people: Iterable[Person]) -> list[Proposal]:
    """The records that are likely the same person as this one, the likeliest first."""
    mine = _forms(person)
    found = [Proposal(person.id, other.id, _compare(mine, _forms(other))) for other in people if other.id != person.id]
    return sorted((p for p in found if p.likeness.is_likely), key=lambda p: -p.likeness.score)
