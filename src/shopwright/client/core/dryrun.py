"""Requests as they would be sent."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from urllib.parse import unquote

from shopwright.client.auth.tokens import Token
from shopwright.wire.redaction import REDACTED, redact_body, redact_headers, redact_query
from shopwright.wire.signing import printable, string_to_sign

from .build import TOKEN_HEADER, App, Target, signed
from .http import HttpRequest
from .options import Options


@dataclass(frozen=True)
class Part:
    """One field of a multipart body; ``file`` is its name where it is a file."""

    name: str
    file: str
    media_type: str
    content: bytes

    @classmethod
    def of(cls, piece: bytes) -> Part:
        """The field that a piece between two boundaries holds."""
        head, _, content = piece.partition(b"\r\n\r\n")
        headers = message_from_bytes(head)
        name = headers.get_param("name", "", "content-disposition")
        return cls(str(name), headers.get_filename(""), headers.get_content_type(), content)

    def __str__(self) -> str:
        if self.file:
            return f"{self.name}: {self.file} ({self.media_type}, {len(self.content):,} bytes)"
        return f"{self.name}: {self.content.decode(errors='replace')}"


@dataclass(frozen=True)
class Prepared:
    """A signed request that was not sent. ``request`` holds everything; printing shows no token and no secret.

    ``canonical`` is the text that was signed, with a placeholder where the secret stands. Printing shows bodies, and so
    perhaps a buyer's data, but of files the size only.
    """

    request: HttpRequest
    canonical: str

    @classmethod
    def of(cls, app: App, base_url: str, target: Target, token: Token | None, now: float, options: Options) -> Prepared:
        """The request of a call that begins now."""
        request = signed(app, base_url, target, token.access_token if token else None, now, options)
        query = [*target.query, ("app_key", app.key), ("timestamp", str(int(now)))]
        body = b"" if target.content_type.startswith("multipart/") else target.body or b""
        return cls(request, printable(string_to_sign(unquote(target.path), query, body)))

    def curl(self) -> str:
        """The request as a command for a shell, to run within five minutes: the signature holds the time.

        It reads the token from ``$SHOPWRIGHT_ACCESS_TOKEN``. Files are named as they travel: put them beside it.
        """
        lines = [f"curl -X {self.request.method} {shlex.quote(self._url())}"]
        parts = self._parts()
        for name, value in self.request.headers.items():
            if name.lower() == TOKEN_HEADER:
                lines.append(f'-H "{TOKEN_HEADER}: $SHOPWRIGHT_ACCESS_TOKEN"')
            elif not (parts and name.lower() == "content-type"):
                lines.append(f"-H {shlex.quote(f'{name}: {redact_headers({name: value})[name.lower()]}')}")
        for part in parts:
            if part.file:
                lines.append(f"-F {shlex.quote(f'{part.name}=@{part.file};type={part.media_type}')}")
            else:
                lines.append(f"--form-string {shlex.quote(f'{part.name}={part.content.decode()}')}")
        if self.request.body and not parts:
            lines.append(f"--data-binary {shlex.quote(redact_body(self.request.body.decode()))}")
        return " \\\n  ".join(lines)

    def __str__(self) -> str:
        headers = "\n".join(f"{name}: {value}" for name, value in redact_headers(self.request.headers).items())
        return "\n".join(
            filter(None, [f"{self.request.method} {self._url()}", headers, self._body_text(), self._text()])
        )

    def __repr__(self) -> str:
        return f"Prepared({self.request.method} {self._url()}, token={REDACTED})"

    def _url(self) -> str:
        """The URL; what is secret by its name is left out of it (``extra_query`` may hold anything)."""
        path, mark, query = self.request.url.partition("?")
        return f"{path}{mark}{redact_query(query)}"

    def _text(self) -> str:
        return redact_body(self.canonical)

    def _body_text(self) -> str:
        body = self.request.body
        if not body:
            return ""
        if parts := self._parts():
            return "\n".join(map(str, parts))
        try:
            return redact_body(json.dumps(json.loads(body), indent=1, ensure_ascii=False))
        except ValueError:
            return f"({len(body):,} bytes)"

    def _parts(self) -> list[Part]:
        """The fields of a multipart body."""
        kind = Message()
        kind["content-type"] = self.request.headers.get("content-type", "")
        boundary = kind.get_boundary()
        if kind.get_content_maintype() != "multipart" or boundary is None or not self.request.body:
            return []
        pieces = self.request.body.split(b"--" + boundary.encode())[1:-1]
        return [Part.of(piece.removeprefix(b"\r\n").removesuffix(b"\r\n")) for piece in pieces]
