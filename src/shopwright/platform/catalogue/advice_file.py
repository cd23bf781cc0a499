"""The invented numbers behind the platform's advice, from ``data/advice.json``."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Literal

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file
from shopwright.platform.market.regions import MarketGroup


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the file."""


class Translation(_Part, frozen=True, forbid_unknown_fields=True):
    """How long a translation of an image takes, and whose shops may have one."""

    seconds: int
    market_groups: frozenset[MarketGroup]


class Images(_Part, frozen=True, forbid_unknown_fields=True):
    """How many images a call processes; the others are still being processed."""

    processed_at_once: int


class UsualParcel(_Part, frozen=True, forbid_unknown_fields=True):
    """A weight in kilograms and three sides in centimetres, the longest first."""

    weight: Decimal
    sides: tuple[Decimal, Decimal, Decimal]


class ParcelNumbers(_Part, frozen=True, forbid_unknown_fields=True):
    """When a parcel is looked at, which shares of the usual measure are its range, and how many products count."""

    seconds: int
    least: Decimal
    most: Decimal
    looked_at: int
    default: UsualParcel


class DiagnosisNumbers(_Part, frozen=True, forbid_unknown_fields=True):
    """From how many characters, images, pixels and attributes on a listing is fair or good."""

    title_good: int
    description_fair: int
    description_good: int
    images_fair: int
    images_good: int
    image_side: int
    attributes_good: int


class WordNumbers(_Part, frozen=True, forbid_unknown_fields=True):
    """How many words are told, and how many of the shop's products they come from."""

    most: int
    looked_at: int


class AdviceNumbers(_Part, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    about: str
    invented: Literal[True]
    translation: Translation
    images: Images
    parcel: ParcelNumbers
    diagnosis: DiagnosisNumbers
    words: WordNumbers


@cache
def advice_numbers() -> AdviceNumbers:
    """The numbers."""
    return decoders.decode(read_data_file("catalogue", "advice.json"), type=AdviceNumbers)
