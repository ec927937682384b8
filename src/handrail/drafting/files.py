"""What `handrail draft` is given: a file of answers, and an export of tickets or none. Reads files, keeps nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from handrail.business.interview import read_file
from handrail.drafting.plan import Given
from handrail.facts.vocabulary import Value
from handrail.inquiries import by_subject, topics
from handrail.inquiries.layouts import checked
from handrail.inquiries.matching import Topic, matcher_for
from handrail.inquiries.raw import Raw
from handrail.inquiries.subjects import trade_inquiries
from handrail.inquiries.tickets import Ticket, from_rows, masked, open_file

SAID = ("want", "said", "ask", "message", "request", "describ", "question", "text", "body", "issue")
NOT_SAID = ("did", "answer", "reply", "resol", "note", "stamp", "tag")


class DraftError(ValueError):
    """What cannot be drafted from; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Brought:
    """The tickets of a file, masked. `remarks` are for a person."""

    texts: tuple[str, ...]
    remarks: tuple[str, ...]


def read_answers(path: Path) -> dict[str, Value | None]:
    """Answers by fact. Raises InterviewFileError with every line, DraftError for a file that can't be opened."""
    try:
        return read_file(path.read_text("utf-8"))
    except OSError as error:
        raise DraftError(f"{path} can’t be opened: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise DraftError(f"{path} is no text file; answers are YAML in UTF-8.") from None


def read_tickets(path: Path, column: str = "") -> Brought:
    """The tickets of an export. `column` says which one holds what the customer wrote; without it, and where no
    heading tells, the one that reads like it is taken and said. Raises WrongFileError, MappingError, DraftError."""
    try:
        raw = open_file(path.read_bytes(), path.name)
    except OSError as error:
        raise DraftError(f"{path} can’t be opened: {error.strerror}.") from None
    guessed = "" if column or "text" in raw.mapping else _text_column(raw)
    mapping = {**raw.mapping, **({"text": column or guessed} if column or guessed else {})}
    done = from_rows(raw, checked(mapping, raw.headers))
    if not done.tickets:
        raise DraftError(f"No row of {path} can be read as a ticket. Choose the column with --text-column NAME.")
    remarks = (
        [f"{len(done.bad)} rows left out; the first, line {done.bad[0].line}: {done.bad[0].reason}."]
        if done.bad
        else []
    )
    if guessed:
        remarks.append(f"“{guessed}” was taken as what the customer wrote; if not, say --text-column NAME.")
    return Brought(tuple(_words(masked(ticket)) for ticket in done.tickets), tuple(remarks))


def _words(ticket: Ticket) -> str:
    return ticket.text if ticket.text.startswith(ticket.subject) else f"{ticket.subject}\n{ticket.text}"


def _text_column(raw: Raw) -> str:
    """The free column whose heading or length says that a customer's words stand in it; "" for none."""
    taken = set(raw.mapping.values())
    free = [header for header in raw.headers if header and header not in taken]
    scores = {header: (_tells(header), _length(raw, header)) for header in free}
    best = max(free, key=lambda header: (scores[header], header), default="")
    return best if best and (scores[best][0] > 0 or scores[best][1] >= 20) else ""


def _tells(header: str) -> int:
    name = header.lower()
    return int(any(word in name for word in SAID)) - int(any(word in name for word in NOT_SAID))


def _length(raw: Raw, header: str) -> int:
    """The usual length of a cell, in characters; a column of one word says nothing."""
    cells = [len(cells.get(header, "")) for _, cells in raw.rows]
    return sum(cells) // max(1, len(cells))


def topics_of(brought: Brought, method: str, trade: str = "") -> tuple[Topic, ...]:
    """The topics of tickets, by the subjects of a trade that has a list. Raises DraftError for an absent method."""
    if method not in topics.METHODS:
        raise DraftError(
            f"Topics by {method} are not here: that needs a language model this installation does not have. "
            "Leave --topics away, or write --topics base."
        )
    try:
        if trade in trade_inquiries():
            found = by_subject.find_topics(brought.texts, matcher_for(trade))
        else:
            found = topics.find_topics(brought.texts, method=method)
    except topics.TopicsUnavailableError as error:
        raise DraftError(f"{error} With handrail draft, leave --tickets away.") from None
    members: dict[int, list[str]] = {}
    for text, place in zip(brought.texts, found.assignment, strict=True):
        members.setdefault(place, []).append(text)
    return tuple(
        Topic(f"topic-{row.rank}", row.name, row.volume, row.share, tuple(members[row.rank - 1]))
        for row in found.topics
    )


def usual_topics(answers: Mapping[str, Value | None]) -> tuple[Topic, ...]:
    """What the trade is usually asked; nothing for a trade without a list."""
    rows = trade_inquiries().get(str(answers.get("business.trade")), ())
    order = sorted(rows, key=lambda row: -row.share)
    return tuple(Topic(row.id, row.title, None, row.share, row.says) for row in order)


def given(business: Path, tickets: Path | None, method: str, column: str = "") -> Iterator[str | Given]:
    """What a plan is made from; sentences of progress come first, the thing itself last."""
    answers = read_answers(business)
    named = str(answers.get("business.name") or "This business")
    unknown = sum(value is None for value in answers.values())
    yield f"{named}: {len(answers) - unknown} answers, {unknown} not known"
    if tickets is None:
        asked = usual_topics(answers)
        by = "the trade’s usual list, our own estimate" if asked else "no tickets, and no list for this trade"
        yield Given(named, answers, asked, by)
        return
    brought = read_tickets(tickets, column)
    yield from (f"{len(brought.texts)} tickets, masked", *brought.remarks, "Finding topics")
    found = topics_of(brought, method, str(answers.get("business.trade") or ""))
    yield Given(named, answers, found, f"{len(found)} topics found in {len(brought.texts)} tickets")
