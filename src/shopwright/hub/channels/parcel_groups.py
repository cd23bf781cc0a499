"""What goes together: orders in several parcels, and several orders in one. No Django here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from .protocol import Outcome


class SplitRule(StrEnum):
    """Whether an order may go in several parcels."""

    MAY = "may"
    MUST = "must"
    MUST_NOT = "must_not"


@dataclass(frozen=True, slots=True)
class SplitAdvice:
    """What a channel says of splitting an order. ``words``: why it must or must not, as a seller reads it.

    ``by_piece``: pieces of one SKU may go in different parcels. ``is_final``: nobody puts together again what is split.
    """

    rule: SplitRule
    words: str = ""
    by_piece: bool = True
    is_final: bool = True


@dataclass(frozen=True, slots=True)
class Combination:
    """Orders that may go in one parcel, in whole or in part: of one buyer to one address, and none of them shipped."""

    external_id: str
    order_ids: tuple[str, ...]


@runtime_checkable
class ParcelGroups(Protocol):
    """A session whose channel lets the seller say what travels together, before it is shipped.

    An outcome without an answer is looked up by :meth:`Session.parcels`: those of an order name its lines, and two
    orders share a parcel where theirs have the same id. What is so already is done without another call.
    """

    def split_advice(self, order_id: str) -> SplitAdvice:
        """Whether an order may, must or must not be split."""

    def split(self, order_id: str, parts: Sequence[Sequence[str]]) -> Outcome:
        """Put the lines of each part into a parcel of its own; together the parts hold all that is left to ship."""

    def why_not_combined(self) -> str:
        """Why this shop's orders are never combined, and what to do instead; "" where they may be."""

    def combinations(self) -> Sequence[Combination]:
        """Orders that may go together, the oldest first; none where :meth:`why_not_combined` says why."""

    def combine(self, order_ids: Sequence[str]) -> Outcome:
        """Put orders of one combination into one parcel, whose id the outcome has."""

    def take_out(self, parcel_id: str, order_ids: Sequence[str]) -> Outcome:
        """Take orders out of a parcel that several share, each into one of its own."""
