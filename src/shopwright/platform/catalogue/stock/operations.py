"""updateInventory, inventorySearch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shopwright.platform.catalogue.bundles import bundle_places, parts_in
from shopwright.platform.catalogue.errors import (
    CHECK_FAILED,
    PRODUCT_ID_INVALID,
    PRODUCT_IDS_INVALID,
    SKU_ID_MISSING,
    SKU_ID_REPEATED,
    SKU_LIST_EMPTY,
    SKU_NOT_FOUND,
    STATUS_FORBIDS,
    STOCK_BELOW_LOCKED,
    STOCK_BELOW_PROMOTION,
    TAX_NUMBER_MISSING,
    TOO_MANY_PRODUCT_IDS,
    TOO_MANY_SKUS_OLD,
    WAREHOUSES_LEFT_OUT_OLD,
)
from shopwright.platform.catalogue.find import UNKNOWN_PRODUCT, product_to_change
from shopwright.platform.catalogue.listing import ListedSku
from shopwright.platform.catalogue.listing_rules.sku_errors import (
    BACKORDER_INVALID,
    BACKORDER_NO_RIGHT,
    BACKORDER_TOO_MANY,
    BUNDLE_STOCK_DERIVED,
    HANDLING_TIME_INVALID,
    QUANTITY_OUT_OF_RANGE,
    SKU_WITHOUT_WAREHOUSE,
    SKUS_TOO_MANY,
    WAREHOUSE_DISABLED,
    WAREHOUSE_NOT_FOR_DELIVERY,
    WAREHOUSE_OF_ANOTHER,
    WAREHOUSE_REPEATED,
    WAREHOUSE_UNKNOWN,
)
from shopwright.platform.catalogue.listing_rules.stock import backorder_problems
from shopwright.platform.catalogue.prerequisites import check_standing
from shopwright.platform.catalogue.product import Product, set_backorders
from shopwright.platform.catalogue.quantities import Quantities, Reason
from shopwright.platform.catalogue.states import ProductStatus
from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.logistics.store import RETURN, Warehouse, Warehouses
from shopwright.platform.market.regions import region
from shopwright.wire.errors import ApiError

from .locks_store import StockLock, StockLocks
from .stock_change import Level, set_levels, total
from .store import Holdings, Stock

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        InventorySearchResponseData,
        InventorySearchResponseDataInventorySku,
        UpdateInventoryResponseData,
        UpdateInventoryResponseDataError,
    )
    from shopwright.contract.types.requests_product import (
        InventorySearchRequest,
        UpdateInventoryRequest,
        UpdateInventoryRequestSku,
    )

#: How many products, or SKUs, one search may name.
MAX_PRODUCTS, MAX_SKUS = 100, 600

Failure = tuple[str, ApiError]


@operation(
    "updateInventory",
    raises=(
        BACKORDER_INVALID,
        BACKORDER_NO_RIGHT,
        BACKORDER_TOO_MANY,
        BUNDLE_STOCK_DERIVED,
        CHECK_FAILED,
        HANDLING_TIME_INVALID,
        *UNKNOWN_PRODUCT,
        PRODUCT_IDS_INVALID,
        QUANTITY_OUT_OF_RANGE,
        SKUS_TOO_MANY,
        SKU_ID_MISSING,
        SKU_ID_REPEATED,
        SKU_LIST_EMPTY,
        SKU_NOT_FOUND,
        STATUS_FORBIDS,
        SKU_WITHOUT_WAREHOUSE,
        STOCK_BELOW_LOCKED,
        STOCK_BELOW_PROMOTION,
        TAX_NUMBER_MISSING,
        WAREHOUSES_LEFT_OUT_OLD,
        WAREHOUSE_DISABLED,
        WAREHOUSE_NOT_FOR_DELIVERY,
        WAREHOUSE_OF_ANOTHER,
        WAREHOUSE_REPEATED,
        WAREHOUSE_UNKNOWN,
    ),
    webhooks=(27, 71),
    differs="quantity sets what is on hand, from 0 to 999,999; backorders are shown, and nobody orders them.",
)
def update_inventory(call: Call, body: UpdateInventoryRequest) -> UpdateInventoryResponseData:
    """Set stock on hand of a live product's SKUs. Each SKU is set whole or listed in ``errors``.

    A bundle's stock is that of its parts: 12052850.
    """
    check_standing(call.shop)
    change = product_to_change(call)
    if change.product.status is not ProductStatus.ACTIVATE:
        raise STATUS_FORBIDS(status=change.product.status)
    _check_names(call, body.skus)
    known = {sku.id: sku for sku in change.product.listing.skus}
    held = call.tx[Stock].of_skus(call.shop.shop_id, known)
    places = {warehouse.warehouse_id: warehouse for warehouse in call.tx[Warehouses].of_shop(call.shop.shop_id)}
    errors: list[UpdateInventoryResponseDataError] = []
    seen: set[str] = set()
    for sku in body.skus:
        if sku.id in seen:
            raise SKU_ID_REPEATED(sku_id=sku.id[:40])
        seen.add(sku.id)
        if sku.id not in known:
            errors.append(_error(sku.id, SKU_NOT_FOUND(sku_id=sku.id[:40]), []))
            continue
        if known[sku.id].combined_skus:
            errors.append(_error(sku.id, BUNDLE_STOCK_DERIVED(), []))
            continue
        failures = _set(call, change.product, sku, places, held)
        if failures:
            errors.append(_error(sku.id, CHECK_FAILED(), failures))
    return {"errors": errors}


def _check_names(call: Call, skus: Sequence[UpdateInventoryRequestSku]) -> None:
    """12052902 no SKU, 12052050 too many, 12052036 one without an id."""
    market = region(call.shop.region)
    if not skus:
        raise SKU_LIST_EMPTY()
    if len(skus) > market.max_skus:
        raise SKUS_TOO_MANY(count=len(skus), region=market.code, most=market.max_skus)
    if not all(sku.id for sku in skus):
        raise SKU_ID_MISSING()


def _set(
    call: Call, product: Product, sku: UpdateInventoryRequestSku, places: dict[str, Warehouse], held: Holdings
) -> list[Failure]:
    """Set one SKU's stock; answers why it was not set, by warehouse."""
    if not sku.inventory:
        return [("", SKU_WITHOUT_WAREHOUSE())]
    default = call.tx[Warehouses].default(call.shop.shop_id).warehouse_id
    levels = [Level(sku.id, line.warehouse_id or default, line.quantity) for line in sku.inventory]
    failures = _place_failures(call, sku.id, levels, places, held) or _backorder_failures(call, product, sku, default)
    if failures:
        return failures
    refused = set_levels(call.tx, call.shop, product.product_id, levels, Reason.API_SYNC, call.request_id)
    if not refused:
        set_backorders(product, sku.id, sku.inventory)
    return [(refusal.level.warehouse_id, refusal.error) for refusal in refused]


