"""The order board of a shop, and one order with the buttons of its buyer, its carrier and time."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.core.control.replies import BAD_REQUEST, NOT_FOUND
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.pages.actions import Doing
from shopwright.platform.core.pages.lists import read_spot
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.orders.buyer_actions import buy_something
from shopwright.platform.sales.orders.store import Orders

from .bulk_acts import BULK_ACTS
from .claim_buttons import CLAIM_DOING
from .claims import ANSWER, MOST
from .order_board import read_board
from .order_buttons import ORDER_DOING
from .order_detail import detail_of
from .sidebar import read_side
from .words import ORDER_STATES

_DOING: Mapping[str, Doing] = {**ORDER_DOING, **CLAIM_DOING}
_DONE = "Done. The shop's apps are told by notifications."


async def orders_page(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/orders``."""
    shop_id = ask.path("shop_id")
    spot = read_spot(ask, f"/portal/shops/{shop_id}/orders", ORDER_STATES)
    board = await ask.read(lambda tx: read_board(tx, shop_id, spot))
    if ask.part:
        return ask.fragment("_orders.html", board=board, states=ORDER_STATES, most=MOST, answer=ANSWER)
    side = await ask.read(lambda tx: read_side(tx, shop_id))
    acts = BULK_ACTS["orders"]
    return ask.page("orders.html", board=board, states=ORDER_STATES, most=MOST, answer=ANSWER, side=side, acts=acts)


async def side_cards(ask: Ask) -> Response:
    """``/portal/cards/shops/{shop_id}``: what stands beside the board."""
    side = await ask.read(lambda tx: read_side(tx, ask.path("shop_id")))
    return ask.fragment("_shop_side.html", side=side, most=MOST, answer=ANSWER)


async def order_page(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/orders/{order_id}``."""
    return await _order_reply(ask)


async def act_on_order(ask: Ask) -> Response:
    """Do what a button says, then show the order again."""
    name, subject = ask.form.text("act"), ask.form.text("subject")
    shop_id, order_id = ask.path("shop_id"), ask.path("order_id")
    doing = _DOING.get(name)
    if doing is None:
        raise BAD_REQUEST(reason=f"There is no act {name[:40]!r} on an order.")
    await ask.write(lambda tx: doing(*_bought_in(tx, shop_id, order_id), subject))
    if ask.part:
        return await _order_reply(ask, _DONE)
    return ask.go(f"/portal/shops/{shop_id}/orders/{order_id}", _DONE)


def _bought_in(tx: Tx, shop_id: str, order_id: str) -> tuple[Tx, Shop, str]:
    shop = find_shop(tx, shop_id)
    if tx[Orders].shop_of(order_id) != shop_id:
        raise NOT_FOUND(what=f"The order {order_id[:40]}")
    return tx, shop, order_id


async def buy(ask: Ask) -> Response:
    """A new buyer buys something that the shop has."""
    shop_id = ask.path("shop_id")
    order_id = await ask.write(lambda tx: buy_something(tx, find_shop(tx, shop_id)))
    return ask.go(f"/portal/shops/{shop_id}/orders", f"A buyer bought something: order {order_id}.")


async def _order_reply(ask: Ask, note: str = "") -> Response:
    """The order as it is now, as a page or for the drawer."""
    shop_id, order_id = ask.path("shop_id"), ask.path("order_id")
    detail = await ask.read(lambda tx: detail_of(tx, shop_id, order_id))
    if ask.part:
        return ask.fragment("_order.html", detail=detail, note=note)
    return ask.page("order.html", detail=detail, note=note)
