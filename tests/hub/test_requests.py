"""Requests that nobody means well by: too large, for another host, with a way that is not believed."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shopwright.hub.catalog.models import Product
from shopwright.hub.project.uploads import Message, Receive, Send, bounded
from tests.hub.harness import Hub, Page
from tests.hub.pictures import picture

pytestmark = pytest.mark.postgres

_PRODUCT = {
    "title": "A mug",
    "variants-TOTAL_FORMS": "1",
    "variants-INITIAL_FORMS": "0",
    "variants-0-price": "5",
    "variants-0-currency": "GBP",
}


async def _read_all(scope: Message, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 204, "headers": []})


def _send(headers: list[tuple[bytes, bytes]], pieces: int) -> int:
    """The status for a body of pieces of ten bytes, where 25 are allowed."""
    sent: list[Message] = []
    left = iter(range(pieces - 1, -1, -1))

    async def receive() -> Message:
        more = next(left)
        return {"type": "http.request", "body": b"x" * 10, "more_body": bool(more)}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {"type": "http", "headers": headers}
    asyncio.run(bounded(_read_all, 25)(scope, receive, send))
    if sent[0]["status"] == 413:
        assert b"Send fewer or smaller files" in sent[1]["body"]
    return int(sent[0]["status"])


@pytest.mark.parametrize(
    ("headers", "pieces", "status"),
    [([], 2, 204), ([(b"content-length", b"20")], 2, 204), ([(b"content-length", b"26")], 1, 413), ([], 3, 413),
     ([(b"content-length", b"-1")], 1, 413)],
)  # fmt: skip
def test_a_body_that_is_too_large_is_refused_whether_it_says_so_or_not(
    hub: Hub, headers: list[tuple[bytes, bytes]], pieces: int, status: int
) -> None:
    del hub
    assert _send(headers, pieces) == status


def test_a_form_that_is_too_large_is_refused_with_a_page(hub: Hub) -> None:
    page = hub.owner.post("product-new", **{**_PRODUCT, "description": "x" * (6 << 20)})
    assert page.status == 413
    assert "Nothing was changed" in page.text


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("mug.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "no picture"),
        ("mug.png", b"<html><script>alert(1)</script></html>", "no picture"),
        ("mug.png", picture(kind="GIF"), "JPEG, PNG or WebP"),
        ("mug.png", b"x" * ((10 << 20) + 1), "larger than 10 MB"),
    ],
)
def test_an_upload_is_what_is_in_it_and_not_what_it_is_called(hub: Hub, name: str, content: bytes, words: str) -> None:
    file = SimpleUploadedFile(name, content, "image/png")
    page = hub.owner.post("product-new", **{**_PRODUCT, "variants-0-sku": f"P-{hub.tag}", "pictures": file})
    assert page.status == 422
    assert words in page.text


def test_a_picture_is_served_as_what_it_is(hub: Hub) -> None:
    file = SimpleUploadedFile("page.html", picture(), "text/html")
    hub.owner.post("product-new", **{**_PRODUCT, "variants-0-sku": f"P-{hub.tag}", "pictures": file})
    kept = Product.objects.get(workspace=hub.workspace).pictures.get().picture
    reply = hub.owner.get("picture", kept.pk).response
    assert reply.headers["content-type"] == "image/png"
    assert reply.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "a b", ""])
def test_a_request_for_another_host_is_refused(hub: Hub, host: str) -> None:
    page = Page(Client(headers={"Host": host or "."}).get(hub.owner.url("today")))
    assert page.status == 400
    assert "evil" not in page.html


def test_a_host_that_a_proxy_header_names_is_not_believed(hub: Hub) -> None:
    hub.owner.browser.defaults |= {"HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_X_FORWARDED_PROTO": "https"}
    page = hub.owner.post("member-invite", email="pat@example.com", role="viewer")
    assert "http://testserver/invitations/" in page.html
    assert "evil.example" not in page.html


def test_cookies_are_for_the_hubs_own_pages(hub: Hub) -> None:
    for name in ("shopwright_hub", "shopwright_hub_form"):
        hub.owner.get("today")
        cookie = hub.owner.browser.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


_SETTINGS = """
import sys, pathlib
from shopwright.hub.core.config import HubConfig
from shopwright.hub.project.start import prepare
_, data, url, proxies = sys.argv
prepare(HubConfig(data=pathlib.Path(data), database="postgresql:///x", url=url, proxies=int(proxies)))
from django.conf import settings
from django.test import RequestFactory
from django.middleware.security import SecurityMiddleware
from django.http import HttpResponse
request = RequestFactory().get("/", headers={"X-Forwarded-Proto": "https", "Host": "hub.example"})
reply = SecurityMiddleware(lambda _: HttpResponse())(request)
print(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, request.is_secure(),
      "Strict-Transport-Security" in reply.headers, settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN)
"""


@pytest.mark.parametrize(
    ("url", "proxies", "said"),
    [
        ("https://hub.example", 1, "True True True True False"),
        ("https://hub.example", 0, "True True False False False"),
        ("http://hub.example", 0, "False False False False True"),
    ],
)
def test_a_hub_behind_a_proxy_is_strict_about_https(tmp_path: Path, url: str, proxies: int, said: str) -> None:
    command = [sys.executable, "-c", _SETTINGS, str(tmp_path), url, str(proxies)]
    assert subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip() == said
