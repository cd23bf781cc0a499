"""Master products, their variants and pictures."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from shopwright.hub.access.models import Workspace


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Product(models.Model):
    """What a seller sells, independent of any channel. Weight in grams, sides of the parcel in millimetres.

    ``attributes``: further facts by name. ``category``: the category that each channel takes it in, by channel.
    """

    # Of a workspace's rows the indexes below tell, and those of SKUs.
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="products", db_index=False)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    brand = models.CharField(max_length=120, blank=True)
    tags = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    attributes = models.JSONField(default=dict, blank=True)
    category = models.JSONField(default=dict, blank=True)
    weight_grams = models.PositiveIntegerField(null=True, blank=True)
    length_mm = models.PositiveIntegerField(null=True, blank=True)
    width_mm = models.PositiveIntegerField(null=True, blank=True)
    height_mm = models.PositiveIntegerField(null=True, blank=True)
    origin = models.CharField("country of origin", max_length=2, blank=True)
    is_fragile = models.BooleanField(default=False)
    is_hazmat = models.BooleanField("dangerous goods", default=False)
    packing_note = models.CharField(max_length=300, blank=True)
    is_archived = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "-id"], name="product_newest"),
            GinIndex(OpClass(Upper("title"), "gin_trgm_ops"), name="product_title_part"),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Variant(models.Model):
    """One buyable form of a product: what is stocked, picked and sold. ``options``: pairs of name and value."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False)
    product = models.ForeignKey(Product, models.CASCADE, related_name="variants")
    sku = models.CharField("SKU", max_length=80)
    gtin = models.CharField("GTIN", max_length=14, blank=True)
    options = models.JSONField(default=list, blank=True)
    price = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    cost = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "sku"], name="variant_sku_once"),
            models.CheckConstraint(condition=Q(price=None) | Q(price__gte=0), name="variant_price_not_negative"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "gtin"], condition=~Q(gtin=""), name="variant_gtin"),
            GinIndex(OpClass(Upper("sku"), "gin_trgm_ops"), name="variant_sku_part"),
        ]

    def __str__(self) -> str:
        return self.sku

    @property
    def options_text(self) -> str:
        return ", ".join(value for _, value in self.options)


class Picture(models.Model):
    """A picture's file, once for each workspace however often it is used."""

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="pictures/")
    media_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "sha256"], name="picture_once")
        ]


class ProductPicture(models.Model):
    """A picture of a product, or of one of its variants; the first one is the main picture.

    ``address``: where it was fetched from. ``import_run``: the import that brought it, whose undo removes it.
    """

    product = models.ForeignKey(Product, models.CASCADE, related_name="pictures")
    variant = models.ForeignKey(Variant, models.CASCADE, null=True, blank=True, related_name="pictures")
    picture = models.ForeignKey(Picture, models.CASCADE)
    position = models.PositiveSmallIntegerField(default=0)
    address = models.TextField(blank=True)
    import_run = models.BigIntegerField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["import_run"], condition=Q(import_run__isnull=False), name="picture_of_import")
        ]


from .bulk.models import BulkEdit, BulkRow  # noqa: E402, F401  Django looks for models here
from .imports.models import ImportProfile, ImportRow, ImportRun  # noqa: E402, F401  Django looks for models here
