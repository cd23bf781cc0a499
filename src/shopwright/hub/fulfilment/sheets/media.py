"""Label media and printers' resolutions."""

from __future__ import annotations

from typing import NamedTuple

from django.db import models

_MILLIMETRES = 25.4


class LabelMedia(models.TextChoices):
    """The labels that a label printer holds: width by length."""

    INCH_4X6 = "4x6in", "4 × 6 in (102 × 152 mm)"
    INCH_4X8 = "4x8in", "4 × 8 in (102 × 203 mm)"
    MM_100X150 = "100x150mm", "100 × 150 mm"
    MM_100X100 = "100x100mm", "100 × 100 mm"
    A6 = "105x148mm", "A6 (105 × 148 mm)"


class Resolution(models.IntegerChoices):
    """Dots per inch of a label printer."""

    DPI_203 = 203, "203 dpi (8 dots a millimetre)"
    DPI_300 = 300, "300 dpi (12 dots a millimetre)"


class LabelPrinter(NamedTuple):
    """What a label printer holds, in inches, and how fine it prints."""

    width: float
    length: float
    dpi: int

    @property
    def dots(self) -> tuple[int, int]:
        return round(self.width * self.dpi), round(self.length * self.dpi)

    @property
    def points(self) -> tuple[float, float]:
        """The size as PDF counts it."""
        return self.width * 72, self.length * 72

    @property
    def dot(self) -> float:
        """The size of a dot in points."""
        return 72 / self.dpi

    def whole_dots(self, points: float) -> float:
        """The largest width of whole dots, at least one, that is no wider than so many points."""
        return max(1, int(points / self.dot)) * self.dot


def label_printer(media: str, dpi: int) -> LabelPrinter:
    """The printer for a choice of media."""
    unit = _MILLIMETRES if media.endswith("mm") else 1.0
    width, length = media.removesuffix("mm").removesuffix("in").split("x")
    return LabelPrinter(int(width) / unit, int(length) / unit, dpi)
