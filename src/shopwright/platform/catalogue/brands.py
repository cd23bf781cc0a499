"""The brands that the platform knows, from ``data/brands.json``: invented names. A seller's own are not among them."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file


class Brand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A brand; ``categories`` are source codes of the branches where its permission is needed, all when empty."""

    id: str
    name: str
    is_t1: bool
    authorization_required: bool = False
    categories: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    about: str
    invented: Literal[True]
    why: str
    brands: tuple[Brand, ...]


@cache
def brands() -> tuple[Brand, ...]:
    """All brands, by name."""
    return decoders.decode(read_data_file("catalogue", "brands.json"), type=_File).brands


@cache
def _by_id() -> dict[str, Brand]:
    return {brand.id: brand for brand in brands()}


@cache
def _by_name() -> dict[str, Brand]:
    return {brand.name.casefold(): brand for brand in brands()}


def brand(brand_id: str) -> Brand | None:
    """The brand with this id."""
    return _by_id().get(brand_id)


def brand_named(name: str) -> Brand | None:
    """The brand with exactly this name, whatever its case."""
    return _by_name().get(name.strip().casefold())


def search(text: str) -> tuple[Brand, ...]:
    """The brands whose name contains ``text``, whatever its case, by name."""
    wanted = text.strip().casefold()
    return tuple(brand for brand in brands() if wanted in brand.name.casefold())


def needs_authorization(brand: Brand, category_code: str) -> bool:
    """Whether a seller needs the brand's permission to list in a category, given by its source code (12052208)."""
    covered = not brand.categories or any(
        category_code == branch or category_code.startswith(f"{branch}-") for branch in brand.categories
    )
    return brand.authorization_required and covered
