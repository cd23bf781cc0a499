"""The channel ``stall``: a till with a small JSON interface, which takes orders and has a number for each SKU."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import urllib3

from shopwright.hub.channels.parcels import Parcel
from shopwright.hub.channels.plugin import BaseSession, http_error
from shopwright.hub.channels.protocol import (
    Address,
    App,
    Capability,
    Change,
    ChannelError,
    Check,
    ExternalLine,
    ExternalLocation,
    ExternalOrder,
    ExternalShop,
    Field,
    HookRefusedError,
    Limits,
    Outcome,
    Payment,
    Progress,
    QuantityMeaning,
    Result,
    StockWant,
)

_NOT_THERE = 404


class Stall:
    name = "stall"
    title = "Market stall"
    capabilities = frozenset({Capability.ORDERS, Capability.STOCK, Capability.SHIPMENTS})
    quantity = QuantityMeaning.AVAILABLE
    limits = Limits(stock_batch=20)
    fields = (
        Field("base_url", "Address of the till", "Like https://till.example.com."),
        Field("key", "Key", "The till prints it under Settings.", is_secret=True),
    )

    def consent_url(self, app: App, *, state: str, redirect: str) -> str:
        return ""  # the key is all that it takes

    def finish_consent(self, app: App, query: Mapping[str, str]) -> str:
        return self.shops(app, "")[0].external_id

    def shops(self, app: App, account: str) -> Sequence[ExternalShop]:
        shop = _Till(app).get("/shop")
        return [ExternalShop(shop["id"], shop["name"], shop["country"], shop["currency"])]

    def open(self, app: App, account: str, shop: ExternalShop) -> StallSession:
        return StallSession(_Till(app), shop)

    def consent_ends(self, app: App, account: str) -> datetime | None:
        return None

    def read_hook(self, app: App, body: bytes, headers: Mapping[str, str]) -> tuple[str, Sequence[Change]]:
        right = hmac.new(app.settings["key"].encode(), body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(right, headers.get("x-stall-signature", "")):
            raise HookRefusedError("the signature is not the till's")
        told = json.loads(body)
        at = datetime.fromisoformat(told["at"])
        return told["shop"], [Change("order", told["order"], told["event"], at)]


class StallSession(BaseSession):
    def __init__(self, till: _Till, shop: ExternalShop) -> None:
        self._till, self._shop = till, shop

    def check(self) -> Sequence[Check]:
        self._till.get("/shop")
        return [Check("Consent", True, "works")]

    def locations(self) -> Sequence[ExternalLocation]:
        return [ExternalLocation("stall", self._till.get("/shop")["name"], is_default=True)]

    def orders_since(self, since: datetime) -> Iterator[ExternalOrder]:
        place = f"/orders?since={since.astimezone(UTC).timestamp()}"
        while place:
            page = self._till.get(place)
            for row in page["orders"]:
                yield _reading(row)
            place = page["next"]

    def order(self, external_id: str) -> ExternalOrder | None:
        row = self._till.find(f"/orders/{external_id}")
        return None if row is None else _reading(row)

    def push_stock(self, wants: Sequence[StockWant]) -> Sequence[Outcome]:
        return [self._write(f"/stock/{want.sku_id}", {"quantity": want.quantity}, want.quantity) for want in wants]

    def parcels(self, order_id: str) -> Sequence[Parcel]:
        order = self.order(order_id)
        if order is None:
            raise ChannelError("The till does not know the order.")
        sent = self._till.find(f"/orders/{order_id}/shipment") or {}
        lines = tuple(line.external_id for line in order.lines)
        number = sent.get("number", "")
        return [Parcel(order_id, lines, sent.get("carrier", ""), number, bool(sent), is_own=True)]

    def ship(self, parcel_id: str, carrier: str = "", tracking_number: str = "") -> Outcome:
        return self._write(f"/orders/{parcel_id}/shipment", {"carrier": carrier, "number": tracking_number})

    def close(self) -> None:
        self._till.close()

    def _write(self, path: str, values: Mapping[str, object], quantity: int | None = None) -> Outcome:
        try:
            self._till.put(path, values)
        except ChannelError as error:
            if error.needs_consent:
                raise  # no item is to blame
            result = Result.LATER if error.is_passing else Result.REFUSED
            return Outcome(result, error.code, error.message, error.remedy)
        return Outcome(Result.DONE, quantity=quantity)


def _reading(row: Mapping[str, Any]) -> ExternalOrder:
    try:
        return _order_of(row)
    except (LookupError, TypeError, ValueError, ArithmeticError) as error:
        raise ChannelError("The till's order cannot be read.", is_passing=True) from error


def _order_of(row: Mapping[str, Any]) -> ExternalOrder:
    status = row["status"]
    is_over = status == "cancelled"
    lines = tuple(
        ExternalLine(
            f"{row['id']}-{position}", item["sku"], item["sku"], item["sku"], item["title"], "", item["quantity"],
            Decimal(item["price"]), is_cancelled=is_over, is_gone=status == "sent",
        )
        for position, item in enumerate(row["items"])
    )  # fmt: skip
    return ExternalOrder(
        external_id=row["id"],
        number=row["id"],
        raw_status=status,
        payment=Payment.PAID,
        progress={"cancelled": Progress.CANCELLED, "sent": Progress.SHIPPED}.get(status, Progress.OPEN),
        can_ship=status == "paid",
        currency=row["currency"],
        total=sum((line.unit_price * line.quantity for line in lines), Decimal(0)),
        placed_at=datetime.fromtimestamp(row["placed"], UTC),
        updated_at=datetime.fromtimestamp(row["changed"], UTC),
        buyer=Address(name=row["buyer"]),
        lines=lines,
    )


class _Till:
    """Calls of the till, whose failures are ChannelErrors."""

    def __init__(self, app: App) -> None:
        self._base, self._key = app.settings["base_url"], app.settings["key"]
        self._pool = urllib3.PoolManager(timeout=10, retries=False)

    def get(self, path: str) -> _Answer:
        return _read(self._send("GET", path))

    def find(self, path: str) -> _Answer | None:
        """As ``get``; None for what is not there."""
        reply = self._send("GET", path)
        return None if reply.status == _NOT_THERE else _read(reply)

    def put(self, path: str, values: Mapping[str, object]) -> None:
        _read(self._send("PUT", path, json.dumps(values).encode()))

    def close(self) -> None:
        self._pool.clear()

    def _send(self, method: str, path: str, body: bytes | None = None) -> urllib3.BaseHTTPResponse:
        try:
            return self._pool.request(method, self._base + path, body=body, headers={"x-key": self._key})
        except urllib3.exceptions.HTTPError as error:
            raise ChannelError("The till does not answer.", is_passing=True) from error


class _Answer(dict[str, Any]):
    """An object of the till's; what it lacks makes it an answer that cannot be read."""

    def __missing__(self, key: str) -> Any:
        raise ChannelError(f"The till's answer has no {key}.", is_passing=True)


def _read(reply: urllib3.BaseHTTPResponse) -> _Answer:
    if reply.status != 200:
        raise http_error("The till", reply.status)
    try:
        return _Answer(json.loads(reply.data))
    except (ValueError, TypeError) as error:
        raise ChannelError("The till's answer cannot be read.", is_passing=True) from error
