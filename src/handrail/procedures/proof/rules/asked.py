"""What is asked and what is known: blanks that stay open, facts nobody uses, personal data nobody needs. Pure."""

from collections.abc import Iterator, Mapping

from handrail.facts.vocabulary import VOCABULARY
from handrail.procedures.language.engine import Place
from handrail.procedures.language.home import Limit
from handrail.procedures.language.parts import LIMIT_BLANK
from handrail.procedures.language.steps import Procedure, Step
from handrail.procedures.proof.explore import Sight
from handrail.procedures.proof.findings import Finding
from handrail.procedures.proof.rules.seen import Rule, Seen
from handrail.procedures.proof.walk import Note

# Who it is and how to reach them: needed as soon as anybody has to come back to them.
CONTACT = frozenset({"customer.name", "customer.phone", "customer.email", "customer.address"})


def blank_unknown(seen: Seen) -> Iterator[Finding]:
    """Words with a blank whose fact may not be known: a must when never asked, advice when asked in vain."""
    for note, sight in seen.of("blank"):
        asked = note.to == "beyond"
        label = VOCABULARY[note.text].label
        title = f"{seen.name(note.place)}: “{label}” stands in the words and may not be known"
        how = "it may be said that it can’t be found out" if asked else "it was never asked"
        mend = _known_before(seen, note, sight)
        story = seen.tell(sight.came, f"“{label}” stays blank: {how}.")
        yield seen.finding(
            "fact-before-known", note.place, "advice" if asked else "must", title, story, mend, note.text
        )
    for note, sight in seen.of("needs"):
        label = VOCABULARY[note.text].label
        title = f"{seen.name(note.place)}: it runs {note.to}, which needs “{label}”, and nobody asked that before"
        mend = f"Ask {note.text} before, work it out, or give it with the call."
        story = seen.tell(sight.came, f"“{label}” is not known when {note.to} begins.")
        yield seen.finding("fact-before-known", note.place, "must", title, story, mend, note.text)


def _known_before(seen: Seen, note: Note, sight: Sight) -> str:
    """How a blank comes to be known: by what is missing on the path that is told."""
    name, here = note.text, seen.ready.steps[note.place].step
    skipped = [step for step in seen.skipped(sight.came) if name in touched(step)]
    if name in here.work_out:
        return f"Work {name} out in a step before: the words are said before this one works anything out."
    if skipped:
        return (
            f"Give {skipped[-1].id}, which finds {name}, `never_skip: true`, or `if_skipped:` with a way to a person; "
            "or write words that do without it."
        )
    if name in here.wants:
        return (
            f"Ask {name} in a step before, with an `unknown:` way: the words of a step are said whichever way it is "
            "left, and so where it can’t be found out."
        )
    return f"Ask {name} before, with an `unknown:` way; or write words that do without it."


def fact_unused(seen: Seen) -> Iterator[Finding]:
    """A fact or limit that the procedure defines and nothing in it uses."""
    first = seen.own[0][0]
    if seen.procedure.facts:
        yield from _facts_unused(seen, first)
    if any(isinstance(limit, Limit) for limit in seen.procedure.limits.values()):
        yield from _limits_unused(seen, first)


def _facts_unused(seen: Seen, first: Place) -> Iterator[Finding]:
    gathered = {name for row in seen.ready.steps.values() for name in touched(row.step)}
    for name, row in seen.procedure.facts.items():
        if seen.reads(name):
            continue
        if name not in gathered:
            title = f"“{row.label}” ({name}) is defined and nothing here asks or reads it"
            yield seen.finding("fact-unused", first, "advice", title, mend=f"Take {name} out of `facts`.", about=name)
            continue
        asking = [(place, step) for place, step in seen.own if name in touched(step) and not _goes_through(step, name)]
        if asking and not (row.personal or seen.is_block or any(_is_used_by_hand(step) for _, step in asking)):
            title = f"“{row.label}” ({name}) is asked and nothing here reads it"
            mend = f"Decide on {name}, record it, or stop asking it."
            yield seen.finding("fact-unused", asking[0][0], "advice", title, mend=mend, about=name)


def _goes_through(step: Step, name: str) -> bool:
    """The item in hand of a list is there to see which it is."""
    return step.for_each is not None and step.for_each.as_ == name


