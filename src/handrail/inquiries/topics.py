"""What customers write about, as a ranked list of topics found by clustering. Pure; the same input, the same output.

Method "base": TF-IDF of word stems (one and two in a row) and of letters (three to five), joined by each message's
30 nearest neighbours into a graph; the graph's leading eigenvectors (normalised spectral clustering, Ng, Jordan and
Weiss 2001, NeurIPS 14) are clustered by k-means. Chosen by measurement, see `benchmarks/topics.py`.
"""

import json
import math
import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

from handrail.inquiries.naming import name_topics
from handrail.inquiries.words import vector_words

METHODS = ("base",)
MOST_TOPICS = 200
MOST_CLUSTERED = 12_000  # messages in the graph; the others join the topic of their nearest ones
EXAMPLES = 5
_NEIGHBOURS = 30
_LETTERS_WEIGHT = 0.7
_DIMENSIONS_PER_TOPIC = 1.0  # fewer mix two of few topics, by a rounding of the machine

Matrix = Any  # scipy and scikit-learn carry no types


class TopicsUnavailableError(RuntimeError):
    """scikit-learn is not there (yet); the message says whether it is on its way, and what works without it."""

    def __init__(self) -> None:
        super().__init__(f"{_on_its_way()} Until then, start from your trade's own list of inquiries.")


def _on_its_way() -> str:
    """What the set-up wrote beside the folder of extras (see config.extras)."""
    try:
        told = json.loads((Path(os.environ["HANDRAIL_EXTRAS"]) / "topics.json").read_text("utf-8"))
    except (OSError, KeyError, ValueError):
        return "Topics are found with scikit-learn, which is not installed here. “python3 start.py” adds it."
    if told["state"] == "adding":
        return "What finds topics is being added now; it takes about a minute. Load this page again to see."
    return f"What finds topics could not be added; the next start tries again. {str(told['why']).strip()}"


def available() -> bool:
    """Whether scikit-learn is installed here."""
    return find_spec("sklearn") is not None


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing customers write about. `rank` counts from 1; `volume` is messages, `share` of all messages (0 to 1);
    `examples` are places in the list of messages, the most typical first; `words` the most telling ones."""

    rank: int
    name: str
    volume: int
    share: float
    examples: tuple[int, ...]
    words: tuple[str, ...]
    procedure: str = ""  # the library's procedure that answers it, where the topic is a subject of the trade's list


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics, the largest first. `assignment[i]` is the place in `topics` of message i, -1 for a message
    that is about nothing known here; those count in no topic and in `unclear`."""

    method: str
    topics: tuple[Topic, ...]
    assignment: tuple[int, ...]
    unclear: int


def find_topics(texts: Sequence[str], *, method: str = "base", count: int | None = None, seed: int = 0) -> Topics:
    """The topics of the messages; `count` of them at most, by default about the root of half the number of messages.

    Raises TopicsUnavailableError without scikit-learn, ValueError for another method or count."""
    if method not in METHODS:
        raise ValueError(f"There is no method {method}; there is {', '.join(METHODS)}.")
    if count is not None and not 1 <= count <= MOST_TOPICS:
        raise ValueError(f"{count} topics can't be made; ask for 1 to {MOST_TOPICS}.")
    words = [tuple(vector_words(text)) for text in texts]
    spoken = [place for place, found in enumerate(words) if found]
    if not spoken:
        return Topics(method, (), (-1,) * len(texts), len(texts))
    different = {found: n for n, found in enumerate(dict.fromkeys(words[p] for p in spoken))}
    wanted = min(count or usual_count(len(spoken)), len(different))
    labels, typical = _clusters(list(different), wanted, seed)  # a form letter sent often is one point, not a cloud
    of = [different[words[p]] for p in spoken]
    return _ranked(method, texts, spoken, [labels[n] for n in of], [typical[n] for n in of])


def usual_count(messages: int) -> int:
    """How many topics to look for when nobody says: 9 for 150 messages, 71 for 10,000."""
    return max(1, min(100, round(math.sqrt(messages / 2))))


def _ranked(
    method: str, texts: Sequence[str], spoken: Sequence[int], labels: Sequence[int], typical: Sequence[float]
) -> Topics:
    """Topics by volume; equal ones in the order of their first message."""
    members: dict[int, list[int]] = {}
    for at, label in enumerate(labels):
        members.setdefault(label, []).append(at)
    order = sorted(members, key=lambda label: (-len(members[label]), members[label][0]))
    named = name_topics([[texts[spoken[at]] for at in members[label]] for label in order])
    topics = []
    for rank, (label, (name, words)) in enumerate(zip(order, named, strict=True), 1):
        best = sorted(members[label], key=lambda at: (-typical[at], at))[:EXAMPLES]
        volume = len(members[label])
        examples = tuple(spoken[at] for at in best)
        topics.append(Topic(rank, name, volume, volume / len(texts), examples, words))
    place = {label: n for n, label in enumerate(order)}
    assignment = [-1] * len(texts)
    for at, label in enumerate(labels):
        assignment[spoken[at]] = place[label]
    return Topics(method, tuple(topics), tuple(assignment), len(texts) - len(spoken))


# The clustering itself


def _library(name: str) -> Any:
    """A part of scikit-learn or of what comes with it, loaded when it is needed (it takes most of a second)."""
    try:
        return import_module(name)
    except ImportError:
        raise TopicsUnavailableError from None


