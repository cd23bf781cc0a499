"""What a channel promises where its server is in trouble, or the consent is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal

from shopwright.hub.channels.parcel_groups import ParcelGroups
from shopwright.hub.channels.protocol import (
    Capability,
    ChannelError,
    Outcome,
    PriceWant,
    Result,
    Session,
    StockWant,
)

from .broken import BrokenServer, Trouble
from .promise import Promise, Untested, keep, promise
from .world import World

_SINCE = datetime(2026, 1, 1, tzinfo=UTC)
#: An object that says nothing is all that some channels answer to a write.
_SILENT = frozenset({Trouble.BARE, Trouble.NULL_DATA})
Call = Callable[[Session], object]


def _reads(world: World) -> Iterator[tuple[str, Call]]:
    can = world.channel.capabilities
    if Capability.STOCK in can:
        yield "locations", lambda session: session.locations()
    if Capability.ORDERS in can:
        yield "orders_since", lambda session: list(session.orders_since(_SINCE))
        yield "order", lambda session: session.order("4711")
    if Capability.LISTINGS in can:
        yield "listing_ids", lambda session: list(session.listing_ids())
        yield "listing", lambda session: session.listing("4711")
    if Capability.SHIPMENTS in can:
        yield "parcels", lambda session: session.parcels("4711")
    if Capability.REGROUP in can:
        yield "split_advice", lambda session: _groups(session).split_advice("4711")
    if Capability.LABELS in can:
        yield "label", lambda session: session.label("4711")


def _writes(world: World) -> Iterator[tuple[str, Callable[[Session], list[Outcome]]]]:
    can = world.channel.capabilities
    if Capability.STOCK in can:
        wants = [StockWant("4711", f"{number}", "1", 5) for number in range(3)]
        yield "push_stock", lambda session: list(session.push_stock(wants))
    if Capability.PRICES in can:
        prices = [PriceWant("4711", f"{number}", Decimal(5), world.shop.currency) for number in range(3)]
        yield "push_prices", lambda session: list(session.push_prices(prices))
    if Capability.LISTINGS in can:
        draft = world.draft()
        yield "publish", lambda session: [session.publish(draft)[0]]
        yield "pause", lambda session: [session.pause("4711")]
        yield "resume", lambda session: [session.resume("4711")]
        yield "end", lambda session: [session.end("4711")]
    if Capability.SHIPMENTS in can:
        yield "ship", lambda session: [session.ship("4711", "Royal Mail", "RM123456785GB")]
    if Capability.REGROUP in can:
        yield "split", lambda session: [_groups(session).split("4711", [["1"], ["2"]])]
        yield "take_out", lambda session: [_groups(session).take_out("4711", ["1"])]
    if Capability.MESSAGES in can:
        yield "send_message", lambda session: [session.send_message("4711", "Thank you.")]


def _groups(session: Session) -> ParcelGroups:
    assert isinstance(session, ParcelGroups)
    return session


def _expect_passing(world: World, trouble: Trouble) -> None:
    with BrokenServer(trouble) as server:
        app = world.app_at(server.url)
        if app is None:
            raise Untested("the channel calls no server")
        with world.session(app) as session:
            for name, read in _reads(world):
                error = _error(world, name, read, session)
                assert error is not None, f"{name} answered out of {trouble}"
                assert (error.is_passing, error.needs_consent) == (True, False), f"{name}: {error}"
            allowed = {Result.LATER, Result.DONE} if trouble in _SILENT else {Result.LATER}
            for name, write in _writes(world):
                assert _results(world, name, write, session) <= allowed, f"{name} at {trouble}"


def _results(world: World, name: str, write: Callable[[Session], list[Outcome]], session: Session) -> set[Result]:
    outcomes: list[Outcome] = []
    error = _error(world, name, lambda own: outcomes.extend(write(own)), session)
    if error is not None:
        assert (error.is_passing, error.needs_consent) == (True, False), f"{name}: {error}"
    for outcome in outcomes:
        _hides_secrets(world, f"{name}: {outcome}")
    return {outcome.result for outcome in outcomes}


def _error(world: World, name: str, call: Call, session: Session) -> ChannelError | None:
    """The ChannelError that a call raises. Anything else that it raises is a broken promise."""
    try:
        call(session)
    except ChannelError as error:
        _hides_secrets(world, _told(error))
        assert error.message, f"{name} failed without a word"
        return error
    except Exception as error:
        raise AssertionError(f"{name} raised {type(error).__name__}, not ChannelError: {error}") from error
    return None


def _told(error: BaseException | None) -> str:
    """All that a log would hold of an error and of those behind it."""
    texts = []
    while error is not None:
        texts += [str(error), repr(error), repr(error.args)]
        error = error.__cause__ or error.__context__
    return "\n".join(texts)


def _hides_secrets(world: World, text: str) -> None:
    for secret in world.secrets():
        assert secret not in text, "a secret stands in a message"


def _promise_of(trouble: Trouble) -> Promise:
    return Promise(
        f"what_fails_by_a_server_that_is_{trouble}_may_work_later",
        frozenset(),
        lambda world: _expect_passing(world, trouble),
    )


for _trouble in Trouble:
    keep(_promise_of(_trouble))


@promise()
def nothing_that_listens_there_may_work_later(world: World) -> None:
    app = world.app_at("http://127.0.0.1:9")
    if app is None:
        raise Untested("the channel calls no server")
    with world.session(app) as session:
        for name, read in _reads(world):
            error = _error(world, name, read, session)
            assert error is not None
            assert error.is_passing, f"{name}: {error}"


@promise()
def withdrawn_consent_is_raised_by_reads_and_writes(world: World) -> None:
    if not world.revoke():
        raise Untested("there is no consent to withdraw")
    with world.session() as session:
        for name, call in [*_reads(world), *_writes(world)]:
            error = _error(world, name, call, session)
            assert error is not None, f"{name} does not say that the consent is gone"
            assert error.needs_consent, f"{name}: {error}"
