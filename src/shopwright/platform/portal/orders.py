"""The order board of a shop, and one order with the buttons of its buyer, its carrier and time."""

from __future__ import annotations

from starlette.responses import Response

from shopwright.platform.sandbox.find import the_shop
from shopwright.platform.sandbox.replies import BAD_REQUEST
from shopwright.platform.trade.buying import buy_something

from .order_acts import DOING
from .order_board import detail_of, read_board
from .page import Ask
from .words import ORDER_STATES

_DONE = "Done. The shop's apps are told by notifications."


async def orders_page(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/orders``."""
    status = ask.query("status")
    wanted = status if status in ORDER_STATES else ""
    board = await ask.read(lambda tx: read_board(tx, ask.path("shop_id"), wanted, ask.query("after")))
    if ask.part:
        return ask.fragment("_orders.html", board=board, states=ORDER_STATES)
    return ask.page("orders.html", board=board, states=ORDER_STATES)


async def order_page(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/orders/{order_id}``."""
    return await _shown(ask)


async def act_on_order(ask: Ask) -> Response:
    """Do what a button says, then show the order again."""
    name, subject = ask.form.text("act"), ask.form.text("subject")
    shop_id, order_id = ask.path("shop_id"), ask.path("order_id")
    doing = DOING.get(name)
    if doing is None:
        raise BAD_REQUEST(reason=f"There is no act {name[:40]!r} on an order.")
    await ask.write(lambda tx: doing(tx, the_shop(tx, shop_id), order_id, subject))
    if ask.part:
        return await _shown(ask, _DONE)
    return ask.go(f"/portal/shops/{shop_id}/orders/{order_id}", _DONE)


async def buy(ask: Ask) -> Response:
    """A new buyer buys something that the shop has."""
    shop_id = ask.path("shop_id")
    order_id = await ask.write(lambda tx: buy_something(tx, the_shop(tx, shop_id)))
    return ask.go(f"/portal/shops/{shop_id}/orders", f"A buyer bought something: order {order_id}.")


async def _shown(ask: Ask, note: str = "") -> Response:
    """The order as it is now, as a page or for the drawer."""
    shop_id, order_id = ask.path("shop_id"), ask.path("order_id")
    detail = await ask.read(lambda tx: detail_of(tx, shop_id, order_id))
    if ask.part:
        return ask.fragment("_order.html", detail=detail, note=note)
    return ask.page("order.html", detail=detail, note=note)
