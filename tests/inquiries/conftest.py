"""Files as help desks export them, brought in through the real pages."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client


@pytest.fixture
def upload() -> Callable[..., object]:
    """What the upload page answers to a file."""

    def send(client: Client, content: str | bytes, name: str = "tickets.csv"):
        data = content.encode() if isinstance(content, str) else content
        return client.post("/inquiries/bring/", {"file": SimpleUploadedFile(name, data)})

    return send


@pytest.fixture
def bring(upload) -> Callable[..., str]:
    """Uploads, looks and says yes, as a person does; gives the address of the file's page."""

    def go(
        client: Client, content: str | bytes, name: str = "tickets.csv", columns: dict[str, str] | None = None
    ) -> str:
        held = upload(client, content, name)
        assert held.status_code == 302, held.content.decode()[-3000:]
        shown = client.get(held["Location"])
        form = {f"column-{c.field}": c.header for c in shown.context["columns"]} | (columns or {})
        seen = client.post(held["Location"], {**form, "do": "look"}).context["seen"]
        kept = client.post(held["Location"], {**form, "seen": seen, "do": "bring"})
        assert kept.status_code == 302, kept.context["error"]
        return str(kept["Location"])

    return go
