"""What belongs into an order's box, and what is in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from shopwright.hub.access.models import Workspace
from shopwright.hub.catalog.models import Variant
from shopwright.hub.fulfilment.models import Box, BoxLine, BoxState, PickList
from shopwright.hub.fulfilment.queries import open_lines
from shopwright.hub.orders.models import Order, OrderLine

from .codes import same_code


@dataclass(slots=True)
class Piece:
    """One thing of an order: how many of it are wanted, and how many are in the box."""

    sku: str
    title: str
    options: str
    variant: Variant | None
    lines: list[OrderLine] = field(default_factory=list)
    packed: int = 0

    @property
    def wanted(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def is_full(self) -> bool:
        return self.packed >= self.wanted

    def has_code(self, code: str) -> bool:
        return has_code(self.lines[0], code)


def has_code(line: OrderLine, code: str) -> bool:
    """Whether a code is the SKU or the GTIN of what was ordered."""
    variant = line.variant
    known = (variant.sku, variant.gtin, line.seller_sku) if variant else (line.seller_sku,)
    return any(same_code(code, text) for text in known)


def lines_to_pack(order: Order) -> QuerySet[OrderLine]:
    """Lines that go into the next box: what of an order goes in one parcel, with what others have in it."""
    own = open_lines().filter(order=order)
    begun = own.filter(boxed__box__order=order, boxed__box__state__in=[BoxState.OPEN, BoxState.STOPPED])
    next_line = begun.order_by("pk").first() or own.order_by("pk").first()
    if next_line is None:
        rows = own
    elif next_line.parcel_id:
        connection_id = order.connection_id
        rows = open_lines().filter(
            workspace=order.workspace_id, order__connection=connection_id, parcel_id=next_line.parcel_id
        )
    else:
        rows = own.filter(parcel_id="")
    return rows.select_related("variant__product", "order").order_by("order", "pk")


def packed_for(order: Order) -> Order:
    """The order that an order is packed with: itself, or the first one of those that share its next parcel."""
    first = lines_to_pack(order).first()
    if first is not None:
        return first.order
    box = box_of(order)
    return box.order if box else order


def others_in_box(order: Order) -> list[Order]:
    """The other orders whose goods go into an order's next box."""
    return list({line.order_id: line.order for line in lines_to_pack(order) if line.order_id != order.pk}.values())


def orders_in(order: Order, box: Box | None) -> list[Order]:
    """The orders whose goods are, or go, into a box: the one that is open or packed, else the next one of an order."""
    if box is not None and box.state == BoxState.PACKED:
        return list(Order.objects.filter(lines__boxed__box=box).distinct().order_by("pk"))
    return [order, *others_in_box(order)]


def waits_for_more(order: Order, box: Box) -> bool:
    """Whether goods of an order go into another box after this one."""
    inside = BoxLine.objects.filter(box=box).values("line")
    return open_lines().filter(order=order).exclude(pk__in=inside).exclude(boxed__box__state=BoxState.PACKED).exists()


def pieces(order: Order, box: Box | None) -> list[Piece]:
    """The things of a box: of the one that is open or packed, else of the next one."""
    if box is not None and box.state == BoxState.PACKED:
        inside = box.lines.values_list("line_id", flat=True)
        lines = OrderLine.objects.filter(pk__in=inside).select_related("variant__product").order_by("pk")
    else:
        lines = lines_to_pack(order)
    packed = dict(BoxLine.objects.filter(box=box).values_list("line_id", "packed")) if box else {}
    by_thing: dict[tuple[object, ...], Piece] = {}
    for line in lines:
        key = (line.variant_id, "" if line.variant_id else (line.sku_id, line.seller_sku, line.options))
        if key not in by_thing:
            sku = line.variant.sku if line.variant else line.seller_sku
            by_thing[key] = Piece(sku, line.title, line.options, line.variant)
        by_thing[key].lines.append(line)
        by_thing[key].packed += packed.get(line.pk, 0)
    return list(by_thing.values())


def box_of(order: Order) -> Box | None:
    """The box that somebody packs for an order, or the last one that was packed."""
    inside = set(BoxLine.objects.filter(line__order=order).values_list("box_id", flat=True))
    boxes = Box.objects.filter(Q(order=order) | Q(pk__in=inside))
    return boxes.select_related("begun_by", "packed_by", "order").order_by("-pk").first()


def knows_code(workspace: Workspace, code: str) -> Variant | None:
    """The SKU of the catalogue that a code belongs to."""
    gtins = Q(gtin__in=[code, *(code.lstrip("0").zfill(length) for length in (8, 12, 13, 14))])
    condition = Q(sku__iexact=code) | gtins if code.isdecimal() else Q(sku__iexact=code)
    return Variant.objects.filter(condition, workspace=workspace).first()


def order_with_code(workspace: Workspace, code: str) -> Order | None:
    """The order of a number, or of the number of its parcel."""
    parcel = Q(shipments__tracking_number=code) | Q(shipments__external_id=code)
    return Order.objects.filter(Q(number=code) | parcel, workspace=workspace).order_by("-pk").first()


def list_with_code(workspace: Workspace, code: str) -> PickList | None:
    """The pick list of a code like PL-7."""
    kind, _, number = code.upper().partition("-")
    if kind != "PL" or not number.isdecimal() or len(number) > 9:
        return None
    return PickList.objects.filter(workspace=workspace, number=int(number)).first()
