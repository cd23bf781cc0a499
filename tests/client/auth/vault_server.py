"""A server that keeps to the documented rules of Vault's KV engine, version 2, as far as the client uses them."""

from __future__ import annotations

import json
import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

ROOT_TOKEN, ROLE, SECRET_ID = "hvs.root-of-tests", "role-of-tests", "secret-id-of-tests"
CONFLICT = "check-and-set parameter did not match the current version"

Answer = tuple[int, Any]


class Version(NamedTuple):
    data: Any
    created: datetime


@dataclass
class VaultState:
    """What the server knows, and what a test may change."""

    mount: str = "secret"
    namespace: str = ""
    is_sealed: bool = False
    tokens: set[str] = field(default_factory=lambda: {ROOT_TOKEN})
    #: Seconds that tokens of AppRole last, and whether they may be renewed.
    lease: int = 3600
    is_renewable: bool = True
    secrets: dict[str, list[Version]] = field(default_factory=dict)
    #: Secrets whose newest version was deleted softly.
    deleted: set[str] = field(default_factory=set)
    #: Statuses that the next calls answer with.
    failures: list[int] = field(default_factory=list)
    #: The next write is done, and its answer lost.
    loses_answer: bool = False
    ahead: float = 0.0
    calls: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.ahead)

    def answer(self, method: str, path: str, headers: dict[str, str], body: Any) -> Answer:
        with self.lock:
            self.calls.append(f"{method} {path}")
            if self.is_sealed:
                return 503, {"errors": ["Vault is sealed"]}
            if self.failures:
                return self.failures.pop(0), {"errors": ["internal error"]}
            if headers.get("x-vault-namespace", "") != self.namespace:
                return 404, {"errors": ["namespace not found"]}
            if path == "auth/approle/login":
                return self._login(body)
            token = headers.get("x-vault-token", "")
            if token not in self.tokens:
                return 403, {"errors": ["permission denied"]}
            if path.startswith("auth/token/"):
                return self._own_token(path, token)
            match = re.fullmatch(rf"{self.mount}/(data|metadata)/(.+)", path)
            if not match:
                return 404, {"errors": [f'no handler for route "{path}". route entry not found.']}
            return self._secret(method, match[1], match[2], body)

    def _login(self, body: Any) -> Answer:
        if body != {"role_id": ROLE, "secret_id": SECRET_ID}:
            return 400, {"errors": ["invalid role or secret ID"]}
        token = f"hvs.{len(self.calls)}"
        self.tokens.add(token)
        return 200, {"auth": {"client_token": token, "lease_duration": self.lease, "renewable": self.is_renewable}}

    def _own_token(self, path: str, token: str) -> Answer:
        if path.endswith("lookup-self"):
            return 200, {"data": {"ttl": self.lease, "renewable": self.is_renewable}}
        if not self.is_renewable:
            return 400, {"errors": ["lease is not renewable"]}
        return 200, {"auth": {"client_token": token, "lease_duration": self.lease, "renewable": True}}

    def _secret(self, method: str, kind: str, name: str, body: Any) -> Answer:
        if kind == "metadata":
            return self._list(name) if name.endswith("?list=true") else self._destroy(name)
        versions = self.secrets.get(name, [])
        if method == "GET":
            return self._read(name, versions)
        expected = body.get("options", {}).get("cas")
        if expected is not None and expected != len(versions):
            return 400, {"errors": [CONFLICT]}
        self.secrets[name] = [*versions, Version(body["data"], self.now())]
        self.deleted.discard(name)
        if self.loses_answer:
            self.loses_answer = False
            return 502, {"errors": ["bad gateway"]}
        return 200, {"data": self._metadata(self.secrets[name])}

    def _read(self, name: str, versions: list[Version]) -> Answer:
        if not versions:
            return 404, {"errors": []}
        is_gone = name in self.deleted
        data = {"data": None if is_gone else versions[-1].data, "metadata": self._metadata(versions)}
        return (404 if is_gone else 200), {"data": data}

    def _metadata(self, versions: list[Version]) -> dict[str, Any]:
        created = versions[-1].created.isoformat().replace("+00:00", "123Z")  # nanoseconds, as Vault writes them
        return {"version": len(versions), "created_time": created, "deletion_time": "", "destroyed": False}

    def _list(self, name: str) -> Answer:
        folder = name.removesuffix("?list=true") + "/"
        keys = sorted(name.removeprefix(folder) for name in self.secrets if name.startswith(folder))
        return (200, {"data": {"keys": keys}}) if keys else (404, {"errors": []})

    def _destroy(self, name: str) -> Answer:
        self.secrets.pop(name, None)
        return 204, None


@contextmanager
def vault_server(
    state: VaultState | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[tuple[str, VaultState]]:
    """A running server; its address and its state."""
    known = state or VaultState()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, content = known.answer(self.command, self.path.removeprefix("/v1/"), headers, body)
            data = b"" if content is None else json.dumps(content).encode()
            self.send_response_only(status)
            self.send_header("date", f"{known.now():%a, %d %b %Y %H:%M:%S} GMT")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_POST(self) -> None:
            self.do_GET()

        def do_DELETE(self) -> None:
            self.do_GET()

        def log_message(self, *arguments: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}", known
    finally:
        server.shutdown()
        server.server_close()
