"""The form that says a tool changed."""

from django import forms


class ChangedForm(forms.Form):
    changed_on = forms.DateField()
    version = forms.CharField(required=False, max_length=20)
