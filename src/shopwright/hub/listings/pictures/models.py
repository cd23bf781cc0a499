"""How pictures go to a shop, and the pictures that were made for it."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models

from shopwright.hub.access.models import Workspace
from shopwright.hub.catalog.models import Picture
from shopwright.hub.channels.models import Connection


class Order(models.TextChoices):
    PRODUCT = "product", "As they are on the product"
    VARIANTS = "variants", "Those of variants first"
    GENERAL = "general", "Those of the whole product first"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class PictureTemplate(models.Model):
    """Which pictures a shop gets. ``option_value``: pictures of variants with another value of an option stay out.

    ``least_side``: smaller pictures are put on a white ground of that size, in pixels. ``most_side``: larger ones are
    made smaller.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE)
    connection = models.OneToOneField(Connection, models.CASCADE, related_name="picture_template")
    most = models.PositiveSmallIntegerField("At most so many pictures", default=9)
    order = models.CharField("In the order", max_length=10, choices=Order.choices, default=Order.PRODUCT)
    option_value = models.CharField("Of variants only those with the option value", max_length=80, blank=True)
    is_square = models.BooleanField("Square, on a white ground", default=False)
    least_side = models.PositiveSmallIntegerField("Shortest side in pixels", default=0)
    most_side = models.PositiveSmallIntegerField("Longest side in pixels", default=3000)


class MadePicture(models.Model):
    """A picture that was made of another one by a recipe, so that it is made once."""

    source = models.ForeignKey(Picture, models.CASCADE, related_name="made")
    recipe = models.CharField(max_length=40)
    result = models.ForeignKey(Picture, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "recipe"], name="made_picture_once")
        ]
