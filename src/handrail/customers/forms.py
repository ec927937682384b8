"""Forms about customers. What is typed is read by the vocabulary's own rules, so that a day or an amount is written
here as at the desk."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from handrail.customers.actions import ConsentGiven, SaleGiven
from handrail.customers.models import Consent, Detail, Sale
from handrail.customers.tidy import CHOSEN, KINDS, KNOWN, SEVERAL, DetailError, Given, tidy
from handrail.customers.told import AGREED, CONSENTS, HOW, PLACES
from handrail.facts.answers import AnswerError, parse
from handrail.facts.vocabulary import Value, fact
from handrail.web.meanwhile import SHOWN, rebased, words_of_both

ANSWERS = {"yes": True, "no": False}
YES_NO = [("", "Not known"), ("yes", "Yes"), ("no", "No")]
OFF = {"autocomplete": "off"}  # the browser would offer the last customer's words


class FactField(forms.CharField):
    """Free typing for one fact of the vocabulary; empty is None."""

    def __init__(self, name: str, **more: Any) -> None:
        row = fact(name)
        self.fact = replace(row, label=str(more.get("label", row.label)))  # a refusal begins with what is shown
        widget = forms.TextInput(attrs=OFF)
        super().__init__(**{"required": False, "label": self.fact.label, "widget": widget, **more})

    def clean(self, value: Any) -> Value | None:
        text = str(super().clean(value))
        if not text:
            return None
        try:
            return parse(self.fact, text)
        except AnswerError as error:
            raise ValidationError(str(error)) from error


def options(kind: str) -> list[tuple[str, str]]:
    """What may be chosen of a kind, after "not known"."""
    return [("", "Not known"), *fact(f"customer.{kind}").options]


class DetailField(forms.CharField):
    """Free typing for one detail of a customer, tidied; empty is ""."""

    def __init__(self, kind: str, **more: Any) -> None:
        self.kind = kind
        widget = forms.Select(choices=options(kind)) if kind in CHOSEN else forms.TextInput(attrs=OFF)
        super().__init__(**{"required": False, "label": KINDS[kind], "widget": widget, **more})

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        try:
            return tidy(self.kind, text) if text else ""
        except DetailError as error:
            raise ValidationError(str(error)) from error


def _known(label: str = "How is this known?") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(KNOWN.items()), initial="said")


class AddForm(forms.Form):
    name = DetailField("name")
    phone = DetailField("phone", help_text="With the area code, like 580-555-0142.")
    email = DetailField("email")
    address = DetailField("address")
    state = DetailField("state", help_text="Where the customer lives. Consumer law usually follows it.")
    time_zone = DetailField("time_zone", help_text="Only where the state does not tell it, or the customer is away.")
    language = DetailField("language")
    needs = forms.MultipleChoiceField(
        label=KINDS["needs"], choices=fact("customer.needs").options, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    known = _known()

    def given(self) -> list[Given]:
        """The details that were written."""
        data = self.cleaned_data
        one = [Given(kind, data[kind], data["known"]) for kind in KINDS if kind != SEVERAL and data.get(kind)]
        return one + [Given(SEVERAL, need, data["known"]) for need in data[SEVERAL]]


class KeptForm(forms.Form):
    """A form over kept values, `now` as they would be typed: what somebody else wrote since the page was shown stays
    where this person wrote nothing, and where both wrote it is asked."""

    def __init__(self, data: QueryDict | None = None, *, now: Mapping[str, str] = MappingProxyType({})) -> None:
        self.now, self.both = now, dict[str, str]()
        if data is not None:
            data = data.copy()
            typed, self.both = rebased(data, now)
            for name, words in typed.items():
                data[name] = words
        super().__init__(data, initial=dict(now))

    def shown(self) -> list[tuple[str, str]]:
        """What the page carries of itself, hidden."""
        return [(SHOWN + name, words) for name, words in self.now.items()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, stands in self.both.items():
            choices = dict(getattr(self.fields[name].widget, "choices", ()))
            self.add_error(name, words_of_both(str(choices.get(stands, stands))))
        return cleaned


class EditForm(KeptForm):
    """Every detail that holds, and room for one more."""

    kind = forms.ChoiceField(label="One more", choices=[("", "Nothing more"), *KINDS.items()], required=False)
    text = forms.CharField(
        label="What it is", required=False, widget=forms.TextInput(attrs=OFF),
        help_text="A state by its name or letters, a language by its name. What a customer can need: "
        + ", ".join(words.lower() for _, words in fact("customer.needs").options) + ".",
    )  # fmt: skip
    known = _known()

    def __init__(self, details: Sequence[Detail], data: QueryDict | None = None) -> None:
        self.details = [row for row in details if row.text is not None]
        texts = {f"text-{row.id}": str(row.text) for row in self.details}
        super().__init__(data, now=texts | {f"known-{row.id}": row.known for row in self.details})
        for row in self.details:
            self.fields[f"text-{row.id}"] = DetailField(row.kind, required=True)
            self.fields[f"known-{row.id}"] = forms.ChoiceField(label="How is this known?", choices=list(KNOWN.items()))
            self.fields[f"ended-{row.id}"] = forms.BooleanField(label="No longer holds", required=False)

    def boxes(self) -> Iterator[tuple[Detail, Any, Any, Any]]:
        """(detail, its text, how known, whether it ended), as bound fields."""
        for row in self.details:
            yield row, self[f"text-{row.id}"], self[f"known-{row.id}"], self[f"ended-{row.id}"]

    def more(self) -> list[Any]:
        return [self["kind"], self["text"], self["known"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for words in self._written_over_what_ended():
            self.add_error(
                None, f"What you changed to “{words}” was ended meanwhile. If it holds, add it below as one more."
            )
        kind, text = cleaned.get("kind", ""), cleaned.get("text", "")
        if text and not kind:
            raise ValidationError("Choose what the last line is: a name, a number, an address, a state, a language.")
        if kind:
            try:
                cleaned["text"] = tidy(kind, text)
            except DetailError as error:
                self.add_error("text", str(error))
        return cleaned

    def _written_over_what_ended(self) -> list[str]:
        """What was typed into boxes of details that somebody ended since. It is told once: the next page has no such
        box."""
        gone = [name for name in self.data if name.startswith("text-") and name not in self.fields]
        return [self.data[name] for name in gone if self.data.get(SHOWN + name, self.data[name]) != self.data[name]]

    def changed(self) -> list[tuple[Detail, str, str]]:
        """(detail, text, how known) where something changed and the detail still holds."""
        data = self.cleaned_data
        rows = [
            (row, data[f"text-{row.id}"], data[f"known-{row.id}"]) for row in self.details if row not in self.ended()
        ]
        return [(row, text, known) for row, text, known in rows if (text, known) != (row.text, row.known)]

    def ended(self) -> list[Detail]:
        return [row for row in self.details if self.cleaned_data[f"ended-{row.id}"]]

    def added(self) -> list[Given]:
        data = self.cleaned_data
        return [Given(data["kind"], data["text"], data["known"])] if data["kind"] else []


class SaleForm(KeptForm):
    number = FactField("sale.number")
    what = FactField("case.reason", label="What was sold", help_text="In a few words.")
    place = forms.ChoiceField(
        label=fact("sale.place").label, choices=[("", "Not known"), *PLACES.items()], required=False
    )
    agreed_how = forms.ChoiceField(
        label=fact("sale.agreed_how").label, choices=[("", "Not known"), *AGREED.items()], required=False
    )
    total = FactField("sale.total", help_text="Like 1,700.00.")
    signed_on = FactField("sale.signed_on", help_text="Like Nov 23, 2026.")
    delivered_on = FactField("sale.delivered_on", help_text="Like Nov 23, 2026. Leave it empty until then.")
    notice_given = forms.ChoiceField(label=fact("sale.notice_given").ask, choices=YES_NO, required=False)
    notice_on = FactField("sale.notice_on", help_text="Only if that was after the day it was signed.")
    terms_shown = forms.ChoiceField(label=fact("policy.shown").ask, choices=YES_NO, required=False)

    def given(self) -> SaleGiven:
        data = self.cleaned_data
        return SaleGiven(
            number=data["number"] or "", what=data["what"] or "", place=data["place"], total_cents=data["total"],
            signed_on=data["signed_on"], delivered_on=data["delivered_on"],
            notice_given=ANSWERS.get(data["notice_given"]), notice_on=data["notice_on"],
            agreed_how=data["agreed_how"], terms_shown=ANSWERS.get(data["terms_shown"]),
        )  # fmt: skip


def _typed(answer: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[answer]


def sale_as_typed(row: Sale) -> dict[str, str]:
    """A kept sale as the form would have sent it."""
    return {
        "number": row.number,
        "what": row.what,
        "place": row.place,
        "total": row.total,
        "signed_on": row.signed_on.isoformat() if row.signed_on else "",
        "delivered_on": row.delivered_on.isoformat() if row.delivered_on else "",
        "notice_given": _typed(row.notice_given),
        "agreed_how": row.agreed_how,
        "notice_on": row.notice_on.isoformat() if row.notice_on else "",
        "terms_shown": _typed(row.terms_shown),
    }


class ConsentForm(forms.Form):
    kind = forms.ChoiceField(label="What is it about?", choices=list(CONSENTS.items()))
    given = forms.ChoiceField(
        label="What did the customer say?", choices=[("no", "Told us to stop, or did not agree"), ("yes", "Agreed")]
    )
    on = FactField("case.opened_on", label="On which day?", required=True, help_text="Like Nov 23, 2026.")
    how = forms.ChoiceField(label="How was it said?", choices=list(HOW.items()), initial="phone")
    words = FactField("case.reason", label="In their words", help_text="The evidence: what was said or written.")
    file = forms.FileField(
        label="A file that shows it",
        required=False,
        help_text="A photo or PDF, such as the signed sheet. 10 MB at most.",
    )
    told_first = forms.BooleanField(
        label="The customer was told first what electronic papers mean and what they take", required=False
    )

    def said(self) -> ConsentGiven:
        data = self.cleaned_data
        file = (str(data["file"].name), data["file"].read()) if data["file"] else None
        return ConsentGiven(
            data["kind"], data["given"] == "yes", data["on"], data["how"], data["words"] or "", data["told_first"], file
        )


def consent_form(today: date) -> ConsentForm:
    return ConsentForm(initial={"on": today.strftime("%b %-d, %Y")})


class SplitForm(forms.Form):
    """Which details, sales and consents go to the new record."""

    details = forms.MultipleChoiceField(label="Details", required=False, widget=forms.CheckboxSelectMultiple)
    sales = forms.MultipleChoiceField(label="Sales", required=False, widget=forms.CheckboxSelectMultiple)
    consents = forms.MultipleChoiceField(label="Consents", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, details: Sequence[Detail], sales: Sequence[Sale], consents: Sequence[Consent], *args: Any, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.rows = {"details": details, "sales": sales, "consents": consents}
        for name, rows in self.rows.items():
            self.fields[name].choices = [(str(row.pk), "") for row in rows]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, list[Any]]:
        return {
            name: [row for row in rows if str(row.pk) in self.cleaned_data[name]] for name, rows in self.rows.items()
        }
