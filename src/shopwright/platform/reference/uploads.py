"""Files of calls that upload: samples to choose, and a body that carries files."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import cache

import msgspec

from shopwright.platform.core.data_files import read_data_file

#: Sample files by name, with their media types.
SAMPLES = {"picture.png": "image/png", "label.pdf": "application/pdf"}

#: The fields of forms that are files; the contract calls them text.
FILE_FIELDS = frozenset({"data", "return_shipping_label", "return_qr_code"})


class File(msgspec.Struct, frozen=True):
    """A file that is sent."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"


@cache
def sample_file(name: str) -> File:
    """A sample file."""
    return File(name, read_data_file("reference", f"samples/{name}"), SAMPLES[name])


def is_file(value: object) -> bool:
    """Whether a value of a body stands for a sample file, such as ``@picture.png``."""
    return isinstance(value, str) and value.removeprefix("@") in SAMPLES and value.startswith("@")


def multipart_body(fields: Mapping[str, str], files: Mapping[str, File]) -> tuple[bytes, str]:
    """A multipart body and its content type."""
    boundary = secrets.token_hex(16)
    parts = [
        f'--{boundary}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
        for name, text in fields.items()
    ]
    for name, file in files.items():
        file_name = "".join(mark for mark in file.name if mark.isprintable() and mark not in '"\\') or "file"
        head = (
            f'--{boundary}\r\ncontent-disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
            f"content-type: {file.media_type}\r\n\r\n"
        )
        parts += [head.encode(), file.content, b"\r\n"]
    return b"".join([*parts, f"--{boundary}--\r\n".encode()]), f"multipart/form-data; boundary={boundary}"
