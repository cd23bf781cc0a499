"""``Shop`` and ``AsyncShop``: a TikTok Shop in Python."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar, Unpack

from shopwright.client.errors import HIDE_FRAMES

from .auth.tokens import Token
from .base import Base, endpoint_of
from .core import pages
from .core.http import AsyncTransport, Transport
from .core.methods import Method
from .core.shells import AsyncShell, SyncShell
from .settings import Settings, from_environment, gathered, in_vault

if TYPE_CHECKING:
    from .api import AsyncGroups, Groups
    from .auth.vault.connection import Vault
else:
    Groups = AsyncGroups = object

__tracebackhide__ = HIDE_FRAMES

P = ParamSpec("P")
R = TypeVar("R")


class Shop(Base[SyncShell], Groups):
    """A seller's shop through the Partner API, of TikTok or of a Shopwright platform: only ``base_url`` differs.

    Operations are grouped as TikTok groups them: ``shop.order.get_order_list(page_size=20)``. One ``Shop`` may be used
    by any number of threads. It keeps connections open: close it, or use it in a ``with`` block.

    ``app_key``, ``app_secret``: the app's. ``settings``: see ``Settings``; ``base_url`` is needed. ``transport``: your
    own way of sending. ``pause``: what waits between tries, in place of sleeping.
    """

    def __init__(
        self,
        app_key: str,
        app_secret: str,
        *,
        transport: Transport | None = None,
        pause: Callable[[float], None] | None = None,
        **settings: Unpack[Settings],
    ) -> None:
        checked = gathered(app_key, app_secret, settings)
        if transport is None:
            from .transport.pool import Urllib3Transport

            transport = Urllib3Transport()
        self._set(checked, SyncShell(transport, pause), checked.engine(), checked.options)

    @classmethod
    def from_env(cls) -> Self:
        """A shop from ``SHOPWRIGHT_BASE_URL``, ``_APP_KEY``, ``_APP_SECRET``, ``_ACCESS_TOKEN``, ``_SHOP_CIPHER``."""
        return cls(**from_environment())  # type: ignore[arg-type]

    @classmethod
    def from_vault(cls, vault: Vault | None = None, path: str = "shopwright", **settings: Unpack[Settings]) -> Self:
        """A shop whose app is the secret ``PATH/app`` in Vault and whose tokens are kept below the same path.

        The secret has the fields ``app_key`` and ``app_secret``. Without ``vault`` it is ``Vault.from_env()``.
        """
        return cls(**in_vault(vault, path, settings))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections. Shops made from this one with ``with_shop`` or ``with_options`` share them."""
        self._shell.transport.close()

    def request(
        self,
        method: str,
        path: str,
        query: Mapping[str, object] | None = None,
        body: object = None,
    ) -> Any:
        """The data that a path answers which the contract does not know; signed, limited and retried like any other."""
        return self._shell.run(self._raw(method, path, query or {}, body), self.options.cancellation)

    def pages(self, method: Callable[P, R], /, *values: P.args, **options: P.kwargs) -> Iterator[R]:
        """The replies of a list operation, page after page: ``shop.pages(shop.order.get_order_list, page_size=50)``."""
        endpoint = self._endpoint(endpoint_of(method).method)
        seen: set[str] = set()
        arguments: dict[str, object] | None = pages.first_page(endpoint.method, values, options)
        while arguments is not None:
            data: Any = endpoint(**arguments)
            yield data
            arguments = pages.following(endpoint.method, arguments, data, seen)

    def in_batches(self, method: Callable[P, R], /, *values: P.args, **options: P.kwargs) -> Iterator[R]:
        """The replies of calls that share a list longer than one call may carry: each gets a piece of it.

        ``shop.in_batches(shop.order.get_order_detail, ids=thousands_of_ids)``.
        """
        endpoint = self._endpoint(endpoint_of(method).method)
        for arguments in self._batches(endpoint.method, values, options):
            yield endpoint(**arguments)

    def token(self) -> Token:
        """The token in use, refreshed when due."""
        return self._shell.run(self._engine.token_refresher.token())

    def authorize(self, code: str) -> Token:
        """Exchange a code from the redirect after consent, and keep the token."""
        return self._shell.run(self._authorized(code))

    def _call(self, method: Method, values: tuple[object, ...], arguments: Mapping[str, object]) -> Any:
        return self._shell.run(self._flow(method, values, arguments), self.options.cancellation)

    def _items(self, method: Method, values: tuple[object, ...], arguments: Mapping[str, object]) -> Iterator[Any]:
        for data in self.pages(self._endpoint(method), *values, **arguments):
            yield from pages.items_of(method, data)


