"""An upload that never touches the disk as it came."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

LARGEST = 20 * 1024 * 1024  # bytes of one upload


class KeepInMemory(FileUploadHandler):
    """Takes an upload into memory and nowhere else: Django's own would write a large one to the disk, unmasked.
    Beyond LARGEST the bytes are counted and let go."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self.content, self.sent = BytesIO(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.sent += len(raw_data)
        if self.sent <= LARGEST:
            self.content.write(raw_data)
        else:
            self.content = BytesIO()

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        self.content.seek(0)
        return InMemoryUploadedFile(
            self.content, self.field_name, self.file_name or "", self.content_type or "", self.sent, self.charset
        )
