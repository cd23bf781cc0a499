"""A product: its audit and the listings it holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import msgspec

from .listing import Listing, ListPrice
from .states import AuditStatus, ProductStatus


class Audit(msgspec.Struct, omit_defaults=True):
    """The audit of the listing under review.

    ``number`` tells a stale verdict from the current one; ``has_passed`` stays once the product went live.
    """

    status: AuditStatus = AuditStatus.NONE
    pre_approved_reasons: list[str] = []
    failed_reasons: list[str] = []
    number: int = 0
    has_passed: bool = False


class Backorder(msgspec.Struct, frozen=True, omit_defaults=True):
    """How many of a SKU may be ordered at a warehouse beyond its stock, and in how many days they are handled."""

    quantity: int
    handling_time: int | None = None


class Replica(msgspec.Struct, frozen=True):
    """A product of another market's shop, which was made as a copy of one or is what it was made of.

    ``sku_ids`` leads from the SKUs of the product that holds it to those of the other one.
    """

    region: str
    shop_id: str
    product_id: str
    sku_ids: dict[str, str]


class Strikethrough(msgspec.Struct, frozen=True, omit_defaults=True):
    """The price that buyers see struck through beside a SKU's, until it ends. ``before``: the list price before it."""

    amount: str
    ends_at: int
    before: ListPrice | None = None


class PastPrice(msgspec.Struct, frozen=True, array_like=True):
    """What a SKU cost ``until`` a moment in milliseconds, as decimal text."""

    sku_id: str
    amount: str
    until: int


class StockTerms(Protocol):
    """A line of a request that names a warehouse, and perhaps a backorder."""

    @property
    def warehouse_id(self) -> str | None: ...
    @property
    def backorder_quantity(self) -> int | None: ...
    @property
    def handling_time(self) -> int | None: ...


class Product(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One product of one shop.

    ``live`` is what buyers see, ``review`` what is under audit or failed it, ``draft`` what was not submitted.
    ``tokopedia`` is its state on Tokopedia where that is not ``status``. ``backorders`` stand by SKU and warehouse id,
    ``bundle_ids`` are the products that hold one of its SKUs. ``chart_excuses``: what appeals excused, by size chart.
    ``strikethroughs``: the prices struck through, by SKU id; ``past_prices`` those of the last 30 days. Times in
    milliseconds; ``live_at`` is when it first went on sale, 0 for one that has not, or did before this was noted.

    ``global_product_id`` is the global product that it was made of; ``global_ids`` leads from its SKUs, and its sales
    attributes and their values, to those there. ``replicas`` were made of it, itself it was made of ``source``.
    ``inventory_mode`` is how replicas have stock: EXCLUSIVE, each its own, or SHARED. ``combined_listing_id``: the
    combined listing that shows it with other products.
    """

    product_id: str
    status: ProductStatus
    created_at: int
    updated_at: int
    audit: Audit = msgspec.field(default_factory=Audit)
    live: Listing | None = None
    review: Listing | None = None
    draft: Listing | None = None
    suspended_reason: str = ""
    tokopedia: ProductStatus | None = None
    backorders: dict[str, dict[str, Backorder]] = {}
    bundle_ids: list[str] = []
    live_at: int = 0
    global_product_id: str = ""
    global_ids: dict[str, str] = {}
    replicas: list[Replica] = []
    source: Replica | None = None
    inventory_mode: str = ""
    combined_listing_id: str = ""
    chart_excuses: dict[str, list[str]] = {}
    strikethroughs: dict[str, Strikethrough] = {}
    past_prices: list[PastPrice] = []

    @property
    def listing(self) -> Listing:
        """The version that readers get unless they ask for another."""
        listing = self.live or self.review or self.draft
        assert listing is not None, f"product {self.product_id} holds no listing"
        return listing

    @property
    def versions(self) -> list[Listing]:
        return [listing for listing in (self.live, self.review, self.draft) if listing is not None]

    @property
    def has_draft(self) -> bool:
        return self.draft is not None and self.status is not ProductStatus.DRAFT


def set_backorders(product: Product, sku_id: str, lines: Iterable[StockTerms]) -> None:
    """Take over the backorders that lines of stock name; a quantity of 0 ends one."""
    for line in lines:
        if line.warehouse_id and line.backorder_quantity is not None:
            places = product.backorders.setdefault(sku_id, {})
            places[line.warehouse_id] = Backorder(line.backorder_quantity, line.handling_time)
