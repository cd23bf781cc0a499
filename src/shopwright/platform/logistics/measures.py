"""Weight and size of a parcel."""

from __future__ import annotations

import msgspec


class Measures(msgspec.Struct, frozen=True):
    """Weight and outer size as decimal strings with the units of the contract."""

    weight: str = ""
    weight_unit: str = ""
    length: str = ""
    width: str = ""
    height: str = ""
    size_unit: str = ""
