"""What a channel promises about listings."""

from __future__ import annotations

from dataclasses import replace

from shopwright.hub.channels.protocol import Capability, ListingDraft, ListingState, Result, Session

from .orders import UNKNOWN
from .promise import promise
from .world import World


def _publish(world: World, session: Session) -> tuple[str, ListingDraft]:
    draft = replace(world.draft(), location_id=world.location_id())
    outcome, listing = session.publish(draft)
    assert outcome.is_done, outcome.message
    assert listing is not None
    assert listing.state in (ListingState.LIVE, ListingState.REVIEW)
    world.settle()
    return listing.external_id, draft


def _state(session: Session, external_id: str) -> ListingState:
    listing = session.listing(external_id)
    return listing.state if listing else ListingState.ENDED


@promise(Capability.LISTINGS)
def a_product_of_the_shop_is_read_with_its_skus(world: World) -> None:
    goods = world.put_product(4)
    with world.session() as session:
        assert goods.product_id in list(session.listing_ids())
        listing = session.listing(goods.product_id)
        assert listing is not None
        assert listing == session.listing(goods.product_id)
    assert listing.state is ListingState.LIVE
    (sku,) = [sku for sku in listing.skus if sku.external_id == goods.sku_id]
    assert (sku.seller_sku, sku.quantity) == (goods.seller_sku, 4)
    assert sku.price is not None
    assert sku.price > 0
    assert len(sku.currency) == 3


@promise(Capability.LISTINGS)
def every_product_of_the_shop_is_listed_once(world: World) -> None:
    products = [world.put_product(1).product_id for _ in range(world.many)]
    with world.session() as session:
        ids = list(session.listing_ids())
    assert set(products) <= set(ids)
    assert len(ids) == len(set(ids))


@promise(Capability.LISTINGS)
def a_listing_that_is_not_there_is_none(world: World) -> None:
    with world.session() as session:
        assert session.listing(UNKNOWN) is None


@promise(Capability.LISTINGS)
def a_listing_is_published_paused_resumed_and_ended(world: World) -> None:
    with world.session() as session:
        external_id, draft = _publish(world, session)
        listing = session.listing(external_id)
        assert listing is not None
        assert listing.state is ListingState.LIVE
        assert listing.title == draft.title
        seen = {(sku.seller_sku, sku.price, sku.currency, sku.quantity) for sku in listing.skus}
        assert seen == {(item.sku, item.price, item.currency, item.quantity) for item in draft.variants}
        for step, state in (
            (session.pause, ListingState.PAUSED),
            (session.resume, ListingState.LIVE),
            (session.end, ListingState.ENDED),
        ):
            outcome = step(external_id)
            assert outcome.is_done, outcome.message
            world.settle()
            assert _state(session, external_id) is state


@promise(Capability.LISTINGS)
def a_listing_is_revised_and_not_doubled(world: World) -> None:
    with world.session() as session:
        external_id, draft = _publish(world, session)
        before = session.listing(external_id)
        revised = replace(draft, external_id=external_id, title=f"{draft.title}, second edition")
        outcome, listing = session.publish(revised)
        assert outcome.is_done, outcome.message
        world.settle()
        after = session.listing(external_id)
        assert before is not None
        assert listing is not None
        assert after is not None
        assert (listing.external_id, after.title) == (external_id, revised.title)
        assert [sku.external_id for sku in after.skus] == [sku.external_id for sku in before.skus]
        assert list(session.listing_ids()).count(external_id) == 1


@promise(Capability.LISTINGS)
def an_impossible_draft_is_refused_with_words(world: World) -> None:
    with world.session() as session:
        before = list(session.listing_ids())
        outcome, listing = session.publish(replace(world.draft(), title="", location_id=world.location_id()))
        assert outcome.result is Result.REFUSED
        assert outcome.message
        assert listing is None
        assert list(session.listing_ids()) == before


@promise(Capability.LISTINGS)
def steps_of_a_listing_that_is_not_there_are_refused(world: World) -> None:
    with world.session() as session:
        for step in (session.pause, session.resume):
            outcome = step(UNKNOWN)
            assert outcome.result is Result.REFUSED
            assert outcome.message
