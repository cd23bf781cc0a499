"""``/sandbox/packages``: parcels, and what carriers do to them."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from shopwright import decoders
from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.control.paging import NextBefore, Place, newest
from shopwright.platform.core.control.shapes import Body, Key, PlatformSeconds, Query, View
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.find import find_package

from .carrier_actions import ParcelAct, carrier_act
from .package import Package, Scan
from .states import PackageStatus
from .store import PackageFilter, Packages


class PackageQuery(Query):
    """Of all shops, unless ``shop_id`` names one. ``before`` is the ``next_before`` of the page before."""

    shop_id: Key | None = None
    status: PackageStatus | None = None
    before: Key | None = None
    size: Annotated[int, Meta(ge=1, le=100)] = 20


class PackageView(View):
    """``outcome`` is how it ends, or will."""

    package_id: str
    shop_id: str
    status: str
    tag: str
    order_ids: list[str]
    line_item_ids: list[str]
    shipping_type: str
    shipping_provider_id: str
    shipping_provider: str
    tracking_number: str
    outcome: str
    created_at: PlatformSeconds
    updated_at: PlatformSeconds
    shipped_at: PlatformSeconds | None
    collected_at: PlatformSeconds | None
    delivered_at: PlatformSeconds | None


class ScanView(View):
    at: PlatformSeconds
    code: str
    description: str
    location: str


class PackageDetailView(PackageView):
    """``scans`` are those made, the oldest first; ``ahead`` those to come, at the times that are planned.

    What sellers told and no operation answers: the ``note`` to the buyer, a ``tracking_url`` of their carrier, the
    address of a ``delivery_proof``, and why a parcel was not delivered (``failure``).
    """

    note: str
    tracking_url: str
    delivery_proof: str
    failure: str
    scans: list[ScanView]
    ahead: list[ScanView]


class PackagePage(View):
    """The newest first; ``next_before`` leads to the next page, and is null on the last one."""

    packages: list[PackageView]
    next_before: NextBefore


class CarrierAct(Body):
    """COLLECT and DELIVER make every scan on the way, SCAN the next one. LOSE, DAMAGE, REFUSE and UNDELIVERABLE end
    the parcel's way: now, or (``in_time``) at its next scans, for which it need not be shipped yet."""

    act: ParcelAct
    when: Literal["now", "in_time"] = "now"


def list_packages(tx: Tx, query: PackageQuery) -> PackagePage:
    """What was packed."""
    shops = [find_shop(tx, query.shop_id)] if query.shop_id is not None else tx[Accounts].all_shops()
    by_id = {shop.shop_id: shop for shop in shops}
    wanted = PackageFilter(status=str(query.status) if query.status else None)

    def read(shop_id: str, before: Place | None, size: int) -> list[tuple[Shop, Package]]:
        rows = tx[Packages].page(shop_id, wanted, by="created_at", descending=True, after=before, size=size)
        return [(by_id[shop_id], package) for _, package in rows]

    pairs, following = newest(read, _place, by_id, query.before, query.size)
    package_views = [decoders.convert(_fields(shop, package), PackageView) for shop, package in pairs]
    return PackagePage(packages=package_views, next_before=following)


def _place(shops: tuple[Shop, Package]) -> Place:
    return shops[1].created_at, shops[1].package_id


def show_package(tx: Tx, package_id: str) -> PackageDetailView:
    """One package of any shop, with its scans."""
    shop, package = find_package(tx, package_id)
    scans = {
        "scans": [_scan(scan) for scan in package.scans_made],
        "ahead": [_scan(scan) for scan in package.scans_ahead],
    }
    told = {
        "note": package.note,
        "tracking_url": package.tracking_url,
        "delivery_proof": package.delivery_proof,
        "failure": package.outcome_reason,
    }
    return decoders.convert({**_fields(shop, package), **scans, **told}, PackageDetailView)


def act_on_package(tx: Tx, package_id: str, body: CarrierAct) -> PackageDetailView:
    """Collect, scan, deliver or lose a parcel; refused where its state has no place for that."""
    shop, _ = find_package(tx, package_id)
    carrier_act(tx, shop, package_id, body.act, in_time=body.when == "in_time")
    return show_package(tx, package_id)


def _fields(shop: Shop, package: Package) -> dict[str, object]:
    return {
        "package_id": package.package_id,
        "shop_id": shop.shop_id,
        "status": str(package.status),
        "tag": package.tag,
        "order_ids": package.order_ids,
        "line_item_ids": package.line_ids,
        "shipping_type": package.shipping_type,
        "shipping_provider_id": package.provider_id,
        "shipping_provider": package.provider_name,
        "tracking_number": package.tracking_number,
        "outcome": package.outcome,
        "created_at": package.created_at // 1000,
        "updated_at": package.updated_at // 1000,
        "shipped_at": package.shipped_time or None,
        "collected_at": package.collected_time or None,
        "delivered_at": package.delivered_time or None,
    }


def _scan(scan: Scan) -> ScanView:
    return ScanView(at=scan.at // 1000, code=scan.code, description=scan.description, location=scan.location)
