"""The channel keeps its promises on a Vendure that nobody changed."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from shopwright.hub.channels.cases import CaseReply, Money, Party
from shopwright.hub.channels.conformance import Goods, MemoryCredentials, Promise, Untested, World, promises
from shopwright.hub.channels.protocol import (
    App,
    ChannelError,
    ListingDraft,
    ListingVariant,
    Outcome,
    Payment,
    PriceWant,
    Result,
    StockWant,
)
from shopwright.hub.channels.vendure import stock
from shopwright.hub.channels.vendure.api import Api
from shopwright.hub.channels.vendure.channel import Vendure as Channel
from tests.hub.pictures import picture
from tests.hub.vendure.shop import Shop, Vendure

pytestmark = pytest.mark.postgres
_CHANNEL = Channel(page_size=2)


class VendureWorld(World):
    """A channel of Vendure's of its own, and a user of least rights there."""

    channel: Channel

    def __init__(self, shop: Shop, *, without: tuple[str, ...] = ()) -> None:
        self.own, self.channel = shop, _CHANNEL
        self.user = shop.vendure.user(shop.channel_id, without=without)
        settings = {"base_url": shop.vendure.url, "user": self.user.name, "password": self.user.password}
        self.app = App(settings, MemoryCredentials())
        self.account = self.channel.finish_consent(self.app, {})
        (self.shop,) = self.channel.shops(self.app, self.account)

    def put_product(self, quantity: int) -> Goods:
        sku = f"SKU-{secrets.token_hex(4)}"
        return Goods(*self.own.put_product(sku, quantity), sku)

    def buy(self, *lines: tuple[Goods, int]) -> str:
        return self.own.buy(*[(goods.sku_id, pieces) for goods, pieces in lines])

    def cancel(self, order_id: str) -> None:
        self.own.cancel(order_id)

    def give_back(self, order_id: str, amount: Decimal) -> str:
        return f"{order_id}:{self.own.refund(order_id, int(amount * 100))}"

    def buyable(self, goods: Goods) -> int:
        return self.own.buyable(goods.sku_id)

    def draft(self) -> ListingDraft:
        tag = secrets.token_hex(4)
        variants = (
            ListingVariant(f"R-{tag}", (("Colour", "Red"), ("Size", "M")), Decimal("4.50"), "GBP", 6),
            ListingVariant(f"B-{tag}", (("Colour", "Blue"), ("Size", "M")), Decimal("5.50"), "GBP", 2),
        )
        return ListingDraft(f"A mug {tag}", "<p>Holds tea.</p>", "", (picture(),), variants, 400, (120, 120, 90))

    def app_at(self, url: str) -> App:
        return App({**self.app.settings, "base_url": url}, self.app.credentials)

    def revoke(self) -> bool:
        self.own.vendure.delete_user(self.user)
        return True


@pytest.fixture
def world(shop: Shop) -> VendureWorld:
    return VendureWorld(shop)


@pytest.mark.parametrize("promise", promises(_CHANNEL), ids=str)
def test_vendure_keeps_the_promise(promise: Promise, world: VendureWorld) -> None:
    try:
        promise.check(world)
    except Untested as reason:
        pytest.skip(str(reason))


def test_a_permission_that_is_missing_is_named_and_refuses_what_needs_it(shop: Shop) -> None:
    world = VendureWorld(shop, without=("CreateProduct",))
    with world.session() as session:
        bad = [check for check in session.check() if not check.is_good]
        outcome, listing = session.publish(replace(world.draft(), location_id=world.location_id()))
    assert [check.name for check in bad] == ["CreateProduct"]
    assert "CreateProduct" in bad[0].remedy
    assert (outcome.result, outcome.code, listing) == (Result.REFUSED, "FORBIDDEN", None)
    assert "permissions" in outcome.remedy


def test_a_user_sees_no_channel_but_those_of_the_role(vendure: Vendure, world: VendureWorld) -> None:
    other = vendure.channel()[0]
    shops = world.channel.shops(world.app, world.account)
    assert other not in [shop.external_id for shop in shops]
    assert [shop.currency for shop in shops] == ["GBP"]


def test_a_wrong_password_says_what_to_do(world: VendureWorld) -> None:
    app = App({**world.app.settings, "password": "wrong"}, MemoryCredentials())
    with pytest.raises(ChannelError) as caught:
        world.channel.finish_consent(app, {})
    assert (caught.value.needs_consent, "password" in caught.value.remedy) == (True, True)


