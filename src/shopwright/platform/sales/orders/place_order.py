"""A buyer buys: what is on sale and in stock becomes an order, its stock promised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import cast

from shopwright.platform.buyers.private_block import private_of
from shopwright.platform.catalogue.bundles import parts_in
from shopwright.platform.catalogue.goods import goods_of
from shopwright.platform.catalogue.listing import ListedSku, Listing
from shopwright.platform.catalogue.platforms import TIKTOK_SHOP, TOKOPEDIA, is_on_sale
from shopwright.platform.catalogue.product import Product
from shopwright.platform.catalogue.stock.store import Stock
from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.delivery_options import SEND_BY_SELLER, delivery_options
from shopwright.platform.logistics.measures import Measures
from shopwright.platform.logistics.store import Warehouses
from shopwright.platform.market.regions import DeliveryOption, Version
from shopwright.platform.market.trade_rules import ShippingType, rules_of
from shopwright.wire.ids import IdKind

from .buyer_errors import (
    DELIVERY_NOT_OFFERED,
    DELIVERY_UNKNOWN,
    NOT_PRINTED_ON,
    OUT_OF_STOCK,
    SKU_NOT_ON_SALE,
    WAREHOUSE_NOT_OPEN,
)
from .order import Item, ItemPart, Order
from .order_change import OrderChange
from .order_lines import make_lines
from .pre_sale import promise_of
from .promotions import Buying, Promoted, promote, record_uses
from .purchase import BasketLine, ChosenSku, Purchase
from .purchase_terms import check_terms
from .states import OrderStatus


class Shelf:
    """What a shop has on sale; each product is read once, so it lasts as long as a transaction."""

    def __init__(self, tx: Tx, shop: Shop) -> None:
        self._tx, self._shop = tx, shop
        self._known: dict[str, tuple[Product, ListedSku]] = {}

    def find(self, sku_ids: Iterable[str]) -> Mapping[str, tuple[Product, ListedSku]]:
        """Those of the SKUs that are on sale, and perhaps others, with their products."""
        missing = [sku_id for sku_id in dict.fromkeys(sku_ids) if sku_id not in self._known]
        owners = self._tx[Products].owners(self._shop.shop_id, missing)
        products = self._tx[Products].some(self._shop.shop_id, set(owners.values()))
        for product in products.values():
            if product.live is not None and any(is_on_sale(product, platform) for platform in (TIKTOK_SHOP, TOKOPEDIA)):
                self._known |= {listed_sku.id: (product, listed_sku) for listed_sku in product.live.skus}
        return self._known


def place(tx: Tx, shop: Shop, purchase: Purchase, *, at: int | None = None, shelf: Shelf | None = None) -> OrderChange:
    """An order in state UNPAID with its stock promised.

    Refused when a SKU is not on sale or not in stock; then the caller rolls back.
    """
    shelf = shelf or Shelf(tx, shop)
    chosen_skus = _look_up(shelf, purchase)
    option_id, option = _delivery(shop, purchase, chosen_skus)
    if at is None:
        check_terms(tx, shop, purchase, [(chosen.line, chosen.product) for chosen in chosen_skus])
    moment = tx.now_ms() if at is None else at
    promoted = _promote(tx, shop, purchase, chosen_skus, option.type) if at is None else None
    order = _new_order(tx, shop, purchase, chosen_skus, option_id, option, moment, promoted, shelf)
    change = OrderChange(tx, shop, order, private_of(purchase.buyer.person, purchase.address), at=moment)
    change.commit_stock(promoted.reserved.take(tx, shop, order.warehouse_id) if promoted else {})
    if promoted is not None:
        record_uses(tx, shop, order, promoted)
    return change.begin()


def _promote(
    tx: Tx, shop: Shop, purchase: Purchase, chosen_skus: Sequence[ChosenSku], delivery_type: str
) -> Promoted | None:
    """What promotions make of a purchase; samples and replacements are in none."""
    if purchase.is_sample or purchase.is_replacement or purchase.is_exchange:
        return None
    buying = Buying(
        buyer_id=purchase.buyer.buyer_id,
        units=[chosen.basket_unit for chosen in chosen_skus for _ in range(chosen.line.quantity)],
        coupon_ids=purchase.coupon_ids,
        delivery_type=delivery_type,
        fulfillment_type=purchase.fulfillment_type,
        area=purchase.area,
    )
    return promote(tx, shop, buying)


def _with_gifts(
    tx: Tx, shop: Shop, chosen_skus: Sequence[ChosenSku], promoted: Promoted, warehouse_id: str, shelf: Shelf
) -> list[ChosenSku]:
    """What is bought, and the gifts that come with it, as far as the warehouse has them."""
    offered = {gift.detail.sku_id: gift.activity_id for gift in promoted.quote.gifts}
    known, held = shelf.find(offered), tx[Stock].of_skus(shop.shop_id, offered)
    bought = Counter[str]()
    bought.subtract(promoted.reserved.at(warehouse_id))  # these are not taken from what is free
    for chosen in chosen_skus:
        bought[chosen.sku.id] += chosen.line.quantity
    gifts = [
        ChosenSku(BasketLine(sku_id, 1, is_gift=True), *known[sku_id], given_by=activity_id)
        for sku_id, activity_id in offered.items()
        if sku_id in known
        and (place := held[sku_id].get(warehouse_id)) is not None
        and place.available > bought[sku_id]
    ]
    return [*chosen_skus, *gifts]


def _look_up(shelf: Shelf, purchase: Purchase) -> list[ChosenSku]:
    lines = purchase.lines
    known = shelf.find(line.sku_id for line in lines)
    for line in lines:
        if line.sku_id not in known or not is_on_sale(known[line.sku_id][0], purchase.commerce_platform):
            raise SKU_NOT_ON_SALE(sku_id=line.sku_id[:40])
    chosen_skus = [ChosenSku(line, *known[line.sku_id]) for line in lines]
    for chosen in chosen_skus:
        if chosen.line.customization and not (chosen.product.live and chosen.product.live.pod_info):
            raise NOT_PRINTED_ON(product_id=chosen.product.product_id)
    parts = shelf.find(part.sku_id for part in parts_in([chosen.sku for chosen in chosen_skus]))
    for chosen in chosen_skus:
        if any(part.sku_id not in parts for part in chosen.sku.combined_skus or ()):
            raise SKU_NOT_ON_SALE(sku_id=chosen.sku.id)
    return [ChosenSku(chosen.line, chosen.product, chosen.sku, _parts(chosen.sku, parts)) for chosen in chosen_skus]


def _parts(sku: ListedSku, listed: Mapping[str, tuple[Product, ListedSku]]) -> tuple[ItemPart, ...]:
    return tuple(
        ItemPart(part.sku_id, part.product_id, listed[part.sku_id][1].seller_sku or "", part.sku_count)
        for part in sku.combined_skus or ()
    )


def _delivery(shop: Shop, purchase: Purchase, chosen_skus: Sequence[ChosenSku]) -> tuple[str, DeliveryOption]:
    """The delivery option that is named, else the first of the way of shipping that each product is delivered by."""
    options = delivery_options(shop.region)
    delivery_option_id = purchase.delivery_option_id
    if delivery_option_id is not None and delivery_option_id not in options:
        raise DELIVERY_UNKNOWN(option_id=delivery_option_id[:40], region=shop.region)
    by_seller = purchase.shipping_type == "SELLER"
    wanted = (
        [id_ for id_, option in options.items() if (option.type == SEND_BY_SELLER) is by_seller]
        if delivery_option_id is None
        else [delivery_option_id]
    )
    for chosen in () if purchase.is_replacement or purchase.is_exchange else chosen_skus:
        offered = chosen.product.live.delivery_option_ids if chosen.product.live else None
        if offered and not set(wanted) & set(offered):
            raise DELIVERY_NOT_OFFERED(product_id=chosen.product.product_id, option_id=wanted[0])
        wanted = [id_ for id_ in wanted if not offered or id_ in offered]
    return wanted[0], options[wanted[0]]


def _new_order(
    tx: Tx,
    shop: Shop,
    purchase: Purchase,
    chosen_skus: Sequence[ChosenSku],
    option_id: str,
    option: DeliveryOption,
    at: int,
    promoted: Promoted | None,
    shelf: Shelf,
) -> Order:
    order_id = tx.new_id(IdKind.ORDER)
    rules = rules_of(shop)
    items = [_item(chosen) for chosen in chosen_skus]
    warehouse_id = _warehouse(tx, shop, purchase, items, promoted)
    if promoted is not None and promoted.quote.gifts:
        chosen_skus = _with_gifts(tx, shop, chosen_skus, promoted, warehouse_id, shelf)
        items = [_item(chosen) for chosen in chosen_skus]
    promise = promise_of((chosen.sku.pre_sale for chosen in chosen_skus), at // 1000, shop.region, rules.order_types)
    shipping: ShippingType = "SELLER" if option.type == SEND_BY_SELLER else "TIKTOK"
    return Order(
        order_id=order_id,
        region=shop.region,
        status=OrderStatus.UNPAID,
        created_at=at,
        updated_at=at,
        buyer_id=purchase.buyer.buyer_id,
        buyer_nickname=purchase.buyer.person.nickname,
        items=items,
        lines=make_lines(tx, shop, purchase, chosen_skus, option.type, promoted),
        warehouse_id=warehouse_id,
        shipping_type=shipping,
        delivery_option_id=option_id,
        delivery_option_name=option.name,
        delivery_type=option.type,
        fulfillment_type=purchase.fulfillment_type,
        order_type=purchase.order_type or promise.order_type,
        release_date=promise.release,
        handling=promise.handling,
        commerce_platform=purchase.commerce_platform,
        payment_method="Cash on delivery" if purchase.is_cod else purchase.payment_method or rules.payment_methods[0],
        is_cod=purchase.is_cod,
        is_sample=purchase.is_sample,
        is_replacement=purchase.is_replacement,
        is_exchange=purchase.is_exchange,
        source_order_id=purchase.source_order_id,
        combine_group=purchase.combine_group,
        buyer_message=purchase.message,
        seller_note=purchase.seller_note,
        reference=purchase.reference,
        held=rules.hold,
        is_cross_border=shop.doc.seller_type == "CROSS_BORDER",
    )


def _item(chosen: ChosenSku) -> Item:
    listing = chosen.product.live
    assert listing is not None
    values = [
        sales_attribute.value_name
        for sales_attribute in chosen.sku.sales_attributes or []
        if sales_attribute.value_name
    ]
    pictures = [
        sales_attribute.sku_img.uri for sales_attribute in chosen.sku.sales_attributes or [] if sales_attribute.sku_img
    ]
    pictures += [main_image.uri for main_image in listing.main_images]
    goods = goods_of(listing.category_id, cast(Version, listing.category_version))
    return Item(
        sku_id=chosen.sku.id,
        product_id=chosen.product.product_id,
        product_name=listing.title,
        sku_name=", ".join(values) or "Default",
        seller_sku=chosen.sku.seller_sku or "",
        image=pictures[0] if pictures else "",
        weight=_grams(chosen.sku, listing),
        is_dangerous=goods.dangerous,
        is_boxed_alone=goods.boxed_alone,
        handling_days=_handling_days(chosen.sku),
        size=_size(chosen.sku, listing),
        parts=chosen.parts,
        is_blind_box=bool(listing.is_blind_box),
        is_temporary=bool(listing.is_live_quick),
    )


def _handling_days(sku: ListedSku) -> int:
    fulfillment_type = sku.pre_sale.fulfillment_type if sku.pre_sale else None
    return (fulfillment_type.handling_duration_days or 0) if fulfillment_type else 0


_GRAMS = {"KILOGRAM": Decimal(1000), "GRAM": Decimal(1), "POUND": Decimal("453.59237")}


def _grams(sku: ListedSku, listing: Listing) -> int:
    measure = sku.sku_weight or listing.package_weight
    return round(Decimal(measure.value) * _GRAMS[measure.unit]) if measure else 0


_SIZE_UNITS = {"CENTIMETER": "CM", "INCH": "INCH"}


def _size(sku: ListedSku, listing: Listing) -> Measures:
    size = sku.sku_dimensions or listing.package_dimensions
    if size is None:
        return Measures()
    return Measures(length=size.length, width=size.width, height=size.height, size_unit=_SIZE_UNITS[size.unit])


def _warehouse(tx: Tx, shop: Shop, purchase: Purchase, items: Sequence[Item], promoted: Promoted | None) -> str:
    """The warehouse that is named, else the first, the default before the others, that has everything, free or kept by
    an activity for this order."""
    of_sales = tx[Warehouses].of_sales(shop.shop_id)
    known = [warehouse.warehouse_id for warehouse in of_sales if warehouse.is_enabled]
    if purchase.warehouse_id is not None:
        if purchase.warehouse_id not in known:
            raise WAREHOUSE_NOT_OPEN(warehouse_id=purchase.warehouse_id[:40])
        known = [purchase.warehouse_id]
    wanted: dict[str, int] = {}
    for line, item in zip(purchase.lines, items, strict=True):
        for part in item.stocked:
            wanted[part.sku_id] = wanted.get(part.sku_id, 0) + line.quantity * part.count
    holdings = tx[Stock].of_skus(shop.shop_id, wanted)
    most = Counter[str]()
    for warehouse_id in known:
        has = promoted.reserved.at(warehouse_id) if promoted else Counter[str]()
        for sku_id, places in holdings.items():
            has[sku_id] += places[warehouse_id].available if warehouse_id in places else 0
        if all(has[sku_id] >= units for sku_id, units in wanted.items()):
            return warehouse_id
        most |= has
    short = next((sku_id for sku_id, units in wanted.items() if most[sku_id] < units), next(iter(wanted)))
    raise OUT_OF_STOCK(sku_id=short, quantity=wanted[short])
