"""What every channel promises the hub, as checks that a plug-in's author runs against a shop of a test.

A :class:`World` holds the channel, an app, a shop, and what happens there that the hub does not do itself: a product
stands in the shop, a buyer buys, and cancels. Each promise is run in a world of its own::

    @pytest.mark.parametrize("promise", promises(MyChannel()), ids=str)
    def test_the_channel_keeps_its_promises(promise, make_world):
        promise.check(make_world())

A promise that is broken raises ``AssertionError``; one that the world has no means to test raises :class:`Untested`.
"""

from __future__ import annotations

from . import cases, categories, connection, faults, listings, messages, orders, parcel_groups, prices, shipping, stock
from .broken import BrokenServer, Trouble
from .promise import Promise, Untested, promises
from .world import Goods, MemoryCredentials, World

__all__ = [
    "BrokenServer",
    "Goods",
    "MemoryCredentials",
    "Promise",
    "Trouble",
    "Untested",
    "World",
    "cases",
    "categories",
    "connection",
    "faults",
    "listings",
    "messages",
    "orders",
    "parcel_groups",
    "prices",
    "promises",
    "shipping",
    "stock",
]
