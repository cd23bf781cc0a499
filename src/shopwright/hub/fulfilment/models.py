"""Parcels on their way out, and their labels."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.channels.models import Connection
from shopwright.hub.orders.models import Order, OrderLine
from shopwright.hub.stock.models import Location

from .carriage.rules import Rule
from .sheets.media import LabelMedia, Resolution


class State(models.TextChoices):
    """Where a shipment stands. Unknown: the channel was asked and did not answer, so it is looked up, not repeated."""

    INTENT = "intent", "Waiting to be booked"
    UNKNOWN = "unknown", "Being looked up"
    BOOKED = "booked", "Label on its way"
    READY = "ready", "Label ready"
    REFUSED = "refused", "Refused"
    CANCELLED = "cancelled", "Called back"


@pghistory.track(pghistory.UpdateEvent(), fields=["workspace", "state"])
class Shipment(models.Model):
    """A parcel. The row is there before the channel is asked for anything that costs money.

    ``order``: the one that it was begun for, which its channel is asked about; whose goods are in it say its lines.

    ``is_own``: the seller sends it with a carrier of their own, whose number was typed; there is no label of the
    channel's. ``carrier_id``: that carrier as the channel calls it. ``label_trouble``: why its label's file cannot be
    printed. ``service_rule``: how one of the channel's shipping services is chosen, as the connection does it where
    it is empty; ``service_id`` and ``service`` say which it is, ``cost`` what the seller pays for it.
    ``is_printed``: its label was taken out.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="shipments")
    connection = models.ForeignKey(Connection, models.PROTECT, related_name="shipments")
    order = models.ForeignKey(Order, models.CASCADE, related_name="shipments")
    external_id = models.CharField(max_length=100)
    carrier = models.CharField(max_length=120, blank=True)
    carrier_id = models.CharField(max_length=100, blank=True)
    is_own = models.BooleanField(default=False)
    service_rule = models.CharField(max_length=8, choices=Rule.choices, blank=True)
    service_id = models.CharField(max_length=100, blank=True)
    service = models.CharField(max_length=120, blank=True)
    cost = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    cost_currency = models.CharField(max_length=3, blank=True)
    tracking_number = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.INTENT)
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=40, blank=True)
    trouble = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    label_file = models.CharField(max_length=200, blank=True)
    label_type = models.CharField(max_length=40, blank=True)
    label_trouble = models.CharField(max_length=200, blank=True)
    is_printed = models.BooleanField(default=False)
    begun_by = models.ForeignKey(User, models.SET_NULL, null=True)
    begun_at = models.DateTimeField(auto_now_add=True)
    booked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["connection", "external_id"], condition=~Q(state="cancelled"), name="shipment_once"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_at", "id"], condition=Q(state__in=["intent", "unknown", "booked"]), name="shipment_due"
            ),
            models.Index(fields=["workspace", "-id"], name="shipment_newest"),
            models.Index(fields=["workspace", "-begun_at", "-id"], name="shipment_latest"),
            models.Index(
                fields=["workspace", "-begun_at", "-id"],
                condition=Q(state__in=["intent", "unknown", "booked", "refused", "cancelled"]),
                name="shipment_not_done",
            ),
            models.Index(
                fields=["workspace", "id"],
                condition=Q(state="ready", is_printed=False) & ~Q(label_file=""),
                name="shipment_to_print",
            ),
            models.Index(fields=["workspace", "tracking_number"], name="shipment_tracking"),
            models.Index(fields=["workspace", "external_id"], name="shipment_number"),
        ]

    def __str__(self) -> str:
        return self.tracking_number or self.external_id

    @property
    def orders(self) -> list[Order]:
        """The orders that have goods in it; the one that it was begun for where none has any more."""
        by_id = {row.line.order_id: row.line.order for row in self.lines.all()}
        return [by_id[pk] for pk in sorted(by_id)] or [self.order]


class ShipmentLine(models.Model):
    """What of an order line is in a parcel. A parcel may have lines of several orders, an order several parcels."""

    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, models.CASCADE, related_name="shipments")
    quantity = models.PositiveIntegerField()


