"""Third parties, the files that hand orders to them, and the files in which they tell what they shipped."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.fulfilment.models import Shipment
from shopwright.hub.orders.models import Order
from shopwright.hub.stock.models import Location


class FileFormat(models.TextChoices):
    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class ThirdParty(models.Model):
    """Whoever ships what lies at a location. ``columns``: of its hand-off files, pairs of field and heading, in order.

    ``tracking_columns``: the headings of its tracking files by field. ``minutes``: between two hand-off files, 0 for
    files by hand alone; ``next_at``: when the next one is due.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="third_parties")
    location = models.OneToOneField(Location, models.PROTECT, related_name="third_party")
    folder = models.CharField(max_length=40)
    file_format = models.CharField("files as", max_length=4, choices=FileFormat.choices, default=FileFormat.CSV)
    columns = models.JSONField(default=list)
    tracking_columns = models.JSONField(default=dict)
    minutes = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "folder"], name="third_party_folder_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_at"], condition=Q(minutes__gt=0), name="third_party_due")
        ]

    def __str__(self) -> str:
        return self.location.name


class HandOffState(models.TextChoices):
    """How far a file is. Drafted: it lies in the folder whole, under a name that nobody looks for yet."""

    INTENT = "intent", "Being written"
    DRAFTED = "drafted", "Being put in place"
    WRITTEN = "written", "In the folder"
    DOWNLOAD = "download", "To download"


class HandOff(models.Model):
    """A file that hands orders to a third party."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="hand_offs")
    third_party = models.ForeignKey(ThirdParty, models.CASCADE, related_name="hand_offs")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=HandOffState.choices, default=HandOffState.INTENT)
    trouble = models.TextField(blank=True)
    due_at = models.DateTimeField(null=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["third_party", "number"], name="hand_off_number_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], condition=Q(state__in=["intent", "drafted"]), name="hand_off_due"),
            models.Index(fields=["workspace", "-made_at", "-id"], name="hand_off_newest"),
        ]

    def __str__(self) -> str:
        return f"HO-{self.number}"


class Act(models.TextChoices):
    """What a file asks of an order."""

    SHIP = "ship", "Ship"
    AGAIN = "again", "Ship (sent again)"
    CANCEL = "cancel", "Cancel"


class Answer(models.TextChoices):
    """What the third party said to a cancellation."""

    NONE = "", "Not known yet"
    STOPPED = "stopped", "Stopped"
    TOO_LATE = "too_late", "Sent before"


class HandOffRow(models.Model):
    """An order in a hand-off file; a cancellation without a file waits for the next one.

    ``goods``: what is asked for, as it was then: ``sku``, ``gtin``, ``title``, ``options`` and ``quantity`` each.
    ``stopped_at``: from when on the third party sends it no more, so that it may be handed over anew.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    third_party = models.ForeignKey(ThirdParty, models.CASCADE, related_name="rows")
    order = models.ForeignKey(Order, models.CASCADE, related_name="hand_off_rows")
    hand_off = models.ForeignKey(HandOff, models.CASCADE, null=True, related_name="rows")
    act = models.CharField(max_length=6, choices=Act.choices)
    goods = models.JSONField(default=list)
    answer = models.CharField(max_length=8, choices=Answer.choices, default=Answer.NONE, blank=True)
    stopped_at = models.DateTimeField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(act="ship", stopped_at=None), name="hand_off_order_once"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["third_party", "id"], condition=Q(hand_off=None), name="hand_off_row_waits")
        ]


class TrackingFile(models.Model):
    """A file in which a third party told what it shipped. ``digest``: of its content, while it is not put away yet.

    ``is_dropped``: nobody wants to hear of its trouble any more.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="tracking_files")
    third_party = models.ForeignKey(ThirdParty, models.CASCADE, related_name="tracking_files")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    is_put_away = models.BooleanField(default=True)
    is_dropped = models.BooleanField(default=False)
    trouble = models.TextField(blank=True)
    due_at = models.DateTimeField(null=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["third_party", "name", "digest"], condition=Q(is_put_away=False), name="tracking_file_once"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="tracking_file_due"),
            models.Index(fields=["workspace", "-at", "-id"], name="tracking_file_newest"),
        ]

    def __str__(self) -> str:
        return self.name


class RowResult(models.TextChoices):
    WAITS = "", "Waits"
    TOLD = "told", "Told to the channel"
    KNOWN = "known", "Known already"
    UNKNOWN_ORDER = "order", "Unknown order"
    NOT_HANDED = "not_handed", "Not handed over"
    CANCELLED = "cancelled", "Cancelled"
    UNKNOWN_SKU = "sku", "Unknown SKU"
    QUANTITY = "quantity", "Wrong quantity"
    NUMBER = "number", "No tracking number"
    CARRIER = "carrier", "Unknown carrier"
    SHIPPED = "shipped", "Already shipped"
    REFUSED = "refused", "Refused"


#: Results of rows that somebody has to mend.
FAULTY = tuple(result for result in RowResult if result not in (RowResult.WAITS, RowResult.TOLD, RowResult.KNOWN))


class TrackingRow(models.Model):
    """A row of a tracking file, as it was written, and what became of it."""

    file = models.ForeignKey(TrackingFile, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    order_number = models.CharField(max_length=100, blank=True)
    sku = models.CharField(max_length=100, blank=True)
    quantity = models.CharField(max_length=40, blank=True)
    carrier = models.CharField(max_length=120, blank=True)
    tracking_number = models.CharField(max_length=120, blank=True)
    order = models.ForeignKey(Order, models.SET_NULL, null=True, related_name="+")
    shipment = models.ForeignKey(Shipment, models.SET_NULL, null=True, related_name="+")
    result = models.CharField(max_length=10, choices=RowResult.choices, default=RowResult.WAITS, blank=True)
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["file", "result", "number"])]
