"""One folder that the hub sells through."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from shopwright.hub.channels.parcels import Label, Parcel
from shopwright.hub.channels.plugin import BaseSession
from shopwright.hub.channels.protocol import (
    ChannelError,
    Check,
    ExternalListing,
    ExternalLocation,
    ExternalOrder,
    ExternalShop,
    ListingDraft,
    ListingState,
    Outcome,
    PriceWant,
    Result,
    StockWant,
)

from .drops import refuse_doubles, take_in
from .folder import Folder
from .orders import with_status
from .products import HEADER, listing_of_draft, rows_of
from .state import State
from .tables import TableError

_LOCATION = ExternalLocation("folder", "Folder", is_default=True)
_DONE = Outcome(Result.DONE)
_PAGE = 500
_Want = TypeVar("_Want")


class FilesSession(BaseSession):
    """Reads and writes of one folder."""

    def __init__(self, folder: Folder, shop: ExternalShop) -> None:
        self._folder, self._shop = folder, shop
        with _translating():
            folder.make()
            self._state = State(folder.path / "state.sqlite")

    def check(self) -> Sequence[Check]:
        """Whether the folder can be read and written."""
        path = self._folder.path
        can_read = os.access(path / "in", os.R_OK | os.W_OK | os.X_OK)
        can_write = os.access(path / "out", os.W_OK | os.X_OK)
        rights = "Give the user that runs the hub the right to read and write the folder."
        return [
            Check("Consent", path.is_dir(), str(path.name), "Make the folder again, or connect another."),
            Check("Files in", can_read, "can be read and moved" if can_read else "cannot be moved", rights),
            Check("Files out", can_write, "can be written" if can_write else "cannot be written", rights),
        ]

    def locations(self) -> Sequence[ExternalLocation]:
        return [_LOCATION]

    def orders_since(self, since: datetime) -> Iterator[ExternalOrder]:
        with _translating():
            self._take_in()
            yield from self._state.orders_since(since, _PAGE)

    def order(self, external_id: str) -> ExternalOrder | None:
        with _translating():
            self._take_in()
            return self._state.order(external_id)

    def listing_ids(self) -> Iterator[str]:
        with _translating():
            self._take_in()
            yield from self._state.product_ids()

    def listings_since(self, since: datetime) -> Iterator[tuple[str, datetime]]:
        with _translating():
            self._take_in()
            yield from self._state.products_since(since)

    def listing(self, external_id: str) -> ExternalListing | None:
        with _translating():
            self._take_in()
            return self._state.product(external_id)

    def publish(self, draft: ListingDraft) -> tuple[Outcome, ExternalListing | None]:
        with _translating():
            names = [self._keep_picture(image) for image in draft.images]
            try:
                with self._state.change():
                    listing = listing_of_draft(draft, names)
                    refuse_doubles(listing, self._state)
                    self._state.keep_product(listing)
                    self._write_listings()
            except TableError as error:
                return Outcome(
                    Result.REFUSED, "incomplete", str(error), "Complete the product and publish again."
                ), None
        return _DONE, listing

    def pause(self, external_id: str) -> Outcome:
        return self._set_state(external_id, ListingState.PAUSED)

    def resume(self, external_id: str) -> Outcome:
        return self._set_state(external_id, ListingState.LIVE)

    def end(self, external_id: str) -> Outcome:
        return self._set_state(external_id, ListingState.ENDED)

    def push_stock(self, wants: Sequence[StockWant]) -> Sequence[Outcome]:
        def push(want: StockWant) -> Outcome:
            number = max(want.quantity, 0)
            known = self._state.set_quantity(want.product_id, want.sku_id, number)
            return Outcome(Result.DONE, quantity=number) if known else _unknown(f"The SKU {want.sku_id}")

        return self._push(wants, push, "stock.csv", ("sku", "quantity"), self._numbers)

    def push_prices(self, wants: Sequence[PriceWant]) -> Sequence[Outcome]:
        def push(want: PriceWant) -> Outcome:
            known = self._state.set_price(want.product_id, want.sku_id, want.price)
            return _DONE if known else _unknown(f"The SKU {want.sku_id}")

        return self._push(wants, push, "prices.csv", ("sku", "price", "currency"), self._prices)

    def parcels(self, order_id: str) -> Sequence[Parcel]:
        """An order is one parcel, sent with a carrier of the seller's."""
        with _translating():
            order, shipped = self._state.order(order_id), self._state.shipment(order_id)
        if order is None:
            raise ChannelError(f"The order {order_id} is in no file that came in.")
        lines = tuple(line.external_id for line in order.lines if not line.is_cancelled)
        carrier, number = shipped or ("", "")
        return [Parcel(order_id, lines, carrier, number, shipped is not None, is_own=True)] if lines else []

    def ship(self, parcel_id: str, carrier: str = "", tracking_number: str = "") -> Outcome:
        """Write the shipment's file. An order that was shipped before is not written again."""
        with _translating(), self._state.change():
            order = self._state.order(parcel_id)
            if order is None:
                return _unknown(f"The order {parcel_id}")
            if self._state.shipment(parcel_id):
                return _DONE
            if not order.can_ship:
                return Outcome(Result.REFUSED, order.raw_status, f"The order {parcel_id} is {order.raw_status}.")
            now = self._state.next_time()
            self._state.keep_shipment(parcel_id, carrier, tracking_number)
            self._state.keep_order(replace(with_status(order, "shipped"), updated_at=now))
            digest = hashlib.sha256(parcel_id.encode()).hexdigest()[:12]
            self._folder.write_table(
                f"shipments/{digest}.csv",
                ("order", "line", "sku", "quantity", "carrier", "tracking_number", "shipped_at"),
                [
                    (parcel_id, line.external_id, line.seller_sku, line.quantity, carrier, tracking_number, _iso(now))
                    for line in order.lines
                ],
            )
        return _DONE

    def label(self, parcel_id: str) -> Label:
        raise ChannelError("A folder has no labels: print them with your carrier.")

    def close(self) -> None:
        self._state.close()

    def _take_in(self) -> None:
        take_in(self._folder, self._state, self._shop.currency)

    def _set_state(self, external_id: str, state: ListingState) -> Outcome:
        with _translating(), self._state.change():
            listing = self._state.product(external_id)
            if listing is None:
                return _unknown(f"The product {external_id}")
            self._state.keep_product(replace(listing, state=state))
            self._write_listings()
        return _DONE

    def _push(
        self,
        wants: Sequence[_Want],
        push: Callable[[_Want], Outcome],
        name: str,
        header: Sequence[str],
        rows: Callable[[], Sequence[Sequence[object]]],
    ) -> Sequence[Outcome]:
        """Set what is wanted, and write the file of all SKUs anew."""
        if not wants:
            return []
        with _translating(), self._state.change():
            outcomes = [push(want) for want in wants]
            self._folder.write_table(name, header, rows())
        return outcomes

    def _write_listings(self) -> None:
        listings = (self._state.product(product_id) for product_id in self._state.product_ids())
        rows = (row for listing in listings if listing for row in rows_of(listing))
        self._folder.write_table("listings.csv", HEADER, rows)

    def _numbers(self) -> list[tuple[object, ...]]:
        return [(item.sku, item.quantity) for item in self._state.skus()]

    def _prices(self) -> list[tuple[object, ...]]:
        return [(item.sku, item.price, self._shop.currency) for item in self._state.skus() if item.price is not None]

    def _keep_picture(self, content: bytes) -> str:
        ending = "png" if content.startswith(b"\x89PNG") else "webp" if content[8:12] == b"WEBP" else "jpg"
        name = f"{hashlib.sha256(content).hexdigest()[:24]}.{ending}"
        self._folder.write_picture(name, content)
        return name


def _unknown(what: str) -> Outcome:
    return Outcome(Result.REFUSED, "unknown", f"{what} is in no file that came in.", "Drop a file that names it.")


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


@contextmanager
def _translating() -> Iterator[None]:
    """A block of file work whose errors leave it as ChannelError: a full disk or a missing folder may be mended."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        words = error.strerror if isinstance(error, OSError) else str(error)
        raise ChannelError(
            f"The folder cannot be used: {words}.",
            remedy="Look at the folder's rights and at the room on its disk.",
            is_passing=True,
        ) from error
