"""The smallest set of scenarios that takes every branch of a procedure and both sides of every boundary. Pure.

`cases` plays a case through the engine, `cover` says what it came through, `trying` what to try next, `proposed` puts
it together. The prover says which branches there are to take; the engine and the law say what comes of each case."""

from handrail.procedures.proposing.cover import Covered
from handrail.procedures.proposing.proposed import Proposed, covered_by, in_plain_words, propose

__all__ = ["Covered", "Proposed", "covered_by", "in_plain_words", "propose"]
