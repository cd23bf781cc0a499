"""``shopwright sandbox simulation``: buyers who come by themselves."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from shopwright.cli.connection import AnyShop, Connection, ShopOption, shop_id_of, shop_of
from shopwright.cli.output import print_view
from shopwright.cli.sandbox.fields import Fields, fields_of


def show(*, connection: Connection | None = None, shop: ShopOption = None) -> int:
    """Show a shop's simulation.

    For example:
        shopwright sandbox simulation
    """
    platform = connection or Connection()
    control = platform.open()
    reply = control.get("world", shop_id=shop_of(control, shop)["shop_id"])
    print_view(reply, as_json=platform.as_json)
    return 0


def start(
    orders_per_hour: Annotated[float, Parameter(help="How many orders, on average; 0 lets nobody else come.")],
    *fields: Fields,
    connection: Connection | None = None,
    shop: ShopOption = None,
) -> int:
    """Let simulated buyers come to a shop.

    Fields: seed, rhythm (FLAT, WEEK), seller (OFF, SHIPS), until, mix.payment_failure, mix.late_payment,
    mix.buyer_cancel, mix.return_rate, mix.gift, mix.returning_buyer, mix.question, mix.review_rate, mix.basket.lines,
    mix.basket.units, carrier.lost, carrier.damaged, carrier.refused, carrier.undeliverable.

    For example:
        shopwright sandbox simulation start 20 seed=7 seller=SHIPS mix.return_rate=0.1
    """
    platform = connection or Connection()
    control = platform.open()
    body = {"shop_cipher": shop_of(control, shop)["cipher"], "orders_per_hour": orders_per_hour}
    print_view(control.post("world", {**body, **(fields_of(fields) if fields else {})}), as_json=platform.as_json)
    return 0


def stop(*, connection: Connection | None = None, shop: AnyShop = None) -> int:
    """End simulations.

    For example:
        shopwright sandbox simulation stop
    """
    platform = connection or Connection()
    control = platform.open()
    shop_id = shop_id_of(control, shop)
    path = "world" if shop_id is None else f"world?shop_id={shop_id}"
    print_view(control.delete(path), as_json=platform.as_json)
    return 0
