"""What comes from areas that are not of the platform: adjustments, amounts of an order, money that is moved."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.core.control.replies import BAD_REQUEST, NOT_FOUND
from shopwright.platform.core.control.shapes import Body, Key, View, whole
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.money import rounded
from shopwright.platform.database.transaction import Tx
from shopwright.platform.finance.account import Extra
from shopwright.platform.finance.adjustments import AdjustmentType, adjust
from shopwright.platform.finance.books_store import Books
from shopwright.platform.finance.documents import Movement
from shopwright.platform.finance.errors import (
    ACCOUNT_TOO_LOW,
    AMOUNT_TOO_FINE,
    AMOUNT_UNKNOWN,
    REVERSAL_REFUSED,
    SKU_NOT_IN_ORDER,
)
from shopwright.platform.finance.fields import groups_of_amounts
from shopwright.platform.finance.movements_store import Account, Movements
from shopwright.platform.finance.order_accounts import follow_order
from shopwright.platform.finance.presenter import spelled
from shopwright.platform.market.regions import region
from shopwright.platform.sales.find import find_order
from shopwright.platform.sales.orders.order_change import change_order
from shopwright.wire.ids import IdKind

#: A signed amount in the shop's currency.
Amount = Annotated[str, Meta(pattern=whole(r"-?[0-9]{1,12}(\.[0-9]{1,2})?"))]
Positive = Annotated[str, Meta(pattern=whole(r"[0-9]{1,12}(\.[0-9]{1,2})?"))]


class NewAdjustment(Body):
    """A positive amount is paid to the seller, a negative one is taken. ``order_id``: the order that it is for."""

    shop_id: Key
    type: AdjustmentType
    amount: Amount
    order_id: Key | None = None


class AdjustmentView(View):
    adjustment_id: str
    transaction_id: str


def add_adjustment(tx: Tx, body: NewAdjustment) -> AdjustmentView:
    """Adjust what a shop is paid, on the statement of today: a penalty, a reimbursement, a chargeback."""
    shop = find_shop(tx, body.shop_id)
    if body.order_id is not None and find_order(tx, body.order_id)[0].shop_id != shop.shop_id:
        raise NOT_FOUND(what=f"The order {body.order_id} of the shop {shop.shop_id}")
    entry = adjust(tx, shop, body.type, _checked(shop, body.amount), body.order_id or "")
    return AdjustmentView(adjustment_id=entry.adjustment_id, transaction_id=entry.entry_id)


def _checked(shop: Shop, text: str) -> Decimal:
    """An amount that the shop's currency can have, other than 0."""
    market, amount = region(shop.region), Decimal(text)
    if not amount or amount != rounded(amount, market.currency_decimals):
        raise AMOUNT_TOO_FINE(amount=text, currency=market.currency)
    return rounded(amount, market.currency_decimals)


class NewAmount(Body):
    """``name`` is a field of a breakdown, such as affiliate_commission_amount; what the seller pays is negative.
    ``sku_id``: the first SKU of the order where it is left out."""

    order_id: Key
    name: Key
    amount: Amount
    sku_id: Key | None = None


class AmountView(View):
    order_id: str
    sku_id: str
    name: str
    amount: str


def add_amount(tx: Tx, body: NewAmount) -> AmountView:
    """Add an amount to an order's account, such as a creator's commission; what is settled already stays, and the
    difference is settled with the next statement."""
    shop, seen = find_order(tx, body.order_id)
    order = change_order(tx, shop, seen.order_id).order
    group = groups_of_amounts().get(body.name)
    if group is None:
        raise AMOUNT_UNKNOWN(name=body.name[:60])
    skus = list(dict.fromkeys(order.item_of(line).sku_id for line in order.active_lines))
    sku_id = body.sku_id or next(iter(skus), "")
    if sku_id not in skus:
        raise SKU_NOT_IN_ORDER(order_id=order.order_id, sku_id=sku_id)
    extra = Extra(group, body.name, sku_id, _checked(shop, body.amount))
    extras = [*tx[Books].extras(shop.shop_id, order.order_id), extra]
    tx[Books].save_extras(shop.shop_id, order.order_id, extras)
    if order.paid_time:
        follow_order(tx, shop, order, tx.now_ms())
    return AmountView(order_id=order.order_id, sku_id=sku_id, name=body.name, amount=str(extra.amount))


