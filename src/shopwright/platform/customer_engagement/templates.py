"""The templates of engagement messages, and the days that count: ``data/engagement.json``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file

Bounds = tuple[int, int]


class Template(msgspec.Struct, frozen=True):
    """A template; ``products`` and ``coupons`` are the least and the most cards that go with it."""

    id: str
    products: Bounds
    coupons: Bounds
    coupon_types: tuple[str, ...]
    title: Mapping[str, str]
    body: Mapping[str, str]


class EngagementFile(msgspec.Struct, frozen=True):
    """The data file."""

    languages: tuple[str, ...]
    attribution_days: int
    silent_days: int
    templates: tuple[Template, ...]


@cache
def engagement() -> EngagementFile:
    return decoders.decode(read_data_file("customer_engagement", "engagement.json"), type=EngagementFile)


def find_template(template_id: str) -> Template | None:
    return next((template for template in engagement().templates if template.id == template_id), None)


def language_of(locale: str) -> str | None:
    """The language of a locale such as ``es-MX``; ``None`` where the templates have no text in it."""
    language = locale.replace("_", "-").partition("-")[0].lower()
    return language if language in engagement().languages else None
