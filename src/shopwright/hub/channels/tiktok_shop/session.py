"""One TikTok shop that the hub sells in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Literal

from shopwright.client.errors import ApiCallError, PartialFailure
from shopwright.client.shop import Shop
from shopwright.hub.channels.cases import CaseReason, CaseReply, ExternalCancellation, ExternalReturn, Refundable
from shopwright.hub.channels.categories import CategoryDetails, ExternalBrand, ExternalCategory
from shopwright.hub.channels.messages import SentMessage
from shopwright.hub.channels.parcel_groups import Combination, SplitAdvice
from shopwright.hub.channels.parcels import Label, Parcel, ShippingService
from shopwright.hub.channels.protocol import (
    App,
    ChannelError,
    Check,
    ExternalListing,
    ExternalLocation,
    ExternalOrder,
    ExternalShop,
    ListingDraft,
    Outcome,
    PriceWant,
    Result,
    StockWant,
)

from . import access, cancellations, categories, messages, parcel_groups, parcels, returns, stock
from .errors import catching, failed_items, translating
from .labels import fetch_label
from .listings import listing_of
from .orders import Json, order_of
from .publish import publish
from .refusals import for_sellers

_DONE = Outcome(Result.DONE)
#: The requirement of a listing that the shop may have more of them.
_QUOTA = "PRODUCT_QUANTITY_LIMIT"


class TikTokSession:
    """Calls of one shop. Its connections stay open for the next session."""

    def __init__(self, client: Shop, shop: ExternalShop, app: App, page_size: int, account: str) -> None:
        self._client, self._shop, self._app, self._page_size = client, shop, app, page_size
        self._account = account

    def api_address(self) -> str:
        return self._app.settings["base_url"]

    def hook_checks(self, address: str, path: str) -> Sequence[Check]:
        return access.hook_checks(self._client, address, path)

    def check(self) -> Sequence[Check]:
        """What works: the consent, and each permission that the hub needs."""
        return [
            self._tried("Consent", self._sees_shop, "Connect again and allow the app."),
            self._tried("Products", lambda: self._client.product.search_products(page_size=1), _scope("Product Basic")),
            self._takes_listings(),
            self._tried("Orders", lambda: self._client.order.get_order_list(page_size=1), _scope("Order Information")),
            self._tried("Warehouses", self._client.logistics.get_warehouse_list, _scope("Logistics")),
            self._tried("Returns", self._client.return_refund.search_returns, _scope("Return and Refund")),
            self._tried("Parcels", lambda: self._client.fulfillment.search_package(page_size=1), _scope("Fulfillment")),
            self._tried("Messages", self._client.customer_service.get_agent_settings, _scope("Customer Service")),
            *access.scope_checks(self._app, self._account),
        ]

    def locations(self) -> Sequence[ExternalLocation]:
        with translating():
            return [
                ExternalLocation(row["id"], row["name"], bool(row.get("is_default")))
                for row in self._client.logistics.get_warehouse_list()["warehouses"]
                if row["type"] == "SALES_WAREHOUSE"
            ]

    def orders_since(self, since: datetime) -> Iterator[ExternalOrder]:
        with translating():
            for row in self._client.order.iter_orders(
                page_size=self._page_size, update_time_ge=since, sort_field="update_time", sort_order="ASC"
            ):
                yield order_of(row)

    def order(self, external_id: str) -> ExternalOrder | None:
        with translating():
            rows = self._client.order.get_order_detail(ids=[external_id])["orders"]
            return order_of(rows[0]) if rows else None

    def orders(self, external_ids: Sequence[str]) -> Sequence[ExternalOrder]:
        with translating():
            return [order_of(row) for row in self._client.order.get_order_detail(ids=list(external_ids))["orders"]]

    def listing_ids(self) -> Iterator[str]:
        with translating():
            for row in self._client.product.iter_products(page_size=self._page_size, status="ALL"):
                if row["status"] not in ("DELETED", "DRAFT"):
                    yield row["id"]

    def listing_page(self, cursor: str) -> tuple[Sequence[ExternalListing], str]:
        with translating():
            page = self._client.product.search_products(
                page_size=self._page_size, page_token=cursor or None, status="ALL"
            )
            rows = [row for row in page["products"] if row["status"] not in ("DELETED", "DRAFT")]
            promised = stock.committed(self._client, [sku["id"] for row in rows for sku in row["skus"]])
        return [listing_of(row, promised) for row in rows], page.get("next_page_token", "")

    def listing(self, external_id: str) -> ExternalListing | None:
        with translating():
            try:
                row = self._client.product.get_product(external_id)
            except ApiCallError as error:
                if error.http_status == 404 or "not exist" in error.server_message.lower():
                    return None
                raise
            return listing_of(row, stock.committed(self._client, [sku["id"] for sku in row["skus"]]))

    def publish(self, draft: ListingDraft) -> tuple[Outcome, ExternalListing | None]:
        failed: list[Outcome] = []
        with catching(failed):
            external_id = publish(self._client, draft, self._shop.region)
        return (for_sellers(failed[0], draft.variants), None) if failed else (_DONE, self.listing(external_id))

    def categories(self) -> Iterator[ExternalCategory]:
        with translating():
            yield from categories.categories(self._client, self._shop.region)

    def category_details(self, category_id: str) -> CategoryDetails:
        with translating():
            return categories.category_details(self._client, self._shop.region, category_id)

    def recommend_category(self, title: str, description: str) -> str:
        with translating():
            return categories.recommend(self._client, self._shop.region, title, description)

    def find_brands(self, name: str) -> Sequence[ExternalBrand]:
        with translating():
            return categories.find_brands(self._client, self._shop.region, name)

    def create_brand(self, name: str) -> ExternalBrand:
        with translating():
            return ExternalBrand(self._client.product.create_custom_brands(name=name)["id"], name)

    def pause(self, external_id: str) -> Outcome:
        return self._write(lambda: self._client.product.deactivate_products(product_ids=[external_id]))

    def resume(self, external_id: str) -> Outcome:
        return self._write(lambda: self._client.product.activate_products(product_ids=[external_id]))

    def end(self, external_id: str) -> Outcome:
        return self._write(lambda: self._client.product.delete_products(product_ids=[external_id]))

    def push_stock(self, wants: Sequence[StockWant]) -> Sequence[Outcome]:
        return stock.push(self._client, wants)

    def push_prices(self, wants: Sequence[PriceWant]) -> Sequence[Outcome]:
        outcomes: dict[tuple[str, str], Outcome] = {}
        for product_id in dict.fromkeys(want.product_id for want in wants):
            own = [want for want in wants if want.product_id == product_id]
            outcomes.update(self._price_outcomes(product_id, own))
        return [outcomes[want.product_id, want.sku_id] for want in wants]

    def parcels(self, order_id: str) -> Sequence[Parcel]:
        with translating():
            return parcels.parcels_of(self._client, self._row(order_id))

    def ship(self, parcel_id: str, carrier: str = "", tracking_number: str = "") -> Outcome:
        region = self._shop.region
        return self._outcome(lambda: parcels.ship(self._client, region, parcel_id, carrier, tracking_number))

    def shipping_services(self, parcel_id: str) -> Sequence[ShippingService]:
        with translating():
            return parcels.shipping_services(self._client, self._shop.region, parcel_id)

    def ship_with(self, parcel_id: str, service_id: str) -> Outcome:
        return self._outcome(lambda: parcels.ship_with(self._client, self._shop.region, parcel_id, service_id))

    def split_advice(self, order_id: str) -> SplitAdvice:
        with translating():
            return parcel_groups.split_advice(self._client, self._shop.region, order_id)

    def split(self, order_id: str, parts: Sequence[Sequence[str]]) -> Outcome:
        return self._outcome(lambda: parcel_groups.split(self._client, self.parcels(order_id), order_id, parts))

    def why_not_combined(self) -> str:
        return parcel_groups.why_not_combined(self._shop.region)

    def combinations(self) -> Sequence[Combination]:
        with translating():
            return parcel_groups.combinations(self._client, self._shop.region)

    def combine(self, order_ids: Sequence[str]) -> Outcome:
        return self._outcome(lambda: parcel_groups.combine(self._client, self._shop.region, order_ids))

    def take_out(self, parcel_id: str, order_ids: Sequence[str]) -> Outcome:
        return self._outcome(lambda: parcel_groups.take_out(self._client, parcel_id, order_ids))

    def label(self, parcel_id: str) -> Label:
        return self._paper(parcel_id, "PDF")

    def zpl_label(self, parcel_id: str) -> Label | None:
        return self._paper(parcel_id, "ZPL") if self._shop.region == "BR" else None

    def _outcome(self, call: Callable[[], Outcome]) -> Outcome:
        failed: list[Outcome] = []
        with catching(failed):
            return call()
        return failed[0]

    def _paper(self, parcel_id: str, form: Literal["PDF", "ZPL"]) -> Label:
        with translating():
            paper = self._client.fulfillment.get_package_shipping_document(
                parcel_id, document_type="SHIPPING_LABEL", document_format=form
            )
            label = fetch_label(self._app, paper["doc_url"])
        return Label(label.content, "application/zpl") if form == "ZPL" else label

    def returns_since(self, since: datetime) -> Iterator[ExternalReturn]:
        return returns.returns_since(self._client, since)

    def return_case(self, external_id: str) -> ExternalReturn | None:
        return returns.read_return(self._client, external_id, self._app.settings["base_url"])

    def answer_return(self, external_id: str, reply: CaseReply) -> Outcome:
        return self._write(lambda: returns.answer(self._client, external_id, reply))

    def cancellations_since(self, since: datetime) -> Iterator[ExternalCancellation]:
        return cancellations.cancellations_since(self._client, since)

    def cancellation(self, external_id: str) -> ExternalCancellation | None:
        return cancellations.read_cancellation(self._client, external_id)

    def answer_cancellation(self, external_id: str, reply: CaseReply) -> Outcome:
        return self._write(lambda: cancellations.answer(self._client, external_id, reply))

    def cancel_reasons(self, order_id: str) -> Sequence[CaseReason]:
        return cancellations.reasons_to_cancel(self._client, order_id)

    def cancel_order(self, order_id: str, reason: str, line_ids: Sequence[str] = ()) -> Outcome:
        return self._write(lambda: cancellations.cancel(self._client, order_id, reason, line_ids))

    def refundable(self, order_id: str) -> Refundable | None:
        """Nothing: a refund on TikTok Shop answers a buyer's request."""
        return None

    def refund_order(self, order_id: str, reply: CaseReply) -> Outcome:
        words = "On TikTok Shop a refund answers a buyer's request."
        return Outcome(Result.REFUSED, "NO_REQUEST", words, "Ask the buyer to ask for it.")

    def send_message(self, order_id: str, text: str) -> Outcome:
        return messages.send(self._client, order_id, text)

    def messages_sent(self, order_id: str, since: datetime) -> Sequence[SentMessage]:
        return messages.sent_since(self._client, order_id, since)

    def close(self) -> None:
        """Nothing is its own."""

    def _price_outcomes(self, product_id: str, wants: Sequence[PriceWant]) -> dict[tuple[str, str], Outcome]:
        failed: list[Outcome] = []
        with catching(failed):
            try:
                self._client.product.update_price(
                    product_id,
                    skus=[
                        {"id": want.sku_id, "price": {"currency": want.currency, "amount": str(want.price)}}
                        for want in wants
                    ],
                )
            except PartialFailure as error:
                refused = failed_items(error, "sku_id")
                return {(product_id, want.sku_id): refused.get(want.sku_id, _DONE) for want in wants}
        return dict.fromkeys([(product_id, want.sku_id) for want in wants], failed[0] if failed else _DONE)

    def _row(self, order_id: str) -> Json:
        rows: Sequence[Json] = self._client.order.get_order_detail(ids=[order_id])["orders"]
        if not rows:
            raise _order_missing()
        return rows[0]

    def _write(self, call: Callable[[], object]) -> Outcome:
        failed: list[Outcome] = []
        with catching(failed):
            call()
        return failed[0] if failed else _DONE

    def _tried(self, name: str, call: Callable[[], object], remedy: str) -> Check:
        try:
            with translating():
                said = call()
        except ChannelError as error:
            return Check(name, False, error.message.partition("\n")[0], error.remedy or remedy)
        if said is False:
            return Check(name, False, "not set", remedy)
        return Check(name, True, "works")

    def _takes_listings(self) -> Check:
        """Whether the shop may list more, and if not, why. TikTok does not say how many."""
        reasons: list[str] = []

        def ask() -> None:
            for row in self._client.product.check_listing_prerequisites().get("check_results", []):
                if row.get("is_failed") and row.get("check_item") == _QUOTA:
                    reasons.extend(row.get("fail_reasons") or ["The shop takes no more listings."])

        check = self._tried("Listings", ask, _scope("Product Basic"))
        if not check.is_good or not reasons:
            return check
        return Check("Listings", False, " ".join(reasons), "Delete products there, or wait: TikTok allows more later.")

    def _sees_shop(self) -> object:
        shops = self._client.authorization.get_authorized_shops()["shops"]
        return any(row["id"] == self._shop.external_id for row in shops)


def _order_missing() -> ChannelError:
    return ChannelError("TikTok does not know the order any more.", remedy="Look it up in Seller Center.")


def _scope(package: str) -> str:
    return f"Switch on the package {package} under Manage API in Partner Center, then connect again."
