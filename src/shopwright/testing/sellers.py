"""Sellers with a shop each, and clients that call in their name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

if TYPE_CHECKING:
    from shopwright import AsyncShop, Options, Shop
    from shopwright.client.core.breaker import CircuitBreaker
    from shopwright.client.core.http import HttpReply, HttpRequest
    from shopwright.client.core.limiter import RateLimiter
    from shopwright.client.core.options import Clock
    from shopwright.client.core.records import Observer

    from .orders import Line, Reached, Wishes
    from .platform import Platform
    from .shapes import Keys, Order, Product

#: What is listed where a shop has nothing to sell.
_STOCK = 100


class ClientSettings(TypedDict, total=False):
    """What a client of the platform may be given; the rest is the seller's. See ``Shop``."""

    options: Options | None
    limiter: RateLimiter | None
    breaker: CircuitBreaker | None
    observers: Sequence[Observer]
    clock: Clock | None


class Seller:
    """A seller with a shop who authorised the app: everything that a client under test must be told is in ``keys``."""

    def __init__(self, platform: Platform, keys: Keys) -> None:
        self.platform = platform
        self.keys = keys
        self._opened: list[Shop] = []
        self._helper: Shop | None = None

    @property
    def region(self) -> str:
        return self.keys.shop_region

    @property
    def shop_id(self) -> str:
        return self.keys.shop_id

    @property
    def shop_cipher(self) -> str:
        return self.keys.shop_cipher

    @property
    def access_token(self) -> str:
        return self.keys.seller.access_token

    @property
    def environ(self) -> dict[str, str]:
        """The environment variables that ``Shop.from_env()`` reads."""
        return {
            "SHOPWRIGHT_BASE_URL": self.keys.base_url,
            "SHOPWRIGHT_APP_KEY": self.keys.app_key,
            "SHOPWRIGHT_APP_SECRET": self.keys.app_secret,
            "SHOPWRIGHT_ACCESS_TOKEN": self.access_token,
            "SHOPWRIGHT_SHOP_CIPHER": self.shop_cipher,
        }

    def client(
        self, *, pause: Callable[[float], None] | None = lambda seconds: None, **settings: Unpack[ClientSettings]
    ) -> Shop:
        """A ``shopwright.Shop`` of this seller, closed at the test's end.

        It has no rate limit, and what it would wait between tries takes no time; ``pause=None`` has it sleep.
        """
        from shopwright import Shop

        shop = Shop(
            self.keys.app_key,
            self.keys.app_secret,
            base_url=self.keys.base_url,
            access_token=self.access_token,
            shop_cipher=self.shop_cipher,
            pause=pause,
            **_unlimited(settings),
        )
        self._opened.append(shop)
        return shop

    def async_client(
        self,
        *,
        pause: Callable[[float], Awaitable[None]] | None = None,
        **settings: Unpack[ClientSettings],
    ) -> AsyncShop:
        """As ``client``, awaited. It opens a connection for each call, so that nothing is left to close."""
        from shopwright import AsyncShop

        return AsyncShop(
            self.keys.app_key,
            self.keys.app_secret,
            base_url=self.keys.base_url,
            access_token=self.access_token,
            shop_cipher=self.shop_cipher,
            transport=_ConnectionPerCall(),
            pause=pause or _no_pause,
            **_unlimited(settings),
        )

    def buy(self, *lines: Line, status: Reached | None = None, **wishes: Unpack[Wishes]) -> Order:
        """A buyer buys in this shop: see ``Orders.buy``."""
        return self.platform.orders.buy(*lines, seller=self, status=status, **wishes)

    def list_product(self, *, quantity: int = _STOCK, price: str | None = None, seller_sku: str = "") -> Product:
        """List a product of one SKU, live and in stock. ``price`` is decimal text in the shop's currency."""
        from .listing import list_product

        return list_product(self.helper(), self._shop(), quantity=quantity, price=price, seller_sku=seller_sku)

    def something_on_sale(self) -> str:
        """A SKU's id of which there is a piece: the newest such, or of a product that is listed now."""
        from .listing import on_sale

        return on_sale(self.helper()) or self.list_product().sku_id

    def helper(self) -> Shop:
        """A client that is not the app under test: its calls meet no faults and are not among the requests."""
        if self._helper is None:
            app = self.platform.helper_app()
            names = {"app_key": app["app_key"], "shop_cipher": self.shop_cipher}
            token = self.platform.control.post("tokens", names)["access_token"]
            from shopwright import Shop

            self._helper = Shop(
                app["app_key"],
                app["app_secret"],
                base_url=self.keys.base_url,
                access_token=token,
                shop_cipher=self.shop_cipher,
                limiter=None,
            )
        return self._helper

    def forget_helper(self) -> None:
        """Forget the helper, whose app is gone after a reset."""
        if self._helper is not None:
            self._helper.close()
            self._helper = None

    def close(self) -> None:
        """Close the clients."""
        self.forget_helper()
        while self._opened:
            self._opened.pop().close()

    def _shop(self) -> dict[str, Any]:
        reply: dict[str, Any] = self.platform.control.get(f"shops/{self.shop_id}")
        return reply


class _ConnectionPerCall:
    """An async transport that any event loop may use, and that leaves nothing open when a test ends."""

    async def send(self, request: HttpRequest) -> HttpReply:
        from shopwright.client.transport.session import AiohttpTransport

        transport = AiohttpTransport()
        try:
            return await transport.send(request)
        finally:
            await transport.close()

    async def close(self) -> None:
        """Do nothing: no connection stays open."""


async def _no_pause(seconds: float) -> None:
    """A pause between tries that takes no time and lets other tasks run."""
    import asyncio

    await asyncio.sleep(0)


def _unlimited(settings: ClientSettings) -> ClientSettings:
    unlimited: ClientSettings = {"limiter": None}
    return {**unlimited, **settings}
