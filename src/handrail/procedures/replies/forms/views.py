"""The page for the kitchen table: a few big fields, what is missing, and the paper."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from handrail.facts.answers import AnswerError, parse
from handrail.facts.vocabulary import VOCABULARY, Fact, Value, fact
from handrail.law.applying import gaps
from handrail.law.queries import law_in_use
from handrail.people.access import MemberRequest, organization_of, page, today_of
from handrail.people.rights import Right, may
from handrail.procedures.replies.forms import actions, queries
from handrail.procedures.replies.forms.actions import FormError
from handrail.procedures.replies.forms.preparing import CONSENT, GIVEN, GIVEN_ON, UNTIL, Paper
from handrail.procedures.replies.reply import FIRST, LANGUAGES

BASE = ("sale.signed_on", "sale.total", "sale.place", "customer.state", "customer.name")
OTHER = "other"
ESIGN = ".esign"


@dataclass(frozen=True, slots=True)
class Box:
    """A field of the page: a fact, what was typed, and what is wrong with it."""

    fact: Fact
    typed: str = ""
    error: str = ""

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        if self.fact.type == "bool":
            return (("yes", "Yes"), ("no", "No"))
        return tuple(self.fact.options) if self.fact.values else ()


@page(Right.RUN)
@require_GET
def forms(request: MemberRequest) -> HttpResponse:
    """The papers this business may have to hand over."""
    on = today_of(request)
    rows = [(kind, title, queries.versions_for(kind, on)) for kind, title in queries.kinds(on)]
    return render(request, "procedures/replies/forms.html", {"rows": rows})


@page(Right.RUN)
@require_http_methods(["GET", "POST"])
def form(request: MemberRequest, kind: str) -> HttpResponse:
    """One paper. Nothing of the sale is kept here: it stands on the paper, and in the case."""
    on = today_of(request)
    if not queries.exists(kind, on):
        raise Http404("No such paper here")
    names = [*BASE, *(name for name in request.POST if name in VOCABULARY and name not in BASE)]
    boxes = {name: _box(request, name, on) for name in names}
    given = {name: parse(box.fact, box.typed) for name, box in boxes.items() if box.typed and not box.error}
    language = request.POST.get("language") or _language(given)
    paper = queries.paper(kind, given, on, organization_of(request).time_zone, language)
    error = "Look at the answers marked below." if any(box.error for box in boxes.values()) else ""
    if request.POST.get("go") in (actions.PAPER, actions.ELECTRONIC) and not error:
        try:
            return _made(request, paper, language, on)
        except FormError as refused:
            error = str(refused)
    return _shown(request, paper, boxes, language, error)


def _language(given: dict[str, Value]) -> str:
    return "es" if given.get("sale.in_spanish") is True else FIRST


def _box(request: MemberRequest, name: str, on: date) -> Box:
    row = fact(name)
    typed = request.POST.get(name, "").strip()
    if request.method == "GET" and name == "sale.signed_on":
        typed = f"{on:%b %-d, %Y}"
    try:
        if typed:
            parse(row, typed)
    except AnswerError as error:
        return Box(row, typed, str(error))
    return Box(row, typed)


def _made(request: MemberRequest, paper: Paper, language: str, on: date) -> HttpResponse:
    row, _ = queries.words_for(paper.kind, language, on)
    how = request.POST.get("go", "")
    content = actions.make(
        actor=request.actor, paper=paper, row=row, how=how, case=_case(request), on=on,
        business=queries.business_name(request.member.organization_id), at=request.at,
    )  # fmt: skip
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{paper.kind}.pdf"'
    return answer


def _case(request: MemberRequest) -> str:
    """The case this paper is for, where one is named."""
    try:
        return str(UUID(request.POST.get("case", "")))
    except ValueError:
        return ""


def _shown(
    request: MemberRequest, paper: Paper, boxes: dict[str, Box], language: str, error: str
) -> HttpResponse:  # fmt: skip
    more = dict.fromkeys((*paper.decides, *_blanks(paper), *(name for name in boxes if name not in BASE)))
    hidden = (GIVEN, GIVEN_ON, UNTIL, CONSENT)
    rest = [name for name in more if name not in (*BASE, *hidden) and _may_be_asked(name)]
    context = {
        "paper": paper, "error": error, "language": language, "languages": [*LANGUAGES.items(), (OTHER, "Another")],
        "base": [boxes[name] for name in BASE], "rest": [boxes.get(name) or Box(fact(name)) for name in rest],
        "is_open": any(boxes[name].error for name in rest if name in boxes),
        "business": [fact(name).label for name in paper.decides if fact(name).about == "business"],
        "consent": boxes.get(CONSENT) or Box(fact(CONSENT)), "case": _case(request),
        "may_write": may(request.member.role, Right.WRITE), "not_held": _not_held(today_of(request)),
    }  # fmt: skip
    return render(request, "procedures/replies/form.html", context, status=422 if error else 200)


def _blanks(paper: Paper) -> tuple[str, ...]:
    return paper.words.reply.blanks if paper.words else ()


def _may_be_asked(name: str) -> bool:
    return fact(name).about != "business" and fact(name).type not in ("list", "amounts")


def _not_held(on: date) -> list[str]:
    """What the law files say of electronic papers: that they do not hold it, and whom to ask."""
    return [row.sentence for row in gaps(law_in_use(on)) if row.row.id.endswith(ESIGN)]
