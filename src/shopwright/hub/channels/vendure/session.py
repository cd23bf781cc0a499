"""One channel of a Vendure that the hub sells in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property

from shopwright.hub.channels.cases import CaseReason, CaseReply, ExternalCancellation, ExternalReturn, Refundable
from shopwright.hub.channels.parcels import Label, Parcel
from shopwright.hub.channels.plugin import BaseSession
from shopwright.hub.channels.protocol import (
    ChannelError,
    Check,
    ExternalListing,
    ExternalLocation,
    ExternalOrder,
    ListingDraft,
    Outcome,
    PriceWant,
    Result,
    StockWant,
)

from . import cancellations, parcels, refunds, stock
from . import product_writes as written
from . import queries as shapes
from .api import Api
from .orders import order_of, parcels_of
from .permissions import checks_of
from .products import changed_products, listed_page, listing_of, product_ids, read_product
from .publish import publish
from .shop import Shop, read_shop
from .writes import DONE, writing

_LOCATION_PAGE = 100


class VendureSession(BaseSession):
    """Calls for one channel. ``page_size``: of orders and products."""

    def __init__(self, api: Api, page_size: int) -> None:
        self._api, self._page_size = api, page_size

    @cached_property
    def _shop(self) -> Shop:
        """Read once in a session."""
        return read_shop(self._api)

    def api_address(self) -> str:
        return self._api.url

    def check(self) -> Sequence[Check]:
        """Whether the user is let in, and what of the permissions and settings that the hub needs is missing."""
        user = self._api.call(shapes.USER, shapes.UserReply).me
        own = next((item for item in user.channels if item.id == self._shop.channel_id), None)
        return checks_of(self._shop, own.permissions if own else [], [place.name for place in self.locations()])

    def locations(self) -> Sequence[ExternalLocation]:
        """Vendure's stock locations of the channel; the first is the default."""
        places: list[shapes.Location] = []
        while True:
            page = self._api.call(shapes.LOCATIONS, shapes.LocationsReply, size=_LOCATION_PAGE, skip=len(places))
            places += page.stock_locations.items
            if len(page.stock_locations.items) < _LOCATION_PAGE:
                break
        return [
            ExternalLocation(place.id, place.name, is_default=position == 0) for position, place in enumerate(places)
        ]

    def orders_since(self, since: datetime) -> Iterator[ExternalOrder]:
        for row in parcels.orders_since(self._api, since, self._page_size):
            yield order_of(row, self._shop.precision)

    def order(self, external_id: str) -> ExternalOrder | None:
        row = parcels.read_order(self._api, external_id)
        return order_of(row, self._shop.precision) if row else None

    def listing_ids(self) -> Iterator[str]:
        return product_ids(self._api, self._page_size)

    def listing_page(self, cursor: str) -> tuple[Sequence[ExternalListing], str]:
        return listed_page(self._api, self._shop, cursor, self._page_size)

    def listings_since(self, since: datetime) -> Iterator[tuple[str, datetime]]:
        return changed_products(self._api, since, self._page_size)

    def listing(self, external_id: str) -> ExternalListing | None:
        known = read_product(self._api, external_id)
        return listing_of(*known, self._shop) if known else None

    def publish(self, draft: ListingDraft) -> tuple[Outcome, ExternalListing | None]:
        made: list[str] = []
        outcome = writing(lambda: publish(self._api, self._shop, draft, made))
        return outcome, self.listing(made[0]) if outcome.is_done else None

    def pause(self, external_id: str) -> Outcome:
        return writing(lambda: self._enable(external_id, is_on=False))

    def resume(self, external_id: str) -> Outcome:
        return writing(lambda: self._enable(external_id, is_on=True))

    def end(self, external_id: str) -> Outcome:
        """Delete the product; in a channel beside the default one it is taken out of that channel alone."""
        return writing(lambda: self._end(external_id))

    def push_stock(self, wants: Sequence[StockWant]) -> Sequence[Outcome]:
        if not wants:
            return []
        places = [place.external_id for place in self.locations()]
        return stock.push_stock(self._api, self._shop, places, wants)

    def push_prices(self, wants: Sequence[PriceWant]) -> Sequence[Outcome]:
        return stock.push_prices(self._api, self._shop, wants) if wants else []

    def parcels(self, order_id: str) -> Sequence[Parcel]:
        row = parcels.read_order(self._api, order_id)
        if row is None:
            raise ChannelError("Vendure does not know the order any more.", remedy="Look it up in Vendure.")
        return parcels_of(row)

    def ship(self, parcel_id: str, carrier: str = "", tracking_number: str = "") -> Outcome:
        return writing(lambda: parcels.ship(self._api, parcel_id, carrier, tracking_number))

    def label(self, parcel_id: str) -> Label:
        raise ChannelError("Vendure makes no labels: print them with your carrier.")

    def returns_since(self, since: datetime) -> Iterator[ExternalReturn]:
        """Refunds, as Vendure has no returns."""
        for row in refunds.changed(self._api, since, self._page_size):
            yield from refunds.cases_of(row, self._shop.precision)

    def return_case(self, external_id: str) -> ExternalReturn | None:
        return refunds.read_case(self._api, external_id, self._shop.precision)

    def refundable(self, order_id: str) -> Refundable | None:
        return refunds.refundable(self._api, order_id, self._shop.precision)

    def refund_order(self, order_id: str, reply: CaseReply) -> Outcome:
        return writing(lambda: refunds.refund(self._api, order_id, reply, self._shop.precision))

    def cancellations_since(self, since: datetime) -> Iterator[ExternalCancellation]:
        for row in refunds.changed(self._api, since, self._page_size):
            case = cancellations.cancellation_of(row, self._shop.precision)
            if case is not None:
                yield case

    def cancellation(self, external_id: str) -> ExternalCancellation | None:
        row = parcels.read_order(self._api, external_id)
        return cancellations.cancellation_of(row, self._shop.precision) if row else None

    def answer_cancellation(self, external_id: str, reply: CaseReply) -> Outcome:
        if reply.decision != cancellations.REFUND:
            return Outcome(Result.REFUSED, "UNKNOWN", "Vendure knows no such answer.", "Look at the order anew.")
        return writing(lambda: cancellations.refund(self._api, external_id, reply.comment))

    def cancel_reasons(self, order_id: str) -> Sequence[CaseReason]:
        return cancellations.REASONS

    def cancel_order(self, order_id: str, reason: str, line_ids: Sequence[str] = ()) -> Outcome:
        return writing(lambda: cancellations.cancel(self._api, order_id, reason, line_ids))

    def _enable(self, external_id: str, *, is_on: bool) -> Outcome:
        values = {"id": external_id, "enabled": is_on}
        self._api.call(written.UPDATE_PRODUCT, written.UpdateProductReply, input=values)
        return DONE

    def _end(self, external_id: str) -> Outcome:
        if not self._shop.is_default:
            values = {"productIds": [external_id], "channelId": self._shop.channel_id}
            self._api.call(written.REMOVE_PRODUCTS, written.RemoveProductsReply, input=values)
            return DONE
        deletion = self._api.call(written.DELETE_PRODUCT, written.DeleteProductReply, id=external_id).delete_product
        if deletion.result == "DELETED":
            return DONE
        words = deletion.message or "Vendure did not delete the product."
        return Outcome(Result.REFUSED, deletion.result, words, "Delete it in Vendure.")
