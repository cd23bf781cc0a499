"""replicateProduct, getGlobalReplicatedProducts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

import msgspec

from shopwright import decoders
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.errors import (
    ALREADY_PUBLISHED,
    NO_PERMISSION,
    PARAMETERS_INVALID,
    PRODUCT_NOT_IN_ACCOUNT,
    REGION_INACTIVE,
    REPLICATED_SKU_ID_INVALID,
    REPLICATED_SKUS_INCOMPLETE,
    SHARED_STOCK_DIFFERS,
    STATUS_FORBIDS,
)
from shopwright.platform.catalogue.find import named_product, product_to_change
from shopwright.platform.catalogue.global_products.global_seller import (
    LOCAL_REPLICATION,
    GlobalSeller,
    find_global_seller,
    listing_methods,
)
from shopwright.platform.catalogue.global_products.market_persons import market_persons
from shopwright.platform.catalogue.global_products.replication import (
    SHARED,
    ReplicaSku,
    ReplicaTarget,
    live_replica,
    plan_replication,
    said_of_sku,
)
from shopwright.platform.catalogue.listing import Certification, Listing, ProductAttribute
from shopwright.platform.catalogue.listing_rules.errors import (
    ATTRIBUTE_VALUE_TOO_LONG,
    MANUFACTURER_OF_ANOTHER,
    PERSON_OF_ANOTHER,
)
from shopwright.platform.catalogue.listing_rules.sku_errors import (
    CURRENCY_WRONG,
    PRICE_INVALID,
    WAREHOUSE_OF_ANOTHER,
)
from shopwright.platform.catalogue.product_change import ProductChange
from shopwright.platform.catalogue.states import ProductStatus
from shopwright.platform.catalogue.stock.store import Stock
from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.call import Call
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.registry import operation
from shopwright.platform.market.regions import region
from shopwright.wire.errors import ApiError

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        GetGlobalReplicatedProductsResponseData,
        ReplicateProductResponseData,
        ReplicateProductResponseDataError,
    )
    from shopwright.contract.types.requests_product import (
        ReplicateProductRequest,
        ReplicateProductRequestReplicateTarget,
    )

T = TypeVar("T")

#: The longest value of a product attribute.
MOST_CHARACTERS = 2_000


@operation(
    "replicateProduct",
    raises=(
        ALREADY_PUBLISHED,
        ATTRIBUTE_VALUE_TOO_LONG,
        MANUFACTURER_OF_ANOTHER,
        PERSON_OF_ANOTHER,
        CURRENCY_WRONG,
        NO_PERMISSION,
        PARAMETERS_INVALID,
        PRICE_INVALID,
        PRODUCT_NOT_IN_ACCOUNT,
        REGION_INACTIVE,
        REPLICATED_SKUS_INCOMPLETE,
        REPLICATED_SKU_ID_INVALID,
        SHARED_STOCK_DIFFERS,
        STATUS_FORBIDS,
        WAREHOUSE_OF_ANOTHER,
    ),
    differs="A replica is made a minute later, which is invented; nothing is translated. What is wrong with a market "
    "is answered in errors.",
)
def replicate_product(call: Call, body: ReplicateProductRequest) -> ReplicateProductResponseData:
    """Have a live product made anew in the seller's shops of other markets; webhook 51 tells what became of each."""
    seller = find_global_seller(call.tx, call.account)
    if LOCAL_REPLICATION not in listing_methods(seller):
        raise NO_PERMISSION()
    source = product_to_change(call)
    if source.product.status is not ProductStatus.ACTIVATE:
        raise STATUS_FORBIDS(status=source.product.status)
    if not body.replicate_target:
        raise PARAMETERS_INVALID(reason="replicate_target is empty.")
    _check_mode(call.shop, body.inventory_mode)
    errors: list[ReplicateProductResponseDataError] = []
    planned: set[str] = set()
    for wanted in body.replicate_target:
        try:
            target = _target(call, seller, source, wanted, body.inventory_mode)
            if target.region in planned:
                raise PARAMETERS_INVALID(reason=f"{target.region} is named twice.")
        except ApiError as error:
            detail = {"region": wanted.region or ""}
            errors.append({"code": error.code, "message": error.message, "detail": detail})  # type: ignore[typeddict-item]
            continue
        planned.add(target.region)
        plan_replication(call.tx, call.shop, source.product, target)
    return {"errors": errors}


def _check_mode(shop: Shop, mode: str | None) -> None:
    if mode and not region(shop.region).in_eu:
        raise PARAMETERS_INVALID(reason=f"inventory_mode applies to the EU only, and not to {shop.region}.")


