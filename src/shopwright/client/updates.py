"""Merges updates of stock and prices: those of one product within a window travel in one call.

The last value of a SKU (of stock: of a SKU in a warehouse) wins. Everybody who asked for it learns what became of it.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from decimal import Decimal
from typing import Any, Generic, NamedTuple, Self, TypeVar

from .errors import ItemFailure, PartialFailure
from .shop import AsyncShop, Shop

#: Either kind of future: both are done, fail and take a result in the same way.
FutureT = TypeVar("FutureT", "Future[None]", "asyncio.Future[None]")

#: The most SKUs of one call.
_MOST_SKUS = 100


class _Key(NamedTuple):
    operation: str
    product_id: str
    sku_id: str
    warehouse_id: str | None


class _Change(Generic[FutureT]):
    """The last value of a key, and who waits for it."""

    def __init__(self) -> None:
        self.value: dict[str, Any] = {}
        self.waiting: list[FutureT] = []


class _Batch(Generic[FutureT]):
    """The SKUs of one call."""

    def __init__(self, operation: str, product_id: str) -> None:
        self.operation = operation
        self.product_id = product_id
        self.skus: dict[str, dict[str, Any]] = {}
        self.waiting: dict[str, list[FutureT]] = {}

    def add(self, key: _Key, change: _Change[FutureT]) -> None:
        if key.operation == "update_inventory":
            row = self.skus.setdefault(key.sku_id, {"id": key.sku_id, "inventory": []})
            row["inventory"].append(change.value)
        else:
            self.skus[key.sku_id] = {"id": key.sku_id, "price": change.value}
        self.waiting.setdefault(key.sku_id, []).extend(change.waiting)

    def settle(self, error: BaseException | None) -> None:
        """Tell everybody what became of their SKU."""
        for sku_id, waiting in self.waiting.items():
            own = _of_sku(error, sku_id)
            for future in waiting:
                if future.done():  # given up by who waited
                    continue
                if own is None:
                    future.set_result(None)
                else:
                    future.set_exception(own)


def _of_sku(error: BaseException | None, sku_id: str) -> BaseException | None:
    """What an error of a call means for one of its SKUs: failures that name another SKU are not its own."""
    if not isinstance(error, PartialFailure):
        return error
    own = [failure for failure in error.failures if _sku_of(failure) in (sku_id, None)]
    return PartialFailure(error.operation, error.data, own, error.request_id) if own else None


def _sku_of(failure: ItemFailure) -> str | None:
    detail = failure.detail
    return str(detail["sku_id"]) if isinstance(detail, dict) and detail.get("sku_id") else None


class _Pending(Generic[FutureT]):
    """What waits to be sent. ``asked`` counts updates that were asked for, ``sent`` the calls that they took."""

    def __init__(self) -> None:
        self.asked = self.sent = 0
        self._changes: dict[_Key, _Change[FutureT]] = {}

    def add(self, key: _Key, value: dict[str, Any], future: FutureT) -> bool:
        """Keep an update; answers whether it is the first that waits."""
        is_first = not self._changes
        change = self._changes.setdefault(key, _Change())
        change.value = value
        change.waiting.append(future)
        self.asked += 1
        return is_first

    def take(self) -> list[_Batch[FutureT]]:
        """All that waits, by call. It waits no longer."""
        changes, self._changes = self._changes, {}
        batches: list[_Batch[FutureT]] = []
        filling: dict[tuple[str, str], _Batch[FutureT]] = {}
        for key, change in changes.items():
            place = (key.operation, key.product_id)
            batch = filling.get(place)
            if batch is None or (len(batch.skus) >= _MOST_SKUS and key.sku_id not in batch.skus):
                batch = filling[place] = _Batch(*place)
                batches.append(batch)
            batch.add(key, change)
        self.sent += len(batches)
        return batches


def _stock(product_id: str, sku_id: str, quantity: int, warehouse_id: str | None) -> tuple[_Key, dict[str, Any]]:
    value: dict[str, Any] = {"quantity": quantity}
    if warehouse_id is not None:
        value["warehouse_id"] = warehouse_id
    return _Key("update_inventory", product_id, sku_id, warehouse_id), value


def _price(product_id: str, sku_id: str, amount: Decimal | str, currency: str) -> tuple[_Key, dict[str, Any]]:
    return _Key("update_price", product_id, sku_id, None), {"amount": str(amount), "currency": currency}


_CLOSED = "these updates are closed: make new ones"


class Updates:
    """Updates of a shop's stock and prices, merged for ``window`` seconds. Any number of threads may share it.

    Each update answers a future: ``result()`` waits for the call, and raises what became of this SKU. Close it, or use
    it in a ``with`` block: what waits then is sent at once.
    """

    def __init__(self, shop: Shop, *, window: float = 1.0) -> None:
        self._shop = shop
        self._window = window
        self._pending: _Pending[Future[None]] = _Pending()
        self._lock = threading.Lock()
        self._sending = threading.Lock()
        self._timer: threading.Timer | None = None
        self._is_closed = False

    def stock(self, product_id: str, sku_id: str, quantity: int, *, warehouse_id: str | None = None) -> Future[None]:
        """Set the units of a SKU, in its warehouse or in one of several."""
        return self._add(*_stock(product_id, sku_id, quantity, warehouse_id))

    def price(self, product_id: str, sku_id: str, amount: Decimal | str, currency: str) -> Future[None]:
        """Set the price of a SKU."""
        return self._add(*_price(product_id, sku_id, amount, currency))

    @property
    def asked(self) -> int:
        """How many updates were asked for."""
        return self._pending.asked

    @property
    def sent(self) -> int:
        """How many calls they took."""
        return self._pending.sent

    def flush(self) -> None:
        """Send all that waits, now."""
        with self._sending:  # an older value must not arrive after a newer one
            with self._lock:
                if self._timer is not None:
                    self._timer.cancel()
                    self._timer = None
                batches = self._pending.take()
            for number, batch in enumerate(batches):
                error = self._send(batch)
                if error is not None and not isinstance(error, Exception):  # an interrupt ends the rest too
                    for rest in batches[number + 1 :]:
                        rest.settle(error)
                    raise error

    def close(self) -> None:
        """Send what waits, and take no more."""
        with self._lock:
            self._is_closed = True
        self.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _add(self, key: _Key, value: dict[str, Any]) -> Future[None]:
        future: Future[None] = Future()
        with self._lock:
            if self._is_closed:
                raise RuntimeError(_CLOSED)
            if self._pending.add(key, value, future):
                self._timer = threading.Timer(self._window, self.flush)
                self._timer.daemon = True
                self._timer.start()
        return future

    def _send(self, batch: _Batch[Future[None]]) -> BaseException | None:
        error: BaseException | None = None
        try:
            getattr(self._shop.product, batch.operation)(batch.product_id, skus=list(batch.skus.values()))
        except BaseException as problem:  # noqa: BLE001  those who wait get it
            error = problem
        batch.settle(error)
        return error


class AsyncUpdates:
    """``Updates`` for asyncio: each update answers a future to await. It belongs to one event loop."""

    def __init__(self, shop: AsyncShop, *, window: float = 1.0) -> None:
        self._shop = shop
        self._window = window
        self._pending: _Pending[asyncio.Future[None]] = _Pending()
        self._sending = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._flushes: set[asyncio.Task[None]] = set()
        self._is_closed = False

    def stock(
        self, product_id: str, sku_id: str, quantity: int, *, warehouse_id: str | None = None
    ) -> asyncio.Future[None]:
        """Set the units of a SKU, in its warehouse or in one of several."""
        return self._add(*_stock(product_id, sku_id, quantity, warehouse_id))

    def price(self, product_id: str, sku_id: str, amount: Decimal | str, currency: str) -> asyncio.Future[None]:
        """Set the price of a SKU."""
        return self._add(*_price(product_id, sku_id, amount, currency))

    @property
    def asked(self) -> int:
        """How many updates were asked for."""
        return self._pending.asked

    @property
    def sent(self) -> int:
        """How many calls they took."""
        return self._pending.sent

    async def flush(self) -> None:
        """Send all that waits, now."""
        async with self._sending:  # an older value must not arrive after a newer one
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            batches = self._pending.take()
            for number, batch in enumerate(batches):
                error = await self._send(batch)
                if error is not None and not isinstance(error, Exception):  # a cancelled flush ends the rest too
                    for rest in batches[number + 1 :]:
                        rest.settle(error)
                    raise error

    async def close(self) -> None:
        """Send what waits, and take no more."""
        self._is_closed = True
        await self.flush()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    def _add(self, key: _Key, value: dict[str, Any]) -> asyncio.Future[None]:
        if self._is_closed:
            raise RuntimeError(_CLOSED)
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        if self._pending.add(key, value, future):
            self._timer = loop.call_later(self._window, self._begin)
        return future

    def _begin(self) -> None:
        task = asyncio.get_running_loop().create_task(self.flush())
        self._flushes.add(task)
        task.add_done_callback(self._flushes.discard)

    async def _send(self, batch: _Batch[asyncio.Future[None]]) -> BaseException | None:
        error: BaseException | None = None
        try:
            await getattr(self._shop.product, batch.operation)(batch.product_id, skus=list(batch.skus.values()))
        except BaseException as problem:  # noqa: BLE001  those who wait get it
            error = problem
        batch.settle(error)
        return error
