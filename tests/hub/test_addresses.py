"""What people and channels name as addresses never leads the hub into the network that it stands in."""

from __future__ import annotations

import http.client
import ipaddress
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import shopwright.hub.core.fetch as fetch_module
from shopwright.hub.core.addresses import AddressError, Network, check_address
from shopwright.hub.core.config import HubConfig
from shopwright.hub.core.fetch import FetchError, fetch

_LOOPBACK: list[Network] = [ipaddress.ip_network("127.0.0.0/8")]
#: Names as a resolver answers for them.
_NAMES = {
    "shop.example": ["93.184.216.34"],
    "six.example": ["2606:2800:220:1:248:1893:25c8:1946"],
    "inside.example": ["10.1.2.3"],
    "metadata.example": ["169.254.169.254"],
    "half.example": ["93.184.216.34", "127.0.0.1"],
    "mapped.example": ["::ffff:192.168.1.1"],
    "nobody.example": [],
}


def _resolve(host: str, port: int) -> list[str]:
    return _NAMES.get(host, [host])


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.8.9.10:5432/",
        "http://localhost/",
        "http://2130706433/",  # 127.0.0.1 as one number
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://0.0.0.0/",
        "http://[::]/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[2002:7f00:1::]/",  # 6to4 of 127.0.0.1
        "http://[2001:0:0:0:0:0:80ff:fffe]/",  # Teredo of 127.0.0.1
        "http://[fe80::1]/",
        "http://[fec0::1]/",
        "http://[fd00:ec2::254]/",
        "http://[ff02::1]/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.0.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://240.0.0.1/",
    ],
)
def test_numbers_of_private_networks_are_refused_in_every_notation(url: str) -> None:
    with pytest.raises(AddressError, match="private network"):
        check_address(url, networks=[])


@pytest.mark.parametrize("host", ["inside.example", "metadata.example", "half.example", "mapped.example"])
def test_names_that_lead_into_private_networks_are_refused(host: str) -> None:
    with pytest.raises(AddressError, match=f"{host} leads into a private network"):
        check_address(f"https://{host}/", resolve=_resolve, networks=[])


@pytest.mark.parametrize(
    "url",
    [
        "", "shop.example", "//shop.example/", "ftp://shop.example/", "file:///etc/passwd", "gopher://shop.example/",
        "http://", "https:///path", "http://a:b@shop.example/", "http://shop.example:99999/", "http://[::1/",
        "http://nobody.example/",
    ],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(AddressError):
        check_address(url, resolve=_resolve, networks=[])


def test_public_addresses_are_called_at_what_was_checked() -> None:
    assert check_address("https://shop.example/x", resolve=_resolve, networks=[]).numbers == ("93.184.216.34",)
    assert check_address("http://six.example:81/", resolve=_resolve, networks=[]).port == 81


def test_an_operator_can_allow_a_network_and_no_other() -> None:
    allowed: list[Network] = [ipaddress.ip_network("10.1.0.0/16")]
    assert check_address("http://inside.example/", resolve=_resolve, networks=allowed).numbers == ("10.1.2.3",)
    with pytest.raises(AddressError):
        check_address("http://10.2.0.1/", networks=allowed)


@pytest.mark.parametrize(
    ("url", "is_allowed"),
    [("http://localhost:8601", True), ("http://127.0.0.1:1", True), ("https://hub.example", False)],
)
def test_the_machine_itself_is_called_by_a_hub_that_is_reached_there_alone(url: str, is_allowed: bool) -> None:
    assert ("127.0.0.0/8" in HubConfig(url=url).open_networks) is is_allowed


class _Files(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path[4:])
            self.end_headers()
            return
        content = b"x" * 5000
        self.send_response(404 if self.path == "/missing" else 200)
        self.send_header("Content-Type", "image/png")
        self.send_header("Content-Length", str(len(content) + (self.path == "/short")))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *values: object) -> None: ...


@pytest.fixture(scope="module")
def files() -> Iterator[str]:
    """The address of a server with a file of 5,000 bytes, and redirects below ``/to/``."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Files)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _read(url: str, most_bytes: int = 5000) -> tuple[bytes, str]:
    return fetch(url, most_bytes=most_bytes, seconds=20, networks=_LOOPBACK)


def test_a_file_is_read_through_a_redirect(files: str) -> None:
    assert _read(f"{files}/file") == (b"x" * 5000, "image/png")
    assert _read(f"{files}/to//file") == (b"x" * 5000, "image/png")


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/", "http://10.0.0.1/", "file:///etc/passwd", "http://[::1]/"]
)
def test_a_redirect_is_checked_like_the_first_address(files: str, target: str) -> None:
    with pytest.raises(AddressError):
        _read(f"{files}/to/{target}")


def test_a_redirect_never_leads_from_tls_to_none(files: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch_module._Connection, "connect", http.client.HTTPConnection.connect)
    with pytest.raises(AddressError, match="without"):
        _read(f"{files}/to/{files}/file".replace("http", "https", 1))


def test_redirects_in_a_circle_end(files: str) -> None:
    with pytest.raises(FetchError, match="on and on"):
        _read(files + "/to/" * 5 + "/file")


@pytest.mark.parametrize(("path", "words"), [("/missing", "404"), ("/short", "too early")])
def test_an_answer_that_is_no_whole_file_is_refused(files: str, path: str, words: str) -> None:
    with pytest.raises(FetchError, match=words):
        _read(files + path)


def test_a_file_that_is_too_large_is_not_read_to_its_end(files: str) -> None:
    with pytest.raises(FetchError, match="larger"):
        _read(f"{files}/file", most_bytes=4999)


def test_time_for_a_file_is_bounded(files: str) -> None:
    with pytest.raises(FetchError, match="too long"):
        fetch(f"{files}/file", most_bytes=5000, seconds=0, networks=_LOOPBACK)
