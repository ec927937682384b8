"""The form that asks the law about one case: the moment, the place, and a field for each fact that is missing."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from handrail.facts.answers import AnswerError, parse
from handrail.facts.vocabulary import VOCABULARY, Fact, Value
from handrail.law.as_of import EARLIEST, LATEST, NoSuchDayError, read_day
from handrail.people.forms import ZONES

NOT_KNOWN = ("", "Not known")


class AskForm(forms.Form):
    """Every fact may stay open: what is not known is answered as not known. `moment` and `facts` after is_valid()."""

    at = forms.CharField(
        label="At which moment?",
        help_text="The day decides which law is asked, the hour whether a call may be made.",
        widget=forms.TextInput(attrs={"type": "datetime-local"}),
        error_messages={"required": "Write a day and a time like 2026-11-24 10:42."},
    )
    zone = forms.ChoiceField(label="By the clock of which place?", help_text="Where the customer is.")

    def __init__(self, *args: Any, names: Iterable[str], zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = tuple(names)
        own = [] if zone in dict(ZONES) else [(zone, zone)]
        self.fields["zone"] = forms.ChoiceField(
            label=self.fields["zone"].label, help_text=self.fields["zone"].help_text, choices=[*own, *ZONES]
        )
        for name in self.names:
            self.fields[name] = _field(VOCABULARY[name])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.moment = self._moment(cleaned)
        self.facts: dict[str, Value] = {}
        for name in self.names:
            typed = cleaned.get(name)
            if typed:
                self._take(name, typed, cleaned)
        return cleaned

    def _moment(self, cleaned: Mapping[str, Any]) -> datetime | None:
        if not (cleaned.get("at") and cleaned.get("zone")):
            return None
        try:
            found = datetime.fromisoformat(cleaned["at"])
        except ValueError:
            self.add_error("at", "Write a day and a time like 2026-11-24 10:42.")
            return None
        if not EARLIEST <= found.date() <= LATEST:
            self.add_error("at", f"Write a day from {EARLIEST.year} to {LATEST.year}.")
            return None
        return found.replace(tzinfo=ZoneInfo(cleaned["zone"]))

    def _take(self, name: str, typed: Any, cleaned: Mapping[str, Any]) -> None:
        try:
            value = parse(VOCABULARY[name], typed)
        except AnswerError as error:
            self.add_error(name, str(error))
            return
        here = isinstance(value, datetime) and datetime.fromisoformat(typed).tzinfo is None
        if here and isinstance(value, datetime):
            value = value.replace(tzinfo=ZoneInfo(cleaned.get("zone") or "UTC"))
        self.facts[name] = value

    def asked(self) -> list[forms.BoundField]:
        """The fields of the facts, in order."""
        return [self[name] for name in self.names]


def _field(row: Fact) -> forms.Field:
    words: dict[str, Any] = {"label": row.ask, "required": False}
    options = list(row.options)
    match row.type:
        case "bool":
            return forms.ChoiceField(choices=[NOT_KNOWN, ("yes", "Yes"), ("no", "No")], **words)
        case "choice":
            return forms.ChoiceField(choices=[NOT_KNOWN, *options], **words)
        case "list" if row.is_place:
            return forms.CharField(help_text="Names or letters of states, with a comma between them.", **words)
        case "list" if options:
            return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **words)
        case "date" | "instant":
            kind = "date" if row.type == "date" else "datetime-local"
            return forms.CharField(widget=forms.TextInput(attrs={"type": kind}), **words)
        case "money":
            return forms.CharField(help_text="An amount like 1,700.00.", **words)
        case "list" | "amounts":
            return forms.CharField(help_text="Several, with a comma or semicolon between them.", **words)
        case _:
            return forms.CharField(**words)


class DayForm(forms.Form):
    """As of which day. `asked` falls back to the day given when nothing, or no day, was written."""

    on = forms.CharField(label="As of", required=False, widget=forms.TextInput(attrs={"type": "date"}))

    def clean_on(self) -> date | None:
        typed = self.cleaned_data["on"]
        try:
            return read_day(typed) if typed else None
        except NoSuchDayError as error:
            raise forms.ValidationError(str(error)) from None

    def asked(self, otherwise: date) -> date:
        """The day that was written, or `otherwise`."""
        found: date | None = self.cleaned_data.get("on") if self.is_valid() else None
        return found or otherwise