class PrinterFile(models.Model):
    """A file whose prints are noted and that has not its own name yet, see ``printer_files``."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    folder = models.CharField(max_length=500)
    name = models.CharField(max_length=120)


class Print(models.Model):
    """A label that somebody took out: the first time, or again."""

    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="prints")
    by = models.ForeignKey(User, models.SET_NULL, null=True)
    at = models.DateTimeField(auto_now_add=True)
    is_reprint = models.BooleanField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["shipment"], condition=Q(is_reprint=False), name="print_first_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["shipment"], condition=Q(is_reprint=True), name="print_again")
        ]


class LabelFormat(models.TextChoices):
    """What labels are printed as. ZPL is made of a channel's PDF where it has no ZPL of its own."""

    PDF = "pdf", "PDF"
    ZPL = "zpl", "ZPL, for label printers"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class ShippingSettings(models.Model):
    """How a workspace ships. ``printer``: the name of its folder on the server that labels are written into.

    ``media`` and ``dpi`` are those of its label printer, for ZPL. ``with_slips``: a packing slip comes after each
    label, from ``slip_seller`` (the workspace where it is empty).
    """

    workspace = models.OneToOneField(Workspace, models.CASCADE, related_name="shipping_settings")
    label_format = models.CharField("labels as", max_length=3, choices=LabelFormat.choices, default=LabelFormat.PDF)
    media = models.CharField(
        "labels in the printer", max_length=12, choices=LabelMedia.choices, default=LabelMedia.INCH_4X6
    )
    dpi = models.PositiveSmallIntegerField(
        "printer's resolution", choices=Resolution.choices, default=Resolution.DPI_203
    )
    printer = models.CharField("printer folder", max_length=40, blank=True)
    with_slips = models.BooleanField("a packing slip after each label", default=False)
    slip_prices = models.BooleanField("prices on packing slips", default=False)
    slip_seller = models.CharField("seller on packing slips", max_length=80, blank=True)
    slip_note = models.CharField("note on packing slips", max_length=500, blank=True)
    cut_off = models.TimeField("carrier comes at", null=True, blank=True)
    time_zone = models.CharField(max_length=60, default="UTC")


class PickKind(models.TextChoices):
    ORDERS = "orders", "Orders"
    SINGLES = "singles", "Single pieces"


class PickList(models.Model):
    """What to fetch from the shelves for some orders, each of which has a slot of its own on the cart."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="pick_lists")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=PickKind.choices)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "number"], name="pick_list_number_once")
        ]

    def __str__(self) -> str:
        return f"PL-{self.number}"


class PickState(models.TextChoices):
    """Where a line of a pick list stands. Dropped: its order was cancelled or held, and it is left on the shelf."""

    OPEN = "open", "To pick"
    PICKED = "picked", "Picked"
    SHORT = "short", "Not there"
    DROPPED = "dropped", "Left on the shelf"


class PickLine(models.Model):
    """An order line on a pick list: an order line is to be picked, or picked, once."""

    pick_list = models.ForeignKey(PickList, models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, models.CASCADE, related_name="picks")
    location = models.ForeignKey(Location, models.PROTECT, null=True)
    bin = models.CharField(max_length=30, blank=True)
    slot = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=PickState.choices, default=PickState.OPEN)
    by = models.ForeignKey(User, models.SET_NULL, null=True)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["line"], condition=Q(state__in=["open", "picked"]), name="pick_once")
        ]


class BoxState(models.TextChoices):
    OPEN = "open", "Being packed"
    STOPPED = "stopped", "Stopped"
    PACKED = "packed", "Packed"


class Box(models.Model):
    """What somebody packs for an order. ``trouble``: why it stopped, or why a packed one could not be shipped.

    ``carriers``: pairs of id and name to choose from where the seller sends it; None where the channel does.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    order = models.ForeignKey(Order, models.CASCADE, related_name="boxes")
    state = models.CharField(max_length=8, choices=BoxState.choices, default=BoxState.OPEN)
    trouble = models.TextField(blank=True)
    carriers = models.JSONField(null=True)
    begun_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    packed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    packed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["order"], condition=~Q(state="packed"), name="box_open_once")
        ]


class BoxLine(models.Model):
    """How many pieces of an order line are in a box."""

    box = models.ForeignKey(Box, models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, models.CASCADE, related_name="boxed")
    packed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["box", "line"], name="box_line_once")
        ]


class ScanResult(models.TextChoices):
    RIGHT = "right", "packed"
    WRONG = "wrong", "does not belong to this order"
    TOO_MANY = "too_many", "is packed already"
    UNKNOWN = "unknown", "is no code that is known here"
    CLEARED = "cleared", "was taken out"
    EMPTIED = "emptied", "The box was emptied"


class Scan(models.Model):
    """Something that was scanned while packing, or what was done about it: never changed."""

    box = models.ForeignKey(Box, models.CASCADE, related_name="scans")
    code = models.CharField(max_length=120, blank=True)
    result = models.CharField(max_length=8, choices=ScanResult.choices)
    by = models.ForeignKey(User, models.SET_NULL, null=True)
    at = models.DateTimeField(auto_now_add=True)


class Pull(models.Model):
    """Something of a cancelled order that must be taken back: its parcel off the pile, or its goods to the shelf."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="pulls")
    order = models.ForeignKey(Order, models.CASCADE, related_name="pulls")
    shipment = models.OneToOneField(Shipment, models.CASCADE, null=True, related_name="pull")
    words = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now_add=True)
    done_by = models.ForeignKey(User, models.SET_NULL, null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "id"], condition=Q(done_at=None), name="pull_open")
        ]


from .carriage.models import ServiceRule  # noqa: E402, F401  Django looks for models here
from .cutoffs.models import Pickup  # noqa: E402, F401  Django looks for models here
from .groups.models import Regroup, RegroupedOrder  # noqa: E402, F401  Django looks for models here
from .routing.models import Route, RoutingRule  # noqa: E402, F401  Django looks for models here
from .third_party.models import HandOff, HandOffRow, ThirdParty, TrackingFile, TrackingRow  # noqa: E402, F401
