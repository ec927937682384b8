"""The forms about versions of law files."""

from django import forms

from handrail.law.mine.forms import Day


class ApproveForm(forms.Form):
    on = Day(label="It takes effect on", help_text="Today or later. Cases of earlier days keep the law they had.")
    why = forms.CharField(label="Remark", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
