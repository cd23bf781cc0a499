"""A package: what is in it, who carries it, and how far it has come."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from shopwright.platform.logistics.measures import Measures
from shopwright.platform.logistics.routes import Loss
from shopwright.platform.market.trade_rules import ShippingType

from .states import OVER, PackageStatus

Tag = Literal["DEFAULT", "COMBINE", "SPLIT"]
Outcome = Literal["DELIVERED"] | Loss


class Content(msgspec.Struct, frozen=True):
    """The lines of one order that are in a package."""

    order_id: str
    line_ids: list[str]


class Scan(msgspec.Struct, frozen=True):
    """One entry of a parcel's tracking: ``at`` in unix milliseconds, ``code`` is a ``ScanCode`` of the routes."""

    at: int
    code: str
    description: str
    location: str = ""


class ShippingService(msgspec.Struct, frozen=True):
    """A label that was bought: the service, its carrier and its price in the market's currency."""

    id: str
    name: str
    price: str
    earliest_days: int
    latest_days: int


class Invoice(msgspec.Struct, frozen=True):
    """A fiscal invoice (BR): its 44-digit key, and how the tax office judged it."""

    status: Literal["PROCESSING", "SUCCESS", "INVALID", "FAILED"]
    access_key: str = ""
    number: str = ""
    reason: str = ""


class Package(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One package of one shop.

    ``route`` holds the scans made and those to come, in order; ``scanned`` counts the made ones. ``edits`` counts
    corrections of its tracking number. Times in unix seconds, 0 where it has not happened; ``created_at`` and
    ``updated_at`` in milliseconds.
    """

    package_id: str
    status: PackageStatus = PackageStatus.TO_FULFILL
    created_at: int
    updated_at: int
    contents: list[Content]
    warehouse_id: str
    shipping_type: ShippingType
    delivery_option_id: str
    delivery_option_name: str
    delivery_type: str
    tag: Tag = "DEFAULT"
    provider_id: str = ""
    provider_name: str = ""
    tracking_number: str = ""
    handover_method: str = ""
    pickup_start: int = 0
    pickup_end: int = 0
    measures: Measures = Measures()
    service: ShippingService | None = None
    route: list[Scan] = []
    scanned: int = 0
    outcome: Outcome = "DELIVERED"
    outcome_reason: str = ""
    shipped_time: int = 0
    collected_time: int = 0
    delivered_time: int = 0
    edits: int = 0
    note: str = ""
    invoice: Invoice | None = None
    bundle_id: str = ""
    label_printed: bool = False
    delivery_proof: str = ""
    tracking_url: str = ""

    @property
    def order_ids(self) -> list[str]:
        return [content.order_id for content in self.contents]

    @property
    def line_ids(self) -> list[str]:
        return [line_id for content in self.contents for line_id in content.line_ids]

    @property
    def is_open(self) -> bool:
        """Whether it can still be shipped."""
        return self.status is PackageStatus.TO_FULFILL

    @property
    def scans_made(self) -> list[Scan]:
        """What happened to it, the oldest first."""
        return self.route[: self.scanned]

    @property
    def scans_ahead(self) -> list[Scan]:
        """What is planned to happen to it; nothing where it is over, or where its seller reports what happens."""
        return [] if self.is_over else self.route[self.scanned :]

    @property
    def is_over(self) -> bool:
        """Whether it arrived or was cancelled."""
        return self.status in OVER


def shown_in_orders(package: Package) -> tuple[str, ...]:
    """What orders show of a package: they are written anew where it changes."""
    invoice = package.invoice.status if package.invoice else ""
    carrier = (package.provider_id, package.provider_name, package.tracking_number)
    return (str(package.status), package.tag, invoice, *carrier)


def newest_scans(packages: Iterable[Package]) -> list[Scan]:
    """What happened to some packages, the newest first; of one moment, the later entry is the newer."""
    made = [scan for package in packages for scan in package.scans_made]
    return sorted(made, key=lambda scan: scan.at)[::-1]
