"""Files to upload: from a path, bytes, an open file or a URL."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from typing import IO


@dataclass(frozen=True)
class Upload:
    """A file in memory, with the name and media type that it travels under."""

    content: bytes
    name: str = "file"
    media_type: str = "application/octet-stream"


def opened(source: object) -> Upload:
    """The file behind a source."""
    if isinstance(source, Upload):
        return source
    if isinstance(source, bytes):
        return Upload(source)
    raise TypeError(f"cannot upload {type(source).__name__}")


#: What an upload takes: bytes, an open binary file, a path, a URL (``http://`` or ``https://``), or an ``Upload``.
Source = Upload | bytes | IO[bytes] | PathLike[str] | str
