"""No page asks another machine for anything, and the policy of each page would not let it."""

import re
from pathlib import Path

import pytest

from handrail.config.wiring import MENU
from handrail.web import apps

PAGES = [
    "/", "/find/?q=sale", "/keys/", "/styleguide/", "/nowhere/", "/desk/", "/desk/emergency/", "/procedures/",
    "/procedures/handbook/", "/procedures/library/", "/procedures/try-home-sale/", "/procedures/new/", "/law/",
    "/law/us-ok.home-solicitation/", "/law/values/", "/law/ask/", "/customers/", "/customers/add/", "/records/",
    "/measures/", "/reviews/", "/business/", "/business/1/", "/people/", "/inquiries/", "/drafting/", "/connections/", "/settings/mail/",
    "/account/login/", "/account/second-factor/",
]  # fmt: skip
LOADED = re.compile(
    r"<(?:script|link|img|iframe|source|video|audio|object|embed|form)\b[^>]*?(?:src|href|action)=\"([^\"]*)"
)
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=\"|\son[a-z]+=\"|javascript:", re.IGNORECASE)


@pytest.fixture
def answers(owner, adopted, sign_in, at_noon):
    client = sign_in(owner)
    return {address: client.get(address, follow=True) for address in PAGES}


def test_every_place_of_the_menu_is_among_them():
    assert all(any(page.startswith(row.prefix) for page in PAGES) for row in MENU if row.name != "home")


@pytest.mark.slow
def test_nothing_is_loaded_from_elsewhere_nothing_stands_inline_and_every_page_carries_the_policy(answers):
    """One round of the pages for both: each is asked for once."""
    wrong = []
    for address, answer in answers.items():
        text = answer.content.decode()
        wrong += [(address, found) for found in LOADED.findall(text) if re.match(r"(?:https?:)?//", found)]
        wrong += [(address, found) for found in INLINE.findall(text)]
    assert wrong == []
    for address, answer in answers.items():
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy, address
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_our_styles_and_scripts_name_no_other_machine():
    for file in (Path(apps.__file__).parent / "static").rglob("*"):
        if file.suffix in (".css", ".js"):
            assert not re.search(r"https?://|url\(|@import", file.read_text("utf-8")), file.name
