"""``shopwright sandbox deliveries``: notifications that went out."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter

from shopwright.cli.connection import AnyShop, Connection, Limit, shop_id_of
from shopwright.cli.control import in_path
from shopwright.cli.output import print_rows, print_view
from shopwright.cli.topics import topic_name, topic_of

DeliveryId = Annotated[str, Parameter(help="The delivery's id.")]


def list_deliveries(
    *,
    connection: Connection | None = None,
    shop: AnyShop = None,
    topic: Annotated[str | None, Parameter(help="Only of this topic, by number or name.")] = None,
    status: Annotated[
        Literal["PENDING", "DELIVERED", "REFUSED", "DROPPED", "FENCED", "SWALLOWED"] | None,
        Parameter(help="Only those in this state."),
    ] = None,
    app_key: Annotated[str | None, Parameter(help="Only of this app.")] = None,
    limit: Limit = 20,
) -> int:
    """List notifications, the newest first.

    For example:
        shopwright sandbox deliveries --topic ORDER_STATUS_CHANGE
        shopwright sandbox deliveries --status REFUSED --json
    """
    platform = connection or Connection()
    control = platform.open()
    number = topic_of(topic) if topic else None
    rows = control.rows(
        "deliveries",
        "deliveries",
        limit,
        shop_id=shop_id_of(control, shop),
        topic=number,
        status=status,
        app_key=app_key,
    )
    if not platform.as_json:
        rows = [{**row, "topic_name": topic_name(row["topic"])} for row in rows]
    columns = "delivery_id status topic topic_name created_at attempt_count url notification_id shop_id"
    print_rows(rows, columns, as_json=platform.as_json)
    return 0


def show(delivery_id: DeliveryId, *, connection: Connection | None = None) -> int:
    """Show a notification with its attempts.

    For example:
        shopwright sandbox deliveries show 7512345678901234567
    """
    platform = connection or Connection()
    print_view(platform.open().get(f"deliveries/{in_path(delivery_id)}"), as_json=platform.as_json)
    return 0


def replay(
    delivery_id: DeliveryId,
    *,
    connection: Connection | None = None,
    to: Annotated[str | None, Parameter(help="Another address than the first time.")] = None,
) -> int:
    """Send a notification once more.

    For example:
        shopwright sandbox deliveries replay 7512345678901234567
    """
    platform = connection or Connection()
    reply = platform.open().post(f"deliveries/{in_path(delivery_id)}/replay", {"url": to})
    print_view(reply, as_json=platform.as_json)
    return 0
