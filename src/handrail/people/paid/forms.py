"""The form for a person's class and usual paid hours."""

from django import forms

from handrail.people.models import OVERTIME
from handrail.people.paid.hours import DAYS

_CLOCK = forms.TimeInput(attrs={"type": "time"})
_DAY = forms.DateInput(attrs={"type": "date"})


class TermsForm(forms.Form):
    overtime = forms.ChoiceField(label="Overtime", choices=OVERTIME, required=False)
    determined_on = forms.DateField(
        label="Determined on",
        required=False,
        widget=_DAY,
        help_text="The day somebody looked at the duties and the pay.",
    )
    determined_by = forms.CharField(
        label="By", required=False, max_length=120, help_text="Who decided it, or the paper it stands in."
    )
    days = forms.TypedMultipleChoiceField(
        label="Usual paid days", choices=list(enumerate(DAYS)), coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    begins = forms.TimeField(label="From", required=False, widget=_CLOCK)
    ends = forms.TimeField(
        label="To", required=False, widget=_CLOCK, help_text="After midnight counts to the day before."
    )
