"""A real Chromium on a live server. A page that logs an error fails its test."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
HEIGHT = {320: 640}  # a small phone


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not found:
        pytest.fail("Chromium is missing. `python3 start.py test` installs it; or set CHROMIUM to its path.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """A page signed in as a member, at a width, light or dark, with or without JavaScript. `expected`: what the
    browser may complain of."""
    contexts, errors = [], []

    def make(member=None, *, width: int = 1280, dark: bool = False, script: bool = True, expected: str = "422") -> Page:
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": HEIGHT.get(width, 900)}, reduced_motion="reduce",
            color_scheme="dark" if dark else "light", java_script_enabled=script,
        )  # fmt: skip
        context.set_default_timeout(30_000)  # a busy machine is no failure
        contexts.append(context)
        if member is not None:
            context.add_cookies([{"name": "sessionid", "value": _session(member), "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" and expected not in m.text else None)
        return page

    yield make
    for context in contexts:
        context.close()
    assert not errors, errors


def _session(member) -> str:
    from django.test import Client

    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value


@pytest.fixture
def picture(request) -> Callable[[Page, str], None]:
    """Keep a screenshot where HANDRAIL_PICTURES says, for a person to look at."""

    def take(page: Page, name: str) -> None:
        folder = os.environ.get("HANDRAIL_PICTURES")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)

    return take
