"""Sellers with a shop each, and clients that call in their name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from .tracebacks import hide_frames

if TYPE_CHECKING:
    from shopwright import AsyncShop, MemoryTokenStore, Options, Shop, Token
    from shopwright.client.core.breaker import CircuitBreaker
    from shopwright.client.core.http import HttpReply, HttpRequest
    from shopwright.client.core.limiter import RateLimiter
    from shopwright.client.core.options import Clock
    from shopwright.client.core.records import Observer

    from .orders import Line, Reached, Wishes
    from .platform import Platform
    from .shapes import Keys, Order, Product, Tokens

__tracebackhide__ = hide_frames

#: The account under which a seller's clients keep their token.
_ACCOUNT = "default"

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
    """A seller with a shop who authorised the app: everything that a client under test must be told is in ``keys``.

    ``tokens`` holds the token that its clients use, and that they refresh.
    """

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

    @cached_property
    def tokens(self) -> MemoryTokenStore:
        """The store of this seller's clients, with the token of ``keys`` to begin with."""
        from shopwright import MemoryTokenStore

        store = MemoryTokenStore()
        store.save(_ACCOUNT, _token_of(self.keys.seller))
        return store

    @property
    def token(self) -> Token:
        """The token in use: that of ``keys`` until a client refreshed it."""
        token = self.tokens.load(_ACCOUNT)
        assert token is not None, "nothing takes the token out of this store"
        return token

    @property
    def access_token(self) -> str:
        return self.token.access_token

    def expire_token(self, access_token: str | None = None, *, refresh_token: bool = False) -> None:
        """End an access token now, that of this seller's clients unless another is named: calls answer 105002.

        ``refresh_token``: end the refresh token behind the clients' access token too, so that the seller has to
        authorise the app again.
        """
        token = self.token
        self.platform.control.post("tokens/expire", {"access_token": access_token or token.access_token})
        if refresh_token:
            self.platform.control.post("tokens/expire", {"refresh_token": token.refresh_token})

    def deauthorize(self) -> None:
        """Withdraw the seller's consent: calls answer 105001, a refresh 36004005, and the app is told (webhook 6)."""
        names = {"app_key": self.keys.app_key, "account_id": self.keys.seller.account_id}
        self.platform.control.post("deauthorize", names)

    def keep_token(self, token: Token | None = None) -> None:
        """Have the clients use a token from their next refusal on, that of ``keys`` if none is given."""
        self.tokens.save(_ACCOUNT, token or _token_of(self.keys.seller))

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
        """A ``shopwright.Shop`` of this seller, closed at the test's end. It refreshes its token when that has ended.

        It has no rate limit, and what it would wait between tries takes no time; ``pause=None`` has it sleep.
        """
        from shopwright import Shop

        shop = Shop(
            self.keys.app_key,
            self.keys.app_secret,
            base_url=self.keys.base_url,
            tokens=self.tokens,
            account=_ACCOUNT,
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
            tokens=self.tokens,
            account=_ACCOUNT,
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


def _token_of(tokens: Tokens) -> Token:
    from shopwright import Token

    return Token(
        access_token=tokens.access_token,
        access_token_ends=tokens.access_token_expire_in,
        refresh_token=tokens.refresh_token,
        refresh_token_ends=tokens.refresh_token_expire_in,
        open_id=tokens.open_id,
        user_type=tokens.user_type,
        granted_scopes=tokens.granted_scopes,
    )


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
