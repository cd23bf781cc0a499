"""A channel in memory that tells whatever a test puts there, and structs of the protocol with a hostile field each."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from shopwright.hub.channels import services
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.plugin import BaseSession
from shopwright.hub.channels.protocol import Capability, ExternalShop, Limits, QuantityMeaning
from shopwright.hub.channels.registry import channels
from tests.hub.harness import Hub

_HUGE = "9" * 200_000
#: What is none of each type, or none that can be.
_HOSTILE: dict[type, tuple[object, ...]] = {
    int: (-1, 10**12, 10**5000, float("nan"), None, "3", True),
    bool: (None, "yes", 1),
    Decimal: (*(Decimal(text) for text in ("NaN", "sNaN", "Infinity", "-0.01", "1E+30", "1E-999999")), 5.0, None),
    datetime: (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC), datetime(2026, 1, 1), 0, "now"),  # noqa: DTZ001
    date: (date(1, 1, 1), date(9999, 12, 31), 0),
    bytes: (b"\0" * (21 << 20), "text", None),
    str: ("\0", _HUGE, "\ud800", None, 7, b"a"),
}


def hostile(sample: Any) -> Iterator[tuple[str, object, Any]]:
    """Structs like a sample, of which one field each is hostile, at whatever depth: its path, the value, the struct."""
    hints = get_type_hints(type(sample))
    for item in fields(sample):
        for path, value, changed in _values(getattr(sample, item.name), hints[item.name]):
            yield f"{item.name}{path}", value, replace(sample, **{item.name: changed})


def _values(now: Any, hint: Any) -> Iterator[tuple[str, object, Any]]:
    """A path below the field, the hostile value there, and the field with it."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        hint = next(item for item in args if item is not type(None))
        yield from ((path, value, changed) for path, value, changed in _values(now, hint) if value is not None)
        return
    if origin is tuple:
        yield "", None, None
        yield "", 100_000, tuple((now or ())[:1] or ("x",)) * 100_000
        if now:
            for path, value, changed in _values(now[0], args[0]):
                yield f"[0]{path}", value, (changed, *now[1:])
        return
    if origin is not None:  # a table of texts
        yield "", None, None
        return
    if is_dataclass(hint):
        yield "", None, None
        yield from ((f".{path}", value, changed) for path, value, changed in hostile(now))
        return
    wrong = (None, "no such word", 7) if issubclass(hint, Enum) else _HOSTILE[hint]
    yield from (("", value, value) for value in wrong)


@dataclass
class Shop:
    """What a shop tells by kind of event, and the id of each."""

    objects: dict[str, dict[str, Any]] = field(default_factory=lambda: {"order": {}, "listing": {}, "return": {}})
    lists: dict[str, list[Any]] = field(default_factory=dict)


class TellerSession(BaseSession):
    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def locations(self) -> Sequence[Any]:
        return self._shop.lists.get("locations", [])

    def orders_since(self, since: object) -> Iterator[Any]:
        return iter(self._shop.lists.get("orders", []))

    def returns_since(self, since: object) -> Iterator[Any]:
        return iter(self._shop.lists.get("returns", []))

    def find_brands(self, name: str) -> Sequence[Any]:
        return self._shop.lists.get("brands", [])

    def create_brand(self, name: str) -> Any:
        raise NotImplementedError

    def order(self, external_id: str) -> Any:
        return self._shop.objects["order"].get(external_id)

    def listing(self, external_id: str) -> Any:
        return self._shop.objects["listing"].get(external_id)

    def return_case(self, external_id: str) -> Any:
        return self._shop.objects["return"].get(external_id)


class Teller:
    name = title = "teller"
    capabilities = frozenset({Capability.ORDERS, Capability.LISTINGS, Capability.RETURNS, Capability.BRANDS})
    quantity = QuantityMeaning.AVAILABLE
    limits = Limits()
    fields: tuple[Any, ...] = ()

    def __init__(self) -> None:
        self.shop = Shop()

    def open(self, app: object, account: str, shop: ExternalShop) -> TellerSession:
        return TellerSession(self.shop)

    def consent_ends(self, app: object, account: str) -> None:
        return None


@contextmanager
def tellers() -> Iterator[Teller]:
    """The channel, installed while this lasts."""
    teller: Any = Teller()
    channels()["teller"] = teller
    try:
        yield teller
    finally:
        del channels()["teller"]


def open_teller(hub: Hub) -> Connection:
    """A connected shop of it."""
    app = services.create_app(hub.workspace, "teller", {})
    shop = ExternalShop(secrets.token_hex(8), "Teller", "GB", "GBP")
    (connection,) = services.connect(app, "account", [shop], hub.owner.user)
    connection.events.all().delete()
    return connection
