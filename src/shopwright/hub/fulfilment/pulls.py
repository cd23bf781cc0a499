"""What comes back before a carrier has it: parcels off the pile, pieces out of them, and goods to their shelf."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.utils import timezone

from shopwright.hub.access.models import User
from shopwright.hub.orders.announce import Change
from shopwright.hub.orders.models import Order, OrderLine

from .models import BoxLine, PickLine, PickState, Pull, Shipment, State
from .routing.queries import third_party_of


def call_back(order: Order, lines: Sequence[OrderLine]) -> None:
    """Take back what was begun for cancelled lines and has not left: parcels off the pile, goods to the shelf.

    A parcel all of whose lines are cancelled is called back; of another one the cancelled pieces are taken out.
    """
    ids = {line.pk for line in lines if not line.is_gone}
    affected = list(Shipment.objects.filter(lines__line__in=ids).values_list("pk", flat=True))
    rows = Shipment.objects.select_for_update().filter(pk__in=affected).exclude(state=State.CANCELLED)
    for shipment in rows.order_by("pk"):
        inside = [row.line for row in shipment.lines.select_related("line")]
        if all(line.is_cancelled or line.pk in ids for line in inside):
            words = "The order was cancelled: take the parcel off the pile and the goods out of it."
            shipment.state, shipment.trouble = State.CANCELLED, words
            shipment.save(update_fields=["state", "trouble"])
        else:
            words = f"Cancelled: take {_goods(line for line in inside if line.pk in ids)} out of the parcel."
        if third_party_of(order):
            ids -= {line.pk for line in inside}
            continue  # its parcel is not here: the third party's next file tells it
        Pull.objects.update_or_create(
            shipment=shipment,
            defaults={"workspace_id": order.workspace_id, "order": order, "words": words[:300], "done_at": None},
        )
        ids -= {line.pk for line in inside}
    _put_back(order, ids)


def leave_on_shelf(changes: Sequence[Change]) -> None:
    """Take orders off the pick lists that are held from now on; what is picked already stays where it is."""
    # An order that was not there before is on no list.
    held = [order.pk for order, before in changes if order.hold and before.progress and not before.hold]
    if held:
        PickLine.objects.filter(line__order__in=held, state=PickState.OPEN).update(state=PickState.DROPPED)


def _put_back(order: Order, ids: Collection[int]) -> None:
    """Have goods brought back that were picked or packed and are in no parcel; what is not picked yet is left alone."""
    picks = PickLine.objects.filter(line__in=ids)
    taken = set(picks.filter(state=PickState.PICKED).values_list("line_id", flat=True))
    taken |= set(BoxLine.objects.filter(line__in=ids, packed__gt=0).values_list("line_id", flat=True))
    picks.filter(state__in=[PickState.OPEN, PickState.PICKED]).update(state=PickState.DROPPED)
    BoxLine.objects.filter(line__in=ids).delete()
    if taken:
        goods = _goods(OrderLine.objects.filter(pk__in=taken))
        Pull.objects.create(
            workspace_id=order.workspace_id, order=order, words=f"Cancelled: bring {goods} back to the shelf."[:300]
        )


def _goods(lines: Iterable[OrderLine]) -> str:
    counted: dict[str, int] = {}
    for line in lines:
        counted[line.seller_sku or line.title] = counted.get(line.seller_sku or line.title, 0) + line.quantity
    return ", ".join(f"{quantity} × {name}" for name, quantity in counted.items())


def finish_pull(pull: Pull, by: User) -> None:
    """Somebody took it back."""
    Pull.objects.filter(pk=pull.pk, done_at=None).update(done_at=timezone.now(), done_by=by)
