"""Forms about people. Messages say what to write instead."""

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from handrail.people.mail_tokens.asking import PROVIDERS, may_ask_at
from handrail.people.models import PASSWORD, ROLES, TOKEN
from handrail.people.post import SECURITY

ZONES = [
    ("America/Chicago", "Central (Oklahoma City, Chicago)"),
    ("America/New_York", "Eastern (Burlington, New York)"),
    ("America/Denver", "Mountain (Denver)"),
    ("America/Los_Angeles", "Pacific (Los Angeles)"),
]


class SecretFields(forms.Form):
    email = forms.EmailField(
        label="E-mail", max_length=254, error_messages={"invalid": "Write an address like ann@example.com."}
    )
    password = forms.CharField(
        label="Password",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 10 characters. A short sentence is good.",
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password)
        return password


class FoundForm(SecretFields):
    name = forms.CharField(label="Your name", max_length=120)
    business = forms.CharField(label="Name of the business", max_length=200, help_text="As your customers know it.")
    time_zone = forms.ChoiceField(label="Time zone", choices=ZONES, help_text="Where the business keeps its hours.")
    field_order = ("business", "time_zone", "name", "email", "password")


class LetInForm(SecretFields):
    """A locked-out owner."""


class JoinForm(SecretFields):
    code = forms.CharField(label="Code", max_length=20, help_text="Ten letters and figures, from the owner’s screen.")
    name = forms.CharField(label="Your name", max_length=120)
    field_order = ("code", "name", "email", "password")


def _plain(fields: dict[str, forms.Field]) -> None:
    """allauth's own, with our words: no hint that is a link between two fields, no placeholder as a label."""
    for field in fields.values():
        field.widget.attrs.pop("placeholder", None)
    fields["password"].help_text = ""


class SignInForm(LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-mail"
        _plain(self.fields)


class OnceMoreForm(ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields)


class InviteForm(forms.Form):
    name = forms.CharField(label="Name", max_length=120)
    role = forms.ChoiceField(label="Role", choices=ROLES, initial="agent")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not str(cleaned.get("name", "")).strip():
            raise ValidationError("Write the person's name.")
        return cleaned


class SignInFields(forms.Form):
    """What a mail account takes: a password, or a token."""

    signs_in = forms.ChoiceField(
        label="What it takes", choices=[(PASSWORD, "A password"), (TOKEN, "A token (OAuth 2): Google, Microsoft")],
        initial=PASSWORD, required=False,
    )  # fmt: skip
    password = forms.CharField(
        label="Password, or refresh token", max_length=5000, required=False, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Kept locked, never shown. Left empty, the one there is stays. Some providers want an app password.",
    )  # fmt: skip
    token_at = forms.CharField(
        label="Where tokens are given", max_length=200, required=False,
        help_text=f"Only for a token: {', '.join(f'{name} {address}' for address, name in PROVIDERS.items())}.",
    )  # fmt: skip
    client_id = forms.CharField(label="Client’s name (client ID)", max_length=200, required=False)
    client_secret = forms.CharField(
        label="Client’s secret", max_length=500, required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}), help_text="Kept locked, like the password.",
    )  # fmt: skip

    def clean_signs_in(self) -> str:
        return str(self.cleaned_data["signs_in"] or PASSWORD)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("signs_in") == TOKEN:
            told["password"] = told.get("password", "").strip()
            if not may_ask_at(told.get("token_at", "")):
                self.add_error(
                    "token_at", "Write the address where your provider gives tokens; it begins with https://."
                )
            if not told.get("client_id"):
                self.add_error("client_id", "Write the client ID that your provider gave you.")
            if not told["password"] and self.initial.get("signs_in") != TOKEN:
                self.add_error("password", "Write the refresh token that your provider gave you.")
        return told


class MailServerForm(SignInFields):
    field_order = ("host", "port", "security", "user", *SignInFields.base_fields, "sender")
    host = forms.CharField(label="Server", max_length=200, help_text="From your provider, like smtp.example.com.")
    port = forms.IntegerField(
        label="Port", min_value=1, max_value=65535, initial=587,
        error_messages={"invalid": "Write a number, like 587."},
    )  # fmt: skip
    security = forms.ChoiceField(label="Security", choices=SECURITY, initial="starttls")
    user = forms.CharField(
        label="Name", max_length=200, required=False, help_text="As a rule your e-mail address. Empty: none is asked."
    )
    sender = forms.EmailField(
        label="Mail comes from", help_text="The address your people see.",
        error_messages={"invalid": "Write an address like office@example.com."},
    )  # fmt: skip
