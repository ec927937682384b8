"""The reply that a step sends, as it stands in one case: filled, in which language, and why it can't go. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from handrail.facts.vocabulary import Value
from handrail.law.engine import Law
from handrail.ledger.canonical import JSON
from handrail.procedures.language.steps import Step
from handrail.procedures.language.words import Piece, fill
from handrail.procedures.replies.reply import FIRST, LANGUAGES, WAYS, Reply, open_blanks, text_hash, write
from handrail.procedures.replies.wanted import refusals, source_changed

AGREED = "customer.agreed_electronic"
PAPER = "mail"
Frozen = Mapping[str, tuple[int, Reply]]


@dataclass(frozen=True, slots=True)
class Sending:
    """`why`: each reason for which it can't be sent, in a sentence. `on_paper`: law asks for these words, and nobody
    noted that the customer agreed to get such papers electronically. `lent`: what of the business stands in it and the
    case did not know before."""

    name: str
    number: int
    reply: Reply
    subject: tuple[Piece, ...]
    words: tuple[Piece, ...]
    why: tuple[str, ...]
    on_paper: bool
    source_changed: bool
    languages: tuple[tuple[str, str], ...]
    lent: Mapping[str, Value] = field(default_factory=dict)

    @property
    def language_words(self) -> str:
        return LANGUAGES[self.reply.language]

    @property
    def ways(self) -> str:
        """How it goes, in words: on paper only, where the customer has not agreed to anything else."""
        return WAYS[PAPER] if self.on_paper else ", ".join(WAYS[way] for way in self.reply.ways)

    def pinned(self) -> dict[str, JSON]:
        """What the record keeps of which words went out."""
        return {
            "reply": self.name, "version": self.number, "language": self.reply.language, "title": self.reply.title,
            "hash": text_hash(write(self.reply)), "on_paper": self.on_paper,
            **({"subject": self.reply.subject} if self.reply.subject else {}),
            # Before this was kept, the blanks of every language were written in English.
            # Before `choices_in`, choices and short days were.
            **({"blanks_in": self.reply.language, "choices_in": self.reply.language}
               if self.reply.language != FIRST else {}),
        }  # fmt: skip


def sending(
    step: Step, replies: Frozen, language: str, law: Law, facts: Mapping[str, Value], on: date, gone: Mapping[str, str]
) -> Sending | None:
    """What the step sends, in a language where there is one, else in English. `gone`: of replies that were withdrawn,
    why, by name."""
    if not step.reply or step.reply not in replies:
        return None
    name = f"{step.reply}.{language}" if f"{step.reply}.{language}" in replies else step.reply
    number, reply = replies[name]
    withdrawn = (f"This reply was withdrawn: “{gone[name]}” A person answers instead.",) if name in gone else ()
    said = refusals(reply, law, facts, on, open_blanks(reply, facts))
    there = sorted(row.language for _, row in replies.values() if row.reply == step.reply)
    return Sending(
        name, number, reply, fill(reply.subject or "", facts, reply.language),
        fill(reply.words, facts, reply.language),
        (*withdrawn, *said),
        bool(reply.meets) and facts.get(AGREED) is not True,
        source_changed(reply, replies[step.reply][0]),
        tuple((each, LANGUAGES[each]) for each in sorted(there, key=lambda each: (each != FIRST, each))),
    )  # fmt: skip
