"""Server CPU per call of an ordinary operation, beside a bare handler that does the same read or write."""

from __future__ import annotations

import http.client
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import msgspec

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.core.config import Config

from .calls import MEASURED, Prepared, Shop, measured_call, open_shop
from .servers import Running, YardstickData
from .table import Row, Settings

#: The most that a call may cost, as a multiple of the yardstick's.
BUDGET = 4.0

WARM_UP = 40


class Side:
    """One of the two servers, and a connection to it that stays open."""

    def __init__(self, server: Running, shop: Shop) -> None:
        self.server = server
        self.shop = shop
        self._connection = http.client.HTTPConnection("127.0.0.1", server.ready.port)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def call(self, prepared: Prepared) -> bytes:
        self._connection.request(prepared.method, prepared.target, prepared.body or None, prepared.headers)
        reply = self._connection.getresponse()
        body = reply.read()
        if reply.status != 200 or b'"code":0' not in body[:40]:
            raise RuntimeError(f"{prepared.target} answered {reply.status}: {body[:300]!r}")
        return body

    def round(self, operation_id: str, start: int, count: int) -> float:
        """Microseconds of the server's CPU per call."""
        calls = [measured_call(self.shop, operation_id, start + number) for number in range(count)]
        before = self.server.cpu_ns()
        for prepared in calls:
            self.call(prepared)
        return (self.server.cpu_ns() - before) / count / 1000


def rows(settings: Settings) -> Iterator[Row]:
    """One row for each operation and kind of database."""
    rounds, count = (5, 50) if settings.quick else (15, 100)
    for memory in (False, True):
        where = "memory" if memory else "file"
        with both_sides(memory=memory) as (platform, yardstick):
            for operation_id in MEASURED:
                yield _measure(platform, yardstick, operation_id, where, rounds, count)


@contextmanager
def both_sides(*, memory: bool) -> Iterator[tuple[Side, Side]]:
    """The platform and the yardstick, each in a process of its own, with a shop like the other's."""
    with tempfile.TemporaryDirectory(prefix="shopwright-bench-") as name:
        folder = Path(name)
        shop = _make_shop(folder / "platform")
        file = shutil.copyfile(folder / "platform" / "shop.db", folder / "made.db")
        data = folder / "yardstick.json"
        data.write_bytes(msgspec.json.encode(_yardstick_data(shop)))
        where = "memory" if memory else "file"
        with (
            Running("platform", "" if memory else str(folder / "platform")) as ours,
            Running("yardstick", str(file), str(data), where) as bare,
        ):
            sides = Side(ours, ours.ready.shop or shop), Side(bare, shop)
            yield sides
            for side in sides:
                side.close()


def _make_shop(folder: Path) -> Shop:
    platform, shop = open_shop(Config(folder=folder, requests_per_second=0), orders=True)
    platform.store.close()
    return shop


def _yardstick_data(shop: Shop) -> YardstickData:
    chains = {
        thing.category_id: [
            {
                "id": category.id,
                "parent_id": category.parent_id,
                "local_name": category.name,
                "is_leaf": category.is_leaf,
            }
            for category in taxonomy.chain(thing.category_id, "v2")
        ]
        for thing in shop.things
    }
    return YardstickData({shop.app_key: shop.app_secret}, chains)


def compare(platform: Side, yardstick: Side, operation_id: str) -> None:
    """RuntimeError where the yardstick answers other data than the platform, which it is to be measured beside."""
    sides = (platform, yardstick)
    shapes = [_shape(side.call(measured_call(side.shop, operation_id, 0)), side.server.ready.port) for side in sides]
    if shapes[0] != shapes[1]:
        raise RuntimeError(f"{operation_id}: the yardstick answers something else\n{shapes[0]}\n{shapes[1]}")


def _measure(platform: Side, yardstick: Side, operation_id: str, where: str, rounds: int, count: int) -> Row:
    compare(platform, yardstick, operation_id)
    sides = (platform, yardstick)
    for side in sides:
        side.round(operation_id, 1, WARM_UP)
    starts = [1 + WARM_UP + number * count for number in range(rounds)]
    taken = [[side.round(operation_id, start, count) for side in sides] for start in starts]
    ours, bare = (median(item) for item in zip(*taken, strict=True))
    ratio = median(its / theirs for its, theirs in taken)
    assert platform.server.ready.loop == yardstick.server.ready.loop
    return Row(
        f"{operation_id}, {where}",
        f"{ours:.0f} µs",
        "bare Starlette, sqlite3, HMAC",
        f"{bare:.0f} µs",
        ratio,
        f"≤ {BUDGET:g} ×",
        ratio <= BUDGET,
        f"{platform.server.ready.loop}, {platform.server.ready.parser}",
    )


def _shape(body: bytes, port: int) -> object:
    """A reply without what differs between two shops and two moments: ids, keys, times and tokens."""
    return _bare(msgspec.json.decode(body.replace(f":{port}/".encode(), b"/"))["data"])


_FRESH = frozenset({"id", "cipher", "code", "next_page_token", "buyer_email", "buyer_nickname", "recipient_address"})


def _bare(node: object) -> object:
    if isinstance(node, dict):
        return {
            name: type(value).__name__ if name in _FRESH or name.endswith(("_time", "_id")) else _bare(value)
            for name, value in node.items()
        }
    return [_bare(item) for item in node] if isinstance(node, list) else node
