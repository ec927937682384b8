"""Forms about people. Messages say what to write instead."""

from collections.abc import Mapping
from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from handrail.people.mail_tokens.asking import may_ask_at
from handrail.people.mail_tokens.providers import OTHER, known_by, providers
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
        label="What it takes", choices=[(PASSWORD, "A password"), (TOKEN, "A token (Google, Microsoft)")],
        initial=PASSWORD, required=False,
    )  # fmt: skip
    password = forms.CharField(
        label="Password, or refresh token", max_length=5000, required=False, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Kept locked, never shown. Left empty, the one there is stays. With consent no token is pasted.",
    )  # fmt: skip
    provider = forms.ChoiceField(
        choices=[*((key, row.name) for key, row in providers().items()), (OTHER, "Another, by its addresses")],
        required=False,
        help_text="Servers: " + "; ".join(f"{row.name}: {row.servers}" for row in providers().values()) + ".",
    )  # fmt: skip
    consent_at = forms.CharField(
        label="Where consent is asked", max_length=200, required=False,
        help_text="Your provider calls it the authorization endpoint.",
    )  # fmt: skip
    token_at = forms.CharField(
        label="Where tokens are given", max_length=200, required=False,
        help_text="Your provider calls it the token endpoint.",
    )  # fmt: skip
    scope = forms.CharField(
        label="What is asked for (scope)", max_length=400, required=False,
        help_text="Reading and sending mail, and lasting access, in your provider’s words, with spaces between.",
    )  # fmt: skip
    client_id = forms.CharField(label="Client’s name (client ID)", max_length=200, required=False)
    client_secret = forms.CharField(
        label="Client’s secret", max_length=500, required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}), help_text="Kept locked, like the password.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None, **more: Any) -> None:
        first = initial or {}
        begins_with = known_by(first["token_at"])[0] if first.get("token_at") else next(iter(providers()))
        super().__init__(data, initial={"provider": begins_with, **first}, **more)

    def clean_signs_in(self) -> str:
        return str(self.cleaned_data["signs_in"] or PASSWORD)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("signs_in") == TOKEN:
            told["password"] = told.get("password", "").strip()
            self._read_provider(told)
            if not told.get("client_id"):
                self.add_error("client_id", "Write the client ID that your provider gave you.")
        return told

    def _read_provider(self, told: dict[str, Any]) -> None:
        """The addresses of a known provider, whatever is written; those of another as they are written."""
        known = providers().get(told.get("provider", ""))
        if known:
            told |= {"consent_at": known.consent_at, "token_at": known.token_at, "scope": known.scope}
            return
        if not may_ask_at(told.get("token_at", "")):
            self.add_error("token_at", "Write the address where your provider gives tokens; it begins with https://.")
        consent_at, before = told.get("consent_at", ""), self.initial.get("token_at", "")
        kept = before and before == told.get("token_at")
        if consent_at and not may_ask_at(consent_at):
            self.add_error("consent_at", "Write the address of the provider’s page; it begins with https://.")
        elif not (consent_at or told["password"] or kept):
            self.add_error("consent_at", "Write where your provider asks for consent, or paste a refresh token above.")


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
