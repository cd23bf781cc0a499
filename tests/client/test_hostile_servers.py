"""Whatever a server sends, a call ends in time, in bounded memory, and with an error of the client's."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import socket
import ssl
import threading
import zlib
from pathlib import Path
from typing import Any

import pytest

from shopwright import (
    NoReply,
    Options,
    RateLimited,
    RetryPolicy,
    ServerTrouble,
    ShopwrightError,
    SignatureError,
    Token,
    UnreadableReply,
)
from shopwright.client.transport.pool import Urllib3Transport
from shopwright.client.transport.session import AiohttpTransport

from .raw_server import Talk, closed_port, for_ever, raw_server, reply
from .support import Face

READ = "seller.get_active_shops"
WRITE = ("product.create_custom_brands", {"name": "Kettleworks"})
ONCE = Options(retry=RetryPolicy(attempts=1))
HEAD = b"HTTP/1.1 200 OK\r\n"
SUCCESS = json.dumps({"code": 0, "message": "Success", "data": {"shops": []}, "request_id": "1"}).encode()


def small_transport(face: Face, most_bytes: int) -> Any:
    """A transport that takes small replies only."""
    return (AiohttpTransport if face.is_async else Urllib3Transport)(most_bytes=most_bytes)


@pytest.mark.parametrize(
    "talk",
    [
        for_ever(b"x", first=HEAD + b"x-slow: ", pause=0.02),
        for_ever(b"0", first=HEAD + b"transfer-encoding: chunked\r\n\r\n", pause=0.02),
        for_ever(b"HTTP/1.1 100 Continue\r\n\r\n", pause=0.02),
        for_ever(b"HTTP/1.1 100 Continue\r\n\r\n", pause=0.0001),
        for_ever(b"", pause=0.02),
    ],
    ids=["head", "chunk size", "100 Continue", "many 100 Continue", "silence"],
)
def test_the_timeout_bounds_an_exchange_however_slowly_it_goes(shared_face: Face, talk: Talk) -> None:
    with raw_server(talk) as (url, _):
        shop = shared_face.shop(base_url=url, options=ONCE).with_options(timeout=0.5)
        with pytest.raises(NoReply, match="did not answer in time") as caught:
            shared_face.call(shop, READ)
    assert caught.value.was_sent


def test_a_connection_that_is_not_made_in_time_is_known_not_to_have_acted(shared_face: Face) -> None:
    with raw_server(for_ever(b"", pause=0.02)) as (url, _):
        shop = shared_face.shop(base_url=url.replace("http:", "https:"), options=ONCE, shop_cipher="c")
        with pytest.raises(NoReply, match="did not answer in time") as caught:
            # A fifth of it lies between the end of connecting and that of the whole: more than a busy machine takes.
            shared_face.call(shop.with_options(timeout=2.5), WRITE[0], **WRITE[1])
    assert not caught.value.was_sent
    assert not caught.value.may_have_acted


@pytest.mark.parametrize(
    "talk",
    [
        for_ever(b"x" * 4096, first=HEAD + b"\r\n"),
        for_ever(b"1000\r\n" + b"x" * 4096 + b"\r\n", first=HEAD + b"transfer-encoding: chunked\r\n\r\n"),
        reply(gzip.compress(b" " * 10_000_000), content_encoding="gzip"),
        reply(zlib.compress(b" " * 10_000_000), content_encoding="deflate"),
    ],
    ids=["endless", "endless chunks", "gzip", "deflate"],
)
def test_a_reply_that_is_too_large_is_given_up(shared_face: Face, talk: Talk) -> None:
    with raw_server(talk) as (url, _):
        shop = shared_face.shop(base_url=url, options=ONCE, transport=small_transport(shared_face, 100_000))
        with pytest.raises(NoReply, match="more than 100,000 bytes"):
            shared_face.call(shop, READ)


def raw_deflate(data: bytes) -> bytes:
    """Without the header of zlib, as some servers send it."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (SUCCESS, "identity"),
        (gzip.compress(SUCCESS), "gzip"),
        (gzip.compress(SUCCESS[:9]) + gzip.compress(SUCCESS[9:]), "gzip"),
        (zlib.compress(SUCCESS), "deflate"),
        (raw_deflate(SUCCESS), "deflate"),
    ],
    ids=["plain", "gzip", "gzip in two members", "deflate", "deflate without a header"],
)
def test_a_compressed_reply_is_read(shared_face: Face, body: bytes, encoding: str) -> None:
    with raw_server(reply(body, content_encoding=encoding)) as (url, requests):
        shop = shared_face.shop(base_url=url, options=ONCE)
        assert shared_face.call(shop, READ) == {"shops": []}
    assert b"accept-encoding: gzip, deflate\r\n" in requests[0].lower()


