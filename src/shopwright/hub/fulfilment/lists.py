"""The lists of shipments and pick lists, and how search finds parcels."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import Permission
from shopwright.hub.lists.commands import Command, add_commands
from shopwright.hub.lists.registry import Column, ListPage, add_list
from shopwright.hub.lists.search import Hit, Source, add_source
from shopwright.hub.lists.topics import add_topics

from .models import PickList, Shipment

SHIPMENTS = add_list(
    ListPage(
        "shipments",
        "Shipments",
        Permission.SHIPMENTS_VIEW,
        Shipment,
        (
            Column("Order", lambda shipment: shipment.order.number),
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
    Command("Shipping settings", "shipping-settings", Permission.CHANNELS_EDIT),
    Command("Shipping services", "service-rules", Permission.CHANNELS_VIEW),
)
add_topics(Permission.SHIPMENTS_VIEW, "picks", "shipments")