def _backorder_failures(call: Call, product: Product, sku: UpdateInventoryRequestSku, default: str) -> list[Failure]:
    listed = next(listed for listed in product.listing.skus if listed.id == sku.id)
    broken = backorder_problems(listed, sku.inventory, region(call.shop.region), "inventory")
    return [(sku.inventory[0].warehouse_id or default, ApiError(mistake.error, mistake.message)) for mistake in broken]


def _place_failures(
    call: Call, sku_id: str, levels: list[Level], places: dict[str, Warehouse], held: Holdings
) -> list[Failure]:
    failures: list[Failure] = []
    name: set[str] = set()
    for level in levels:
        place = places.get(level.warehouse_id)
        if level.warehouse_id in name:
            failures.append((level.warehouse_id, WAREHOUSE_REPEATED(warehouse_id=level.warehouse_id)))
        elif place is None:
            is_known = call.tx[Warehouses].shop_of(level.warehouse_id) is not None
            unknown = WAREHOUSE_OF_ANOTHER if is_known else WAREHOUSE_UNKNOWN
            failures.append((level.warehouse_id, unknown(warehouse_id=level.warehouse_id[:40])))
        elif place.type == RETURN:
            failures.append((level.warehouse_id, WAREHOUSE_NOT_FOR_DELIVERY(warehouse_id=level.warehouse_id)))
        elif not place.is_enabled:
            failures.append((level.warehouse_id, WAREHOUSE_DISABLED(warehouse_id=level.warehouse_id)))
        name.add(level.warehouse_id)
    missing = sorted(set(held.get(sku_id, {})) - name)
    if missing and not failures:
        failures.append((missing[0], WAREHOUSES_LEFT_OUT_OLD(sku_id=sku_id, missing=", ".join(missing))))
    return failures