def _unit(rows: Matrix) -> Matrix:
    """Rows scaled to length 1."""
    return _library("sklearn.preprocessing").normalize(rows)


def _middles(vectors: Matrix, labels: Matrix) -> Matrix:
    """The middle of each cluster as a row of length 1."""
    np = _library("numpy")
    return _unit(np.vstack([np.asarray(vectors[labels == n].mean(axis=0)) for n in range(labels.max() + 1)]))


def _clusters(words: Sequence[Sequence[str]], count: int, seed: int) -> tuple[list[int], list[float]]:
    """Each message's cluster, and how near it stands to the middle of it (1 is the middle)."""
    np = _library("numpy")
    vectors = _vectors(words)
    if count == 1:
        labels = np.zeros(len(words), dtype=int)
    else:
        chosen = _sample(len(words), seed)
        labels = _spread(vectors, chosen, _cluster_graph(vectors[chosen], count, seed))
    typical = np.asarray(vectors.multiply(_middles(vectors, labels)[labels]).sum(axis=1)).ravel()
    return labels.tolist(), typical.round(9).tolist()


def _vectors(words: Sequence[Sequence[str]]) -> Matrix:
    """Rows of length 1: stems alone and in pairs, and the letters of each stem. Rare ones count only when few
    messages are there."""
    make = _library("sklearn.feature_extraction.text").TfidfVectorizer
    rare = 1 if len(words) < 300 else 3 if len(words) > 3000 else 2
    lines = [" ".join(found) for found in words]
    stems = make(analyzer=_ones_and_pairs, sublinear_tf=True).fit_transform(words)
    try:
        letters = make(analyzer="char_wb", ngram_range=(3, 5), min_df=rare, sublinear_tf=True).fit_transform(lines)
    except ValueError:  # no letters stand in two messages
        return _unit(stems)
    return _unit(_library("scipy.sparse").hstack([stems, _LETTERS_WEIGHT * letters]).tocsr())


def _ones_and_pairs(words: Sequence[str]) -> list[str]:
    return [*words, *(f"{one} {two}" for one, two in pairwise(words))]


def _sample(size: int, seed: int) -> Matrix:
    """The places of the messages that make the graph, in order."""
    np = _library("numpy")
    if size <= MOST_CLUSTERED:
        return np.arange(size)
    return np.sort(np.random.default_rng(seed).choice(size, MOST_CLUSTERED, replace=False))


def _cluster_graph(vectors: Matrix, count: int, seed: int) -> Matrix:
    """A cluster for each row, numbered from 0 without gaps."""
    np = _library("numpy")
    size = max(2, min(vectors.shape[0] - 1, round(_DIMENSIONS_PER_TOPIC * count)))
    rows = _unit(_eigenvectors(_graph(vectors), size)) if vectors.shape[0] > 8 else vectors.toarray()
    kmeans = _library("sklearn.cluster").KMeans(min(count, vectors.shape[0]), n_init=10, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # fewer different messages than topics asked for is no fault
        found = kmeans.fit_predict(np.round(rows, 9))
    return np.unique(found, return_inverse=True)[1]


def _graph(vectors: Matrix) -> Matrix:
    """The likeness (cosine) of each message and its nearest ones, the same in both directions."""
    np = _library("numpy")
    near = min(_NEIGHBOURS, max(3, vectors.shape[0] // 8), vectors.shape[0] - 1)
    search = _library("sklearn.neighbors").NearestNeighbors(n_neighbors=near, metric="cosine", algorithm="brute")
    graph = search.fit(vectors).kneighbors_graph(mode="distance")
    graph.data = np.clip(1 - graph.data, 1e-6, 1)
    return graph.maximum(graph.T)


def _eigenvectors(graph: Matrix, size: int) -> Matrix:
    """The leading eigenvectors of the normalised graph, (messages, size); a tenth of the mean degree is added to
    each so that a few odd messages do not become a direction of their own."""
    np = _library("numpy")
    degree = np.asarray(graph.sum(axis=1)).ravel()
    scale = _library("scipy.sparse").diags(1 / np.sqrt(degree + degree.mean() * 0.1))
    normal = scale @ graph @ scale
    rows = normal.shape[0]
    if rows < 500 or size >= rows // 3:
        return _library("scipy.linalg").eigh(normal.toarray(), subset_by_index=[rows - size, rows - 1])[1]
    eigsh = _library("scipy.sparse.linalg").eigsh
    try:
        return eigsh(normal, k=size, which="LA", v0=np.ones(rows))[1]
    except RuntimeError:  # ARPACK did not converge: the same directions, less exactly
        svd = _library("sklearn.decomposition").TruncatedSVD(size, random_state=0)
        return svd.fit_transform(normal)


def _spread(vectors: Matrix, chosen: Matrix, labels: Matrix) -> Matrix:
    """Clusters for every message: those outside the sample take the cluster whose middle is nearest."""
    np = _library("numpy")
    every = np.empty(vectors.shape[0], dtype=int)
    every[chosen] = labels
    rest = np.setdiff1d(np.arange(vectors.shape[0]), chosen)
    if len(rest):
        middles = _middles(vectors[chosen], labels)
        every[rest] = np.asarray(vectors[rest] @ middles.T).argmax(axis=1)
    return every
