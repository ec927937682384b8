"""The forms of what a business keeps of the law for itself."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from handrail.facts.vocabulary import VOCABULARY
from handrail.law.listing import TOPICS
from handrail.law.mine.local import as_yaml
from handrail.law.mine.written import AFTER, SORTS, as_duty

DAY = {"required": "Write a day like 2026-11-24.", "invalid": "This is no day we know. Write one like 2026-11-24."}


class Day(forms.DateField):
    """A day, with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, error_messages=DAY, **kwargs)


def _words(label: str, hint: str = "", most: int = 1000, *, needed: str = "", lines: int = 0) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": lines}) if lines else forms.TextInput()
    errors = {"required": needed} if needed else None
    return forms.CharField(
        label=label, help_text=hint, max_length=most, required=bool(needed), widget=widget, error_messages=errors
    )


class _OfDuty(forms.Form):
    """About one duty; `part` only where it has several."""

    def __init__(self, *args: Any, parts: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(parts) > 1:
            choices = [("", "The whole duty"), *parts.items()]
            self.fields["part"] = forms.ChoiceField(label="Which part of it", choices=choices, required=False)


class CheckForm(_OfDuty):
    who = _words("Who checked it", "A name.", 120, needed="Write who checked it.")
    asked = forms.ChoiceField(
        label="With whom",
        choices=[("agency", "The agency"), ("adviser", "Our adviser"), ("text", "By reading the text itself")],
    )
    whom = _words("Name of the agency or adviser", "And of the person there, if you know it.", 200)
    on = Day(label="On")
    until = Day(label="It holds until", help_text="The day by which to ask again.")
    note = _words("Note", "What they said, in a sentence or two.", lines=3)


class FileForm(_OfDuty):
    on = Day(label="Filed or renewed on")
    number = _words("Its number", "From the receipt, the permit or the confirmation.", 120)
    note = _words("Note", "Where the proof lies, say.", lines=2)


class NoteForm(_OfDuty):
    words = _words("Note", needed="Write the note.", lines=3)


class AsideForm(forms.Form):
    why = _words("Why it does not bind you", needed="Write why it does not bind you.", lines=3)
    who = _words("Who says so", "Your adviser, the agency: a name.", 200, needed="Write who says so.")
    until = Day(label="Until when", required=False, help_text="Empty: until somebody takes it back.")


class WhyForm(forms.Form):
    why = _words("Why", most=500, needed="Write why.")


_DATES = [
    (name, row.label)
    for name, row in VOCABULARY.items()
    if row.type == "date" and row.about in ("sale", "case", "customer")
]
_YES_NO = [(name, row.label) for name, row in VOCABULARY.items() if row.type == "bool" and row.about == "business"]


_DUES = [("", "No day is set"), ("yearly", "Every year on a day"), *AFTER.items()]


class LocalForm(forms.Form):
    """A duty of one's own in plain words: a licence, a contract, a city's rule. `text()` gives it as YAML."""

    title = _words("What it is called", "Like: Enid city sales permit.", 120, needed="Write what it is called.")
    sort = forms.ChoiceField(label="What sort it is", choices=[(name, row.words) for name, row in SORTS.items()])
    topic = forms.ChoiceField(label="Topic", choices=list(TOPICS.items()), initial="records")
    plain = _words("What it asks, in one sentence", most=400, needed="Write the sentence.", lines=2)
    says = _words("What to do", "The act itself, so that a step can meet it.", 400, needed="Write what to do.", lines=2)
    binds = forms.ChoiceField(label="When it binds you", choices=[("", "Always"), *_YES_NO], required=False)
    due = forms.ChoiceField(
        label="By when",
        choices=[("", "No day is set"), ("yearly", "Every year on a day"), *AFTER.items()],
        required=False,
    )
    yearly = _words("The day of the year", "Only for every year on a day: month and day, like 01-31.", 5)
    count = forms.IntegerField(
        label="How many days", help_text="Only for days after something.", min_value=1, max_value=3650, required=False
    )
    start = forms.ChoiceField(
        label="Counted from",
        help_text="Only for days after something.",
        choices=[("", "Not counted"), *_DATES],
        required=False,
    )
    citation = _words(
        "Where it stands", "The section, the contract and its clause.", 300, needed="Write where it stands."
    )
    source = _words(
        "Its address or place", "A web address, or where the paper lies.", 300, needed="Write where it can be read."
    )
    read_on = Day(label="Read on")
    recheck_by = Day(label="Look again by")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        due = cleaned.get("due")
        if due == "yearly" and not _is_day_of_year(cleaned.get("yearly", "")):
            self.add_error("yearly", "Write month and day, like 01-31.")
        if due in AFTER and not cleaned.get("count"):
            self.add_error("count", "Write how many days.")
        if due in AFTER and not cleaned.get("start"):
            self.add_error("start", "Choose from which day they are counted.")
        return cleaned

    def text(self, name: str) -> str:
        """The duty as YAML under the name it has, or will have."""
        return as_yaml({"duties": [as_duty(self.cleaned_data, name)]})


def _is_day_of_year(typed: str) -> bool:
    try:
        date.fromisoformat(f"2027-{typed}")
    except ValueError:
        return False
    return len(typed) == 5


class TextForm(forms.Form):
    """The same as YAML, for what the form can't say."""

    text = forms.CharField(
        label="The duty as YAML", widget=forms.Textarea(attrs={"rows": 22, "class": "mono"}), strip=False
    )
