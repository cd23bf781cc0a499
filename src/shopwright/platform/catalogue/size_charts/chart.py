"""A size chart, and an appeal against the audit of the one that a product names."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import msgspec

MeasurementType = Literal["BODY_MEASUREMENTS", "GENERIC_MEASUREMENTS", "PRODUCT_MEASUREMENTS"]

#: A chart for any product of its category, and one for a single product.
REUSABLE, SCOPED = "REUSABLE_TEMPLATE", "PRODUCT_SCOPED"
MODES = (REUSABLE, SCOPED)


class Indicator(StrEnum):
    """What an audit looks for in a chart."""

    SIZES = "CONTAINS_ALL_SALE_PROPERTY"
    DIMENSIONS = "REQUIRED_DIMENSION"
    RANGES = "VALUE_RANGE_OUT_OF_RANGE"


class Column(msgspec.Struct, frozen=True, omit_defaults=True):
    """A column; ``id`` is that of an option of Get Category Rules, and empty for one of the seller's own."""

    name: str
    id: str = ""


class ChartData(msgspec.Struct, frozen=True, omit_defaults=True):
    """The table: the first column holds the sizes, each row has a value for every column."""

    measurement_type: MeasurementType
    unit_system: Literal["IMPERIAL", "METRIC"]
    columns: list[Column]
    rows: list[list[str]]
    description: str = ""
    is_one_size: bool = False
    size_types: list[str] = []


class SizeChart(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A seller's chart. ``product_id``: the product that a chart for a single one belongs to, once one names it."""

    chart_id: str
    account_id: str
    mode: str
    name: str
    category_id: str
    category_version: str
    region: str
    locale: str
    data: ChartData
    image_uri: str
    created_at: int
    product_id: str = ""


class AppealStatus(StrEnum):
    """The states of an appeal."""

    RUNNING = "RUNNING"
    DECIDED = "DECIDED"


class Appeal(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A seller's appeal that a product's chart meets some indicators. One of ``chart_id`` and ``image_uri`` is set."""

    appeal_id: str
    shop_id: str
    product_id: str
    indicators: list[Indicator]
    created_at: int
    chart_id: str = ""
    image_uri: str = ""
    status: AppealStatus = AppealStatus.RUNNING
