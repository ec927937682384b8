"""How a mailbox is reached, and what is done with what comes."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from handrail.connections.adapters.imap import SECURITY
from handrail.connections.models import Connection
from handrail.people.forms import SignInFields
from handrail.people.models import Member

_SITE = re.compile(r"https://[^/\s]+|http://(?:localhost|127\.0\.0\.1)(?::\d+)?")


class MailboxForm(SignInFields):
    field_order = ("name", "address", "host", "port", "security", "user", *SignInFields.base_fields)
    name = forms.CharField(max_length=80, help_text="What you call it, like Help or Billing.")
    address = forms.EmailField(
        label="Its e-mail address", help_text="Customers write to it, and answers go out from it."
    )
    host = forms.CharField(max_length=200, label="Mailbox server (IMAP)", help_text="Like imap.example.com.")
    port = forms.IntegerField(min_value=1, max_value=65535, initial=993, help_text="993 as a rule.")
    security = forms.ChoiceField(choices=SECURITY, initial="tls")
    user = forms.CharField(
        max_length=200, label="Name for signing in", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    folder = forms.CharField(max_length=100, initial="INBOX")
    member = forms.ChoiceField(
        label="Whose cases they are", help_text="Cases that begin by mail stand in this person’s list."
    )
    starts = forms.ChoiceField(
        label="What a new message begins", required=False, help_text="Or it waits on the list until a person decides.",
    )  # fmt: skip
    acknowledge = forms.ChoiceField(
        label="Reply that says it arrived", required=False,
        help_text="A controlled reply that goes by e-mail. It can name what was promised.",
    )  # fmt: skip
    answer_hours = forms.IntegerField(
        label="Hours until a person answers", min_value=1, max_value=720, initial=24,
        help_text="Promised to the customer and kept as an open item. Where the procedure, or Desk, Due, How soon we "
        "answer, says it for e-mail, that is promised instead.",
    )  # fmt: skip
    may_send = forms.BooleanField(
        label="Automation sends the replies of steps", required=False,
        help_text="Without it they are prepared, and a person sends them. A refusal is always a person’s.",
    )  # fmt: skip
    may_ask = forms.BooleanField(label="Automation asks for missing facts by a form", required=False)
    site = forms.CharField(
        label="Where customers reach this Handrail", required=False, max_length=200,
        help_text="For the links of forms, like https://help.example.com. Without it no form is sent.",
    )  # fmt: skip
    active = forms.BooleanField(label="Look into it each minute", required=False, initial=True)

    def __init__(
        self,
        *args: Any,
        members: list[Member],
        procedures: list[tuple[str, str]],
        replies: list[tuple[str, str]],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self._members = {str(row.pk): row for row in members}
        named = [(str(row.pk), row.user.name) for row in members]
        for name, choices in (
            ("member", named), ("starts", [("", "Nothing: a person decides"), *procedures]),
            ("acknowledge", [("", "None"), *replies]),
        ):  # fmt: skip
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_address(self) -> str:
        return str(self.cleaned_data["address"]).lower()

    def clean_site(self) -> str:
        site = str(self.cleaned_data["site"]).rstrip("/")
        if site and not _SITE.fullmatch(site):
            raise ValidationError("Write an address that begins with https://, or http://localhost on this machine.")
        return site

    def clean_member(self) -> Member:
        return self._members[str(self.cleaned_data["member"])]


def as_typed(row: Connection) -> dict[str, Any]:
    """A mailbox as the form would have sent it, without its secrets."""
    no_fields = ("password", "client_secret", "member", "provider")
    names = [name for name in MailboxForm.base_fields if name not in no_fields]
    return {**{name: getattr(row, name) for name in names}, "member": str(row.member_id)}
