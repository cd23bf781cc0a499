"""Checks whether a shop's webhook addresses accept signed notifications, and only these."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from shopwright.client.errors import ShopwrightError
from shopwright.client.shop import Shop
from shopwright.wire.signing import sign_webhook

from .check_result import CheckResult, Verdict

#: Seconds that a receiver has.
_SECONDS = 3.0


def webhooks(shop: Shop) -> Iterator[CheckResult]:
    """Send each webhook address of the shop a signed notification of an unknown type, and a forged one."""
    try:
        rows = shop.event.get_shop_webhooks().get("webhooks", [])
    except ShopwrightError as error:
        yield CheckResult("webhooks", Verdict.WARNING, f"they cannot be listed: {error.message}", error.remedy)
        return
    addresses = sorted({str(row["address"]) for row in rows})
    if not addresses:
        says = "none are set for this shop alone (the app's own are not shown by TikTok)."
        yield CheckResult("webhooks", Verdict.FINE, says)
    for address in addresses:
        yield _reach(shop._engine.app.key, shop._engine.app.secret, address)


def _reach(app_key: str, app_secret: str, address: str) -> CheckResult:
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(parts.hostname or "")):
        remedy = "Give it an https address with updateShopWebhook; http is for this machine only."
        return CheckResult("webhooks", Verdict.WRONG, f"{address} is not https.", remedy)
    notice = {"type": 0, "tts_notification_id": "0", "shop_id": "0", "timestamp": int(time.time()), "data": {}}
    raw = json.dumps(notice).encode()
    sign = sign_webhook(app_key, app_secret, raw)
    status, problem = _posted(address, raw, sign)
    host = parts.hostname
    if status is None:
        remedy = "Start the receiver, or correct the address with updateShopWebhook."
        return CheckResult("webhooks", Verdict.WRONG, f"{host} does not answer from here: {problem}.", remedy)
    if status == 401:
        remedy = "Its secret is another app's, or it verifies a body that was parsed first: use the raw bytes."
        return CheckResult("webhooks", Verdict.WRONG, f"{host} refuses a correct signature.", remedy)
    if status != 200:
        remedy = f"Answer 200 to what is signed, within {_SECONDS:.0f} s; work on it afterwards."
        return CheckResult("webhooks", Verdict.WRONG, f"{host} answers {status}.", remedy)
    forged, _ = _posted(address, raw, "0" * len(sign))
    if forged == 200:
        remedy = "Compare the authorization header with the signature of the raw body, and answer 401."
        return CheckResult("webhooks", Verdict.WARNING, f"{host} also takes what nobody signed.", remedy)
    return CheckResult("webhooks", Verdict.FINE, f"{host} takes signed notifications.")


def _posted(address: str, raw: bytes, sign: str) -> tuple[int | None, str]:
    """Post a body; returns the HTTP status (of a redirect too), or None and the name of the error."""
    import urllib3

    headers = {"authorization": sign, "content-type": "application/json"}
    try:
        reply = urllib3.request(
            "POST", address, body=raw, headers=headers, timeout=_SECONDS, retries=False, redirect=False
        )
    except urllib3.exceptions.HTTPError as error:
        return None, type(error).__name__
    return reply.status, ""


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
