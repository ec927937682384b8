"""How django-allauth behaves here: nobody signs up by themselves, mail goes through the outbox, and the secrets of
second factors are locked where they are kept."""

from base64 import b32encode
from secrets import token_bytes
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from handrail.calendars import clock
from handrail.ledger.actor import system
from handrail.ledger.locked_text import LockedTextError, lock, unlock
from handrail.people import actions, queries


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "This e-mail and this password do not go together. Type both again; capitals count.",
        "too_many_login_attempts": "Too many tries did not fit. Wait a few minutes and try again.",
        "rate_limited": "Too many tries from here. Wait a few minutes and try again.",
        "incorrect_password": "This password does not fit.",
        "incorrect_code": "These figures do not fit. They change every half minute.",
        "invalid_password_reset": "This link opens nothing any more. Ask for a new one.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Only to people of a business that has set up mail: the same answer on the screen, whoever asks."""
        member = queries.member_with_mail(email)
        if member is None:
            return
        message = self.render_mail(template_prefix, email, {"email": email, **context})
        actor = system(member.organization_id, "Sign-in")
        actions.send_mail(actor=actor, to=email, subject=message.subject, body=message.body, at=clock.read())


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def encrypt(self, text: str) -> str:
        return lock(text, settings.SECRET_KEY)

    def decrypt(self, encrypted_text: str) -> str:
        """Under another secret.key nothing opens: a secret nobody knows stands in, so that no figures fit."""
        try:
            return unlock(encrypted_text, settings.SECRET_KEY)
        except LockedTextError:
            return b32encode(token_bytes(20)).decode()
