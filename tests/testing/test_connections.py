"""Connections are kept between calls, and a call is sent once."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from shopwright.testing.connections import Connections


class Counting(ThreadingHTTPServer):
    """Answers how many connections there were. It closes them, but for /kept, and gives no answer to /broken."""

    daemon_threads = True
    connections = 0
    paths: list[str]

    def __init__(self) -> None:
        self.paths = []
        #: Counts the connections that were closed.
        self.closed = threading.Semaphore(0)
        super().__init__(("127.0.0.1", 0), Handler)

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        super().shutdown_request(request)
        self.closed.release()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Counting

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.server.paths.append(self.path)
        if self.path != "/broken":
            body = str(self.server.connections).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        self.close_connection = self.path != "/kept"

    def log_message(self, format: str, *args: object) -> None:
        """Tests print nothing of their own."""


@pytest.fixture
def server() -> Iterator[Counting]:
    counting_server = Counting()
    threading.Thread(target=counting_server.serve_forever, args=(0.02,), daemon=True).start()
    yield counting_server
    counting_server.shutdown()
    counting_server.server_close()


@pytest.fixture
def connections(server: Counting) -> Iterator[Connections]:
    pool = Connections(server.url, 30)
    yield pool
    pool.close()


def post(connections: Connections, path: str, *, fresh: bool = False) -> str:
    return connections.send("POST", path, b"{}", {}, fresh=fresh).body.decode()


def test_calls_one_after_the_other_share_a_connection(connections: Connections) -> None:
    assert [post(connections, "/kept") for _ in range(3)] == ["1", "1", "1"]


def test_a_call_may_have_a_connection_of_its_own(connections: Connections) -> None:
    assert post(connections, "/kept") == "1"
    assert post(connections, "/kept", fresh=True) == "2"


def test_a_connection_that_the_server_closed_is_replaced_before_anything_is_sent(
    connections: Connections, server: Counting
) -> None:
    for number in ("1", "2", "3"):
        assert post(connections, "/closed") == number
        assert server.closed.acquire(timeout=30)
    assert server.paths == ["/closed"] * 3


def test_a_call_whose_answer_is_lost_is_not_sent_again(connections: Connections, server: Counting) -> None:
    assert post(connections, "/kept") == "1"
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        post(connections, "/broken")
    assert server.paths == ["/kept", "/broken"]
