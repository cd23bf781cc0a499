"""A product's presence on a channel: what is wanted there and what the channel last acknowledged."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from shopwright.hub.access.models import Workspace
from shopwright.hub.catalog.models import Product, Variant
from shopwright.hub.catalog.price_rules import Rounding
from shopwright.hub.channels.models import Connection
from shopwright.hub.stock.models import ChannelLocation

from .brands.models import BrandMapping
from .drift_models import Drift, DriftPolicy
from .papers.models import Certificate, CertificateFile, SizeChart
from .pictures.models import MadePicture, PictureTemplate
from .price_lists.models import ROUNDINGS, ListPrice, PriceFile, PriceGuard, PriceList
from .publish_rules.models import PublishRule, RuleFiring

__all__ = [
    "BrandMapping",
    "Certificate",
    "CertificateFile",
    "Drift",
    "ListPrice",
    "Listing",
    "ListingRule",
    "MadePicture",
    "Offer",
    "OfferStock",
    "PictureTemplate",
    "PriceFile",
    "PriceGuard",
    "PriceList",
    "PublishRule",
    "PushTimes",
    "RuleFiring",
    "SizeChart",
    "State",
    "Wish",
]


class State(models.TextChoices):
    """Where a listing stands."""

    WANTED = "wanted", "To be sent"
    REVIEW = "review", "Under review"
    LIVE = "live", "Live"
    REFUSED = "refused", "Refused"
    PAUSED = "paused", "Paused"
    ENDED = "ended", "Ended"


class Wish(models.TextChoices):
    """What somebody wants done with a listing, until it is done or refused."""

    NONE = "", "Nothing"
    PUBLISH = "publish", "Publish"
    PAUSE = "pause", "Pause"
    RESUME = "resume", "Relist"
    END = "end", "End"


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    fields=["workspace", "product", "wish", "state", "overrides"],
    # The name of its table, which does not follow the fields.
    model_name="ListingWorkspaceProductWishStateEvent",
)
class Listing(models.Model):
    """A product on a connection. Without a product it was found on the channel and is linked to nothing yet.

    ``is_paused_by_stock``: paused since nothing was left, and to be relisted once something is.
    ``trouble`` and ``remedy``: why the channel refused what was wanted last, and what to do. ``refused_wish``: what
    that was, once it is not tried again. ``seen_title``: how the channel has it. ``content``: what the hub left there,
    and what is still on its way. ``overrides``: values of its own, written for it or taken over from the channel,
    which go before the catalogue's. ``sent_at``: when the channel took a draft last.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="listings")
    product = models.ForeignKey(Product, models.SET_NULL, null=True, blank=True, related_name="listings")
    external_id = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WANTED)
    wish = models.CharField(max_length=10, choices=Wish.choices, default=Wish.NONE, blank=True)
    refused_wish = models.CharField(max_length=10, choices=Wish.choices, default=Wish.NONE, blank=True)
    wish_due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=40, blank=True)
    trouble = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    reasons = ArrayField(models.TextField(), default=list, blank=True)
    is_paused_by_stock = models.BooleanField(default=False)
    seen_title = models.CharField(max_length=300, blank=True)
    content = models.JSONField(default=dict, blank=True)
    overrides = models.JSONField(default=dict, blank=True)
    sent_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["connection", "external_id"], condition=~Q(external_id=""), name="listing_external_once"
            ),
            models.UniqueConstraint(
                fields=["connection", "product"], condition=~Q(state="ended"), name="listing_product_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "-id"], name="listing_newest"),
            models.Index(fields=["wish_due_at"], condition=~Q(wish=""), name="listing_wish_due"),
            models.Index(
                fields=["workspace", "-wish_due_at", "-id"],
                condition=~Q(wish="") | ~Q(refused_wish=""),
                name="listing_wish_open",
            ),
            models.Index(fields=["workspace", "-id"], condition=Q(state="refused"), name="listing_refused"),
            GinIndex(OpClass(Upper("seen_title"), "gin_trgm_ops"), name="listing_title_part"),
        ]


