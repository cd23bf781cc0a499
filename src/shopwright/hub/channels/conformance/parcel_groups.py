"""What a channel promises about orders in several parcels, and several orders in one."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.hub.channels.parcel_groups import ParcelGroups, SplitAdvice, SplitRule
from shopwright.hub.channels.protocol import Capability, Outcome, Result, Session

from .orders import UNKNOWN
from .promise import Untested, promise
from .shipping import own_carrier
from .world import World

_NEEDS = (Capability.REGROUP, Capability.SHIPMENTS, Capability.ORDERS)


def _groups(session: Session) -> ParcelGroups:
    assert isinstance(session, ParcelGroups), "a channel with REGROUP has sessions that say what goes together"
    return session


def _two_things(world: World, session: Session) -> tuple[str, list[list[str]]]:
    """An order of two SKUs, one of them twice, and its lines as two parts."""
    first, second = world.put_product(9), world.put_product(9)
    order_id = world.buy((first, 2), (second, 1))
    order = session.order(order_id)
    assert order is not None
    own = [line.external_id for line in order.lines if line.sku_id == first.sku_id]
    return order_id, [own, [line.external_id for line in order.lines if line.external_id not in own]]


def _packed(session: Session, order_id: str) -> list[tuple[str, ...]]:
    return sorted(tuple(sorted(parcel.line_ids)) for parcel in session.parcels(order_id))


def _sorted(parts: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    return sorted(tuple(sorted(part)) for part in parts)


def _ids(session: Session, order_id: str) -> set[str]:
    return {parcel.external_id for parcel in session.parcels(order_id)}


def _refused(outcome: Outcome) -> bool:
    assert outcome.is_done or outcome.message, "a refusal says why"
    return outcome.result is Result.REFUSED


@promise(*_NEEDS)
def an_order_that_is_split_is_shipped_parcel_by_parcel(world: World) -> None:
    with world.session() as session:
        order_id, parts = _two_things(world, session)
        groups = _groups(session)
        assert groups.split_advice(order_id).rule in (SplitRule.MAY, SplitRule.MUST)
        assert groups.split(order_id, parts).is_done
        parcels = session.parcels(order_id)
        assert _packed(session, order_id) == _sorted(parts)
        assert groups.split(order_id, parts).is_done, "what is so already is done"
        assert session.parcels(order_id) == parcels, "a second time makes no other parcels"
        outcome = session.ship(parcels[0].external_id, *own_carrier(parcels[0]))
        assert outcome.is_done, outcome.message
        arranged = [parcel for parcel in session.parcels(order_id) if parcel.is_arranged]
        assert [parcel.line_ids for parcel in arranged] == [parcels[0].line_ids]
        order = session.order(order_id)
        assert order is not None
        assert order.can_ship, "the other parcel still waits"
        assert _refused(groups.split(order_id, [[line.external_id] for line in order.lines]))


@promise(*_NEEDS)
def an_order_of_one_piece_is_not_split_and_says_why(world: World) -> None:
    order_id = world.buy((world.put_product(9), 1))
    with world.session() as session:
        advice: SplitAdvice = _groups(session).split_advice(order_id)
        assert advice.rule is SplitRule.MUST_NOT
        assert advice.words
        before = session.parcels(order_id)
        lines = [line_id for parcel in before for line_id in parcel.line_ids]
        assert _refused(_groups(session).split(order_id, [lines, [UNKNOWN]]))
        assert session.parcels(order_id) == before


@promise(*_NEEDS)
def orders_of_one_buyer_are_combined_once_and_taken_apart_again(world: World) -> None:
    ids = world.buy_again(world.put_product(9), 3)
    if not ids:
        raise Untested("no buyer buys twice here")
    with world.session() as session:
        groups = _groups(session)
        if groups.why_not_combined():
            assert not groups.combinations()
            assert _refused(groups.combine(ids))
            return
        assert any(set(ids) <= set(row.order_ids) for row in groups.combinations())
        made = groups.combine(ids)
        assert made.is_done, made.message
        assert [_ids(session, order_id) for order_id in ids] == [{made.external_id}] * 3
        assert groups.combine(ids) == made, "what is so already is done"
        assert not any(set(ids) & set(row.order_ids) for row in groups.combinations())
        assert groups.take_out(made.external_id, ids[:1]).is_done
        first, second, third = (_ids(session, order_id) for order_id in ids)
        assert first != second == third
        assert not groups.take_out(made.external_id, ids[:1]).is_unanswered
        assert [_ids(session, order_id) for order_id in ids] == [first, second, third]


@promise(*_NEEDS)
def orders_of_two_buyers_do_not_go_together(world: World) -> None:
    goods = world.put_product(9)
    ids = [*world.buy_again(goods, 1), *world.buy_again(goods, 1)]
    if len(ids) < 2:
        raise Untested("no buyer buys twice here")
    with world.session() as session:
        before = [session.parcels(order_id) for order_id in ids]
        assert _refused(_groups(session).combine(ids))
        assert [session.parcels(order_id) for order_id in ids] == before
