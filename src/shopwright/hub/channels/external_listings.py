"""Listings as they stand on a channel. No Django here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from .categories import AttributeValue


@dataclass(frozen=True, slots=True)
class ExternalSku:
    """A SKU as it stands on a channel. ``quantity``: what buyers can still buy, ``places``: of it in each warehouse."""

    external_id: str
    seller_sku: str
    options: tuple[tuple[str, str], ...]
    price: Decimal | None
    currency: str
    quantity: int
    image_url: str = ""
    committed: int = 0
    places: tuple[tuple[str, int], ...] = ()


class ListingState(StrEnum):
    """Where a listing stands on its channel."""

    WANTED = "wanted"
    REVIEW = "review"
    LIVE = "live"
    REFUSED = "refused"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class ExternalAttribute:
    """A fact of a product as it stands on a channel."""

    external_id: str
    name: str
    values: tuple[AttributeValue, ...]


@dataclass(frozen=True, slots=True)
class ExternalListing:
    """A product as it stands on a channel.

    ``image_ids``: by which its pictures are told apart, where addresses change for the same picture. ``size_mm``: of
    its parcel. ``attributes``, ``size_mm`` and ``weight_grams`` are None where the channel does not tell them.
    """

    external_id: str
    title: str
    state: ListingState
    skus: tuple[ExternalSku, ...]
    description: str = ""
    brand: str = ""
    image_urls: tuple[str, ...] = ()
    weight_grams: int | None = None
    reasons: tuple[str, ...] = ()
    updated_at: datetime | None = None
    category_id: str = ""
    image_ids: tuple[str, ...] = ()
    size_mm: tuple[int, int, int] | None = None
    attributes: tuple[ExternalAttribute, ...] | None = None