def test_a_session_that_vendure_forgot_is_begun_again(world: VendureWorld) -> None:
    world.app.credentials.save(world.account, '{"token": "forgotten-long-ago"}')
    with world.session() as session:
        assert session.locations()


def test_a_publication_that_broke_off_is_completed_and_not_doubled(world: VendureWorld) -> None:
    draft = replace(world.draft(), location_id=world.location_id())
    with world.session() as session:
        _, first = session.publish(draft)
        assert first is not None
        # As an earlier try leaves it that did not come to its end.
        session.pause(first.external_id)
        _, second = session.publish(draft)
        taken, third = session.publish(draft)
        ids = list(session.listing_ids())
    assert second is not None
    assert (second.external_id, ids) == (first.external_id, [first.external_id])
    assert (taken.result, taken.code, third) == (Result.REFUSED, "SKU_TAKEN", None)


def test_a_revision_adds_and_takes_away_variants(world: VendureWorld) -> None:
    draft = replace(world.draft(), location_id=world.location_id())
    red = draft.variants[0]
    green = replace(red, sku=f"G-{secrets.token_hex(4)}", options=(("Colour", "Green"), ("Size", "M")))
    with world.session() as session:
        _, first = session.publish(draft)
        assert first is not None
        outcome, second = session.publish(replace(draft, external_id=first.external_id, variants=(red, green)))
    assert outcome.is_done, outcome.message
    assert second is not None
    assert [(sku.seller_sku, sku.options) for sku in second.skus] == [
        (red.sku, red.options),
        (green.sku, green.options),
    ]
    assert second.skus[0].external_id == first.skus[0].external_id
    assert len(second.image_urls) == 1, "the picture is there once"


def test_in_the_default_channel_an_end_deletes_and_prices_are_those_of_the_channel(vendure: Vendure) -> None:
    world = VendureWorld(Shop(vendure, is_default=True))
    goods = world.put_product(3)
    with world.session() as session:
        (outcome,) = session.push_prices([PriceWant(goods.product_id, goods.sku_id, Decimal("7.35"), "USD")])
        (foreign,) = session.push_prices([PriceWant(goods.product_id, goods.sku_id, Decimal("7.35"), "GBP")])
        listing = session.listing(goods.product_id)
        ended = session.end(goods.product_id)
        again = session.end(goods.product_id)
        gone = session.listing(goods.product_id)
    assert (outcome.is_done, foreign.code, bool(foreign.remedy)) == (True, "CURRENCY", True)
    assert listing is not None
    assert [(sku.price, sku.currency) for sku in listing.skus] == [(Decimal("7.35"), "USD")]
    assert (ended.is_done, again.result, gone) == (True, Result.REFUSED, None)


def test_a_parcel_whose_answer_was_lost_is_found_again(world: VendureWorld) -> None:
    order_id = world.buy((world.put_product(5), 2))
    with world.session() as session:
        (parcel,) = session.parcels(order_id)
        first = session.ship(parcel.external_id, "Royal Mail", "RM1")
        again = session.ship(parcel.external_id, "Royal Mail", "RM1")
        (sent,) = session.parcels(order_id)
    assert first.is_done
    assert again == first
    assert (sent.external_id, sent.carrier, sent.tracking_number) == (first.external_id, "Royal Mail", "RM1")


def test_what_vendure_has_sent_already_raises_no_stock(world: VendureWorld) -> None:
    goods = world.put_product(10)
    world.buy((goods, 3))
    order_id = world.buy((goods, 2))
    with world.session() as session:
        (parcel,) = session.parcels(order_id)
        session.ship(parcel.external_id, "Royal Mail", "RM1")
        session.push_stock([StockWant(goods.product_id, goods.sku_id, world.location_id(), 5, promised=5)])
    assert world.buyable(goods) == 5


def test_a_cancelled_line_is_refunded_with_what_it_cost(world: VendureWorld) -> None:
    first, second = world.put_product(5), world.put_product(5)
    order_id = world.buy((first, 2), (second, 1))
    with world.session() as session:
        order = session.order(order_id)
        assert order is not None
        line = order.lines[0]
        outcomes = [session.cancel_order(order_id, "Out of stock", [line.external_id]) for _ in range(2)]
        case = session.cancellation(order_id)
        after = session.order(order_id)
    assert all(outcome.is_done for outcome in outcomes), "a second time cancels and refunds nothing more"
    (payment,) = world.own.order(order_id)["payments"]
    assert [refund["total"] for refund in payment["refunds"]] == [int(line.unit_price * 2 * 100)]
    assert case is not None
    assert (case.money, case.waits_for, case.amount) == (Money.REFUNDED, Party.NOBODY, line.unit_price * 2)
    assert after is not None
    assert [item.is_cancelled for item in after.lines] == [True, False]
    assert after.can_ship


