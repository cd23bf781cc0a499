"""A channel in memory that holds whole listings: texts, pictures, prices and states, which others change too."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from shopwright.hub.channels import intake, services
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.plugin import BaseSession
from shopwright.hub.channels.protocol import (
    Capability,
    Change,
    ExternalAttribute,
    ExternalListing,
    ExternalLocation,
    ExternalOrder,
    ExternalShop,
    ExternalSku,
    Limits,
    ListingDraft,
    ListingState,
    Outcome,
    PriceWant,
    QuantityMeaning,
    Result,
    StockWant,
)
from shopwright.hub.channels.registry import channels
from shopwright.hub.stock.models import ChannelLocation
from shopwright.hub.stock.services import default_location
from tests.hub.harness import Hub

_DONE = Outcome(Result.DONE)


@dataclass
class Shop:
    """What stands in a shop by id, the drafts that it was sent, and what it was asked for. ``refusal``: of drafts.

    ``adds``: attributes that it fills by itself.
    """

    listings: dict[str, ExternalListing] = field(default_factory=dict)
    drafts: list[ListingDraft] = field(default_factory=list)
    prices: dict[str, Decimal] = field(default_factory=dict)
    steps: list[tuple[str, str]] = field(default_factory=list)
    refusal: Outcome | None = None
    adds: tuple[ExternalAttribute, ...] = ()

    def change(self, external_id: str, **values: Any) -> None:
        """Somebody else changes a listing there."""
        self.listings[external_id] = replace(self.listings[external_id], **values)


class MarketSession(BaseSession):
    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def locations(self) -> Sequence[ExternalLocation]:
        return [ExternalLocation("w1", "First", is_default=True)]

    def orders_since(self, since: object) -> Iterator[ExternalOrder]:
        return iter(())

    def listing_ids(self) -> Iterator[str]:
        return iter(list(self._shop.listings))

    def listing(self, external_id: str) -> ExternalListing | None:
        return self._shop.listings.get(external_id)

    def publish(self, draft: ListingDraft) -> tuple[Outcome, ExternalListing | None]:
        self._shop.drafts.append(draft)
        if self._shop.refusal is not None:
            return self._shop.refusal, None
        external_id = draft.external_id or f"p-{secrets.token_hex(6)}"
        skus = [
            ExternalSku(f"sku-{item.sku}", item.sku, item.options, item.price, item.currency, item.quantity)
            for item in draft.variants
        ]
        self._shop.prices.update({item.external_id: item.price for item in skus if item.price is not None})
        pictures = [hashlib.sha256(image).hexdigest()[:12] for image in draft.images]
        seen = ExternalListing(
            external_id,
            draft.title,
            ListingState.LIVE,
            tuple(skus),
            description=draft.description,
            image_urls=tuple(f"https://pictures.example.com/{name}" for name in pictures),
            image_ids=tuple(pictures),
            category_id=draft.category_id or "mugs",
            weight_grams=draft.weight_grams,
            size_mm=draft.size_mm,
            attributes=(
                *(ExternalAttribute(item.external_id, "Material", item.values) for item in draft.attributes),
                *self._shop.adds,
            ),
        )
        self._shop.listings[external_id] = seen
        return _DONE, seen

    def pause(self, external_id: str) -> Outcome:
        return self._step("pause", external_id, ListingState.PAUSED)

    def resume(self, external_id: str) -> Outcome:
        return self._step("resume", external_id, ListingState.LIVE)

    def end(self, external_id: str) -> Outcome:
        return self._step("end", external_id, ListingState.ENDED)

    def _step(self, word: str, external_id: str, state: ListingState) -> Outcome:
        self._shop.steps.append((word, external_id))
        self._shop.change(external_id, state=state)
        return _DONE

    def push_stock(self, wants: Sequence[StockWant]) -> Sequence[Outcome]:
        return [Outcome(Result.DONE, quantity=want.quantity) for want in wants]

    def push_prices(self, wants: Sequence[PriceWant]) -> Sequence[Outcome]:
        self._shop.prices.update({want.sku_id: want.price for want in wants})
        return [_DONE for _ in wants]


class Market:
    name = title = "market"
    capabilities = frozenset({Capability.STOCK, Capability.LISTINGS, Capability.PRICES})
    quantity = QuantityMeaning.AVAILABLE
    limits = Limits(stock_batch=50, price_batch=50)
    fields: tuple[Any, ...] = ()

    def __init__(self) -> None:
        self.shops: dict[str, Shop] = {}

    def open(self, app: object, account: str, shop: ExternalShop) -> MarketSession:
        return MarketSession(self.shops[shop.external_id])

    def consent_ends(self, app: object, account: str) -> None:
        return None


@contextmanager
def markets() -> Iterator[Market]:
    """The channel, installed while this lasts."""
    market: Any = Market()
    channels()["market"] = market
    try:
        yield market
    finally:
        del channels()["market"]


def open_market(hub: Hub, market: Market, currency: str = "GBP") -> tuple[Connection, Shop]:
    """A connected shop with a warehouse that offers the default location's stock."""
    app = services.create_app(hub.workspace, "market", {})
    external = ExternalShop(secrets.token_hex(8), f"Market {len(market.shops) + 1}", currency[:2], currency)
    shop = market.shops[external.external_id] = Shop()
    (connection,) = services.connect(app, "account", [external], hub.owner.user)
    connection.events.all().delete()
    ChannelLocation.objects.update_or_create(
        connection=connection,
        external_id="w1",
        defaults={
            "workspace": hub.workspace,
            "name": "First",
            "is_default": True,
            "location": default_location(hub.workspace),
        },
    )
    return connection, shop


def tell(connection: Connection, external_id: str) -> None:
    """The shop says that a listing has changed."""
    intake.keep(connection, [Change("listing", external_id, secrets.token_hex(8), datetime.now(UTC))], "webhook")
