"""The beginning of a procedure somebody is about to write: it reads and runs as it stands, and says what to put where.
Pure."""

import re

from handrail.procedures.language.steps import Procedure

LONGEST_TITLE = 120
_PURPOSE = "Write in one sentence what the customer gets from this."
_SAY, _DO = "Write here the words to say to the customer.", "Write here what is done by hand."
_BEGUN = """\
procedure: {slug}
title: {title}
purpose: {purpose}
owner: office manager
handles: [{slug}]  # what people ask that this answers
channels: [phone, counter, email]
review: {{every: 6mo}}
steps:
  - id: open
    title: Open the call
    when: case.channel == 'phone'
    call: open-call
    outcomes:
      referred: {{end: escalated}}
  - id: what
    title: Who is it, and what is it about?
    ask: [customer.name, case.reason]
    unknown: {{escalate: supervisor, why: It is not clear who asks or for what., within: 1d}}
  - id: answer
    title: Give the answer
    say: {say}
    do: {do}
  - id: close
    title: Write it down
    record: [case.reason, case.resolution]
    end: resolved
"""


def begun(title: str) -> str:
    """The text to begin with, named after what people ask."""
    words = " ".join(re.sub(r"[^\w\s’'?,.-]", " ", title).split())[:LONGEST_TITLE].strip(" ,.-") or "A new procedure"
    slug = "-".join(re.findall(r"[a-z0-9]+", words.lower()))[:60].strip("-")
    slug = slug if slug and slug[0].isalpha() else f"procedure-{slug}".strip("-")
    title = "'{}'".format(words.replace("'", "’"))
    return _BEGUN.format(slug=slug, title=title, purpose=_PURPOSE, say=_SAY, do=_DO)


def unwritten(procedure: Procedure) -> list[tuple[str, str]]:
    """What still reads as it was begun: where (a step, or `about` the whole), and what to write there."""
    found = [("about", "What the customer gets from it, in one sentence")] if procedure.purpose == _PURPOSE else []
    for step in procedure.steps:
        found += [(step.id, f"The words to say, in “{step.name}”")] if step.say == _SAY else []
        found += [(step.id, f"What is done, in “{step.name}”")] if step.do == _DO else []
    return found