class NewMovement(Body):
    """A transfer to the seller's account, or from it where the amount is negative."""

    shop_id: Key
    amount: Amount


class NewTradeInMovement(Body):
    """RECHARGE brings money, WITHDRAW takes it, REVERSE takes a withdrawal back, or a part of it: the one of
    ``origin_id``, which goes with REVERSE alone."""

    shop_id: Key
    type: Literal["RECHARGE", "WITHDRAW", "REVERSE"]
    amount: Positive
    origin_id: Key | None = None
    reference: Annotated[str, Meta(max_length=100)] = ""


class MovementView(View):
    movement_id: str
    shop_id: str
    type: str
    amount: str
    balance: str


def move_money(tx: Tx, body: NewMovement) -> MovementView:
    """Transfer money to the seller's account or from it."""
    shop = find_shop(tx, body.shop_id)
    return _move(tx, shop, "SHOP", "TRANSFER", _checked(shop, body.amount))


def move_trade_in_money(tx: Tx, body: NewTradeInMovement) -> MovementView:
    """Move money of the account for trade-ins; 40976 where it holds too little, 40977 for more than was taken."""
    shop = find_shop(tx, body.shop_id)
    tx[Books].hold(shop.shop_id)
    amount = _checked(shop, body.amount)
    balance = tx[Movements].balance(shop.shop_id, "TRADE_IN", region(shop.region).currency_decimals)
    if body.type == "WITHDRAW" and balance < amount:
        raise ACCOUNT_TOO_LOW(balance=balance, amount=amount)
    if (body.type == "REVERSE") is not (body.origin_id is not None):
        raise BAD_REQUEST(reason="`origin_id` goes with the type REVERSE - at `$.origin_id`.")
    if body.origin_id is not None:
        _take_back(tx, shop, body.origin_id, amount)
    signed = -amount if body.type == "WITHDRAW" else amount
    return _move(tx, shop, "TRADE_IN", body.type, signed, body.reference, body.origin_id or "")


def _take_back(tx: Tx, shop: Shop, origin_id: str, amount: Decimal) -> None:
    """Note of a withdrawal how much of it is taken back, which is never more than it took."""
    origin = tx[Movements].get(shop.shop_id, "TRADE_IN", origin_id)
    if origin is None:
        raise NOT_FOUND(what=f"The movement {origin_id} of the account for trade-ins")
    if origin.type != "WITHDRAW":
        raise REVERSAL_REFUSED(reason=f"the movement {origin_id} is a {origin.type}")
    left = -origin.amount - origin.taken_back
    if amount > left:
        raise REVERSAL_REFUSED(reason=f"{left} is left of the withdrawal {origin_id}, less than {amount}")
    tx[Movements].save(shop.shop_id, replace(origin, taken_back=origin.taken_back + amount))


def _move(
    tx: Tx, shop: Shop, account: Account, kind: str, amount: Decimal, reference: str = "", origin_id: str = ""
) -> MovementView:
    market = region(shop.region)
    movement = Movement(
        movement_id=tx.new_id(IdKind.MOVEMENT),
        type=kind,
        amount=amount,
        status="SUCCESS",
        created_at=tx.now_ms(),
        reference=reference,
        origin_id=origin_id,
    )
    tx[Movements].add(shop.shop_id, account, movement, market.currency_decimals)
    return MovementView(
        movement_id=movement.movement_id,
        shop_id=shop.shop_id,
        type=kind,
        amount=spelled(amount, market),
        balance=spelled(tx[Movements].balance(shop.shop_id, account, market.currency_decimals), market),
    )
