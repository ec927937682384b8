"""Replies that steps send: found, frozen with the procedure, put behind its words, and checked. Pure."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from handrail.facts.conditions import Facts
from handrail.law.engine import Law
from handrail.procedures.language.home import Told
from handrail.procedures.language.steps import Procedure, Step
from handrail.procedures.proof.findings import Finding
from handrail.procedures.replies.reply import FIRST, Reply
from handrail.procedures.replies.wanted import wanted_of


def steps_of(procedure: Procedure) -> list[Step]:
    """Its steps, those of its variants too."""
    added = (step for row in procedure.variants for more in row.add for step in more.steps)
    return [*procedure.steps, *added]


def replies_of(procedures: Iterable[Procedure]) -> list[str]:
    """The replies that they send, each once."""
    return list(dict.fromkeys(name for each in procedures for name in each.sends))


def frozen(slugs: Iterable[str], numbers: Mapping[str, int], replies: Mapping[str, Reply]) -> dict[str, Any]:
    """What a bundle keeps: every language of each, by name, with its version."""
    wanted = set(slugs)
    return {
        name: {
            "version": numbers[name],
            "text": reply.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        }
        for name, reply in sorted(replies.items())
        if reply.reply in wanted
    }


def thaw(content: Mapping[str, Any]) -> dict[str, tuple[int, Reply]]:
    """Version and reply by name, out of a bundle."""
    return {
        name: (int(row["version"]), Reply.model_validate(row["text"]))
        for name, row in content.get("replies", {}).items()
    }


def put_behind(procedure: Procedure, replies: Mapping[str, Reply]) -> None:
    """From here on the words of its steps are those of the replies they send, in English."""
    told = _told(procedure, replies)
    for step in steps_of(procedure) if told else ():
        step.set_replies(told)


def _told(procedure: Procedure, replies: Mapping[str, Reply]) -> dict[str, Told]:
    """Those that it sends, as far as they are at hand."""
    rows = ((name, replies.get(name)) for name in procedure.sends)
    return {name: Told(row.title, row.words, row.subject or "") for name, row in rows if row and row.language == FIRST}


def with_replies(procedure: Procedure, replies: Mapping[str, Reply]) -> Procedure:
    """A copy with them behind its words, as others may hold the same one; itself where nothing comes new."""
    if not procedure.sends or procedure.steps[0].home.replies == _told(procedure, replies):
        return procedure
    steps = tuple(step.model_copy() for step in procedure.steps)
    made = procedure.model_copy(update={"steps": steps, "variants": deepcopy(procedure.variants)})
    put_behind(made, replies)
    return made


def found(procedure: Procedure, replies: Mapping[str, Reply], law: Law, facts: Facts, on: date) -> tuple[Finding, ...]:
    """What is wrong with the replies that it sends, for a business under the law of a day."""
    return tuple(
        finding
        for step in steps_of(procedure)
        if step.reply
        for finding in _of_step(procedure, step, replies.get(step.reply), law, facts, on)
    )


def _of_step(
    procedure: Procedure, step: Step, reply: Reply | None, law: Law, facts: Facts, on: date
) -> Iterable[Finding]:
    if reply is None:
        said = f"It sends the reply {step.reply}, which is neither in force nor in the library"
        mend = "Write that reply, have it approved, and put it in force."
        yield Finding("reply", step.id, "must", said, procedure=procedure.procedure, mend=mend)
        return
    kinds = [kind for kind in step.meets if kind in law.kinds]
    for row in wanted_of(kinds, reply.says, law, facts, on):
        if not row.sentence:
            said = f"The reply “{reply.title}” does not say “{row.element}”, which {row.title} asks for"
            yield Finding(
                "reply-says", step.id, "law", f"{said} ({row.citation})", procedure=procedure.procedure,
                mend="Say it in the reply, and mark the sentence there.", about=row.duty,
            )  # fmt: skip
