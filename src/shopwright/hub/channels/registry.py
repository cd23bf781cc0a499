"""The channels that are installed: the hub's own, and plug-ins by the entry point group ``shopwright.channels``."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points

from .protocol import Channel

GROUP = "shopwright.channels"


@cache
def channels() -> dict[str, Channel]:
    """All channels by name."""
    from .files.channel import Files
    from .shopify.channel import Shopify
    from .tiktok_shop.channel import TikTokShop
    from .vendure.channel import Vendure

    own: list[Channel] = [TikTokShop(), Shopify(), Vendure(), Files()]
    loaded: list[Channel] = [entry.load()() for entry in entry_points(group=GROUP)]
    return {channel.name: channel for channel in [*own, *loaded]}


def channel_of(name: str) -> Channel:
    """The channel with a name. Raises KeyError for one that is not installed."""
    return channels()[name]
