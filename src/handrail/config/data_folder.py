"""The data folder: made once, private, with the secret in it."""

import secrets
from pathlib import Path

from handrail.ledger.secret_files import write_secret

DEMO_SIGN_IN = "demo-sign-in.txt"  # who may sign in to a demo


class DataFolderError(Exception):
    """The folder cannot be used; the message says why and what to do."""


def prepare(folder: Path) -> None:
    """Make the folder (0700) and the secret (0600). Raises DataFolderError."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / "attachments").mkdir(exist_ok=True, mode=0o700)
        (folder / "backups").mkdir(exist_ok=True, mode=0o700)
        write_secret(folder / "secret.key", secrets.token_urlsafe(50))
    except OSError as error:
        raise DataFolderError(
            f"The data folder {folder} cannot be written: {error.strerror}. "
            "Free some space or choose another with --data DIR; nothing was changed."
        ) from error
