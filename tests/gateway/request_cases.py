"""Requests that name things of a shop, told by whatever ids they are given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shopwright.contract.load import operation
from shopwright.contract.model import Entity
from shopwright.platform.logistics.delivery_options import carriers
from shopwright.platform.logistics.tracking_numbers import make_tracking_number
from tests.harness.calls import BOUNDARY, Seller, Signed, multipart
from tests.harness.server import Reply

from .shop_contents import Ids

Fields = Mapping[str, object]


@dataclass(frozen=True)
class Request:
    """What differs from request to request. ``form`` is sent instead of ``body`` where the operation takes a file."""

    path: Mapping[str, str] = field(default_factory=dict)
    query: Fields = field(default_factory=dict)
    body: object = None
    form: Mapping[str, str] | None = None

    def send(self, operation_id: str, seller: Seller) -> Reply:
        if self.form is None:
            return seller.call(operation_id, self.body, query=self.query, **self.path)
        return self._signed_form(operation_id, seller).send(seller.platform)

    def _signed_form(self, operation_id: str, seller: Seller) -> Signed:
        wanted = operation(operation_id)
        query = [(name, str(value)) for name, value in self.query.items()]
        if wanted.entity is Entity.SHOP:
            query.append(("shop_cipher", seller.cipher))
        body = multipart(self.form or {}, b"%PDF-1.4", "label.pdf", "return_shipping_label")
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        return Signed(wanted.method, wanted.path, seller.app, query, body, seller.token, kind)


Build = Callable[[Ids, Seller], Request]


@dataclass(frozen=True)
class Case:
    """A request of an operation, in a market where it goes through; ``newer``: in the newer flow of returns."""

    operation_id: str
    build: Build
    region: str = "GB"
    crosses_border: bool = False
    newer: bool = False
    about: str = ""

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.operation_id, self.about) if part)


def in_path(operation_id: str, name: str, kind: str, body: object = None, **options: Any) -> Case:
    """An operation that takes an id in its path and nothing else that names anything."""
    return Case(operation_id, lambda ids, seller: Request({name: ids[kind]}, body=body), **options)


def in_list(operation_id: str, name: str, kind: str, **options: Any) -> Case:
    """An operation that takes a list of ids in its body."""
    return Case(operation_id, lambda ids, seller: Request(body={name: [ids[kind]]}), about=name, **options)


def in_query(operation_id: str, name: str, kind: str, query: Fields | None = None, about: str = "") -> Case:
    """An operation that takes an id in its query."""
    return Case(operation_id, lambda ids, seller: Request(query={**(query or {}), name: ids[kind]}), about=about)


def in_filter(operation_id: str, name: str, kind: str, newer: bool = False, size: int = 10) -> Case:
    """A search that is narrowed by an id."""

    def build(ids: Ids, seller: Seller) -> Request:
        if newer:
            return Request(body={"filters": {name: [ids[kind]]}})
        value = ids[kind] if name == "buyer_user_id" else [ids[kind]]
        return Request(query={"page_size": size}, body={name: value})

    return Case(operation_id, build, region="US" if newer else "GB", newer=newer, about=name)


def carrier_and_number(seller: Seller) -> dict[str, str]:
    """A carrier of the market and a number of its form."""
    region = str(seller.shop["region"])
    carrier = carriers(region)[0].id
    number = make_tracking_number(region, carrier, int(seller.shop_id[-6:]))
    return {"tracking_number": number, "shipping_provider_id": carrier}