def _target(
    call: Call,
    seller: GlobalSeller,
    source: ProductChange,
    wanted: ReplicateProductRequestReplicateTarget,
    source_mode: str | None,
) -> ReplicaTarget:
    """A market of the request; raises what is wrong with it."""
    shop = seller.shop_in(wanted.region or "")
    if shop is None:
        raise REGION_INACTIVE(region=(wanted.region or "")[:10])
    if shop.region == call.shop.region:
        raise PARAMETERS_INVALID(reason=f"{shop.region} is the market of the product itself.")
    if live_replica(call.tx, source.product, shop.region):
        raise ALREADY_PUBLISHED(region=shop.region)
    _check_mode(shop, wanted.inventory_mode)
    persons = market_persons(call.tx, shop)
    _check_content(persons, wanted)
    listing = source.product.listing
    skus = _skus(call, shop, listing, wanted)
    says_nothing = not any(said.inventory for said in skus.values())
    in_eu = region(shop.region).in_eu
    shares = SHARED in (wanted.inventory_mode, source_mode) if in_eu else says_nothing
    if shares:
        _check_shared(call, skus)
    return ReplicaTarget(
        region=shop.region,
        skus=skus,
        shares_stock=shares,
        certifications=_converted(wanted.certifications, list[Certification]),
        product_attributes=_converted(wanted.product_attributes, list[ProductAttribute]),
        manufacturer_ids=wanted.manufacturer_ids or persons["manufacturer_ids"] or None,
        responsible_person_ids=wanted.responsible_person_ids or persons["responsible_person_ids"] or None,
    )


def _check_content(persons: Mapping[str, list[str]], wanted: ReplicateProductRequestReplicateTarget) -> None:
    """12052285 and 12052290 for persons that are not the shop's, 12052249 for a value that is too long."""
    for id_ in set(wanted.manufacturer_ids or []) - set(persons["manufacturer_ids"]):
        raise MANUFACTURER_OF_ANOTHER(id=id_[:40])
    for id_ in set(wanted.responsible_person_ids or []) - set(persons["responsible_person_ids"]):
        raise PERSON_OF_ANOTHER(id=id_[:40])
    for attribute in wanted.product_attributes or []:
        for value in attribute.values:
            if len(value.name or "") > MOST_CHARACTERS:
                raise ATTRIBUTE_VALUE_TOO_LONG(id=attribute.id[:40], length=len(value.name or ""), most=MOST_CHARACTERS)


def _skus(
    call: Call, shop: Shop, listing: Listing, wanted: ReplicateProductRequestReplicateTarget
) -> dict[str, ReplicaSku]:
    """All SKUs of the source: 12052508 for another id, 12052511 where one is left out."""
    known = {sku.id for sku in listing.skus}
    skus: dict[str, ReplicaSku] = {}
    for sku in wanted.skus or []:
        if sku.source_sku_id not in known:
            raise REPLICATED_SKU_ID_INVALID()
        sale_price, currency = (sku.price.sale_price, sku.price.currency) if sku.price else (None, None)
        skus[sku.source_sku_id] = said_of_sku(call.tx, shop, sale_price, currency, sku.seller_sku, sku.inventory)
    if known - set(skus):
        raise REPLICATED_SKUS_INCOMPLETE()
    return skus


def _check_shared(call: Call, skus: dict[str, ReplicaSku]) -> None:
    """12052503 where stock that is to be shared is not the same as the source's."""
    held = call.tx[Stock].of_skus(call.shop.shop_id, list(skus))
    for sku_id, said in skus.items():
        available = sum(quantities.available for quantities in held[sku_id].values())
        if said.inventory and sum(line.quantity or 0 for line in said.inventory) != available:
            raise SHARED_STOCK_DIFFERS()


def _converted(sent: object, kind: type[T]) -> T | None:
    return decoders.convert(msgspec.to_builtins(sent), kind) if sent else None


@operation("getGlobalReplicatedProducts", raises=(PRODUCT_NOT_IN_ACCOUNT,))
def get_global_replicated_products(call: Call) -> GetGlobalReplicatedProductsResponseData:
    """The replicas of a product, with the state of each; none for a product that is a replica itself."""
    product = named_product(call)
    rows = []
    for replica in product.replicas:
        shop = call.tx[Accounts].shop(replica.shop_id)
        there = call.tx[Products].get(replica.shop_id, replica.product_id) if shop else None
        if there is not None:
            rows.append((replica, str(there.status)))
    return {
        "replicated_products": [
            {
                "region": replica.region,
                "shop_id": replica.shop_id,
                "product_id": replica.product_id,
                "product_status": status,
            }
            for replica, status in rows
        ]
    }
