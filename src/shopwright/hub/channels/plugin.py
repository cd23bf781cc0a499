"""What authors of channels start from: a session that can do nothing yet, and HTTP errors in the protocol's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from .cases import CaseReason, CaseReply, ExternalCancellation, ExternalReturn, Refundable
from .parcels import Label, Parcel
from .protocol import (
    ChannelError,
    Check,
    ExternalListing,
    ExternalLocation,
    ExternalOrder,
    ListingDraft,
    Outcome,
    PriceWant,
    StockWant,
)


@runtime_checkable
class TellsListings(Protocol):
    """A session whose channel sends no notifications, and is asked which listings changed instead."""

    def listings_since(self, since: datetime) -> Iterator[tuple[str, datetime]]:
        """Ids of listings that changed there at that time or later, and when."""


@runtime_checkable
class ListsListings(Protocol):
    """A session whose channel's list shows how listings stand, so that a check of the shop takes few calls."""

    def listing_page(self, cursor: str) -> tuple[Sequence[ExternalListing], str]:
        """Listings with state, and SKUs with price and number, from a cursor on, "" for the beginning.

        Beside them the cursor of what follows, "" at the end. What else a listing has may be missing.
        """


@runtime_checkable
class ReadsManyOrders(Protocol):
    """A session whose channel gives several orders in one call."""

    def orders(self, external_ids: Sequence[str]) -> Sequence[ExternalOrder]:
        """Orders as they are now, those that are there, in any order; the hub asks for 50 at most."""


@runtime_checkable
class RegistersHooks(Protocol):
    """A session whose channel lets an app say where notifications go."""

    def register_hooks(self, address: str) -> Sequence[Check]:
        """Have notifications sent to an address, each kind once however often this is called; a check for each."""


@runtime_checkable
class ConnectsByFields(Protocol):
    """A channel that has no page where a person allows the app: what its fields hold opens the shop."""

    connects_by_fields: Literal[True]


@runtime_checkable
class ShowsHooks(Protocol):
    """A session whose channel tells what is registered, where the app itself cannot register it."""

    def hook_checks(self, address: str, path: str) -> Sequence[Check]:
        """What notifications are registered for the hub: whose addresses end with ``path``. ``address``: of the hub,
        "" where it is not reached from everywhere.
        """


@runtime_checkable
class HasAddress(Protocol):
    """A session whose channel is called at an address, so that its time can be compared with the hub's."""

    def api_address(self) -> str:
        """Where the channel answers over HTTP."""


class BaseSession:
    """A session without capabilities. Override what those of the channel need; the rest is never called."""

    def check(self) -> Sequence[Check]:
        raise _missing("test a connection")

    def locations(self) -> Sequence[ExternalLocation]:
        """None: only stock is sent to a location."""
        return ()

    def orders_since(self, since: datetime) -> Iterator[ExternalOrder]:
        raise _missing("read orders")

    def order(self, external_id: str) -> ExternalOrder | None:
        raise _missing("read orders")

    def listing_ids(self) -> Iterator[str]:
        raise _missing("read listings")

    def listing(self, external_id: str) -> ExternalListing | None:
        raise _missing("read listings")

    def publish(self, draft: ListingDraft) -> tuple[Outcome, ExternalListing | None]:
        raise _missing("publish")

    def pause(self, external_id: str) -> Outcome:
        raise _missing("pause a listing")

    def resume(self, external_id: str) -> Outcome:
        raise _missing("resume a listing")

    def end(self, external_id: str) -> Outcome:
        raise _missing("end a listing")

    def push_stock(self, wants: Sequence[StockWant]) -> Sequence[Outcome]:
        raise _missing("set stock")

    def push_prices(self, wants: Sequence[PriceWant]) -> Sequence[Outcome]:
        raise _missing("set prices")

    def parcels(self, order_id: str) -> Sequence[Parcel]:
        raise _missing("ship")

    def ship(self, parcel_id: str, carrier: str = "", tracking_number: str = "") -> Outcome:
        raise _missing("ship")

    def label(self, parcel_id: str) -> Label:
        raise _missing("make labels")

    def returns_since(self, since: datetime) -> Iterator[ExternalReturn]:
        raise _missing("read returns")

    def return_case(self, external_id: str) -> ExternalReturn | None:
        raise _missing("read returns")

    def answer_return(self, external_id: str, reply: CaseReply) -> Outcome:
        raise _missing("answer returns")

    def cancellations_since(self, since: datetime) -> Iterator[ExternalCancellation]:
        raise _missing("read cancellations")

    def cancellation(self, external_id: str) -> ExternalCancellation | None:
        raise _missing("read cancellations")

    def answer_cancellation(self, external_id: str, reply: CaseReply) -> Outcome:
        raise _missing("answer cancellations")

    def cancel_reasons(self, order_id: str) -> Sequence[CaseReason]:
        raise _missing("cancel orders")

    def cancel_order(self, order_id: str, reason: str, line_ids: Sequence[str] = ()) -> Outcome:
        raise _missing("cancel orders")

    def refundable(self, order_id: str) -> Refundable | None:
        raise _missing("give money back")

    def refund_order(self, order_id: str, reply: CaseReply) -> Outcome:
        raise _missing("give money back")

    def send_message(self, order_id: str, text: str) -> Outcome:
        raise _missing("write to buyers")

    def close(self) -> None:
        """Nothing is open."""


def http_error(name: str, status: int) -> ChannelError:
    """What a status other than success means: whether it may pass, and whether the app has to be allowed again."""
    if status in (401, 403):
        remedy = "Connect again, with a key that is allowed to."
        return ChannelError(f"{name} no longer lets the hub in.", code=str(status), remedy=remedy, needs_consent=True)
    words = f"{name} refused the call (HTTP {status})."
    return ChannelError(words, code=str(status), is_passing=is_passing_status(status))


def is_passing_status(status: int) -> bool:
    """Whether a call that was answered so may work later, as nothing was decided about it."""
    return status in (408, 425, 429) or status >= 500


def _missing(what: str) -> ChannelError:
    return ChannelError(f"This channel cannot {what}.")
