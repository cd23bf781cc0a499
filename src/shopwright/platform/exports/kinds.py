"""The kinds of data that a shop takes away: how each is read, and what its columns are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import cast

import msgspec

from shopwright import decoders
from shopwright.platform.catalogue.presenter import Presenter
from shopwright.platform.catalogue.product import Product
from shopwright.platform.catalogue.stock.store import Stock
from shopwright.platform.catalogue.store import ProductFilter, Products
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.services import Services
from shopwright.platform.customer_service.conversation import Conversation, Message
from shopwright.platform.customer_service.presenter import nickname_of
from shopwright.platform.customer_service.store import ConversationFilter, Conversations, Messages
from shopwright.platform.database.transaction import Tx
from shopwright.platform.reviews.presenter import present_reviews
from shopwright.platform.reviews.search_store import ReviewFilter, ReviewSearch
from shopwright.platform.reviews.store import Reviews
from shopwright.platform.sales.orders.presenter import MEDIA
from shopwright.platform.sales.orders.store import OrderFilter, Orders

Document = Mapping[str, object]

#: How many documents one statement reads.
_AT_ONCE = 200


class Source(msgspec.Struct, frozen=True):
    """A shop as one transaction sees it."""

    tx: Tx
    services: Services
    shop: Shop


class Kind(msgspec.Struct, frozen=True):
    """One kind of data. ``read`` answers every document; a table has a row for each of the ``parts`` of a document, or
    for the document itself where there are none. ``columns`` are paths with dots, first in the document, then
    ``part_columns`` in the part."""

    read: Callable[[Source], Iterator[Document]]
    columns: tuple[str, ...]
    parts: str = ""
    part_columns: tuple[str, ...] = ()

    @property
    def head(self) -> list[str]:
        """The names of a table's columns."""
        part = self.parts.removesuffix("s")
        return [*_names(self.columns), *(f"{part}_{name}" for name in _names(self.part_columns))]

    def rows(self, document: Document) -> Iterator[list[object]]:
        """The rows of a document in a table."""
        first = [_at(document, path) for path in self.columns]
        parts = cast("Sequence[Document]", document.get(self.parts) or ({},)) if self.parts else ({},)
        for part in parts:
            yield [*first, *(_at(part, path) for path in self.part_columns)]


def _names(paths: Sequence[str]) -> list[str]:
    return [path.replace(".", "_") for path in paths]


def _at(document: Document, path: str) -> object:
    value: object = document
    for name in path.split("."):
        value = value.get(name, "") if isinstance(value, Mapping) else ""
    return value


def _products(source: Source) -> Iterator[Document]:
    presenter = Presenter(source.tx, source.services, source.shop)
    for product in _all_products(source):
        yield cast(Document, presenter.detail(product, product.listing))


def _all_products(source: Source) -> Iterator[Product]:
    after: str | None = None
    while page := source.tx[Products].page(source.shop.shop_id, ProductFilter(), after, _AT_ONCE):
        yield from page
        after = page[-1].product_id


def _orders(source: Source) -> Iterator[Document]:
    after: tuple[int, str] | None = None
    kept, here = f'"{MEDIA}'.encode(), f'"{source.services.media_url("")}'.encode()
    orders, shop_id = source.tx[Orders], source.shop.shop_id
    while page := orders.page(shop_id, OrderFilter(), by="created_at", descending=True, after=after, size=_AT_ONCE):
        for seen in page:
            yield decoders.decode(seen.text.replace(kept, here))
        after = page[-1].at, page[-1].order_id


def _inventory(source: Source) -> Iterator[Document]:
    for product in _all_products(source):
        held = source.tx[Stock].of_skus(source.shop.shop_id, [sku.id for sku in product.listing.skus])
        for sku in product.listing.skus:
            for warehouse_id, quantities in held[sku.id].items():
                yield {
                    "sku_id": sku.id,
                    "seller_sku": sku.seller_sku or "",
                    "product_id": product.product_id,
                    "product_name": product.listing.title,
                    "warehouse_id": warehouse_id,
                    "on_hand": quantities.on_hand,
                    "committed": quantities.committed,
                    "campaign_lock": quantities.campaign_lock,
                    "creator_lock": quantities.creator_lock,
                    "available": quantities.available,
                }


