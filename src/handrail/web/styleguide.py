"""The parts of screens, each shown from the very snippet that is printed below it: what is shown is what works."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from handrail.web.charts import Change, Level, Mark, line
from handrail.web.templatetags.shell import ICONS

PARTS = (
    ("colours", "Colours", "Each has one meaning. Petrol: you can. Green, amber, red: law, deadlines, danger."),
    ("buttons", "Buttons", "One filled button a screen. Every key is printed on what it presses."),
    ("fields", "Fields", "Label, hint, what is wrong, control. What was typed stays."),
    ("choices", "Answers to choose from", "Nothing is chosen before the agent chooses; digits choose."),
    ("status", "Status", "Icon, words, colour, in that order: in grey print it still reads."),
    ("notices", "Notices", "One to a page: a sentence and the way out."),
    (
        "empty",
        "Nothing there, and loading",
        "What would be here, and the one way to begin. Over a second: count and time.",
    ),
    ("items", "What waits, and pairs", "The title is the link; one small button. J and K go from row to row."),
    ("table", "Tables", "Figures are tabular and never break; the frame scrolls, the page does not."),
    ("rail", "The rail", "Filled behind you, ringed under your hand, hollow ahead."),
    ("step", "A step", "Words to say are serif: they leave the house. Blanks are filled from the case."),
    ("law", "Law", "The sentence first; citation, status and date always with it."),
    ("emergency", "Emergency card", "Words to say now, before anything else."),
    ("figures", "Figures", "Or that it can’t be told yet, in the same size."),
    ("chart", "Charts", "Data in accent, average in ink, usual range dashed, a change of version as a full rule."),
    ("palette", "Find or do", "Ctrl K; the first row is what Enter opens."),
    ("icons", "Icons", "On a 16 by 16 grid, stroke 1.6, round ends."),
)


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    title: str
    use: str
    drawn: SafeString
    source: str


class _Example(forms.Form):
    order = forms.CharField(label="Order number", help_text="On the yellow copy, top right.", required=False)
    signed = forms.CharField(label="Day it was signed")

    def clean_signed(self) -> None:
        raise forms.ValidationError("November 31 does not exist. Write a day like Nov 23, 2026.")


def parts() -> list[Part]:
    context = {"icons": sorted(ICONS), "form": _form(), "drawn": _drawn()}
    return [_part(*row, context) for row in PARTS]


def _part(name: str, title: str, use: str, context: dict[str, Any]) -> Part:
    template = get_template(f"web/parts/{name}.html")
    source = str(template.template.source).strip()  # type: ignore[attr-defined]
    return Part(name, title, use, mark_safe(template.render(context)), source)  # noqa: S308 - our own templates


def _form() -> forms.Form:
    return _Example({"order": "RD-20871", "signed": "November 31"}, auto_id="sg-%s")


_BEFORE = (576, 606, 564, 594, 618, 570, 582, 612, 558, 594, 588, 594)
_SINCE = (516, 492, 480, 468, 486, 474, 462)
_WEEKS = (
    "Jul 13", "Jul 20", "Jul 27", "Aug 3", "Aug 10", "Aug 17", "Aug 24", "Aug 31", "Sep 7", "Sep 14", "Sep 21",
    "Sep 28", "Oct 5", "Oct 12", "Oct 19", "Oct 26", "Nov 2", "Nov 9", "Nov 16",
)  # fmt: skip


def _drawn() -> SafeString:
    """The invented weeks of a version that helped."""
    marks = [Mark(week, value) for week, value in zip(_WEEKS, _BEFORE + _SINCE, strict=True)]
    since = len(_BEFORE)
    return line(
        "Handle time per week", "Before version 6 the average is 9:48, after it 8:03.", marks, _minutes, 60,
        levels=[Level(0, since - 1, 588, 511, 665), Level(since, len(marks) - 1, 483, 443, 523)],
        changes=[Change(since, "version 6, October 5")],
    )  # fmt: skip


def _minutes(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"
