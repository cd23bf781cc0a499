"""Promises: a rule in words, the capabilities that it comes with, and the function that checks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from shopwright.hub.channels.protocol import Capability, Channel

from .world import World


class Untested(Exception):  # noqa: N818 - an outcome, not an error
    """A promise that this world cannot test; the text says what it lacks."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A rule that a channel keeps. ``needs``: the capabilities without which it does not apply."""

    name: str
    needs: frozenset[Capability]
    run: Callable[[World], None] = field(repr=False)

    def check(self, world: World) -> None:
        """Raises AssertionError where the channel does not keep the promise, Untested where it cannot be seen."""
        self.run(world)

    def __str__(self) -> str:
        return self.name


_PROMISES: list[Promise] = []


def keep(item: Promise) -> None:
    """Have a promise checked with the others."""
    _PROMISES.append(item)


def promise(*needs: Capability) -> Callable[[Callable[[World], None]], Callable[[World], None]]:
    """Have a function checked for the channels that have these capabilities. Its name is the rule."""

    def keep_function(run: Callable[[World], None]) -> Callable[[World], None]:
        keep(Promise(run.__name__, frozenset(needs), run))
        return run

    return keep_function


def promises(channel: Channel) -> list[Promise]:
    """The promises that a channel has made by its capabilities."""
    return [item for item in _PROMISES if item.needs <= channel.capabilities]