@pytest.mark.parametrize(
    ("body", "encoding", "said"),
    [
        (b"?", "br", "not as asked for"),
        (b"no gzip", "gzip", "is no gzip"),
        (gzip.compress(SUCCESS)[:20], "gzip", "cut off"),
    ],
    ids=["another encoding", "none at all", "cut"],
)
def test_a_reply_that_cannot_be_unfolded_is_no_reply(shared_face: Face, body: bytes, encoding: str, said: str) -> None:
    with raw_server(reply(body, content_encoding=encoding)) as (url, _), pytest.raises(NoReply, match=said):
        shared_face.call(shared_face.shop(base_url=url, options=ONCE), READ)


@pytest.mark.parametrize(
    "body",
    [
        b'{"code":0,"message":"\xff\xfe","data":null}',
        b'{"code":0,"data":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"code":0,"data":"\\ud800"}',
        b'{"code":"zero"}',
    ],
    ids=["no UTF-8", "too deep", "half a character", "a code in words"],
)
def test_a_body_that_cannot_be_read_is_an_unreadable_reply(shared_face: Face, body: bytes) -> None:
    with raw_server(reply(body)) as (url, _), pytest.raises(UnreadableReply):
        shared_face.call(shared_face.shop(base_url=url, options=ONCE), READ)


REFUSED_TIME = json.dumps({"code": 36009004, "message": "timestamp is out of range", "data": None}).encode()


@pytest.mark.parametrize(
    "date",
    ["Mon, 01 Jan 2026 00:00:00 +9999999999999999999", "Fri, 31 Dec 9999 23:59:59 -2300", "x", "²"],
)
def test_a_date_that_cannot_be_right_is_not_taken_for_the_time(shared_face: Face, date: str) -> None:
    with raw_server(reply(REFUSED_TIME, "400 Bad Request", date=date)) as (url, requests):
        shop = shared_face.shop(base_url=url)
        with pytest.raises(SignatureError):
            shared_face.call(shop, READ)
    assert len(requests) == 1
    assert shop._engine.skew == 0


BUSY = json.dumps({"code": 36009002, "message": "Too many requests", "data": None}).encode()


@pytest.mark.parametrize(
    ("asked", "retry_after"),
    [("301", 301.0), ("9" * 400, 31_536_000.0), ("Fri, 31 Dec 9999 23:59:59 GMT", 31_536_000.0)],
)
def test_a_wait_longer_than_five_minutes_is_left_to_the_caller(
    shared_face: Face, asked: str, retry_after: float
) -> None:
    now = "Mon, 05 Jan 2026 00:00:00 GMT"
    with (
        raw_server(reply(BUSY, "429 Too Many Requests", retry_after=asked, date=now)) as (url, requests),
        pytest.raises(RateLimited) as caught,
    ):
        shared_face.call(shared_face.shop(base_url=url), READ)
    assert caught.value.retry_after == retry_after
    assert (len(requests), shared_face.clock.slept) == (1, [])


def test_how_long_a_wait_may_be_is_a_setting(shared_face: Face) -> None:
    patient = Options(retry=RetryPolicy(attempts=2, longest_asked=1000, jitter=0))
    with raw_server(reply(BUSY, "429 Too Many Requests", retry_after="999")) as (url, _), pytest.raises(RateLimited):
        shared_face.call(shared_face.shop(base_url=url, options=patient), READ)
    assert shared_face.clock.slept == [999]


@pytest.mark.parametrize("body", [b"Service Unavailable", b"", b'{"error":"down"}', b'{"code":0,"data":{"pro', b"\xff"])
@pytest.mark.parametrize("status", [500, 501, 502, 503, 504, 520, 599, 408])
def test_trouble_without_an_envelope_is_trouble_of_the_servers(shared_face: Face, status: int, body: bytes) -> None:
    with (
        raw_server(reply(body, f"{status} Trouble", content_type="text/plain")) as (url, requests),
        pytest.raises(ServerTrouble) as caught,
    ):
        shared_face.call(shared_face.shop(base_url=url), READ)
    assert (caught.value.http_status, len(requests)) == (status, 5)


