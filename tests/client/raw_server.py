"""Servers that answer what no HTTP library would send."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator

#: Sends a reply over a connection; the event is set when the test ends.
Talk = Callable[[socket.socket, threading.Event], None]


@contextlib.contextmanager
def raw_server(talk: Talk, tls: ssl.SSLContext | None = None) -> Iterator[tuple[str, list[bytes]]]:
    """A server that reads a request and hands the connection to ``talk``; its URL, and the requests."""
    stop, requests = threading.Event(), list[bytes]()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while not stop.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    def answer(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            if tls is not None:
                connection = tls.wrap_socket(connection, server_side=True)
            requests.append(connection.recv(1 << 16))
            talk(connection, stop)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"{'http' if tls is None else 'https'}://127.0.0.1:{listener.getsockname()[1]}", requests
    finally:
        stop.set()
        listener.close()


def reply(body: bytes, status: str = "200 OK", **headers: str) -> Talk:
    """Answer once with a body, and close."""
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", "connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    data = "\r\n".join([*lines, "", ""]).encode() + body
    return lambda connection, stop: connection.sendall(data)


def for_ever(piece: bytes, *, first: bytes = b"", pause: float = 0.0) -> Talk:
    """Send a piece again and again, until the caller goes or the test ends."""

    def talk(connection: socket.socket, stop: threading.Event) -> None:
        connection.sendall(first)
        while not stop.wait(pause):
            connection.sendall(piece)

    return talk


def closed_port() -> int:
    """A port at which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
