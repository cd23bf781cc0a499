"""Lets simulated buyers order, one at a time, and plans what they do later."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.buyers.store import Buyer
from shopwright.platform.catalogue.stock.store import Place, Stock
from shopwright.platform.clock.scheduler import declare, due, plan
from shopwright.platform.clock.store import DueAction, DueActions
from shopwright.platform.core.durations import HOUR_MS
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.people import make_person
from shopwright.platform.market.trade_rules import rules_of
from shopwright.platform.promotion.coupon_store import Coupons
from shopwright.platform.promotion.errors import COUPON_REFUSED
from shopwright.platform.sales.orders.buyer_actions import buyer_known_as
from shopwright.platform.sales.orders.buyer_errors import OUT_OF_STOCK, SKU_NOT_ON_SALE
from shopwright.platform.sales.orders.order_change import OrderChange, change_order
from shopwright.platform.sales.orders.place_order import place
from shopwright.platform.sales.orders.purchase import BasketLine, Purchase
from shopwright.platform.sales.orders.purchase_terms import TERMS
from shopwright.platform.sales.orders.states import OrderStatus
from shopwright.platform.sales.packages.package_change import pay_order
from shopwright.wire.errors import ApiError

from .model import Arrival, Offer, Pick, Simulation, draw_arrival, next_arrival
from .model import choose as choose_basket
from .scheduled_actions import ASK, CANCEL, PAY, RETURN, REVIEW, SHIP
from .store import Simulations

#: The due action that brings the next buyer.
# Names of due actions are stored, so they stay.
TICK = declare("world.tick")

#: Among how many SKUs a buyer chooses: those of the newest products.
_LOOKED_AT = 2_000


def plan_tick(tx: Tx, shop: Shop, simulation: Simulation, at: int) -> None:
    """Plan the arrival that follows a moment, or none. The caller saves the simulation."""
    simulation.next_at = next_arrival(simulation, shop.region, at)
    if simulation.next_at:
        plan(tx, TICK, shop.shop_id, shop.shop_id, simulation.next_at)
    else:
        tx[DueActions].drop(TICK, shop.shop_id)


def stop(tx: Tx, shop_id: str) -> int:
    """Delete a shop's simulation; answers how many there were, 0 or 1. Actions that it had planned do nothing."""
    simulation = tx[Simulations].get(shop_id, for_change=True)
    tx[DueActions].drop(TICK, shop_id)
    tx[Simulations].remove(shop_id)
    return 1 if simulation else 0


@due(TICK)
def tick(tx: Tx, action: DueAction) -> None:
    """Let one buyer order, and plan when the next one does."""
    shop = tx[Accounts].shop(action.shop_id)
    simulation = tx[Simulations].get(action.shop_id, for_change=True)
    if shop is None or simulation is None:
        return
    simulation.arrivals += 1
    _arrive(tx, shop, simulation)
    plan_tick(tx, shop, simulation, action.due_at)
    tx[Simulations].save(shop.shop_id, simulation)


def _arrive(tx: Tx, shop: Shop, simulation: Simulation) -> None:
    arrival = draw_arrival(simulation.seed, simulation.arrivals, simulation.mix, simulation.buyers)
    basket = choose_basket(simulation.seed, tx[Simulations].offers(shop.shop_id, _LOOKED_AT), arrival.picks)
    change = _buy(tx, shop, simulation, arrival, basket) if basket else None
    if change is None:
        simulation.count("left_without")
        return
    simulation.count("orders")
    if arrival.pays_late == 0:
        pay_order(change)
    if arrival.pays_late < 0:
        simulation.count("never_paid")
    _plan_actions(tx, shop, change, arrival)


