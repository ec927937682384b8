"""What is different between two versions of a reply, in its own terms. Pure."""

from handrail.facts.vocabulary import VOCABULARY
from handrail.procedures.difference import Changed, by_word
from handrail.procedures.replies.reply import LANGUAGES, WAYS, Reply


def differences(old: Reply, new: Reply) -> tuple[Changed, ...]:
    """What is said otherwise, what stands in it first, then what belongs to it."""
    was, now = _told(old), _told(new)
    rows = ((label, was.get(label, ""), now.get(label, "")) for label in dict.fromkeys([*now, *was]))
    return tuple(Changed(label, *by_word(before, after)) for label, before, after in rows if before != after)


def _told(reply: Reply) -> dict[str, str]:
    return {
        "Title": reply.title,
        "Subject": reply.subject or "",
        "Words": reply.words.strip(),
        "Blanks": ", ".join(VOCABULARY[name].label if name in VOCABULARY else name for name in reply.blanks),
        "How it goes": ", ".join(WAYS[way] for way in reply.ways),
        "Language": LANGUAGES[reply.language],
        "Duties it says something for": ", ".join(reply.meets),
        **{f"Where it says: {wanted}": sentence for wanted, sentence in reply.says.items()},
        "Made from version": str(reply.follows or ""),
        "Last day it may be sent": f"{reply.until:%b %-d, %Y}" if reply.until else "",
    }
