"""The beginning of a procedure somebody is about to write: it reads and runs as it stands, and says what to put where.
Pure."""

import re

LONGEST_TITLE = 120
_BEGUN = """\
procedure: {slug}
title: {title}
purpose: Write in one sentence what the customer gets from this.
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
    say: Write here the words to say to the customer.
    do: Write here what is done by hand.
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
    return _BEGUN.format(slug=slug, title="'{}'".format(words.replace("'", "’")))