def _buy(
    tx: Tx, shop: Shop, simulation: Simulation, arrival: Arrival, basket: Mapping[Offer, Pick]
) -> OrderChange | None:
    _hold(tx, shop, basket)
    methods = rules_of(shop).payment_methods
    lines = [BasketLine(offer.sku_id, pick.units, is_gift=pick.is_gift) for offer, pick in basket.items()]
    purchase = Purchase(
        lines=lines,
        buyer=_buyer(tx, shop, simulation, arrival),
        payment_method=methods[int(arrival.luck * len(methods))],
        reference=f"world {simulation.seed}/{simulation.arrivals}",
    )
    try:
        return _buy_with_coupon(tx, shop, purchase, arrival) or place(tx, shop, purchase)
    except ApiError as error:
        if error.error in (OUT_OF_STOCK, SKU_NOT_ON_SALE, *TERMS):
            return None
        raise


def _buy_with_coupon(tx: Tx, shop: Shop, purchase: Purchase, arrival: Arrival) -> OrderChange | None:
    """The order with one of the shop's coupons; ``None`` where the buyer uses none, or the chosen one is not for it."""
    coupons = tx[Coupons].ongoing(shop.shop_id) if arrival.uses_coupon else []
    if not coupons:
        return None
    coupon_id = coupons[int(arrival.luck * len(coupons))].coupon_id
    try:
        with tx.attempt():
            change = place(tx, shop, msgspec.structs.replace(purchase, coupon_ids=(coupon_id,)))
            order_id = change.order.order_id
    except ApiError as error:
        if error.error is COUPON_REFUSED:
            return None
        raise
    return change_order(tx, shop, order_id)


def _hold(tx: Tx, shop: Shop, basket: Mapping[Offer, Pick]) -> None:
    """Lock the stock rows of the basket's SKUs, so that nobody takes the stock before the order is placed."""
    ids = sorted(offer.sku_id for offer in basket)
    for sku_id, places in tx[Stock].of_skus(shop.shop_id, ids).items():
        for warehouse_id in sorted(places):
            tx[Stock].hold(Place(shop.shop_id, sku_id, warehouse_id))


def _buyer(tx: Tx, shop: Shop, simulation: Simulation, arrival: Arrival) -> Buyer:
    """A buyer who ordered before, or a new one, as the arrival says."""
    number = arrival.buyer if arrival.buyer >= 0 else simulation.buyers
    simulation.buyers = max(simulation.buyers, number + 1)
    reference = f"world {simulation.seed}/{number}"
    return buyer_known_as(tx, shop, reference, make_person(shop.region, reference))


def _plan_actions(tx: Tx, shop: Shop, change: OrderChange, arrival: Arrival) -> None:
    """Plan payment, cancellation, shipment, return and review of the order, as far as the arrival decides them."""
    order_id, rules = change.order.order_id, change.rules
    if arrival.pays_late < 0:
        return
    paid_at = change.at + round(arrival.pays_late * rules.windows.payment_minutes * 60_000)
    details = {"luck": arrival.luck, "approves": arrival.approves, "answers_after": arrival.answers_after}
    if change.order.status is OrderStatus.UNPAID:
        plan(tx, PAY, order_id, shop.shop_id, paid_at, details)
    if arrival.cancels_after:
        plan(tx, CANCEL, order_id, shop.shop_id, paid_at + arrival.cancels_after, details)
    held = rules.windows.hold_minutes * 60_000 if rules.hold else 0
    plan(tx, SHIP, order_id, shop.shop_id, paid_at + held + arrival.ships_after, details)
    if arrival.asks_after:
        plan(tx, ASK, order_id, shop.shop_id, paid_at + arrival.asks_after, details)
    if arrival.returns_after:
        first_look = paid_at + arrival.ships_after + 24 * HOUR_MS
        plan(tx, RETURN, order_id, shop.shop_id, first_look, {**details, "returns_after": arrival.returns_after})
    if arrival.reviews_after:
        first_look = paid_at + arrival.ships_after + 24 * HOUR_MS + arrival.reviews_after
        plan(tx, REVIEW, order_id, shop.shop_id, first_look, {**details, "reviews_after": arrival.reviews_after})
