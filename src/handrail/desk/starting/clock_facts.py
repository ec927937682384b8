"""Which facts of the clock a bundle names: only those are kept with a case, so that no record holds what nobody reads.
Pure."""

import json
from collections.abc import Callable, Mapping

from handrail.facts.of_the_clock import OF_THE_CLOCK
from handrail.ledger.canonical import JSON

_MOST = 256
_named: dict[str, frozenset[str]] = {}


def named_in(hash_: str, content: Callable[[], Mapping[str, JSON]]) -> frozenset[str]:
    """By the hash of the bundle: what stands under it never changes, so its content is asked for once."""
    if hash_ not in _named:
        if len(_named) >= _MOST:
            _named.clear()
        text = json.dumps(content())
        _named[hash_] = frozenset(name for name in OF_THE_CLOCK if name in text)
    return _named[hash_]
