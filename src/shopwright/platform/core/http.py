"""What a door hands to the platform and gets back: plain values, whatever server carries them."""

from __future__ import annotations

from urllib.parse import quote, unquote

from msgspec import Struct


class Request(Struct):
    """One HTTP call as it travelled.

    Header names are lower case; the values of a name that came twice are joined by commas. ``raw_query`` is the text
    after ``?``, ``raw_path`` the path as it was sent, and ``path`` the same with its percent signs decoded.
    """

    method: str
    path: str
    raw_query: str = ""
    headers: dict[str, str] = {}
    body: bytes = b""
    client: str = ""
    raw_path: str = ""

    @property
    def segments(self) -> list[str]:
        """The path between its slashes. A slash that was sent as ``%2F`` belongs to its segment."""
        return [unquote(part) for part in (self.raw_path or quote(self.path))[1:].split("/")]


class Reply(Struct):
    """One HTTP answer. ``delay_ms`` holds it back; ``drop`` closes the connection without it."""

    status: int
    body: bytes
    headers: dict[str, str] = {}
    delay_ms: int = 0
    drop: bool = False