def _limits_unused(seen: Seen, first: Place) -> Iterator[Finding]:
    texts = " ".join(text for _, step in seen.own for text, _ in step.expressions)
    said = {name for _, step in seen.own for words in (step.say, step.do, step.send) if words
            for name in LIMIT_BLANK.findall(words)}  # fmt: skip
    for name, limit in seen.procedure.limits.items():
        if (
            isinstance(limit, Limit)
            and name not in said
            and f"limit('{name}')" not in texts
            and f'limit("{name}")' not in texts
        ):
            title = f"The limit {name} ({limit.is_}) has a number and no condition asks for it"
            mend = f"Use `limit('{name}')` in a condition, or take it out."
            yield seen.finding("fact-unused", first, "advice", title, mend=mend, about=name)


def touched(step: Step) -> tuple[str, ...]:
    """Every fact a step gathers or sets."""
    each = step.for_each
    listed = (each.in_, each.as_, *each.forget) if each else ()
    some = step.collect.of if step.collect else ()
    return (*step.wants, *some, *step.work_out, *step.give, *listed)


def data_not_needed(seen: Seen) -> Iterator[Finding]:
    """Personal data that is asked and then read by nothing: no condition, words, record, look-up or duty."""
    if seen.is_block:
        return
    asked: dict[str, tuple[Place, Step]] = {}
    for place, step in seen.own:
        for name in () if _is_used_by_hand(step) else _personal(step):
            asked.setdefault(name, (place, step))
    if asked.keys() & CONTACT and _comes_back(seen):
        asked = {name: row for name, row in asked.items() if name not in CONTACT}
    for name, (place, step) in asked.items():
        if not seen.reads(name):
            title = f"{step.name}: “{VOCABULARY[name].label}” is asked and nothing here needs it"
            mend = f"Stop asking {name}, or record it with the reason it is kept for."
            yield seen.finding("data-not-needed", place, "advice", title, mend=mend, about=name)


def _personal(step: Step) -> Iterator[str]:
    for name in (*step.ask, *step.look_up, *(got for row in step.find for got in row.get)):
        row = VOCABULARY[name]
        # A place says which law counts; the number of an order is there to find it again.
        if row.personal and not row.is_place and row.about != "sale":
            yield name


def _is_used_by_hand(step: Step) -> bool:
    """Beside a look-up, what is asked is what one looks with; beside a deed, what one does it with."""
    return bool(step.look_up or step.find or step.do)


def _comes_back(seen: Seen) -> bool:
    """Whether somebody has to get back to the customer: something is sent, promised by a time, or left to a person."""
    steps = (row.step for row in seen.ready.steps.values())
    return any(step.send or step.within or step.escalate for step in steps) or any(seen.of("escalate"))


def own_fact_differs(seen: Seen) -> Iterator[Finding]:
    """A fact that two procedures of one case each define for themselves, not word for word alike."""
    first = seen.own[0][0]
    for name, there in _twice_defined(seen.ready.bundle, seen.procedure):
        title = f"{name} is defined here and otherwise in {there}, and both run in one case"
        mend = f"Write {name} word for word alike in both, or give one of the two another name."
        yield seen.finding("own-fact-differs", first, "must", title, mend=mend, about=name)


def _twice_defined(bundle: Mapping[str, Procedure], start: Procedure) -> Iterator[tuple[str, str]]:
    for other in bundle.values():
        for name, row in other.facts.items():
            if name in start.facts and start.facts[name].named(name) != row.named(name):
                yield name, other.procedure


RULES = (
    Rule(
        "fact-before-known", "Words name only what is known", "practice",
        "A blank in the words whose fact was never asked on that path, or a fact that a block needs and that was not "
        "found out before; as advice, a blank that may be beyond finding out.",
        "The customer hears a gap, or the agent fills it from memory.",
        "Ask for the fact before, with an `unknown` way, or write words that do without it.",
        blank_unknown,
    ),
    Rule(
        "own-fact-differs", "A fact means one thing in a case", "runs",
        "A fact of its own (`own.…`) that a called procedure defines too, of another type or in other words.",
        "The same answer would mean two things.",
        "Define it word for word alike in both, or rename one.",
        own_fact_differs,
    ),
    Rule(
        "fact-unused", "What is defined is used", "practice",
        "A fact of its own that nothing asks or reads, or that is asked and never read; a limit with a number that no "
        "condition asks for.",
        "Each question costs the customer time, and a limit that nothing reads is not kept.",
        "Use it, record it, or take it out.",
        fact_unused,
    ),
    Rule(
        "data-not-needed", "Personal data is asked only where needed", "practice",
        "Personal data that is asked and that no condition, words, record, look-up or duty reads. Name and contact "
        "count as needed where somebody has to come back to the customer.",
        "What is not kept can’t be stolen, and several laws say so.",
        "Stop asking, or record it with its reason.",
        data_not_needed,
    ),
)  # fmt: skip