def test_a_line_that_is_cancelled_in_vendure_is_seen_at_the_next_look(world: VendureWorld) -> None:
    first, second = world.put_product(5), world.put_product(5)
    order_id = world.buy((first, 2), (second, 1))
    with world.session() as session:
        before = session.order(order_id)
        assert before is not None
        world.own.cancel(order_id, {before.lines[0].external_id: 1, before.lines[1].external_id: 1})
        (after,) = session.orders_since(before.updated_at + timedelta(milliseconds=1))
    assert [(line.quantity, line.is_cancelled) for line in after.lines] == [(1, False), (1, True)]
    assert after.total < before.total


def test_money_that_is_owed_after_a_cancellation_in_vendure_can_be_refunded_here(world: VendureWorld) -> None:
    order_id = world.buy((world.put_product(5), 2))
    world.cancel(order_id)
    with world.session() as session:
        (case,) = session.cancellations_since(datetime.now(UTC) - timedelta(minutes=5))
        (answer,) = case.answers
        outcome = session.answer_cancellation(case.external_id, CaseReply(answer.decision, "key"))
        after = session.cancellation(case.external_id)
        order = session.order(order_id)
    assert (case.money, case.waits_for) == (Money.ASKED, Party.SELLER)
    assert outcome.is_done, outcome.message
    assert after is not None
    assert (after.money, after.answers, after.amount) == (Money.REFUNDED, (), case.amount)
    assert order is not None
    assert order.payment is Payment.REFUNDED


def test_an_order_that_is_not_paid_is_not_sent(world: VendureWorld) -> None:
    goods = world.put_product(5)
    order_id = world.own.buy((goods.sku_id, 1), payment="later")
    with world.session() as session:
        order = session.order(order_id)
        assert order is not None
        assert (order.payment, order.can_ship, session.parcels(order_id)) == (Payment.UNPAID, False, [])


@pytest.mark.parametrize("address", ["shop.example.com", "ftp://shop.example.com", "https://", ""])
def test_what_is_no_address_is_refused(address: str) -> None:
    app = App({"base_url": address, "user": "u", "password": "p"}, MemoryCredentials())
    with pytest.raises(ChannelError, match="is no address"):
        _CHANNEL.finish_consent(app, {})


def test_an_order_that_goes_while_a_number_is_set_leaves_no_piece_too_many(
    world: VendureWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    goods = world.put_product(10)
    orders = [world.buy((goods, 3))]
    update = stock._update

    def update_after_it_went(api: Api, rows: list[dict[str, object]]) -> Outcome:
        if orders:
            world.cancel(orders.pop())
        return update(api, rows)

    monkeypatch.setattr(stock, "_update", update_after_it_went)
    with world.session() as session:
        (outcome,) = session.push_stock([StockWant(goods.product_id, goods.sku_id, world.location_id(), 7, promised=3)])
    assert (outcome.result, outcome.quantity) == (Result.DONE, 7)
    assert world.buyable(goods) == 7


@pytest.mark.parametrize("promised", [0, 3])
def test_a_number_that_does_not_lie_there_once_it_is_set_is_set_again(
    world: VendureWorld, monkeypatch: pytest.MonkeyPatch, promised: int
) -> None:
    """Vendure adds differences: an order that leaves at the same moment is taken off a second time."""
    goods = world.put_product(10)
    update, twice = stock._update, [4]

    def update_and_take_off(api: Api, rows: list[dict[str, object]]) -> Outcome:
        outcome = update(api, rows)
        if twice:
            level = {"stockLocationId": world.location_id(), "stockOnHand": 7 - twice.pop()}
            update(api, [{"id": goods.sku_id, "stockLevels": [level]}])
        return outcome

    monkeypatch.setattr(stock, "_update", update_and_take_off)
    want = StockWant(goods.product_id, goods.sku_id, world.location_id(), 7, promised=promised)
    with world.session() as session:
        (outcome,) = session.push_stock([want])
    assert (outcome.result, outcome.quantity) == (Result.DONE, 7)
    assert world.buyable(goods) == 7
