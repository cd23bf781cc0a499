"""What a door hands to the platform and gets back: plain values, whatever server carries them."""

from __future__ import annotations

from msgspec import Struct


class Request(Struct):
    """One HTTP call as it travelled. Header names are lower case; ``raw_query`` is the text after ``?``."""

    method: str
    path: str
    raw_query: str = ""
    headers: dict[str, str] = {}
    body: bytes = b""
    client: str = ""


class Reply(Struct):
    """One HTTP answer. ``delay_ms`` holds it back; ``drop`` closes the connection without it."""

    status: int
    body: bytes
    headers: dict[str, str] = {}
    delay_ms: int = 0
    drop: bool = False