def _error(sku_id: str, error: ApiError, failures: list[Failure]) -> UpdateInventoryResponseDataError:
    return {
        "code": error.code,
        "message": error.message,
        "detail": {
            "sku_id": sku_id,
            "extra_errors": [
                {"warehouse_id": warehouse_id, "code": api_error.code, "message": api_error.message}
                for warehouse_id, api_error in failures
            ],
        },
    }


@operation("inventorySearch", raises=(PRODUCT_ID_INVALID, TOO_MANY_PRODUCT_IDS, TOO_MANY_SKUS_OLD))
def inventory_search(call: Call, body: InventorySearchRequest) -> InventorySearchResponseData:
    """Stock by SKU and warehouse of up to 100 products or 600 SKUs; SKUs win where both are named.

    Unknown and foreign ids are left out. A bundle has as many as its parts make up.
    """
    product_ids, sku_ids = body.product_ids or [], body.sku_ids or []
    if len(sku_ids) > MAX_SKUS:
        raise TOO_MANY_SKUS_OLD(limit=MAX_SKUS)
    if len(product_ids) > MAX_PRODUCTS:
        raise TOO_MANY_PRODUCT_IDS(limit=MAX_PRODUCTS)
    for product_id in product_ids:
        if not product_id.isdecimal():
            raise PRODUCT_ID_INVALID(product_id=product_id[:40])
    shop_id, products = call.shop.shop_id, call.tx[Products]
    if sku_ids:
        product_ids = sorted(set(products.owners(shop_id, sku_ids).values()))
    known = products.some(shop_id, product_ids)
    wanted = set(sku_ids)
    rows = {
        product_id: [sku for sku in known[product_id].listing.skus if not wanted or sku.id in wanted]
        for product_id in dict.fromkeys(product_ids)
        if product_id in known
    }
    every = [sku for skus in rows.values() for sku in skus]
    locks: dict[str, list[StockLock]] = {}
    for each in call.tx[StockLocks].of_skus(shop_id, [sku.id for sku in every]):
        locks.setdefault(each.sku_id, []).append(each)
    held = call.tx[Stock].of_skus(shop_id, [sku.id for sku in every] + [part.sku_id for part in parts_in(every)])
    return {
        "inventory": [
            {
                "product_id": product_id,
                "skus": [_stock_row(sku, _held(sku, held), locks.get(sku.id, [])) for sku in skus],
            }
            for product_id, skus in rows.items()
        ]
    }


def _held(sku: ListedSku, held: Holdings) -> dict[str, Quantities]:
    """A SKU's stock by warehouse; of a bundle, what its parts make up."""
    if not sku.combined_skus:
        return held[sku.id]
    return {place: Quantities(number) for place, number in bundle_places(sku.combined_skus, held).items()}


def _stock_row(
    sku: ListedSku, held: dict[str, Quantities], locks: Sequence[StockLock]
) -> InventorySearchResponseDataInventorySku:
    """One SKU: what is not committed is available; of that, locks are shown apart from what the shop itself has."""
    whole = total(held.values())
    campaigns = dict.fromkeys((each.holder_id for each in locks), 0)
    for each in locks:
        campaigns[each.holder_id] += each.quantity
    names = {each.holder_id: each.holder_name for each in locks}
    return {
        "id": sku.id,
        "seller_sku": sku.seller_sku or "",
        "total_available_quantity": whole.on_hand - whole.committed,
        "total_committed_quantity": whole.committed,
        "warehouse_inventory": [
            {
                "warehouse_id": warehouse_id,
                "available_quantity": quantities.on_hand - quantities.committed,
                "committed_quantity": quantities.committed,
            }
            for warehouse_id, quantities in held.items()
        ],
        "total_available_inventory_distribution": {
            "campaign_inventory": [
                {"quantity": units, "campaign_name": names[holder_id]} for holder_id, units in campaigns.items()
            ],
            "creator_inventory": [{"quantity": whole.creator_lock, "creator_name": ""}] if whole.creator_lock else [],
            "in_shop_inventory": {"quantity": whole.available},
        },
    }
