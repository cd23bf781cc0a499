"""One Shopify store that the hub sells in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from shopwright.hub.channels.cases import CaseReason, CaseReply, ExternalCancellation, ExternalReturn, Refundable
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
    Outcome,
    PriceWant,
    Progress,
    Result,
    StockWant,
)

from . import cancellations, notifications, order_reads, refunds, return_answers, returns, stock
from . import listed_queries as paged
from . import order_queries as asked
from . import queries as shapes
from .api import Api
from .orders import gid, number_of, parcel_of
from .pictures import send_pictures
from .products import listed, listing_of, product_of
from .writes import push_prices, refusal, writing

_DONE = Outcome(Result.DONE)
#: Products of one page, and variants of each, as far as Shopify's bound of a query's cost allows.
_LISTED, _LISTED_VARIANTS = 25, 30
#: Access that the hub needs, and for what.
_SCOPES = {
    "read_locations": "places that goods are sent from",
    "read_merchant_managed_fulfillment_orders": "what is to be sent",
    "read_orders": "orders",
    "read_products": "products",
    "write_inventory": "stock is set",
    "write_merchant_managed_fulfillment_orders": "parcels are told",
    "write_orders": "orders are cancelled and refunded",
    "write_products": "products and prices are written",
    "write_returns": "returns are answered",
}


class ShopifySession(BaseSession):
    """Calls of one store. ``page_size``: of orders and products."""

    def __init__(self, api: Api, shop: ExternalShop, page_size: int) -> None:
        self._api, self._shop, self._page_size = api, shop, page_size

    def api_address(self) -> str:
        return self._api.address

    def check(self) -> Sequence[Check]:
        """Whether the app is let in, and each access scope that the hub needs."""
        reply = self._api.call(shapes.SCOPES, shapes.ScopesReply)
        granted = {scope.handle for scope in reply.current_app_installation.access_scopes}
        granted |= {scope.replace("write_", "read_", 1) for scope in granted}
        remedy = "Add the scope to the app's version in the Dev Dashboard, release it, and allow it in the store."
        return [
            Check("Consent", True, "works"),
            *(
                Check(f"Scope {scope}", scope in granted, words if scope in granted else f"missing: {words}", remedy)
                for scope, words in _SCOPES.items()
            ),
        ]

    def register_hooks(self, address: str) -> Sequence[Check]:
        """Have Shopify tell the hub at an address what changes."""
        return notifications.register(self._api, address)

    def locations(self) -> Sequence[ExternalLocation]:
        """Places that orders are sent from; the first is the default."""
        after, places = None, list[shapes.Location]()
        while True:
            page = self._api.call(shapes.LOCATIONS, shapes.LocationsReply, size=50, after=after).locations
            places += [place for place in page.nodes if place.ships_inventory]
            if not page.page_info.has_next_page:
                break
            after = page.page_info.end_cursor
        return [
            ExternalLocation(number_of(place.id), place.name, is_default=position == 0)
            for position, place in enumerate(places)
        ]

    def orders_since(self, since: datetime) -> Iterator[ExternalOrder]:
        return order_reads.orders_since(self._api, since, self._page_size)

    def order(self, external_id: str) -> ExternalOrder | None:
        return order_reads.read_order(self._api, external_id)

    def listing_ids(self) -> Iterator[str]:
        after = None
        while True:
            page = self._api.call(shapes.PRODUCTS, shapes.ProductsReply, size=self._page_size, after=after).products
            yield from (number_of(product.id) for product in page.nodes)
            if not page.page_info.has_next_page:
                return
            after = page.page_info.end_cursor

    def listing_page(self, cursor: str) -> tuple[Sequence[ExternalListing], str]:
        """A product with more variants than a page has is read alone."""
        size = min(self._page_size, _LISTED)
        page = self._api.call(
            paged.LISTED, paged.ListedReply, size=size, variants=_LISTED_VARIANTS, after=cursor or None
        ).products
        whole = [
            self.listing(number_of(product.id))
            if product.variants.page_info.has_next_page
            else listed(product, self._shop.currency)
            for product in page.nodes
        ]
        following = page.page_info.end_cursor or "" if page.page_info.has_next_page else ""
        return [listing for listing in whole if listing is not None], following

    def listings_since(self, since: datetime) -> Iterator[tuple[str, datetime]]:
        """Products that changed: notifications may be lost, and a hub without a public address gets none."""
        after, query = None, order_reads.changed_since(since)
        while True:
            page = self._api.call(
                shapes.CHANGED, shapes.ChangedReply, size=self._page_size, after=after, query=query
            ).products
            yield from ((number_of(product.id), product.updated_at) for product in page.nodes)
            if not page.page_info.has_next_page:
                return
            after = page.page_info.end_cursor

    def listing(self, external_id: str) -> ExternalListing | None:
        after, variants = None, list[shapes.Variant]()
        while True:
            reply = self._api.call(
                shapes.PRODUCT, shapes.ProductReply, id=gid("Product", external_id), size=50, after=after
            )
            product = reply.product
            if product is None:
                return None
            variants += product.variants.nodes
            if not product.variants.page_info.has_next_page:
                return listing_of(product, variants, self._shop.currency)
            after = product.variants.page_info.end_cursor

    def publish(self, draft: ListingDraft) -> tuple[Outcome, ExternalListing | None]:
        """Create or revise the product; it shows where the store publishes new products by itself."""
        made: list[str] = []
        outcome = writing(lambda: self._set_product(draft, made))
        return outcome, self.listing(made[0]) if outcome.is_done else None

    def pause(self, external_id: str) -> Outcome:
        return self._set_status(external_id, "DRAFT")

    def resume(self, external_id: str) -> Outcome:
        return self._set_status(external_id, "ACTIVE")

    def end(self, external_id: str) -> Outcome:
        return self._set_status(external_id, "ARCHIVED")

    def push_stock(self, wants: Sequence[StockWant]) -> Sequence[Outcome]:
        return stock.push(self._api, wants)

    def push_prices(self, wants: Sequence[PriceWant]) -> Sequence[Outcome]:
        return push_prices(self._api, wants, self._shop.currency)

    def parcels(self, order_id: str) -> Sequence[Parcel]:
        """A parcel for each fulfilment order: what is sent from one place."""
        return order_reads.read_parcels(self._api, order_id)

    def ship(self, parcel_id: str, carrier: str = "", tracking_number: str = "") -> Outcome:
        """Mark a fulfilment order as sent, with the carrier's number; the buyer is told. Once is enough."""
        return writing(lambda: self._fulfil(parcel_id, carrier, tracking_number))

    def label(self, parcel_id: str) -> Label:
        raise ChannelError("Shopify gives apps no labels: print them with your carrier.")

    def returns_since(self, since: datetime) -> Iterator[ExternalReturn]:
        """Returns, and refunds without one, of orders that changed, without answers."""
        for row in order_reads.changed_cases(self._api, since, self._page_size):
            for return_id in order_reads.return_ids(self._api, row):
                returned = returns.read(self._api, number_of(return_id))
                if returned is not None:
                    yield returns.return_of(returned)
            for item in row.refunds:
                case = refunds.read_refund(self._api, number_of(item.id)) if item.returned is None else None
                if case is not None:
                    yield case

    def return_case(self, external_id: str) -> ExternalReturn | None:
        if external_id.startswith(refunds.PREFIX):
            return refunds.read_refund(self._api, external_id.removeprefix(refunds.PREFIX))
        return returns.read_return(self._api, external_id)

    def answer_return(self, external_id: str, reply: CaseReply) -> Outcome:
        place = reply.location_id or (self._default_place() if reply.inspected else "")
        return writing(lambda: return_answers.answer(self._api, external_id, reply, place))

    def cancellations_since(self, since: datetime) -> Iterator[ExternalCancellation]:
        for row in order_reads.changed_cases(self._api, since, self._page_size):
            case = self.cancellation(number_of(row.id)) if row.cancelled_at else None
            if case is not None:
                yield case

    def cancellation(self, external_id: str) -> ExternalCancellation | None:
        order = self.order(external_id)
        return refunds.read_cancellation(self._api, external_id, order.lines) if order else None

    def answer_cancellation(self, external_id: str, reply: CaseReply) -> Outcome:
        if reply.decision != refunds.OWED:
            return Outcome(Result.REFUSED, "UNKNOWN", "Shopify knows no such answer.", "Look at the order anew.")
        return writing(lambda: cancellations.refund(self._api, external_id, reply.comment or "Cancelled"))

    def cancel_reasons(self, order_id: str) -> Sequence[CaseReason]:
        order = self.order(order_id)
        is_open = order is not None and order.progress in (Progress.OPEN, Progress.PARTLY_SHIPPED)
        return cancellations.REASONS if is_open else ()

    def cancel_order(self, order_id: str, reason: str, line_ids: Sequence[str] = ()) -> Outcome:
        return writing(lambda: self._cancel(order_id, reason, line_ids))

    def refundable(self, order_id: str) -> Refundable | None:
        return refunds.refundable(self._api, order_id)

    def refund_order(self, order_id: str, reply: CaseReply) -> Outcome:
        return writing(lambda: cancellations.refund_part(self._api, order_id, reply))

    def _cancel(self, order_id: str, reason: str, line_ids: Sequence[str]) -> Outcome:
        order = self.order(order_id)
        if order is None:
            return Outcome(Result.REFUSED, "NOT_FOUND", "Shopify has no such order.", "Look it up in Shopify.")
        place = order.location_id or self._default_place()
        return cancellations.cancel(self._api, order, reason, line_ids, place)

    def _default_place(self) -> str:
        """Where pieces go that no place is named for."""
        places = self.locations()
        if not places:
            raise ChannelError("The store has no location that sends orders.", remedy="Add one in Shopify.")
        return places[0].external_id

    def _set_product(self, draft: ListingDraft, made: list[str]) -> Outcome:
        if not draft.title.strip() or not draft.variants:
            return Outcome(Result.REFUSED, "BLANK", "The product has no title or no SKU.", "Complete the product.")
        known = self.listing(draft.external_id) if draft.external_id else None
        ids = {sku.seller_sku: gid("ProductVariant", sku.external_id) for sku in known.skus} if known else {}
        values = product_of(draft, send_pictures(self._api, draft.images), ids)
        identifier = {"id": gid("Product", draft.external_id)} if draft.external_id else None
        reply = self._api.call(shapes.SET_PRODUCT, shapes.SetProductReply, input=values, identifier=identifier)
        if reply.product_set.user_errors:
            return refusal(reply.product_set.user_errors)
        if reply.product_set.product is None:
            raise ChannelError("Shopify does not say which product it made.", is_passing=True)
        made.append(number_of(reply.product_set.product.id))
        return _DONE

    def _set_status(self, external_id: str, status: str) -> Outcome:
        def change() -> Outcome:
            values = {"id": gid("Product", external_id), "status": status}
            payload = self._api.call(shapes.SET_STATUS, shapes.SetStatusReply, product=values).product_update
            return refusal(payload.user_errors) if payload.user_errors else _DONE

        return writing(change)

    def _fulfil(self, parcel_id: str, carrier: str, number: str) -> Outcome:
        part_id = gid("FulfillmentOrder", parcel_id)
        part = self._api.call(asked.PART, asked.PartReply, id=part_id).fulfillment_order
        parcel = parcel_of(part) if part else None
        if parcel is None:
            return Outcome(Result.REFUSED, "NOT_FOUND", "Shopify has nothing to send there.", "Look at the order anew.")
        if parcel.is_arranged:
            return _DONE
        values: dict[str, object] = {"lineItemsByFulfillmentOrder": [{"fulfillmentOrderId": part_id}]}
        if number:
            values["trackingInfo"] = {"company": carrier, "number": number} if carrier else {"number": number}
        payload = self._api.call(
            asked.FULFIL, asked.FulfilReply, fulfillment={**values, "notifyCustomer": True}
        ).fulfillment_create
        return refusal(payload.user_errors) if payload.user_errors else _DONE
