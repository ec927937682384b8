"""The formats by name: what each is for, and what makes it. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from handrail.procedures.documents.formats import markdown, mermaid, page, papers, word
from handrail.procedures.documents.formats.bpmn import xml
from handrail.procedures.documents.formats.sheet import Sheet
from handrail.procedures.documents.pdf import procedure_pdf
from handrail.procedures.language.reader import write


@dataclass(frozen=True, slots=True)
class Format:
    """`about`: one sentence on what it is good for."""

    name: str
    title: str
    suffix: str
    content_type: str
    about: str
    make: Callable[[Sheet], bytes]

    def file_name(self, sheet: Sheet) -> str:
        version = "-".join(sheet.page.version.lower().split())
        return f"{sheet.procedure.procedure}-{version}{self.suffix}"


def _pdf(sheet: Sheet) -> bytes:
    return procedure_pdf(sheet.page, business=sheet.business, as_of=sheet.as_of)


def _yaml(sheet: Sheet) -> bytes:
    return write(sheet.procedure).encode()


_PDF, _TEXT = "application/pdf", "text/plain; charset=utf-8"
_WEB, _MARKDOWN, _XML = "text/html; charset=utf-8", "text/markdown; charset=utf-8", "application/xml"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ROWS = (
    Format("pdf", "PDF", ".pdf", _PDF, "To print, or to send to somebody who only reads.", _pdf),
    Format("docx", "Word", ".docx", _WORD, "To go on with in Word or another office program.", word.word),
    Format("html", "Web page", ".html", _WEB, "One file that opens anywhere, also offline.", page.html),
    Format("md", "Markdown", ".md", _MARKDOWN, "For a wiki. Brought in again, its steps are found.", markdown.markdown),
    Format("mermaid", "Mermaid", ".mmd", _TEXT, "The flow as text, for wikis that draw it.", mermaid.mermaid),
    Format("bpmn", "BPMN 2.0", ".bpmn", _XML, "The flow, drawn and runnable, for other systems.", xml.bpmn),
    Format("cards", "Cards", "-cards.pdf", _PDF, "One step on each, to cut out.", papers.cards),
    Format("yaml", "Handrail’s own file", ".yaml", _TEXT, "Nothing is lost: to check, or to keep in git.", _yaml),
)  # fmt: skip
FORMATS: Mapping[str, Format] = {row.name: row for row in _ROWS}
