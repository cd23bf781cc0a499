"""Parcels as channels know them, and their labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Carrier:
    """A carrier that a seller may send with, as the channel calls it."""

    external_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel that a channel knows, or that it makes once it is shipped.

    ``is_arranged``: the seller has told the channel to have it collected. ``is_own``: the seller sends it with a
    carrier of their own, one of ``carriers`` where the channel names any, and tells its tracking number; the channel
    has no label for it. ``trouble``: what keeps it from being shipped now, and what to do.
    """

    external_id: str
    line_ids: tuple[str, ...]
    carrier: str
    tracking_number: str
    is_arranged: bool
    is_own: bool = False
    carriers: tuple[Carrier, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A label's file: ``media_type`` says of which kind."""

    content: bytes
    media_type: str


@runtime_checkable
class ZplLabels(Protocol):
    """A session whose channel has labels for label printers."""

    def zpl_label(self, parcel_id: str) -> Label | None:
        """The label as ZPL; None where this shop's market has none."""
