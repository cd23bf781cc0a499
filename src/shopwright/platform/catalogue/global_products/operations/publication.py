"""publishGlobalProduct."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopwright import decoders
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.errors import (
    ALREADY_PUBLISHED,
    NO_PERMISSION,
    PARAMETERS_INVALID,
    PRODUCT_NOT_FOUND,
    PUBLISH_QUOTA_USED_UP,
    REGION_INACTIVE,
    SKU_NOT_FOUND,
    STATUS_FORBIDS,
    WAREHOUSE_NEEDED_TO_PUBLISH,
)
from shopwright.platform.catalogue.global_products.find import global_product_to_change
from shopwright.platform.catalogue.global_products.global_product import GlobalProduct
from shopwright.platform.catalogue.global_products.global_rules import MOST_QUANTITY
from shopwright.platform.catalogue.global_products.global_seller import GlobalSeller, global_seller
from shopwright.platform.catalogue.global_products.local_listing import MarketResult
from shopwright.platform.catalogue.global_products.presenter import publish_results
from shopwright.platform.catalogue.global_products.publish import Target, TargetSku, publish
from shopwright.platform.catalogue.listing import Fee, Listing, Money
from shopwright.platform.catalogue.listing_rules.sku_errors import (
    CURRENCY_WRONG,
    PRICE_INVALID_OLD,
    QUANTITY_OUT_OF_RANGE,
    WAREHOUSE_COVERAGE,
    WAREHOUSE_DISABLED,
)
from shopwright.platform.catalogue.prerequisites import quota_is_used_up
from shopwright.platform.catalogue.product_change import ProductChange
from shopwright.platform.catalogue.states import ProductStatus
from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.call import Call
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.money import decimal
from shopwright.platform.core.registry import operation
from shopwright.platform.logistics.store import SALES, Warehouses
from shopwright.platform.market.regions import region

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        PublishGlobalProductResponseData,
        PublishGlobalProductResponseDataProduct,
    )
    from shopwright.contract.types.requests_product import (
        PublishGlobalProductRequest,
        PublishGlobalProductRequestPublishTarget,
        PublishGlobalProductRequestPublishTargetSku,
    )


@operation(
    "publishGlobalProduct",
    raises=(
        ALREADY_PUBLISHED,
        CURRENCY_WRONG,
        NO_PERMISSION,
        PARAMETERS_INVALID,
        PRICE_INVALID_OLD,
        PRODUCT_NOT_FOUND,
        PUBLISH_QUOTA_USED_UP,
        QUANTITY_OUT_OF_RANGE,
        REGION_INACTIVE,
        SKU_NOT_FOUND,
        STATUS_FORBIDS,
        WAREHOUSE_COVERAGE,
        WAREHOUSE_DISABLED,
        WAREHOUSE_NEEDED_TO_PUBLISH,
    ),
    webhooks=(5, 16, 27, 37, 50, 71),
    differs="Nothing is translated; prices that are not sent are exchanged at invented rates. Refused with 12052117 is "
    "a call whose shops all have no quota left.",
)
def publish_global_product(call: Call, body: PublishGlobalProductRequest) -> PublishGlobalProductResponseData:
    """Make local products in the shops of some markets, each by that market's rules; one is live after its audit."""
    seller = global_seller(call)
    change = global_product_to_change(call)
    targets = _targets(call, seller, change.product, body)
    if all(quota_is_used_up(call.tx, target.shop) for target in targets):
        raise PUBLISH_QUOTA_USED_UP()
    results: list[MarketResult] = []
    rows: list[PublishGlobalProductResponseDataProduct] = []
    for target in targets:
        result, local = publish(call.tx, change, seller, target, call.request_id)
        results.append(result)
        if local is not None:
            rows.append(_row(target.shop, local))
    return {"products": rows, "publish_result": publish_results(results)}


def _row(shop: Shop, local: ProductChange) -> PublishGlobalProductResponseDataProduct:
    product = local.product
    listing: Listing = product.draft or product.review or product.listing
    return {
        "region": shop.region,
        "shop_id": shop.shop_id,
        "id": product.product_id,
        "skus": [
            {
                "related_global_sku_id": product.global_ids[sku.id],
                "id": sku.id,
                "seller_sku": sku.seller_sku or "",
                "sale_attributes": [
                    {"id": attribute.id or "", "value_id": attribute.value_id or ""}
                    for attribute in sku.sales_attributes or []
                ],
            }
            for sku in listing.skus
        ],
    }


