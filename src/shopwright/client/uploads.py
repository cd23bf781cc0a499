"""Files to upload: from a path, bytes, an open file or a URL."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from os import PathLike
from typing import IO
from urllib.parse import unquote, urljoin, urlsplit

from shopwright.client.errors import HIDE_FRAMES, ArgumentError

from .formats import format_of

__tracebackhide__ = HIDE_FRAMES

#: The most that is read of a file that no limit is known for, in bytes: the largest upload that TikTok takes.
MOST_BYTES = 100 * 2**20

_MEGABYTE = 2**20
_FETCH_SECONDS = 30.0
_MOST_REDIRECTS = 5


@dataclass(frozen=True)
class Upload:
    """A file in memory, with the name and media type that it travels under (both are found out where not given).

    ``check``: check it against the limits of its operation before it is sent.
    """

    content: bytes
    name: str = ""
    media_type: str = ""
    check: bool = True


#: What an upload takes: bytes, an open binary file, a path, a URL (``http://`` or ``https://``), or an ``Upload``.
Source = Upload | bytes | IO[bytes] | PathLike[str] | str


def opened(source: object, *, operation: str = "upload", field: str = "data", most: int = MOST_BYTES) -> Upload:
    """Read the file of a source. Raises ``ArgumentError`` when it cannot, or the file has more than ``most`` bytes.

    Blocks, so flows call it inside ``Work``.
    """
    try:
        upload = _read(source, most)
    except (OSError, ValueError) as error:
        raise ArgumentError(operation, [f"{field} {error}"]) from error
    format = format_of(upload.content)
    media_type = upload.media_type or (format.media_type if format else "application/octet-stream")
    name = upload.name or "file"
    if format and not os.path.splitext(name)[1]:
        name += format.ending
    return replace(upload, name=name, media_type=media_type)


def _read(source: object, most: int) -> Upload:
    if isinstance(source, Upload):
        return source
    if isinstance(source, bytes | bytearray | memoryview):
        return Upload(bytes(source))
    if isinstance(source, str) and source.lower().startswith(("http://", "https://")):
        return _fetched(source, most)
    if isinstance(source, str | PathLike):
        return _from_disk(source, most)
    if callable(getattr(source, "read", None)):
        return _from_file(source, most)  # type: ignore[arg-type]
    raise ValueError(
        f"cannot be a {type(source).__name__}: give bytes, an open binary file, a path, a URL or an Upload"
    )


def _from_disk(source: str | PathLike[str], most: int) -> Upload:
    path = os.fspath(source)
    if not os.path.isfile(path):
        what = "a folder" if os.path.isdir(path) else "neither a file that exists nor an http(s) URL"
        raise ValueError(f"is {_short(path)!r}, {what}; a file's content is given as bytes")
    if (size := os.path.getsize(path)) > most:
        raise ValueError(_too_large(size, most))
    with open(path, "rb") as file:
        return Upload(file.read(most + 1), os.path.basename(path))


def _from_file(source: IO[bytes], most: int) -> Upload:
    content = source.read(most + 1)
    if not isinstance(content, bytes):
        raise ValueError("is a file that was opened for text: open it with mode 'rb'")
    if len(content) > most:
        raise ValueError(_too_large(None, most))
    name = getattr(source, "name", "")
    return Upload(content, os.path.basename(name) if isinstance(name, str) else "")


def _fetched(url: str, most: int) -> Upload:
    """Download a file. Redirects are followed to http and https only, and never from https to http."""
    import urllib3

    with urllib3.PoolManager(timeout=urllib3.Timeout(total=_FETCH_SECONDS), retries=False) as pool:
        for _ in range(_MOST_REDIRECTS + 1):
            try:
                reply = pool.request("GET", url, preload_content=False, redirect=False)
                with reply:
                    there = reply.get_redirect_location()
                    content = b"" if there else _body_of(reply, most)
            except urllib3.exceptions.HTTPError as error:
                raise ValueError(f"could not be fetched from {_plain(url)}: {type(error).__name__}") from error
            if not there:
                return Upload(content, os.path.basename(unquote(urlsplit(url).path)))
            url = _redirected(url, there)
    raise ValueError(f"could not be fetched: more than {_MOST_REDIRECTS} redirects, the last to {_plain(url)}")


def _body_of(reply: object, most: int) -> bytes:
    from urllib3 import BaseHTTPResponse

    assert isinstance(reply, BaseHTTPResponse)
    if reply.status != 200:
        raise ValueError(f"could not be fetched: the server answered HTTP {reply.status}")
    pieces, size = [], 0
    for piece in reply.stream(2**16, decode_content=True):
        size += len(piece)
        if size > most:
            raise ValueError(_too_large(None, most))
        pieces.append(piece)
    return b"".join(pieces)


def _redirected(url: str, there: str) -> str:
    following = urljoin(url, there)
    old, new = urlsplit(url).scheme.lower(), urlsplit(following).scheme.lower()
    if new != "https" and (new != "http" or old == "https"):
        raise ValueError(f"could not be fetched: {_plain(url)} redirects from {old} to {new}")
    return following


def _plain(url: str) -> str:
    """A URL without its query, which may hold a signature, and without a password."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"


def _too_large(size: int | None, most: int) -> str:
    length = "more" if size is None else megabytes(size)
    return f"has {length}, {megabytes(most)} is the most: make it smaller"


def megabytes(size: int) -> str:
    """A size for people, in MB of 1,048,576 bytes."""
    if size < _MEGABYTE:
        return f"{size:,} bytes"
    return f"{size / _MEGABYTE:.6g} MB" if size % _MEGABYTE else f"{size // _MEGABYTE} MB"
