"""How much may be on its way to each address, so that receivers that hang keep nobody else waiting."""

from __future__ import annotations

import asyncio

#: Deliveries that are claimed at once for all addresses, and for one.
MOST_CLAIMED, MOST_CLAIMED_PER_ADDRESS = 1024, 32

#: Calls to one address at once. No more is claimed for an address that hangs.
CALLS_PER_ADDRESS = 8


class Lane:
    """The way to one address. ``has_hung``: its last call got no answer in time."""

    def __init__(self) -> None:
        self.calls = asyncio.Semaphore(CALLS_PER_ADDRESS)
        self.claimed = 0
        self.has_hung = False

    @property
    def room(self) -> int:
        """How many more deliveries may be claimed for it."""
        return (CALLS_PER_ADDRESS if self.has_hung else MOST_CLAIMED_PER_ADDRESS) - self.claimed


class Lanes:
    """The ways to all addresses to which something is on its way, or that hang."""

    def __init__(self) -> None:
        self._lanes: dict[str, Lane] = {}

    def __getitem__(self, url: str) -> Lane:
        return self._lanes.setdefault(url, Lane())

    def busy(self) -> list[str]:
        """The addresses for which nothing more may be claimed."""
        return [url for url, lane in self._lanes.items() if lane.room <= 0]

    def hangs(self, url: str) -> bool:
        """Whether the last call to an address got no answer in time."""
        return url in self._lanes and self._lanes[url].has_hung

    def end(self, url: str, *, has_hung: bool) -> None:
        """A claimed delivery was tried."""
        lane = self[url]
        lane.claimed -= 1
        lane.has_hung = has_hung
        if not lane.claimed and not has_hung:
            del self._lanes[url]