def _targets(
    call: Call, seller: GlobalSeller, product: GlobalProduct, body: PublishGlobalProductRequest
) -> list[Target]:
    """The markets of a request; raises the first thing that is wrong with one of them, and nothing is published."""
    codes = [target.region for target in body.publish_target]
    if not codes or len(set(codes)) < len(codes):
        raise PARAMETERS_INVALID(reason="publish_target names each market once, and at least one.")
    return [_target(call, seller, product, target) for target in body.publish_target]


def _target(
    call: Call, seller: GlobalSeller, product: GlobalProduct, wanted: PublishGlobalProductRequestPublishTarget
) -> Target:
    shop = seller.shop_in(wanted.region)
    if shop is None:
        raise REGION_INACTIVE(region=wanted.region)
    ids = [sku.related_global_sku_id for sku in wanted.skus]
    if not ids or len(set(ids)) < len(ids):
        raise PARAMETERS_INVALID(reason="skus names each global SKU once, and at least one.")
    known = {sku.id for sku in product.listing.skus}
    for id_ in ids:
        if id_ not in known:
            raise SKU_NOT_FOUND(sku_id=id_[:40])
    skus = {sku.related_global_sku_id: _target_sku(call, seller, shop, sku) for sku in wanted.skus}
    if _is_published(call, product, shop):
        raise ALREADY_PUBLISHED(region=wanted.region)
    return Target(
        shop=shop,
        skus=skus,
        manufacturer_ids=wanted.manufacturer_ids,
        responsible_person_ids=wanted.responsible_person_ids,
    )


def _is_published(call: Call, product: GlobalProduct, shop: Shop) -> bool:
    """Whether the market has a local product; one that was deleted there may be made again."""
    publication = product.publication(shop.region)
    local = call.tx[Products].get(shop.shop_id, publication.product_id) if publication else None
    return local is not None and local.status is not ProductStatus.DELETED


def _target_sku(
    call: Call, seller: GlobalSeller, shop: Shop, wanted: PublishGlobalProductRequestPublishTargetSku
) -> TargetSku:
    price, stock = wanted.price, wanted.inventory
    quantity = stock.quantity if stock else None
    if quantity is not None and not 1 <= quantity <= MOST_QUANTITY:
        raise QUANTITY_OUT_OF_RANGE(quantity=quantity, least=1, most=MOST_QUANTITY)
    return TargetSku(
        price=_price(shop, price.currency, price.amount, price.sale_price) if price else None,
        warehouse_id=_warehouse_id(call, seller, shop, stock.warehouse_id) if stock and stock.warehouse_id else None,
        quantity=quantity,
        fees=decoders.convert(msgspec.to_builtins(wanted.fees), list[Fee]) if wanted.fees else None,
    )


def _price(shop: Shop, currency: str, amount: str | None, sale_price: str | None) -> Money:
    """A price in the market's currency or in dollars: 12052084 for another, 12019010 for no amount."""
    local = region(shop.region).currency
    if currency not in (local, "USD"):
        raise CURRENCY_WRONG(region=shop.region, expected=local, currency=currency)
    for value in (amount, sale_price):
        if value is not None and not decimal(value):
            raise PRICE_INVALID_OLD(value=value, currency=currency, reason="no amount above 0")
    return Money(currency=currency, amount=amount, sale_price=sale_price)


def _warehouse_id(call: Call, seller: GlobalSeller, shop: Shop, warehouse_id: str) -> str | None:
    """The shop's warehouse with an id, or at the place with it.

    12052379 for one of another market, 12019016 for any other, 12052531 for one that is disabled.
    """
    at_place = [warehouse for warehouse in seller.places.get(warehouse_id, []) if warehouse.shop_id == shop.shop_id]
    own = [each for each in call.tx[Warehouses].of_shop(shop.shop_id) if each.warehouse_id == warehouse_id] or at_place
    if not own:
        of_seller = {each.shop_id for each in call.tx[Accounts].shops_of(call.account.account_id)}
        if warehouse_id in seller.places or call.tx[Warehouses].shop_of(warehouse_id) in of_seller:
            raise WAREHOUSE_COVERAGE()
        raise WAREHOUSE_NEEDED_TO_PUBLISH()
    if own[0].type != SALES:
        raise WAREHOUSE_NEEDED_TO_PUBLISH()
    if not own[0].is_enabled:
        raise WAREHOUSE_DISABLED(warehouse_id=warehouse_id)
    return own[0].warehouse_id
