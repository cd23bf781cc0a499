"""Someone who looks at pages without JavaScript: keeps cookies, fills in forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

import httpx

from shopwright.testing import WebhookReceiver
from tests.harness.server import RunningPlatform, eventually

Fields = Sequence[tuple[str, str]]

_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
_TAGS = re.compile(r"<[^>]+>")


class Visitor:
    """One browser's worth of cookies."""

    def __init__(self, platform: RunningPlatform) -> None:
        self.platform = platform
        # It speaks plain HTTP; reading the machine's certificates would take longer than most tests.
        self.http = httpx.Client(base_url=platform.url, timeout=30, verify=False)

    def open(self, path: str, status: int = 200, headers: dict[str, str] | None = None) -> str:
        """A page's HTML."""
        reply = self.http.get(path, headers=headers)
        assert reply.status_code == status, f"{path}: {reply.status_code}"
        return reply.text

    def send(
        self, path: str, *fields: tuple[str, str], page: str | None = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Send a form as the page at ``page`` (the path itself, if not given) shows it."""
        text = self.http.get(page or path).text
        return self.post(path, [("form_token", token_of(text)), *fields], headers)

    def reveal(self, app_key: str) -> str:
        """Press Reveal on an app's page; answers the page that follows."""
        reply = self.send(f"/portal/apps/{app_key}/secret", ("act", "reveal"), page=f"/portal/apps/{app_key}")
        assert reply.status_code == 200, reply.text[:300]
        return reply.text

    def post(self, path: str, fields: Fields, headers: dict[str, str] | None = None) -> httpx.Response:
        """Send fields as they are. The origin is that of our own pages, as browsers say it."""
        content = httpx.QueryParams(list(fields))
        sent = {"origin": self.platform.url, "content-type": "application/x-www-form-urlencoded", **(headers or {})}
        return self.http.post(path, content=str(content), headers=sent)

    def close(self) -> None:
        self.http.close()


def token_of(html: str) -> str:
    """The hidden field that shows a form was ours."""
    match = _TOKEN.search(html)
    assert match, "the page has no form"
    return match[1]


def words_of(html: str) -> str:
    """What a page says, without its tags."""
    return " ".join(unescape(_TAGS.sub(" ", html)).split())


def change_a_product(platform: RunningPlatform, receiver: WebhookReceiver, query: str = "") -> None:
    """Take a product off sale, with the demo app listening, and wait for the first attempt of each notification."""
    platform.patch(f"/sandbox/apps/{platform.keys['app_key']}", {"webhook_url": receiver.url + query})
    reply = platform.call("POST", "/product/202502/products/search", {}, query={"page_size": 1}, cipher=True)
    body = {"product_ids": [reply.data["products"][0]["id"]]}
    assert platform.call("POST", "/product/202309/products/deactivate", body, cipher=True).code == 0

    def are_tried() -> bool:
        deliveries = platform.get("/sandbox/deliveries")["deliveries"]
        return bool(deliveries) and all(item["attempt_count"] for item in deliveries)

    eventually(are_tried)
