"""The paper as a PDF: each copy on its own sheet, in the size and weight the law sets, the seller's stub below a line
to tear along. The words are the approved ones; what the layout adds is in their language. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from handrail.facts.tongues import day as day_in
from handrail.facts.vocabulary import Value
from handrail.procedures.documents.pdf import paper as set_paper
from handrail.procedures.language.words import Piece, fill
from handrail.procedures.replies.forms.preparing import Paper

TEMPLATE = Path(__file__).parents[2] / "documents" / "formats" / "notice.typ"


@dataclass(frozen=True, slots=True)
class Layout:
    """The few words that the paper itself needs."""

    copy: str
    day: str
    buyer: str
    cut: str
    stub: str


LAYOUTS = {
    "en": Layout(
        "Copy {n} of {of}", "Date", "Buyer’s signature", "Tear off here",
        "Stays with the seller: {of} copies given to {name} on {day}.",
    ),
    "es": Layout(
        "Copia {n} de {of}", "Fecha", "Firma del comprador", "Corte aquí",
        "Queda con el vendedor: {of} copias entregadas a {name} el {day}.",
    ),
    "fr": Layout(
        "Exemplaire {n} sur {of}", "Date", "Signature de l’acheteur", "À détacher ici",
        "Reste chez le vendeur : {of} exemplaires remis à {name} le {day}.",
    ),
}  # fmt: skip


def spoken_in(language: str, script: str, facts: Mapping[str, Value]) -> str:
    """The words with every blank filled, days with their month in full unless the blank says otherwise."""
    return "".join(_in(language, piece, facts.get(piece.name)) for piece in fill(script, facts, language))


def _in(language: str, piece: Piece, value: Value | None) -> str:
    return day_in(language, value) if isinstance(value, date) and not piece.form else piece.text


def printed(paper: Paper, business: str, on: date) -> bytes:
    """The PDF of a paper that is ready. The same bytes for the same values."""
    assert paper.is_ready
    return set_paper(TEMPLATE, _content(paper, business, on), on)


def _content(paper: Paper, business: str, on: date) -> dict[str, Any]:
    assert paper.words is not None
    reply, look = paper.words.reply, paper.look
    language = reply.language
    layout, of = LAYOUTS[language], look.copies
    stub = layout.stub.format(of=of, name=paper.facts["customer.name"], day=day_in(language, on))
    return {
        "title": spoken_in(language, reply.subject or reply.title, paper.facts),
        "business": business, "language": language, "points": look.points, "bold": look.bold,
        "paragraphs": spoken_in(language, reply.words, paper.facts).strip().split("\n\n"),
        "copies": [layout.copy.format(n=n, of=of) for n in range(1, of + 1)],
        "day": layout.day, "buyer": layout.buyer, "cut": layout.cut if look.detachable else "", "stub": stub,
        "foot": f"{reply.name}, version {paper.words.version}, {paper.words.hash[:12]}",
    }  # fmt: skip
