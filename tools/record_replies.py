"""Writes ``src/shopwright/platform/reference/data/replies.json.xz``: what the platform answers and sends, as samples.

``python tools/record_replies.py`` starts a platform with its demo, sends the form of every built operation and records
the reply, and one notification of each type (some minutes); with ``--check`` it only looks whether every built
operation is there, with fields that the contract has. ``tests/platform/portal/test_reference_walk.py`` holds the
samples against what the same forms are answered.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import shopwright.platform.capabilities  # noqa: F401  registers every handler
from shopwright.contract.load import operations, resolve, schema, webhooks
from shopwright.contract.model import Schema
from shopwright.platform.core.registry import BUILT
from shopwright.platform.reference.recorded import recorded

if TYPE_CHECKING:
    from tests.harness.server import RunningPlatform
    from tests.platform.portal.visitor import Visitor

ROOT = Path(__file__).parent.parent
FILE = ROOT / "src/shopwright/platform/reference/data/replies.json.xz"

#: The moment at which samples were recorded, as they tell it: 1 January 2026.
MOMENT = 1767225600
ADDRESS = "http://127.0.0.1:8000"
#: Longer texts, such as long descriptions, are cut.
_LONGEST = 300
_SECRET = re.compile(r"(_|^)(token|cipher|secret|signature|open_id)$")
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_ID = re.compile(r"(?<!\d)\d{11,}(?!\d)")
_HEX = re.compile(r"(?<![0-9a-zA-Z])(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{16,}(?![0-9a-zA-Z])")
#: What only the platform reads, such as which document an address is of.
_SEALED = re.compile(r"[\w-]+\.[\w-]{60,}")
_DAY = 86_400
_FAR = 2 * 365 * _DAY


class Calm:
    """Makes what differs from run to run alike: ids, times, tokens, addresses. Equal values stay equal."""

    def __init__(self, url: str, now: int) -> None:
        self._url = url
        self._now = now
        self._ids: dict[str, str] = {}
        self._numbers = count(1)

    def value(self, value: object, name: str = "") -> object:
        """The same value made calm; ``name`` is that of the field that has it."""
        if isinstance(value, dict):
            return {key: self.value(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.value(inner, name) for inner in value[:1]]
        if isinstance(value, str):
            return self._text(value, name)
        return self._number(value) if isinstance(value, int) and not isinstance(value, bool) else value

    def _number(self, value: int) -> int:
        for unit in (1, 1000):
            if abs(value // unit - self._now) < _FAR:
                return value + (MOMENT - self._now) * unit
        return int(self._alike("{:0{}d}")(match)) if (match := _ID.fullmatch(str(value))) else value

    def _text(self, text: str, name: str) -> str:
        if _SECRET.search(name) or name == "request_id":
            return text and f"<{name}>"
        if text.isdecimal() and len(text) in (10, 13):
            return str(self._number(int(text)))
        if _ISO.fullmatch(text):
            at = self._number(int(datetime.fromisoformat(text).timestamp()))
            return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"
        text = _SEALED.sub("<sealed>", text.replace(self._url, ADDRESS))
        plain = _HEX.sub(self._alike("{:0{}x}"), _ID.sub(self._alike("{:0{}d}"), text))
        return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"

    def _alike(self, form: str) -> Callable[[re.Match[str]], str]:
        def put(match: re.Match[str]) -> str:
            known = match[0]
            if known not in self._ids:
                self._ids[known] = known[:4] + form.format(next(self._numbers), len(known) - 4)
            return self._ids[known]

        return put


def record() -> dict[str, dict[str, object]]:
    """The replies of every built operation, and a notification of each type that came of them or of time."""
    from tests.harness.server import RunningPlatform
    from tests.platform.portal.visitor import Visitor

    platform = RunningPlatform()
    visitor = Visitor(platform)
    try:
        platform.patch(f"/sandbox/apps/{platform.keys['app_key']}", {"webhook_url": "http://127.0.0.1:9/notifications"})
        calm = Calm(platform.url, int(platform.get("/sandbox/clock")["now"]))
        replies = {name: calm.value(_reply(visitor, name)) for name in operations() if name in BUILT}
        _let_events_happen(platform)
        return {"replies": replies, "notifications": dict(_notifications(platform, calm))}
    finally:
        visitor.close()
        platform.stop()


def _reply(visitor: Visitor, name: str) -> object:
    from tests.platform.portal.reference_form import code_of, ready, reply_of, sent

    html = sent(visitor, name, ready(visitor, name))
    if code_of(html) != 0:
        raise SystemExit(f"{name} was not answered with success")
    return reply_of(html)


def _let_events_happen(platform: RunningPlatform) -> None:
    """What no call of an app causes: an address that a buyer changes, refunds that are paid, consents that end."""
    keys = platform.keys
    path = "/product/202502/products/search"
    reply = platform.call("POST", path, {"status": "ACTIVATE"}, query={"page_size": 100}, cipher=True)
    skus = [product["skus"][0] for product in reply.data["products"]]
    sku = next(sku for sku in skus if sku["inventory"][0]["quantity"] >= 20)
    lines = [{"sku_id": sku["id"], "quantity": 1}]
    order_id = platform.post("/sandbox/orders", {"shop_cipher": keys["shop_cipher"], "line_items": lines})["order_id"]
    platform.post(f"/sandbox/orders/{order_id}/advance", {"status": "AWAITING_SHIPMENT"})
    platform.post(f"/sandbox/orders/{order_id}/address", {"seed": "another door"})
    app = {"app_key": keys["app_key"]}
    creator = platform.post("/sandbox/accounts", {"kind": "creator", "region": "GB"})["account_id"]
    seller = platform.post("/sandbox/shops", {"region": "GB"})["account_id"]
    for account in (creator, seller):
        platform.post("/sandbox/auth_codes", {**app, "account_id": account, "days": 35})
    platform.post("/sandbox/clock/advance", {"seconds": 20 * _DAY})
    for account in (creator, seller):
        platform.post("/sandbox/deauthorize", {**app, "account_id": account})


def _notifications(platform: RunningPlatform, calm: Calm) -> Iterator[tuple[str, object]]:
    for number in sorted(webhooks()):
        rows = platform.get(f"/sandbox/deliveries?topic={number}&size=1")["deliveries"]
        if rows:
            yield str(number), calm.value(rows[0]["body"])


def faults() -> Iterator[str]:
    """What is wrong with the recorded samples, a line each."""
    samples = recorded()
    yield from (f"{name} is built and has no reply" for name in sorted(BUILT.keys() - samples.replies.keys()))
    yield from (f"{name} has a reply and is not built" for name in sorted(samples.replies.keys() - BUILT.keys()))
    for name in sorted(samples.replies.keys() & BUILT.keys()):
        yield from unknown_names(samples.replies[name].get("data"), schema(operations()[name].reply), name)
    for number, body in samples.notifications.items():
        data = schema(webhooks()[int(number)].schema).properties["data"]
        yield from unknown_names(body["data"], data, f"webhook {number}")


def unknown_names(value: object, node: Schema, place: str) -> Iterator[str]:
    """The members of a sample that its schema does not have."""
    known = resolve(node)
    if isinstance(value, list) and known.items is not None:
        for member in value:
            yield from unknown_names(member, known.items, place)
    if isinstance(value, dict) and known.properties:
        for name, inner in value.items():
            if name not in known.properties:
                yield f"{place}.{name} is not in the contract"
            else:
                yield from unknown_names(inner, known.properties[name], f"{place}.{name}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="look only; exit 1 where a sample is missing or wrong")
    if not parser.parse_args().check:
        text = json.dumps(record(), ensure_ascii=False, separators=(",", ":"), sort_keys=False)
        FILE.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
        recorded.cache_clear()
    wrong = list(faults())
    for fault in wrong:
        print(f"replies.json.xz: {fault} (run tools/record_replies.py)", file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
