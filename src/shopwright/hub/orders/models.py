"""Orders of all channels, each once."""

from __future__ import annotations

import json
from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from shopwright.hub.access.models import Workspace
from shopwright.hub.catalog.models import Variant
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import Address
from shopwright.hub.core.vault import vault


class Payment(models.TextChoices):
    UNPAID = "unpaid", "Unpaid"
    PAID = "paid", "Paid"
    REFUNDED = "refunded", "Refunded"


class Hold(models.TextChoices):
    """Why an order is not to be shipped yet."""

    NONE = "", "None"
    CHANNEL = "channel", "Buyer's hour"
    STOCK = "stock", "Out of stock"
    CANCEL = "cancel", "To be cancelled"
    ADDRESS = "address", "Address"
    RISK = "risk", "Risk"
    MANUAL = "manual", "Held by hand"


class Progress(models.TextChoices):
    """How far the goods are."""

    OPEN = "open", "To ship"
    PARTLY = "partly_shipped", "Partly shipped"
    SHIPPED = "shipped", "Shipped"
    DELIVERED = "delivered", "Delivered"
    CANCELLED = "cancelled", "Cancelled"


@pghistory.track(pghistory.UpdateEvent(), fields=["workspace", "hold", "tags", "note"])
class Order(models.Model):
    """An order. ``sealed``: the buyer's name and address, encrypted; ``buyer_keys``: hashes to find the buyer by.

    ``hold``: the weightiest of its open holds, each of which is a row of its own (:class:`.holds.models.OrderHold`).
    ``is_cancel_asked``: somebody wants it cancelled, and that is not decided yet.
    ``seen_at``: the channel's time of the state that is kept here; an older one never replaces it.
    ``erase_asked_at``: somebody wants its buyer erased once nothing needs them; ``erased_at``: that was done.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="orders")
    connection = models.ForeignKey(Connection, models.PROTECT, related_name="orders", db_index=False)
    external_id = models.CharField(max_length=100)
    number = models.CharField(max_length=100)
    raw_status = models.CharField(max_length=60)
    payment = models.CharField(max_length=10, choices=Payment.choices)
    hold = models.CharField(max_length=10, choices=Hold.choices, default=Hold.NONE, blank=True)
    hold_until = models.DateTimeField(null=True)
    is_cancel_asked = models.BooleanField(default=False)
    progress = models.CharField(max_length=16, choices=Progress.choices)
    can_ship = models.BooleanField(default=False)
    currency = models.CharField(max_length=3)
    total = models.DecimalField(max_digits=16, decimal_places=2)
    sealed = models.BinaryField()
    buyer_keys = ArrayField(models.BinaryField(), default=list)
    buyer_note = models.TextField(blank=True)
    shipping_option = models.CharField(max_length=120, blank=True)
    tags = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    note = models.TextField(blank=True)
    placed_at = models.DateTimeField()
    ship_by = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()
    erase_asked_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["connection", "external_id"], name="order_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "-placed_at", "-id"], name="order_newest"),
            models.Index(
                fields=["workspace", "ship_by", "id"],
                condition=Q(progress__in=["open", "partly_shipped"]),
                name="order_to_ship",
            ),
            models.Index(fields=["connection", "-placed_at", "-id"], name="order_of_shop"),
            models.Index(fields=["workspace", "progress", "-placed_at", "-id"], name="order_by_progress"),
            models.Index(fields=["workspace", "number"], name="order_number"),
            models.Index(
                fields=["workspace", "number"], opclasses=["int8_ops", "text_pattern_ops"], name="order_number_begins"
            ),
            GinIndex(fields=["buyer_keys"], name="order_buyer"),
            models.Index(
                fields=["workspace", "placed_at"],
                condition=Q(erased_at=None, progress__in=["shipped", "delivered", "cancelled"]),
                name="order_with_buyer",
            ),
            models.Index(
                fields=["workspace", "id"],
                condition=Q(erased_at=None, erase_asked_at__isnull=False),
                name="order_to_erase",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def buyer(self) -> Address:
        """The buyer, decrypted: for those who may see buyers."""
        facts = json.loads(vault().decrypt(self.buyer_purpose, self.sealed))
        return Address(**{**facts, "lines": tuple(facts["lines"])})

    @property
    def buyer_purpose(self) -> str:
        return f"buyer:{self.connection_id}:{self.external_id}"

    @property
    def is_ready(self) -> bool:
        """Whether it can be shipped now."""
        return self.can_ship and not self.hold and self.progress in (Progress.OPEN, Progress.PARTLY)

    @property
    def may_be_cancelled(self) -> bool:
        """Whether its channel may let it be cancelled: some do until a carrier has all of it."""
        if self.is_cancel_asked or self.progress in (Progress.CANCELLED, Progress.DELIVERED):
            return False
        return self.connection.can_cancel and self.lines.filter(is_cancelled=False, is_gone=False).exists()


class OrderLine(models.Model):
    """A line of an order. Without a variant the hub does not know what it is, and holds no stock for it.

    ``parcel_id``: the parcel that its channel has it in, where it has one yet.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    external_id = models.CharField(max_length=100)
    variant = models.ForeignKey(Variant, models.SET_NULL, null=True, related_name="order_lines")
    sku_id = models.CharField(max_length=100, blank=True)
    seller_sku = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=300)
    options = models.CharField(max_length=200, blank=True)
    image_url = models.URLField(max_length=600, blank=True)
    quantity = models.PositiveIntegerField()
    unit_price = models.DecimalField(max_digits=14, decimal_places=2)
    is_cancelled = models.BooleanField(default=False)
    is_gone = models.BooleanField(default=False)
    is_oversold = models.BooleanField(default=False)
    parcel_id = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["order", "external_id"], name="order_line_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["variant"], condition=Q(is_oversold=True), name="order_line_oversold"),
            models.Index("workspace", Upper("seller_sku"), name="order_line_sku"),
            models.Index(fields=["workspace", "parcel_id"], condition=~Q(parcel_id=""), name="order_line_parcel"),
        ]

    @property
    def cause(self) -> str:
        """What its stock is held for."""
        return f"line:{self.pk}"


from .erasure.models import BuyerRetention  # noqa: E402, F401  Django looks for models here
from .holds.models import HoldRule, OrderHold  # noqa: E402, F401  Django looks for models here
