"""Size charts and certificates, each for some products."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models

from shopwright.hub.access.models import Workspace
from shopwright.hub.catalog.models import Picture, Product
from shopwright.hub.channels.categories import Measured

MEASURED = [(Measured.BODY, "Body"), (Measured.PRODUCT, "Product"), (Measured.GENERIC, "Neither")]


class Paper(models.Model):
    """What goes with products that meet all that it names; with all products where it names nothing.

    ``own_category``: what the seller takes a product for.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    name = models.CharField(max_length=120)
    product = models.ForeignKey(Product, models.CASCADE, null=True, blank=True)
    tag = models.CharField(max_length=60, blank=True)
    own_category = models.CharField("your category", max_length=500, blank=True)
    brand = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def scope_words(self) -> str:
        """For which products it is, as people say it."""
        product = self.product.title if self.product else ""
        pairs = (("", product), ("tag ", self.tag), ("category ", self.own_category), ("brand ", self.brand))
        return ", ".join(f"{word}“{value}”" for word, value in pairs if value) or "all products"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class SizeChart(Paper):
    """A table whose first column is the size, or a picture of one. ``rows``: texts of cells, as many as ``headers``."""

    measured = models.CharField(max_length=10, choices=MEASURED, default=Measured.BODY)
    is_imperial = models.BooleanField(default=False)
    headers = models.JSONField(default=list, blank=True)
    rows = models.JSONField(default=list, blank=True)
    picture = models.ForeignKey(Picture, models.PROTECT, null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "name"], name="size_chart_name_once"),
            models.CheckConstraint(
                condition=~models.Q(rows=[]) | models.Q(picture__isnull=False), name="size_chart_not_empty"
            ),
        ]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Certificate(Paper):
    """A document that channels ask for by its ``name``. ``last_day``: on which it ends."""

    last_day = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["workspace", "name"], name="certificate_name")]


class CertificateFile(models.Model):
    """A page or document of a certificate, as it was sent."""

    certificate = models.ForeignKey(Certificate, models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    file = models.FileField(upload_to="certificates/")
    media_type = models.CharField(max_length=40)

    @property
    def is_pdf(self) -> bool:
        return self.media_type == "application/pdf"
