"""Keeps shipments and the order lines in them as their channel has them: what moved to another parcel moves here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from shopwright.hub.core.wake import wake
from shopwright.hub.fulfilment.models import Pull, Shipment, ShipmentLine, State
from shopwright.hub.orders.announce import Moved
from shopwright.hub.orders.models import OrderLine

_MOVED = "Its goods go in another parcel now."
_TAKE_BACK = "Its goods go in another parcel now: take this one off the pile, and do not send it."
#: States in which there is, or will be, a parcel on the pile.
_ON_THE_PILE = (State.BOOKED, State.READY)


def follow(moves: Sequence[Moved]) -> None:
    """Have shipments begin and stop to hold lines that their channel put into another parcel."""
    lines = {move.line.pk: move.line for move in moves}
    wanted = {move.line.parcel_id for move in moves} | {move.before for move in moves}
    live = Shipment.objects.filter(connection=moves[0].connection_id, external_id__in=wanted - {""})
    shipments = {
        row.external_id: row for row in _locked(live.exclude(state=State.CANCELLED).values_list("pk", flat=True))
    }
    if not shipments:
        return
    left = [(shipments[move.before], move.line) for move in moves if move.before in shipments]
    for shipment, line in left:
        ShipmentLine.objects.filter(shipment=shipment, line=line).delete()
    for parcel_id, shipment in shipments.items():
        link(shipment, (line for line in lines.values() if line.parcel_id == parcel_id and not line.is_cancelled))
    for shipment in {shipment.pk: shipment for shipment, _ in left}.values():
        settle(shipment)


def link(shipment: Shipment, lines: Iterable[OrderLine]) -> None:
    """Note that lines are in a parcel, once each."""
    known = set(shipment.lines.values_list("line_id", flat=True))
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=shipment, line=line, quantity=line.quantity) for line in lines if line.pk not in known
    )


def merge(shipment: Shipment, external_id: str) -> bool:
    """Let a shipment's goods go over to another one that is the same parcel on the channel; False where there is none.

    The caller holds the shipment locked, and saves it: it is called back by this.
    """
    same = Shipment.objects.filter(connection=shipment.connection_id, external_id=external_id).exclude(pk=shipment.pk)
    others = _locked(same.exclude(state=State.CANCELLED).values_list("pk", flat=True))
    if not others:
        return False
    link(others[0], [row.line for row in shipment.lines.select_related("line")])
    shipment.lines.all().delete()
    shipment.state, shipment.trouble = State.CANCELLED, f"Its goods go in the parcel {others[0]}."
    shipment.code = shipment.remedy = ""
    return True


def settle(shipment: Shipment) -> None:
    """Call a parcel back that holds nothing any more; what was begun for another order stays with one that is in it."""
    orders = list(shipment.lines.order_by("pk").values_list("line__order", flat=True))
    if not orders:
        if shipment.state in _ON_THE_PILE:
            facts = {"workspace_id": shipment.workspace_id, "order_id": shipment.order_id, "words": _TAKE_BACK}
            Pull.objects.update_or_create(shipment=shipment, defaults={**facts, "done_at": None})
        shipment.state, shipment.trouble = State.CANCELLED, _MOVED
        shipment.code = shipment.remedy = ""
        shipment.save()
        wake("shipments")
    elif shipment.order_id not in orders:
        shipment.order_id = orders[0]
        shipment.save(update_fields=["order"])


def _locked(ids: Collection[int]) -> list[Shipment]:
    """Shipments, locked in one order, so that two who move goods never wait for each other."""
    return list(Shipment.objects.select_for_update().filter(pk__in=list(ids)).order_by("pk")) if ids else []