def _policy(words: str) -> models.CharField[str, str]:
    return models.CharField(words, max_length=4, choices=DriftPolicy.choices, default=DriftPolicy.ASK)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class ListingRule(models.Model):
    """How a connection's prices and texts come from the catalogue. ``price_list``: where its prices come from instead.

    ``sends_prices``: prices go out by themselves; else the channel keeps its own. ``drift``: what becomes of a price
    that somebody changed on the channel: it is shown, or set back.
    """

    class Drift(models.TextChoices):
        SHOW = "show", "Show it"
        HEAL = "heal", "Set it back"

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    connection = models.OneToOneField(Connection, models.CASCADE, related_name="rule")
    price_list = models.ForeignKey(PriceList, models.PROTECT, null=True, blank=True, related_name="rules")
    percent = models.DecimalField("Change in percent", max_digits=6, decimal_places=2, default=Decimal(0))
    amount = models.DecimalField("And by an amount", max_digits=12, decimal_places=2, default=Decimal(0))
    rounding = models.CharField("Rounded to", max_length=10, default=Rounding.CENT, choices=ROUNDINGS)
    title_template = models.CharField("Title", max_length=300, blank=True)
    description_template = models.TextField("Description", blank=True)
    sends_prices = models.BooleanField("Send prices", default=False)
    drift = models.CharField(
        "A price that was changed on the channel", max_length=10, choices=Drift.choices, default=Drift.SHOW
    )
    text_drift = _policy("A title or description that was changed there")
    picture_drift = _policy("Pictures that were changed there")
    category_drift = _policy("A category that was changed there")
    fact_drift = _policy("Attributes, weight or parcel size that were changed there")
    option_drift = _policy("Options or SKUs that were changed there")
    state_drift = _policy("A listing that was paused, relisted or ended there")


class Offer(models.Model):
    """A variant within a listing: the SKU of the channel and its price there.

    ``acknowledged_price``: what the channel took last from the hub. ``seen_price``: what it was seen with last.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="offers")
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="offers")
    variant = models.ForeignKey(Variant, models.SET_NULL, null=True, blank=True, related_name="offers")
    external_id = models.CharField(max_length=100)
    seller_sku = models.CharField(max_length=80, blank=True)
    options = models.CharField(max_length=200, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    wanted_price = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    acknowledged_price = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    seen_price = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    is_price_due = models.BooleanField(default=False)
    is_price_asked = models.BooleanField(default=False)
    price_due_at = models.DateTimeField(null=True)
    price_attempts = models.PositiveSmallIntegerField(default=0)
    price_trouble = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["connection", "external_id"], name="offer_external_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["connection", "price_due_at"], condition=Q(is_price_due=True), name="offer_price_due"),
            models.Index(
                fields=["workspace", "-price_due_at", "-id"],
                condition=Q(is_price_due=True) | ~Q(price_trouble=""),
                name="offer_price_open",
            ),
        ]


class OfferStock(models.Model):
    """How many of an offer are sold from one of the channel's warehouses.

    ``wanted``: what the hub wants to be available, and since when the channel should have it. ``acknowledged``: what
    the channel took last, ``sent`` the number it was told for that, ``promised`` what the hub held for the channel's
    open orders then: the channel counts its own orders itself, so that its number has moved on since if that has. A
    push is due when any of them differs, or ``is_asked``: a number was sent whose answer has not come, so that nobody
    knows which one the channel has. ``backorder_on``: from when sold-out pieces are sent, where they are sold on;
    ``backorder_pieces``: how many at most. ``trouble``: why the channel refused it.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="stocks")
    connection = models.ForeignKey(Connection, models.CASCADE)
    place = models.ForeignKey(ChannelLocation, models.CASCADE)
    wanted = models.IntegerField(null=True)
    wanted_at = models.DateTimeField(null=True)
    acknowledged = models.IntegerField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    promised = models.IntegerField(null=True)
    backorder_on = models.DateField(null=True)
    acknowledged_backorder_on = models.DateField(null=True)
    backorder_pieces = models.IntegerField(null=True)
    acknowledged_backorder_pieces = models.IntegerField(null=True)
    sent = models.IntegerField(null=True)
    request_id = models.CharField(max_length=60, blank=True)
    is_due = models.BooleanField(default=False)
    is_asked = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=40, blank=True)
    trouble = models.TextField(blank=True)
    remedy = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["offer", "place"], name="offer_stock_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["connection", "due_at"], condition=Q(is_due=True), name="offer_stock_due"),
            models.Index(
                fields=["workspace", "-wanted_at", "-id"],
                condition=Q(is_due=True) | ~Q(trouble=""),
                name="offer_stock_open",
            ),
            models.Index(fields=["workspace"], condition=~Q(trouble=""), name="offer_stock_trouble"),
        ]


class PushTimes(models.Model):
    """How long numbers took to a channel within an hour, counted by span: see ``propagation``."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="push_times")
    hour = models.DateTimeField()
    counts = ArrayField(models.PositiveIntegerField())

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["connection", "hour"], name="push_times_hour_once")
        ]


from .categories.models import AttributeFill, CategoryMapping, ChannelCategory  # noqa: E402, F401  Django looks for models here
