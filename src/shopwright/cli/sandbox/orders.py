"""``shopwright sandbox orders``, and ``ship``, ``deliver``, ``complete``, ``advance``: orders and their states."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from cyclopts import Parameter

from shopwright.cli.connection import AnyShop, Connection, Limit, shop_id_of
from shopwright.cli.control import Control, in_path
from shopwright.cli.output import print_rows, print_view

State = Literal["ON_HOLD", "AWAITING_SHIPMENT", "AWAITING_COLLECTION", "IN_TRANSIT", "DELIVERED", "COMPLETED"]
OrderId = Annotated[str, Parameter(help="The order's id.")]

_COLUMNS = "order_id status total_amount created_at package_ids buyer_id shop_id open_claims"


def list_orders(
    *,
    connection: Connection | None = None,
    shop: AnyShop = None,
    status: Annotated[str | None, Parameter(help="Only those in this state.")] = None,
    limit: Limit = 20,
) -> int:
    """List orders, the newest first.

    For example:
        shopwright sandbox orders
        shopwright sandbox orders --status AWAITING_SHIPMENT --limit 0
        shopwright sandbox orders | cut -f1
    """
    platform = connection or Connection()
    control = platform.open()
    rows = control.rows("orders", "orders", limit, shop_id=shop_id_of(control, shop), status=status)
    print_rows(rows, _COLUMNS, as_json=platform.as_json)
    return 0


def show(order_id: OrderId, *, connection: Connection | None = None) -> int:
    """Show an order with its times and deadlines.

    For example:
        shopwright sandbox orders show 576460752303423489
    """
    platform = connection or Connection()
    print_view(platform.open().get(f"orders/{in_path(order_id)}"), as_json=platform.as_json)
    return 0


def advance(
    order_id: OrderId,
    status: Annotated[State, Parameter(help="The state to reach.")],
    *,
    connection: Connection | None = None,
) -> int:
    """Bring an order to a state that lies ahead.

    Buyer, seller, carrier and clock do what that takes.

    For example:
        shopwright sandbox advance 576460752303423489 IN_TRANSIT
    """
    return _advance(order_id, status, connection)


def ship(order_id: OrderId, *, connection: Connection | None = None) -> int:
    """The seller ships an order: it then awaits collection.

    For example:
        shopwright sandbox ship 576460752303423489
    """
    return _advance(order_id, "AWAITING_COLLECTION", connection)


def deliver(order_id: OrderId, *, connection: Connection | None = None) -> int:
    """Bring an order to its buyer, shipped and carried on the way.

    For example:
        shopwright sandbox deliver 576460752303423489
    """
    return _advance(order_id, "DELIVERED", connection)


def complete(order_id: OrderId, *, connection: Connection | None = None) -> int:
    """Bring an order to its end, delivered on the way.

    For example:
        shopwright sandbox complete 576460752303423489
    """
    return _advance(order_id, "COMPLETED", connection)


def advance_order(control: Control, order_id: str, status: State) -> dict[str, Any]:
    """Bring an order to a state; answers the order."""
    order: dict[str, Any] = control.post(f"orders/{in_path(order_id)}/advance", {"status": status})
    return order


def _advance(order_id: str, status: State, connection: Connection | None) -> int:
    platform = connection or Connection()
    print_view(advance_order(platform.open(), order_id, status), as_json=platform.as_json)
    return 0
