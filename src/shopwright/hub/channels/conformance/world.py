"""The world that promises are checked in: a channel, a shop, and what other people do there."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from shopwright.hub.channels.protocol import (
    App,
    Channel,
    ExternalShop,
    ListingDraft,
    Session,
)

#: What is shorter cannot be told from a plain word, and is not looked for in messages.
_SHORTEST_SECRET = 8


@dataclass(frozen=True, slots=True)
class Goods:
    """A SKU that stands in the shop."""

    product_id: str
    sku_id: str
    seller_sku: str


class MemoryCredentials:
    """Tokens in memory, for tests."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._leases: dict[str, str] = {}

    def load(self, account: str) -> str | None:
        return self._texts.get(account)

    def save(self, account: str, text: str) -> None:
        self._texts[account] = text

    def delete(self, account: str) -> None:
        self._texts.pop(account, None)

    def accounts(self) -> list[str]:
        return sorted(self._texts)

    def try_lock(self, account: str) -> str | None:
        if account in self._leases:
            return None
        self._leases[account] = secrets.token_hex(8)
        return self._leases[account]

    def unlock(self, account: str, lease: str) -> None:
        if self._leases.get(account) == lease:
            del self._leases[account]


def _not_overridden(name: str) -> TypeError:
    return TypeError(f"World.{name} has to be overridden: a capability of the channel cannot be tried without it")


class World:
    """One shop on a channel. Override what the channel's capabilities need; each promise runs in a new world.

    ``many``: how many orders take more than one page. A channel that reads pages of 100 is better made with a smaller
    page in tests than given 101 orders.
    """

    channel: Channel
    app: App
    account: str
    shop: ExternalShop
    many: int = 5

    def put_product(self, quantity: int) -> Goods:
        """A product of one SKU stands in the shop, live, with so many pieces that can be bought."""
        raise _not_overridden("put_product")

    def buy(self, *lines: tuple[Goods, int]) -> str:
        """A buyer buys, and the order may be shipped at once; returns the order's id."""
        raise _not_overridden("buy")

    def buy_again(self, goods: Goods, times: int) -> list[str]:
        """A buyer who never bought before buys a piece several times; returns the orders, none where that cannot be.

        They go to one address, in the same way, and may be shipped at once.
        """
        return []

    def cancel(self, order_id: str) -> None:
        """The order is cancelled, by whoever can."""
        raise _not_overridden("cancel")

    def ask_for_return(self, order_id: str) -> str:
        """The order reaches its buyer, who asks to send all of it back for the money; returns the case's id."""
        raise _not_overridden("ask_for_return")

    def give_back(self, order_id: str, amount: Decimal) -> str:
        """Somebody at the channel gives a part of an order's money back; returns the case's id."""
        raise _not_overridden("give_back")

    def buyable(self, goods: Goods) -> int:
        """How many pieces the shop lets buyers buy now."""
        raise _not_overridden("buyable")

    def draft(self) -> ListingDraft:
        """A complete product that the shop does not have yet."""
        raise _not_overridden("draft")

    def settle(self) -> None:
        """Let what the channel does in its own time come to its end, such as the review of a product."""

    def app_at(self, url: str) -> App | None:
        """The app as it calls a server at another address; None for a channel that calls no server."""
        return None

    def revoke(self) -> bool:
        """The seller withdraws the consent; False where a channel knows no such thing."""
        return False

    def hook(self, order_id: str) -> tuple[bytes, Mapping[str, str]] | None:
        """A notification about an order as the channel signs it, with lower-case header names; None without hooks."""
        return None

    def messages(self, order_id: str) -> list[str]:
        """The texts that the shop wrote to the buyer of an order, as the buyer sees them, the oldest first."""
        raise _not_overridden("messages")

    def refused_text(self) -> str:
        """A text that the channel does not let a shop send; empty where it lets any."""
        return ""

    def lose_answer(self) -> bool:
        """Let the next message be sent and its answer be lost; False where that cannot be brought about."""
        return False

    @contextmanager
    def session(self, app: App | None = None) -> Iterator[Session]:
        """A session with the shop, closed at the end."""
        session = self.channel.open(app or self.app, self.account, self.shop)
        try:
            yield session
        finally:
            session.close()

    def location_id(self) -> str:
        """The location that stock is sent to: the default, or the first."""
        with self.session() as session:
            places = session.locations()
        assert places, "a channel with stock has a location"
        return next((place for place in places if place.is_default), places[0]).external_id

    def secrets(self) -> list[str]:
        """What no message may hold: the app's secret settings, and every token that is kept."""
        fields = [field.name for field in self.channel.fields if field.is_secret]
        kept = self.app.credentials.load(self.account)
        texts = [self.app.settings.get(name, "") for name in fields] + (_texts(kept) if kept else [])
        return [text for text in texts if len(text) >= _SHORTEST_SECRET]


def _texts(kept: str) -> list[str]:
    """The values of what names itself a token or a secret, or the whole text where it is no JSON."""
    try:
        values = json.loads(kept)
    except ValueError:
        return [kept]
    if not isinstance(values, dict):
        return [kept]
    return [str(value) for name, value in values.items() if "token" in name or "secret" in name]
