"""Shopify's Admin API for one store, over HTTP: tokens, GraphQL by Shopify's schema, uploads."""

from __future__ import annotations

import email
import json
import secrets
import threading
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs

from graphql import DocumentNode, GraphQLError, execute_sync, parse, validate

from .reads import queries
from .schema import part
from .store import Store
from .writes import mutations


@cache
def _read(query: str) -> tuple[DocumentNode, tuple[GraphQLError, ...]]:
    """A query with what is wrong about it. The channel's queries are few, and each is sent often."""
    document = parse(query)
    return document, tuple(validate(part(), document))


class ShopifyServer:
    """Serves a store on loopback. ``url`` has no slash at its end."""

    def __init__(self, store: Store) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"store": store}))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._server.RequestHandlerClass.url = self.url  # type: ignore[attr-defined]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    store: Store
    url: str
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if self.path == "/admin/oauth/access_token":
            self._answer(*self._token(body))
        elif self.path == "/admin/api/2026-10/graphql.json":
            self._answer(*self._graphql(body))
        elif self.path == "/uploads":
            self._answer(*self._upload(body))
        else:
            self._answer(404, {"errors": "Not Found"})

    def _token(self, body: bytes) -> tuple[int, Any]:
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        store = self.store
        right = {
            "grant_type": "client_credentials",
            "client_id": store.client_id,
            "client_secret": store.client_secret,
        }
        if form != right or not store.is_installed:
            return 400, {"error": "app_not_installed"}
        store.tokens_given += 1
        token = f"shpat_{secrets.token_hex(16)}"
        store.tokens.add(token)
        return 200, {"access_token": token, "scope": ",".join(store.scopes), "expires_in": 86399}

    def _graphql(self, body: bytes) -> tuple[int, Any]:
        store = self.store
        if self.headers.get("x-shopify-access-token") not in store.tokens:
            return 401, {"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"}
        if store.throttled_calls:
            store.throttled_calls -= 1
            return 200, {"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]}
        asked = json.loads(body)
        with store.lock:
            root = {**queries(store), **mutations(store, self.url)}
            document, errors = _read(asked["query"])
            store.calls.update(definition.name.value for definition in document.definitions if definition.name)  # type: ignore[attr-defined]
            if not errors:
                result = execute_sync(part(), document, root, variable_values=asked["variables"])
                errors = tuple(result.errors or ())
        if errors:
            return 200, {"errors": [{"message": error.message} for error in errors]}
        return 200, {"data": result.data}

    def _upload(self, body: bytes) -> tuple[int, Any]:
        head = f"content-type: {self.headers['content-type']}\r\n\r\n".encode()
        message = email.message_from_bytes(head + body)
        parts = {item.get_param("name", header="content-disposition"): item for item in message.get_payload()}
        key = parts["key"].get_payload()
        self.store.uploads[f"{self.url}/uploads/{key}"] = parts["file"].get_payload(decode=True)
        return 201, {}

    def _answer(self, status: int, answer: Any) -> None:
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