class AsyncShop(Base[AsyncShell], AsyncGroups):
    """``Shop`` for asyncio: the same arguments, the same operations, awaited. It belongs to one event loop."""

    def __init__(
        self,
        app_key: str,
        app_secret: str,
        *,
        transport: AsyncTransport | None = None,
        pause: Callable[[float], Awaitable[None]] | None = None,
        **settings: Unpack[Settings],
    ) -> None:
        checked = gathered(app_key, app_secret, settings)
        if transport is None:
            from .transport.session import AiohttpTransport

            transport = AiohttpTransport()
        self._set(checked, AsyncShell(transport, pause), checked.engine(), checked.options)

    @classmethod
    def from_env(cls) -> Self:
        """As ``Shop.from_env``."""
        return cls(**from_environment())  # type: ignore[arg-type]

    @classmethod
    def from_vault(cls, vault: Vault | None = None, path: str = "shopwright", **settings: Unpack[Settings]) -> Self:
        """As ``Shop.from_vault``: the secret is read when the shop is made, which blocks."""
        return cls(**in_vault(vault, path, settings))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections. Shops made from this one with ``with_shop`` or ``with_options`` share them."""
        await self._shell.finish()
        await self._shell.transport.close()

    async def request(
        self,
        method: str,
        path: str,
        query: Mapping[str, object] | None = None,
        body: object = None,
    ) -> Any:
        """As ``Shop.request``."""
        return await self._shell.run(self._raw(method, path, query or {}, body), self.options.cancellation)

    async def pages(
        self, method: Callable[P, Awaitable[R]], /, *values: P.args, **options: P.kwargs
    ) -> AsyncIterator[R]:
        """As ``Shop.pages``: ``async for page in shop.pages(shop.order.get_order_list)``."""
        endpoint = self._endpoint(endpoint_of(method).method)
        seen: set[str] = set()
        arguments: dict[str, object] | None = pages.first_page(endpoint.method, values, options)
        while arguments is not None:
            data: Any = await endpoint(**arguments)
            yield data
            arguments = pages.following(endpoint.method, arguments, data, seen)

    async def in_batches(
        self, method: Callable[P, Awaitable[R]], /, *values: P.args, **options: P.kwargs
    ) -> AsyncIterator[R]:
        """As ``Shop.in_batches``, one call after the other."""
        endpoint = self._endpoint(endpoint_of(method).method)
        for arguments in self._batches(endpoint.method, values, options):
            yield await endpoint(**arguments)

    async def token(self) -> Token:
        """The token in use, refreshed when due."""
        return await self._shell.run(self._engine.token_refresher.token())

    async def authorize(self, code: str) -> Token:
        """Exchange a code from the redirect after consent, and keep the token."""
        return await self._shell.run(self._authorized(code))

    def _call(self, method: Method, values: tuple[object, ...], arguments: Mapping[str, object]) -> Awaitable[Any]:
        return self._shell.run(self._flow(method, values, arguments), self.options.cancellation)

    async def _items(
        self, method: Method, values: tuple[object, ...], arguments: Mapping[str, object]
    ) -> AsyncIterator[Any]:
        async for data in self.pages(self._endpoint(method), *values, **arguments):
            for item in pages.items_of(method, data):
                yield item
