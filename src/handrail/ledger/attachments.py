"""Files kept with an object: judged by their content, stored under their own hash."""

import hashlib
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from handrail.ledger.actor import Actor
from handrail.ledger.canonical import JSON
from handrail.ledger.deed import deed
from handrail.ledger.models import Attachment

LARGEST = 10 * 1024 * 1024
_SIGNATURES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"%PDF-": "application/pdf",
    b"GIF8": "image/gif",
}


class AttachmentError(Exception):
    """A file that is refused; the message says why and what would fit."""


def kind_of(content: bytes) -> str | None:
    """The content type by the first bytes, never by the name. None for what is not kept here."""
    found = next((kind for start, kind in _SIGNATURES.items() if content.startswith(start)), None)
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return "image/webp" if is_webp else found


def attach(
    *, actor: Actor, room: str, subject: str, subject_id: UUID, name: str, content: bytes, at: datetime
) -> Attachment:
    """Keep a file with an object. The bytes are on the disk before the deed that names them. Raises AttachmentError."""
    keep_bytes(content)
    return name_bytes(actor=actor, room=room, subject=subject, subject_id=subject_id, name=name, content=content, at=at)


def keep_bytes(content: bytes) -> str:
    """The bytes on the disk, before the deed that names them; returns their hash. Raises AttachmentError."""
    _checked(content)
    digest = hashlib.sha256(content).hexdigest()
    _store(digest, content)
    return digest


def _checked(content: bytes) -> str:
    """The content type of a file that may be kept. Raises AttachmentError."""
    if len(content) > LARGEST:
        raise AttachmentError(
            f"This file is {len(content) // 2**20} MB; 10 MB is the most. A photo at normal size will fit."
        )
    kind = kind_of(content)
    if kind is None:
        raise AttachmentError("This is no photo or PDF. JPEG, PNG, WebP, GIF and PDF can be kept.")
    return kind


def name_bytes(
    *, actor: Actor, room: str, subject: str, subject_id: UUID, name: str, content: bytes, at: datetime
) -> Attachment:
    """Name bytes that are on the disk already (`keep_bytes`), also inside a deed. Raises AttachmentError."""
    kind, digest = _checked(content), hashlib.sha256(content).hexdigest()
    with deed(actor, at) as record:
        row: Attachment = Attachment.objects.create(
            subject=subject, subject_id=subject_id, name=Path(name).name[:200], content_type=kind,
            size=len(content), sha256=digest, added_at=at,
        )  # fmt: skip
        data: dict[str, JSON] = {"attachment": str(row.id), "sha256": digest, "size": len(content), "type": kind}
        record.event(room, "attached", subject, subject_id, data, {"name": row.name})
    return row


def _store(digest: str, content: bytes) -> None:
    file = path(digest)
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        part = file.with_suffix(".part")
        part.write_bytes(content)
        part.replace(file)


def is_there(digest: str) -> bool:
    """Whether the bytes are on the disk, and are those."""
    file = path(digest)
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == digest


def path(digest: str) -> Path:
    return Path(settings.DATA) / "attachments" / digest[:2] / digest
