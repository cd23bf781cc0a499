"""The lines of a new order: each unit with its money, and what promotions take off it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from shopwright.platform.core.identity import Shop
from shopwright.platform.core.money import ZERO
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import region
from shopwright.platform.market.trade_rules import rules_of
from shopwright.platform.promotion.quote import QuotedShipping, Taken
from shopwright.wire.ids import IdKind

from .buyer_errors import DISCOUNT_OVER_PRICE
from .order import Line
from .pricing import Delivery, LineMoney, Unit, price_order
from .promotions import Promoted
from .purchase import ChosenSku, Purchase


def make_lines(
    tx: Tx,
    shop: Shop,
    purchase: Purchase,
    chosen_skus: Sequence[ChosenSku],
    delivery_type: str,
    promoted: Promoted | None,
) -> list[Line]:
    units = _units(chosen_skus, promoted)
    shipping = None if promoted is None or purchase.has_own_shipping else promoted.quote.shipping
    delivery = Delivery(
        delivery_type,
        purchase.shipping_fee,
        purchase.shipping_seller_discount if shipping is None else shipping.most,
        purchase.shipping_platform_discount,
        purchase.shipping_cofunded_discount,
        purchase.area,
        purchase.is_cod,
        purchase.insured,
    )
    decimals = region(shop.region).currency_decimals
    money = price_order(rules_of(shop), decimals, [unit for _, unit, _ in units], delivery)
    lines = [
        Line(
            id=tx.new_id(IdKind.LINE),
            item=index,
            money=paid,
            is_gift=unit.is_gift,
            promotions=taken if shipping is None else (*taken, *_taken_off_shipping(shipping, paid)),
        )
        for (index, unit, taken), paid in zip(units, money, strict=True)
    ]
    for line in lines:
        if customization := chosen_skus[line.item].line.customization:
            line.customization, line.pod_data_id = customization, tx.new_id(IdKind.ASSET)
    return lines


def _taken_off_shipping(shipping: QuotedShipping, paid: LineMoney) -> tuple[Taken, ...]:
    off = paid.shipping_seller_discount
    return (Taken(shipping.activity_id, "SHIPPING_DISCOUNT", off, is_shipping=True),) if off else ()


def _units(chosen_skus: Sequence[ChosenSku], promoted: Promoted | None) -> list[tuple[int, Unit, tuple[Taken, ...]]]:
    """The units of the basket with their places in it, and what promotions take off each; like ones share a unit."""
    units: list[tuple[int, Unit, tuple[Taken, ...]]] = []
    quoted = iter(promoted.quote.units if promoted else ())
    for index, chosen in enumerate(chosen_skus):
        plain = _plain_unit(chosen)
        if chosen.given_by:
            gift = Taken(chosen.given_by, "GIFT_WITH_PURCHASE", plain.price)
            units.append((index, plain, (gift,)))
        elif promoted is None:
            units += [(index, plain, ())] * chosen.line.quantity
        else:
            taken_off = [tuple(next(quoted).taken) for _ in range(chosen.line.quantity)]
            alike = {taken: _with_promotions(plain, taken) for taken in taken_off}
            units += [(index, alike[taken], taken) for taken in taken_off]
    return units


def _plain_unit(chosen: ChosenSku) -> Unit:
    """A unit without promotions."""
    unit = Unit(
        chosen.price,
        chosen.line.seller_discount,
        chosen.line.platform_discount,
        sum((Decimal(fee.amount) for fee in chosen.sku.fees or [] if fee.amount), ZERO),
        chosen.line.is_gift,
    )
    off = unit.seller_discount + unit.platform_discount
    if off > unit.price:
        raise DISCOUNT_OVER_PRICE(what=f"A unit of the SKU {chosen.sku.id}", price=unit.price, discount=off)
    return unit


def _with_promotions(unit: Unit, taken: Sequence[Taken]) -> Unit:
    return msgspec.structs.replace(
        unit,
        seller_discount=unit.seller_discount + sum((each.seller for each in taken), ZERO),
        platform_discount=unit.platform_discount + sum((each.platform for each in taken), ZERO),
    )
