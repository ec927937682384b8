"""Topics of a trade whose usual questions are known: each message is put to the subject it is nearest to, and only
what is near to none is clustered, when there is enough of it to say something. Pure.

Clusters alone do badly on a few hundred short notes ("30 again", "out"): they find form, not subject."""

from collections.abc import Sequence
from dataclasses import replace

from handrail.inquiries import topics
from handrail.inquiries.matching import Matcher
from handrail.inquiries.subjects import Subject
from handrail.inquiries.topics import EXAMPLES, Topic, Topics

METHOD = "subjects"
NEAR = 0.12  # likeness from which a message by itself counts as about a subject
CLUSTER_FROM = 300  # messages left over from which clusters are worth reading


def find_topics(texts: Sequence[str], matcher: Matcher) -> Topics:
    """The subjects the messages are about, and clusters of what is left, the largest first. `unclear` counts messages
    that are about nothing known here. Needs scikit-learn only for the clusters; without it those stay unclear."""
    about: dict[str, list[tuple[float, int]]] = {}
    rest: list[int] = []
    for place, text in enumerate(texts):
        near = matcher.nearest(text)
        if near and near[1] >= NEAR:
            about.setdefault(near[0].id, []).append((near[1], place))
        else:
            rest.append(place)
    found = [_topic(matcher.subjects[name], rows, len(texts)) for name, rows in about.items()]
    members = [[place for _, place in rows] for rows in about.values()]
    for topic, places in _clusters(texts, rest):
        found.append(topic)
        members.append(places)
    return _ranked(found, members, len(texts))


def _topic(subject: Subject, rows: list[tuple[float, int]], every: int) -> Topic:
    best = sorted(rows, key=lambda row: (-round(row[0], 9), row[1]))[:EXAMPLES]
    examples = tuple(place for _, place in best)
    return Topic(0, subject.title, len(rows), len(rows) / every, examples, (), subject.procedure)


def _clusters(texts: Sequence[str], rest: Sequence[int]) -> list[tuple[Topic, list[int]]]:
    if len(rest) < CLUSTER_FROM or not topics.available():
        return []
    found = topics.find_topics([texts[place] for place in rest])
    members: dict[int, list[int]] = {}
    for place, at in zip(rest, found.assignment, strict=True):
        members.setdefault(at, []).append(place)
    return [
        (
            Topic(0, row.name, row.volume, row.volume / len(texts), tuple(rest[n] for n in row.examples), row.words),
            members[row.rank - 1],
        )
        for row in found.topics
    ]


def _ranked(found: Sequence[Topic], members: Sequence[Sequence[int]], every: int) -> Topics:
    order = sorted(range(len(found)), key=lambda n: (-found[n].volume, min(members[n])))
    rows, assignment = [], [-1] * every
    for rank, n in enumerate(order, 1):
        rows.append(replace(found[n], rank=rank))
        for place in members[n]:
            assignment[place] = rank - 1
    return Topics(METHOD, tuple(rows), tuple(assignment), assignment.count(-1))
