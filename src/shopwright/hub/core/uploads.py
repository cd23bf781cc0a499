"""Bounds uploads before anything of them is kept."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

#: The most bytes of one file that anybody sends.
MOST_BYTES = 110 << 20
_MARK = "shopwright.too_large"


class BoundedUpload(FileUploadHandler):
    """Drops a file that grows beyond the bound, and tells the page by a mark at the request."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._read = 0

    def new_file(self, *args: Any, **named: Any) -> None:
        super().new_file(*args, **named)
        self._read = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self._read += len(raw_data)
        if self._read > MOST_BYTES:
            if self.request is not None:
                self.request.META[_MARK] = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        return None


def was_too_large(request: HttpRequest) -> bool:
    """Whether a file of the request was dropped for its size."""
    return bool(request.META.get(_MARK))
