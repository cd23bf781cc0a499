"""Requests as they would be sent."""

from __future__ import annotations

import json
from dataclasses import dataclass

from shopwright.client.auth.tokens import Token
from shopwright.wire.redaction import REDACTED, redact_body, redact_headers
from shopwright.wire.signing import printable, string_to_sign

from .build import App, Target, signed
from .http import HttpRequest
from .options import Options


@dataclass(frozen=True)
class Prepared:
    """A signed request that was not sent. ``request`` holds everything; printing shows no token and no secret.

    ``canonical`` is the text that was signed, with a placeholder where the secret stands.
    """

    request: HttpRequest
    canonical: str

    @classmethod
    def of(cls, app: App, base_url: str, target: Target, token: Token | None, now: float, options: Options) -> Prepared:
        """The request of a call that begins now."""
        request = signed(app, base_url, target, token.access_token if token else None, now, options)
        query = [*target.query, ("app_key", app.key), ("timestamp", str(int(now)))]
        body = b"" if target.content_type.startswith("multipart/") else target.body or b""
        return cls(request, printable(string_to_sign(target.path, query, body)))

    def __str__(self) -> str:
        headers = "\n".join(f"{name}: {value}" for name, value in redact_headers(self.request.headers).items())
        return "\n".join(
            filter(None, [f"{self.request.method} {self.request.url}", headers, self._body_text(), self.canonical])
        )

    def __repr__(self) -> str:
        return f"Prepared({self.request.method} {self.request.url}, token={REDACTED})"

    def _body_text(self) -> str:
        body = self.request.body
        if not body:
            return ""
        try:
            return redact_body(json.dumps(json.loads(body), indent=1))
        except ValueError:
            return f"({len(body)} bytes)"