def test_a_429_without_an_envelope_is_a_refused_rate(shared_face: Face) -> None:
    with (
        raw_server(reply(b"Slow down", "429 Too Many Requests", retry_after="3")) as (url, requests),
        pytest.raises(RateLimited),
    ):
        shared_face.call(shared_face.shop(base_url=url), READ)
    assert len(requests) == 5


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 403, 404, 405, 407, 410, 413, 418, 451, 499])
def test_a_refusal_without_an_envelope_is_told_at_once_and_has_not_acted(shared_face: Face, status: int) -> None:
    with raw_server(reply(b"<html>", f"{status} No", content_type="text/html", location="/")) as (url, requests):
        shop = shared_face.shop(base_url=url, shop_cipher="c")
        with pytest.raises(UnreadableReply, match=f"HTTP {status}") as caught:
            shared_face.call(shop, WRITE[0], **WRITE[1])
    assert (len(requests), caught.value.was_sent, caught.value.may_have_acted) == (1, False, False)


@pytest.mark.parametrize("status", [300, 302, 401, 404, 503])
def test_success_in_the_body_is_none_where_the_status_says_otherwise(shared_face: Face, status: int) -> None:
    with raw_server(reply(SUCCESS, f"{status} No")) as (url, _), pytest.raises(ShopwrightError):
        shared_face.call(shared_face.shop(base_url=url, options=ONCE), READ)


def test_nothing_listening_is_told_at_once(shared_face: Face) -> None:
    port = closed_port()
    shop = shared_face.shop(base_url=f"http://127.0.0.1:{port}/", shop_cipher="c")
    for name, arguments in ((READ, {}), WRITE):
        with pytest.raises(NoReply, match=f"nothing listens at http://127.0.0.1:{port}") as caught:
            shared_face.call(shop, name, **arguments)
        assert not caught.value.was_sent
        assert "shopwright platform serve" in caught.value.remedy
    assert shared_face.clock.slept == []


def test_no_token_service_listening_is_told_at_once(shared_face: Face) -> None:
    token = Token(access_token="old", access_token_ends=1, refresh_token="REFX")
    port = closed_port()
    shop = shared_face.shop(access_token=token, auth_url=f"http://127.0.0.1:{port}")
    with pytest.raises(NoReply, match=f"nothing listens at http://127.0.0.1:{port}") as caught:
        shared_face.call(shop, READ)
    assert "REFX" not in str(caught.value)
    assert shared_face.clock.slept == []


def test_a_certificate_that_is_not_trusted_is_told_at_once_and_nothing_was_sent(
    shared_face: Face, tmp_path: Path
) -> None:
    with raw_server(reply(SUCCESS), own_certificate(tmp_path)) as (url, requests):
        shop = shared_face.shop(base_url=url, shop_cipher="c")
        with pytest.raises(NoReply, match=r"the certificate of 127\.0\.0\.1 is not trusted") as caught:
            shared_face.call(shop, WRITE[0], **WRITE[1])
    assert (caught.value.was_sent, caught.value.may_have_acted, requests) == (False, False, [])
    assert "may have acted" not in str(caught.value)
    assert shared_face.clock.slept == []


def own_certificate(folder: Path) -> ssl.SSLContext:
    """A server's context with a certificate that nobody has signed but itself."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + dt.timedelta(days=1))
    certificate = builder.sign(key, hashes.SHA256())
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file = folder / "own.pem"
    file.write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def test_a_reply_over_a_kept_connection_is_bounded_as_the_first_one(shared_face: Face) -> None:
    def talk(connection: socket.socket, stop: threading.Event) -> None:
        connection.sendall(HEAD + b"content-length: %d\r\n\r\n%s" % (len(SUCCESS), SUCCESS))
        connection.recv(1 << 16)
        for_ever(b"x", first=HEAD + b"x-slow: ", pause=0.02)(connection, stop)

    with raw_server(talk) as (url, requests):
        shop = shared_face.shop(base_url=url, options=ONCE).with_options(timeout=0.5)
        shared_face.call(shop, READ)
        with pytest.raises(NoReply, match="did not answer in time"):
            shared_face.call(shop, READ)
    assert len(requests) == 1
