"""The list of orders, and how search finds them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import Permission
from shopwright.hub.catalog.queries import variant_by_sku
from shopwright.hub.channels.protocol import Address
from shopwright.hub.core.lists import newest_of
from shopwright.hub.lists.commands import Command, add_commands
from shopwright.hub.lists.registry import Column, ListPage, add_list
from shopwright.hub.lists.search import Hit, Source, add_source
from shopwright.hub.lists.topics import add_topics

from . import queries
from .holds.models import HoldRule
from .models import Order, OrderLine


def _goods(order: Order) -> str:
    lines = (group for group in queries.groups(order.lines.all()) if not group.line.is_cancelled)
    return ", ".join(f"{group.quantity} × {group.line.seller_sku or group.line.title}" for group in lines)


def _buyer(title: str, value: Callable[[Address], str]) -> Column[Order]:
    return Column(title, lambda order: value(_opened(order)), Permission.BUYERS_VIEW)


def _opened(order: Order) -> Address:
    """The buyer, decrypted once for all columns of a row."""
    buyer: Address = order.__dict__.setdefault("opened_buyer", None) or order.buyer
    order.__dict__["opened_buyer"] = buyer
    return buyer


#: What lists of orders have without the buyer.
WORK_COLUMNS: tuple[Column[Order], ...] = (
    Column("Order", lambda order: order.number),
    Column("Channel", lambda order: order.connection.name),
    Column("State", lambda order: order.get_progress_display()),
    Column("Payment", lambda order: order.get_payment_display()),
    Column("Hold", lambda order: order.get_hold_display() if order.hold else ""),
    Column("Goods", _goods),
    Column("Total", lambda order: order.total),
    Column("Currency", lambda order: order.currency),
    Column("Placed (UTC)", lambda order: order.placed_at),
    Column("Ship by (UTC)", lambda order: order.ship_by),
    Column("Shipping", lambda order: order.shipping_option),
    Column("Tags", lambda order: ", ".join(order.tags)),
    Column("Note", lambda order: order.note),
)
ORDERS = add_list(
    ListPage(
        "orders",
        "Orders",
        Permission.ORDERS_VIEW,
        Order,
        (
            *WORK_COLUMNS,
            _buyer("Buyer", lambda buyer: buyer.name),
            _buyer("Address", lambda buyer: ", ".join(buyer.lines)),
            _buyer("Postcode", lambda buyer: buyer.postcode),
            _buyer("City", lambda buyer: buyer.city),
            _buyer("State or county", lambda buyer: buyer.state),
            _buyer("Country", lambda buyer: buyer.country),
            _buyer("Telephone", lambda buyer: buyer.phone),
            _buyer("E-mail address", lambda buyer: buyer.email),
            Column("Buyer's note", lambda order: order.buyer_note, Permission.BUYERS_VIEW),
        ),
        codes=("number",),
        box="orders",
        passing=frozenset({"q"}),
    )
)


HOLD_RULES = add_list(
    ListPage(
        "hold-rules",
        "Rules that hold orders",
        Permission.ORDERS_VIEW,
        HoldRule,
        (
            Column("Holds an order with", str),
            Column("Shop", lambda rule: rule.connection.name if rule.connection else "every shop"),
            Column("On", lambda rule: rule.is_on),
            Column("Made (UTC)", lambda rule: rule.made_at),
        ),
    )
)

#: Orders whose numbers begin with a text, of which the newest are told.
_BEGINNINGS = 500


def _find(member: Member, text: str, limit: int) -> Sequence[Hit]:
    """By number, SKU and buyer, each by a statement of its own that an index answers."""
    own = Order.objects.filter(workspace=member.workspace)
    ids = dict.fromkeys(own.filter(number=text).values_list("pk", flat=True)[:limit])
    begin = own.filter(number__startswith=text).values_list("pk", flat=True)[:_BEGINNINGS]
    ids.update(dict.fromkeys(sorted(begin, reverse=True)[:limit]))
    if variant := variant_by_sku(member.workspace_id, text):
        ids.update(dict.fromkeys(newest_of(OrderLine.objects.filter(variant=variant), limit, "order_id")))
    if member.may(Permission.BUYERS_VIEW) and (buyer := queries.of_buyer(member.workspace, text)):
        ids.update(dict.fromkeys(newest_of(own.filter(buyer), limit)))
    rows = queries.orders(member.workspace).in_bulk(list(ids)[:limit])
    return [_hit(rows[pk], is_exact=rows[pk].number == text) for pk in ids if pk in rows]


def _hit(order: Order, *, is_exact: bool) -> Hit:
    note = f"{order.connection.name}, {order.get_progress_display().lower()}, {order.placed_at:%-d %b %Y}"
    return Hit(order.number, note, "order", order.pk, is_exact)


add_source(Source("orders", "Orders", Permission.ORDERS_VIEW, _find, "orders"))
add_commands(
    Command("Orders to ship", "orders", Permission.ORDERS_VIEW, query="?view=ship"),
    Command("Held orders", "orders", Permission.ORDERS_VIEW, query="?view=held"),
    Command("Buyers' data: erase, and how long they are kept", "buyers-data", Permission.BUYERS_EDIT),
)
add_topics(Permission.ORDERS_VIEW, "hold-rules", "orders")