def _messages(source: Source) -> Iterator[Document]:
    for conversation in _conversations(source):
        after: tuple[int, str] | None = None
        while page := source.tx[Messages].page(
            source.shop.shop_id, conversation.conversation_id, descending=False, after=after, size=_AT_ONCE
        ):
            for message in page:
                yield _message(source, conversation, message)
            after = page[-1].index, page[-1].message_id


def _conversations(source: Source) -> Iterator[Conversation]:
    after: tuple[int, str] | None = None
    wanted, conversations = ConversationFilter(), source.tx[Conversations]
    while page := conversations.page(
        source.shop.shop_id, wanted, by="created_at", descending=True, after=after, size=_AT_ONCE
    ):
        yield from page
        after = page[-1].created_at, page[-1].conversation_id


def _message(source: Source, conversation: Conversation, message: Message) -> Document:
    return {
        "id": message.message_id,
        "conversation_id": message.conversation_id,
        "buyer_user_id": conversation.buyer_id,
        "role": str(message.role),
        "nickname": nickname_of(message.role, source.shop, conversation.nickname),
        "type": str(message.type),
        "content": message.content,
        "create_time": message.at // 1000,
        "index": str(message.index),
        "is_visible": message.is_visible,
    }


def _reviews(source: Source) -> Iterator[Document]:
    after: tuple[int, str] | None = None
    search, shop_id = source.tx[ReviewSearch], source.shop.shop_id
    while page := search.page(shop_id, ReviewFilter(), by="created_at", descending=True, after=after, size=_AT_ONCE):
        known = source.tx[Reviews].some(shop_id, [review_id for _, review_id in page])
        yield from cast("list[Document]", present_reviews(source, [known[review_id] for _, review_id in page]))
        after = page[-1]


KINDS = {
    "products": Kind(
        _products,
        ("id", "title", "status", "brand.name", "create_time", "update_time"),
        "skus",
        ("id", "seller_sku", "price.currency", "price.sale_price", "price.tax_exclusive_price", "inventory"),
    ),
    "orders": Kind(
        _orders,
        (
            *("id", "status", "create_time", "update_time", "paid_time", "user_id", "buyer_nickname"),
            *("recipient_address.name", "recipient_address.phone_number", "recipient_address.full_address"),
            *("recipient_address.postal_code", "recipient_address.region_code"),
            *("payment.currency", "payment.sub_total", "payment.shipping_fee", "payment.tax", "payment.total_amount"),
            *("shipping_provider", "tracking_number", "buyer_message", "seller_note"),
        ),
        "line_items",
        (
            *("id", "display_status", "product_id", "product_name", "sku_id", "sku_name", "seller_sku"),
            *("original_price", "sale_price", "seller_discount", "platform_discount", "package_id"),
        ),
    ),
    "inventory": Kind(
        _inventory,
        (
            *("sku_id", "seller_sku", "product_id", "product_name", "warehouse_id"),
            *("on_hand", "committed", "campaign_lock", "creator_lock", "available"),
        ),
    ),
    "messages": Kind(
        _messages,
        (
            *("id", "conversation_id", "buyer_user_id", "role", "nickname", "type", "content"),
            *("create_time", "index", "is_visible"),
        ),
    ),
    "reviews": Kind(
        _reviews,
        (
            *("id", "order_id", "order_line_item_id", "product_id", "product_name", "sku_id", "seller_sku"),
            *("buyer_user_id", "buyer_nickname", "rating", "text", "language", "status", "tags", "assignee"),
            *("create_time", "update_time", "reply.text", "reply.create_time", "removal.status"),
        ),
    ),
}
