"""How products of a category are shipped; which categories these are is invented."""

from __future__ import annotations

from functools import cache

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file
from shopwright.platform.market.regions import Version

from . import taxonomy


class Goods(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``boxed_alone`` ships by itself (phones, tablets), ``dangerous`` needs a label for hazardous goods."""

    boxed_alone: bool = False
    dangerous: bool = False


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    about: str
    boxed_alone: tuple[str, ...]
    dangerous: tuple[str, ...]


@cache
def _file() -> _File:
    return decoders.decode(read_data_file("catalogue", "goods.json"), type=_File)


@cache
def goods_of(category_id: str, version: Version) -> Goods:
    """What holds for the goods of a category; nothing for one that is not in the tree."""
    category = taxonomy.category(category_id, version)
    code = f"{category.code}-" if category else ""
    return Goods(
        any(code.startswith(f"{branch}-") for branch in _file().boxed_alone),
        any(code.startswith(f"{branch}-") for branch in _file().dangerous),
    )
