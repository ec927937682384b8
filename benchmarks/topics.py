"""How well topics are found: NMI and ARI on real questions whose intents are known, beside simpler methods.

    .venv/bin/python benchmarks/topics.py --data DIR

NMI (normalised mutual information, arithmetic mean) and ARI (adjusted Rand index) compare clusters with intents; the
number of clusters is the number of intents. Times are wall-clock seconds, vectors and clustering together.
"""

import argparse
import csv
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
from sklearn.preprocessing import normalize

from handrail.inquiries import topics
from handrail.inquiries.words import vector_words

Method = Callable[[Sequence[str], int], Sequence[int]]


def lsa(texts: Sequence[str], size: int = 100) -> Any:
    vectors = TfidfVectorizer(sublinear_tf=True, min_df=2, stop_words="english").fit_transform(texts)
    return normalize(TruncatedSVD(size, random_state=0).fit_transform(vectors))


def lsa_kmeans(texts: Sequence[str], count: int) -> Sequence[int]:
    return list(KMeans(count, n_init=3, random_state=0).fit_predict(lsa(texts)))


def our_vectors_kmeans(texts: Sequence[str], count: int) -> Sequence[int]:
    vectors = topics._vectors([vector_words(text) for text in texts])
    rows = normalize(TruncatedSVD(100, random_state=0).fit_transform(vectors))
    return list(KMeans(count, n_init=3, random_state=0).fit_predict(rows))


def lsa_ward(texts: Sequence[str], count: int) -> Sequence[int]:
    return list(AgglomerativeClustering(count).fit_predict(lsa(texts)))


def ours(seed: int) -> Method:
    return lambda texts, count: topics.find_topics(texts, count=count, seed=seed).assignment


METHODS: dict[str, Method] = {
    "one topic for all": lambda texts, count: [0] * len(texts),
    "TF-IDF words, SVD 100, k-means": lsa_kmeans,
    "TF-IDF words, SVD 100, Ward": lsa_ward,
    "our vectors, SVD 100, k-means": our_vectors_kmeans,
    "handrail base, seed 0": ours(0),
    "handrail base, seed 1": ours(1),
    "handrail base, seed 2": ours(2),
}


def banking77(data: Path) -> tuple[list[str], list[str]]:
    with (data / "banking77" / "train.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["text"] for row in rows], [row["category"] for row in rows]


def bitext(data: Path) -> tuple[list[str], list[str]]:
    with (data / "bitext" / "sample-21k.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["utterance"] for row in rows], [row["intent"] for row in rows]


def table(name: str, texts: Sequence[str], intents: Sequence[str]) -> None:
    count = len(set(intents))
    print(f"\n{name}: {len(texts):,} messages, {count} intents\n")
    print("| method | NMI | ARI | seconds |\n|---|---:|---:|---:|")
    for label, method in METHODS.items():
        start = time.perf_counter()
        found = method(texts, count)
        spent = time.perf_counter() - start
        nmi, ari = normalized_mutual_info_score(intents, found), adjusted_rand_score(intents, found)
        print(f"| {label} | {nmi:.3f} | {ari:.3f} | {spent:.1f} |", flush=True)


def names(texts: Sequence[str], count: int) -> None:
    found = topics.find_topics(texts, count=count)
    print("\nThe ten largest, as named (! marks a word of scikit-learn's own list of stop words):\n")
    for topic in found.topics[:10]:
        mark = " !" if set(topic.name.lower().split()) & ENGLISH_STOP_WORDS else ""
        print(f"{topic.rank:3}. {topic.name} ({topic.volume}, {topic.share:.1%}){mark}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds banking77/ and bitext/")
    parser.add_argument("--all", action="store_true", help="bitext too (made from templates: any method does well)")
    wanted = parser.parse_args()
    texts, intents = banking77(wanted.data)
    table("banking77", texts, intents)
    names(texts, len(set(intents)))
    if wanted.all:
        table("bitext", *bitext(wanted.data))


if __name__ == "__main__":
    main()
