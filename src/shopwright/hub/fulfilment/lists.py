"""The lists of shipments and pick lists, and how search finds parcels."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import Permission
from shopwright.hub.lists.commands import Act, Command, add_acts, add_commands
from shopwright.hub.lists.registry import Column, GatheredList, ListPage, add_list
from shopwright.hub.lists.search import Hit, Source, add_source
from shopwright.hub.lists.topics import add_topics
from shopwright.hub.orders.lists import WORK_COLUMNS
from shopwright.hub.orders.models import Order

from .carriage.queries import ServiceChoice
from .cutoffs.models import Pickup
from .models import PickList, Shipment, ShippingSettings
from .routing.models import Route, RoutingRule
from .routing.rules import words_of as rule_words
from .third_party.models import HandOff, TrackingRow
from .third_party.reports import words_of

SHIPMENTS = add_list(
    ListPage(
        "shipments",
        "Shipments",
        Permission.SHIPMENTS_VIEW,
        Shipment,
        (
            Column("Order", lambda shipment: ", ".join(order.number for order in shipment.orders)),
            Column("Channel", lambda shipment: shipment.order.connection.name),
            Column("Parcel", lambda shipment: shipment.external_id),
            Column("Carrier", lambda shipment: shipment.carrier),
            Column("Tracking number", lambda shipment: shipment.tracking_number),
            Column("Service", lambda shipment: shipment.service),
            Column("Cost", lambda shipment: shipment.cost),
            Column("Currency", lambda shipment: shipment.cost_currency),
            Column("State", lambda shipment: shipment.get_state_display()),
            Column("Trouble", lambda shipment: shipment.trouble),
            Column("Begun (UTC)", lambda shipment: shipment.begun_at),
            Column("Begun by", lambda shipment: shipment.begun_by.email if shipment.begun_by else ""),
            Column("Printed", lambda shipment: len(shipment.prints.all())),
        ),
        codes=("tracking_number", "external_id", "order__number"),
        box="shipments",
    )
)
PICKS = add_list(
    ListPage(
        "picks",
        "Picking",
        Permission.SHIPMENTS_VIEW,
        PickList,
        (
            Column("List", str),
            Column("Kind", lambda made: made.get_kind_display()),
            Column("Pieces", lambda made: getattr(made, "pieces", None) or 0),
            Column("To pick", lambda made: getattr(made, "open", None) or 0),
            Column("Not there", lambda made: getattr(made, "short", None) or 0),
            Column("Made (UTC)", lambda made: made.made_at),
        ),
    )
)


LATE = add_list(
    ListPage("late", "Late risk", Permission.ORDERS_VIEW, Order, WORK_COLUMNS, codes=("number",), box="orders")
)


def _route(order: Order) -> Route | None:
    return getattr(order, "route", None)


ROUTES = add_list(
    ListPage(
        "routes",
        "Routing",
        Permission.ORDERS_VIEW,
        Order,
        (
            *WORK_COLUMNS,
            Column("Sent from", lambda order: str(route.location or "") if (route := _route(order)) else ""),
            Column("Why", lambda order: route.reason if (route := _route(order)) else ""),
            Column("Trouble", lambda order: route.trouble if (route := _route(order)) else ""),
        ),
        codes=("number",),
        box="orders",
    )
)
HAND_OFFS = add_list(
    ListPage(
        "third-party",
        "Hand-off files",
        Permission.SHIPMENTS_VIEW,
        HandOff,
        (
            Column("File", str),
            Column("State", lambda row: row.get_state_display()),
            Column("Orders", lambda row: ", ".join(item.order.number for item in row.rows.all())),
            Column("Made (UTC)", lambda row: row.made_at),
            Column("Trouble", lambda row: row.trouble),
        ),
        is_of_row=True,
    )
)
TRACKING = add_list(
    ListPage(
        "tracking-file",
        "Rows of a tracking file",
        Permission.SHIPMENTS_VIEW,
        TrackingRow,
        (
            Column("Line", lambda row: row.number),
            Column("Order", lambda row: row.order_number),
            Column("SKU", lambda row: row.sku),
            Column("Pieces", lambda row: row.quantity),
            Column("Carrier", lambda row: row.carrier),
            Column("Tracking number", lambda row: row.tracking_number),
            Column("Result", lambda row: words_of(row)[0]),
            Column("What to do", lambda row: words_of(row)[1]),
        ),
        is_of_row=True,
    )
)


def _find(member: Member, text: str, limit: int) -> Sequence[Hit]:
    """By tracking number, or by the parcel's number, which is what stands below the label's bars."""
    rows = Shipment.objects.filter(
        Q(tracking_number=text) | Q(external_id=text), workspace=member.workspace
    ).select_related("order")
    return [
        Hit(
            row.tracking_number or row.external_id,
            f"{row.carrier} {row.get_state_display().lower()}, order {row.order.number}".strip(),
            "order",
            row.order_id,
            is_exact=True,
        )
        for row in rows.order_by("-pk")[:limit]
    ]


add_source(Source("shipments", "Shipments", Permission.SHIPMENTS_VIEW, _find, "shipments"))
add_commands(
    Command("Labels to print", "shipments", Permission.SHIPMENTS_VIEW, query="?view=print"),
    Command("Late risk", "late", Permission.ORDERS_VIEW),
    Command("Routing", "routes", Permission.ORDERS_VIEW),
    Command("Third parties", "third-parties", Permission.SHIPMENTS_VIEW),
    Command("When carriers come", "pickups", Permission.CHANNELS_VIEW),
    Command("Shipping settings", "shipping-settings", Permission.CHANNELS_EDIT),
    Command("Shipping services", "service-rules", Permission.CHANNELS_VIEW),
)


def _warehouse(member: Member) -> list[Act]:
    settings = ShippingSettings.objects.filter(workspace=member.workspace).first()
    window = "" if settings and settings.printer else "label"
    return [
        Act("Print new labels", "labels", Permission.SHIPMENTS_EDIT, {"all": "1"}, window=window),
        Act("Print the last label again", "label-again", Permission.SHIPMENTS_EDIT, window=window, name="label-again"),
        Act("Pick list of all orders that wait", "pick-new", Permission.SHIPMENTS_EDIT, {"what": "all"}),
        Act("Pick list of single pieces", "pick-new", Permission.SHIPMENTS_EDIT, {"what": "singles"}),
        Act(
            "Apply the routing rules to all",
            "route-change",
            Permission.ORDERS_EDIT,
            {"all": "1", "do": "again"},
            question="The rules of now say where waiting orders are sent from, also of those that a person placed.",
            answer="Apply the rules",
        ),
    ]


add_acts(_warehouse)
PICKUPS = add_list(
    ListPage(
        "pickups",
        "When carriers come",
        Permission.CHANNELS_VIEW,
        Pickup,
        (
            Column("Carrier", lambda visit: visit.name),
            Column("At", lambda visit: f"{visit.at:%H:%M}"),
            Column("Days", lambda visit: visit.words),
            Column("Shipping option", lambda visit: visit.option),
            Column("From", lambda visit: visit.location.name if visit.location else ""),
        ),
    )
)
ROUTING_RULES = add_list(
    ListPage(
        "routing-rules",
        "Routing rules",
        Permission.ORDERS_VIEW,
        RoutingRule,
        (
            Column("Asked as", lambda rule: rule.position),
            Column("Rule", rule_words),
            Column("To", lambda rule: rule.location.name),
            Column("Shop", lambda rule: rule.connection.name if rule.connection else "every shop"),
            Column("On", lambda rule: rule.is_on),
        ),
    )
)
SERVICE_RULES = add_list(
    GatheredList[ServiceChoice](
        "service-rules",
        "Shipping services",
        Permission.CHANNELS_VIEW,
        (Column("Channel", lambda choice: choice.name), Column("Rule", lambda choice: choice.words)),
    )
)
add_topics(Permission.SHIPMENTS_VIEW, "picks", "shipments", "third-parties")
add_topics(Permission.CHANNELS_VIEW, "pickups", "service-rules")
add_topics(Permission.ORDERS_VIEW, "routing-rules")
