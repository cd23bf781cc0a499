"""Guards the control API and the pages: checks the host, the origin of the request, and the sandbox key or log-in.

A page of an attacker may send requests from a developer's browser. DNS rebinding is recognised by the Host header, a
request from another site by Origin and Sec-Fetch-Site.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import time
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from shopwright.platform.core.control.replies import FOREIGN_ORIGIN, KEY_NEEDED, failure
from shopwright.platform.core.pages.page import KEY_COOKIE, VISITOR
from shopwright.platform.core.services import Services
from shopwright.platform.developers.access import Visitor, find_person, permit
from shopwright.wire.errors import ApiError

KEY_HEADER = "x-sandbox-key"
SESSION_SECONDS = 12 * 3_600

#: First path segments that anyone may read: they change nothing and hold nothing secret, or their links are the secret
#: (documents of parcels, uploads in parts).
OPEN_ROOTS = frozenset({"healthz", "media", "documents", "uploads", "static", "favicon.ico"})

#: First path segments of consent pages: browsers of users come here, so they need no key.
CONSENT_ROOTS = frozenset({"oauth", "open", "alliance"})

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_ANY_ADDRESS = frozenset({"0.0.0.0", "::", ""})


class Guard:
    """Middleware: ``Guard(pages, services)``. ``open_paths`` need no key, such as the page that asks for it; ``refuse``
    makes the answer to a request that may not pass. Pages find who asks in the scope."""

    def __init__(
        self,
        app: ASGIApp,
        services: Services,
        open_paths: frozenset[str] = frozenset(),
        refuse: Callable[[Scope, ApiError], Response] = lambda scope, error: failure(error.error, error.message),
    ) -> None:
        self._app = app
        self._services = services
        config = services.config
        self._refuse = refuse
        self._key = config.sandbox_key
        self._needs_key = config.sandbox_key is not None or not config.is_loopback
        self._open_paths = open_paths
        self._any_address = config.host in _ANY_ADDRESS
        public = urlsplit(config.public_url or "")
        self._hosts = {*_LOOPBACK, config.host.lower(), *([public.hostname] if public.hostname else [])}
        self._public_origin = f"{public.scheme}://{public.netloc}".lower() if public.hostname else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            try:
                await self._admit(scope, Headers(scope=scope))
            except ApiError as error:
                await self._refuse(scope, error)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _admit(self, scope: Scope, headers: Headers) -> None:
        """Leave in the scope who asks; raises where they may not."""
        method, path = scope["method"], scope["path"]
        root = path[1:].partition("/")[0]
        scope[VISITOR] = Visitor()
        if root in OPEN_ROOTS:
            return
        is_operator = self._check(method, headers)
        scope[VISITOR] = visitor = Visitor(is_operator, await find_person(self._services, headers))
        if is_operator or root in CONSENT_ROOTS or path in self._open_paths:
            return
        if visitor.person is None:
            raise KEY_NEEDED()
        permit(visitor.person, method, path)

    def _check(self, method: str, headers: Headers) -> bool:
        """Whether the operator asks; raises for a foreign host or origin."""
        # A page cannot send this header to another origin, so whoever has the key is no page of an attacker.
        has_key = self._is_key(headers.get(KEY_HEADER))
        if not has_key:
            self._check_host(headers)
        if method not in _SAFE_METHODS:
            self._check_origin(headers)
        if not self._needs_key or has_key:
            return True
        return bool(self._key) and is_session(str(self._key), _cookie(headers), time.time())

    def _is_key(self, value: str | None) -> bool:
        return bool(self._key and value) and hmac.compare_digest(str(value).encode(), str(self._key).encode())

    def _check_host(self, headers: Headers) -> None:
        for value in headers.getlist("host") or [""]:
            host = _hostname(value)
            if host not in self._hosts and not (self._any_address and _is_ip(host)):
                raise FOREIGN_ORIGIN(origin=f"the host {value[:100]!r}")

    def _check_origin(self, headers: Headers) -> None:
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if origin is not None:
            own = urlsplit(origin).netloc.lower() if _hostname_of_origin(origin) else None
            if own != (headers.get("host") or "").lower() and origin.lower() != self._public_origin:
                raise FOREIGN_ORIGIN(origin=origin[:100])
        if site not in (None, "same-origin", "none"):
            raise FOREIGN_ORIGIN(origin=f"{site[:20]} pages")


def session_value(key: str, now: float) -> str:
    """The value of the session cookie, which is accepted in place of the key until it expires."""
    ends = int(now) + SESSION_SECONDS
    return f"{ends}.{_seal(key, ends)}"


def is_session(key: str, value: str | None, now: float) -> bool:
    """Whether a session cookie was made with the key and has not expired."""
    ends, _, seal = (value or "").partition(".")
    if not (ends.isascii() and ends.isdigit() and len(ends) < 16) or int(ends) <= now:
        return False
    return hmac.compare_digest(seal.encode(), _seal(key, int(ends)).encode())


def _seal(key: str, ends: int) -> str:
    return hmac.new(key.encode(), f"session:{ends}".encode(), hashlib.sha256).hexdigest()


def _cookie(headers: Headers) -> str | None:
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(KEY_COOKIE)
    except CookieError:
        return None
    return morsel.value if morsel else None


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _hostname_of_origin(origin: str) -> str:
    try:
        return urlsplit(origin).hostname or ""
    except ValueError:
        return ""


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
