"""What is held back from which shop, and what happens there once nothing is left."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from shopwright.hub.catalog.models import Variant
from shopwright.hub.channels.models import Connection
from shopwright.hub.listings.adoption import keep_listing
from shopwright.hub.listings.models import Listing, Offer
from shopwright.hub.orders.intake import apply
from shopwright.hub.stock import buffers
from shopwright.hub.stock.models import BufferKind, BufferRule, Reason, SoldOutRule
from shopwright.hub.stock.services import default_location, move
from shopwright.testing import Platform
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.stall import Stall, open_shop

pytestmark = pytest.mark.postgres

_numbers = itertools.count()


def offered(hub: Hub, *shops: Connection, pieces: int = 0, tags: tuple[str, ...] = ()) -> Variant:
    """A variant that is listed on shops, with stock."""
    variant = rows.variant(hub)
    variant.product.tags = list(tags)
    variant.product.save()
    for shop in shops:
        keep_listing(shop, rows.listing(variant.sku))
    add(hub, variant, pieces)
    return variant


def add(hub: Hub, variant: Variant, pieces: int) -> None:
    if pieces:
        reason = Reason.RECEIVED if pieces > 0 else Reason.DAMAGED
        move(variant, default_location(hub.workspace), pieces, reason, f"add:{next(_numbers)}")


@pytest.mark.parametrize(
    ("kind", "amount", "sellable", "held_back"),
    [
        ("fixed", 3, 10, 3),
        ("fixed", 3, 2, 2),
        ("fixed", 0, 10, 0),
        ("percent", 10, 25, 3),
        ("percent", 100, 7, 7),
        ("percent", 50, 1, 1),
        ("threshold", 2, 3, 0),
        ("threshold", 2, 2, 2),
    ],
)
def test_a_rule_holds_back(kind: str, amount: int, sellable: int, held_back: int) -> None:
    assert buffers.pieces_of(BufferRule(kind=kind, amount=amount), sellable) == held_back


def test_nothing_is_held_back_where_nothing_can_be_sold() -> None:
    target = buffers.Target(1, (), 2, "stall")
    assert buffers.Buffers([BufferRule(kind="fixed", amount=3)]).held_back(target, -1) == buffers.NOTHING


def test_the_narrowest_rule_wins_in_the_order_of_the_table() -> None:
    subjects = {"sku": {"variant_id": 7}, "tag": {"tag": "glass"}, "all": {}}
    places = {"shop": {"connection_id": 5}, "channel": {"channel": "stall"}, "all": {}}
    all_rules = [
        BufferRule(kind="fixed", amount=number + 1, **subjects[subject], **places[place])
        for number, (subject, place) in enumerate(buffers.NARROWEST_FIRST)
    ]
    target = buffers.Target(7, ["glass", "new"], 5, "stall")
    for number, rule in enumerate(all_rules):
        assert buffers.scope_of(rule) == list(buffers.NARROWEST_FIRST)[number]
        assert buffers.Buffers(all_rules[number:]).held_back(target, 100).rule is rule
        assert buffers.Buffers(reversed(all_rules[number:])).held_back(target, 100).rule is rule


def test_of_two_tags_the_one_that_holds_back_more_wins() -> None:
    both = [BufferRule(kind="fixed", amount=2, tag="new"), BufferRule(kind="percent", amount=10, tag="glass")]
    target = buffers.Target(7, ["new", "glass"], 5, "stall")
    assert [buffers.Buffers(both).held_back(target, sellable).pieces for sellable in (10, 100)] == [2, 10]


def test_a_rule_shows_what_would_change_before_it_is_switched_on(hub: Hub, stall: Stall) -> None:
    (shop, there), (other, elsewhere) = open_shop(hub, stall), open_shop(hub, stall)
    variant, plenty = offered(hub, shop, other, pieces=7, tags=("glass",)), offered(hub, shop, pieces=9)
    hub.work()
    form = {"subject": "tag", "tag": "glass", "place": f"shop:{shop.pk}", "kind": "fixed", "amount": "4"}
    preview = hub.owner.post("buffer-write", **form).text
    assert f"{variant.sku} A mug {shop.name} Warehouse 1 7 3" in preview
    assert plenty.sku not in preview
    hub.work()
    assert (there.quantity(variant.sku), elsewhere.quantity(variant.sku)) == (7, 7)
    rule = hub.workspace.buffer_rules.get()
    hub.owner.post("buffer-switch", rule.pk, on="1")
    hub.work()
    assert (there.quantity(variant.sku), elsewhere.quantity(variant.sku)) == (3, 7)
    assert there.quantity(plenty.sku) == 9
    listing = Listing.objects.get(connection=shop, offers__variant=variant)
    assert "Held back: 4 pieces, by the rule for the tag glass on Stall" in hub.owner.get("listing", listing.pk).text
    assert "Why is it 3 on Stall" in hub.owner.get("variant-stock", variant.pk).text
    hub.owner.post("buffer-switch", rule.pk)
    hub.work()
    assert there.quantity(variant.sku) == 7


def test_two_rules_of_one_scope_and_more_than_all_are_refused(hub: Hub) -> None:
    form = {"subject": "all", "place": "all", "kind": "fixed", "amount": "1"}
    hub.owner.post("buffer-write", **form)
    assert "There is a rule for exactly this already" in hub.owner.post("buffer-write", **form).text
    percent = {**form, "place": "channel:tiktok_shop", "kind": "percent", "amount": "101"}
    assert "A percentage is 100 or less" in hub.owner.post("buffer-write", **percent).text
    unknown = {**form, "subject": "sku", "sku": "NOT-OURS"}
    assert "No SKU NOT-OURS" in hub.owner.post("buffer-write", **unknown).text
    assert hub.workspace.buffer_rules.count() == 1


def test_a_rule_of_another_workspace_is_not_there(hub: Hub) -> None:
    other = Hub()
    rule = buffers.write_rule(other.workspace.pk, BufferKind.FIXED, 1)
    assert hub.owner.get("buffer", rule.pk).status == 404
    assert hub.owner.post("buffer-switch", rule.pk, on="1").status == 404


def test_a_listing_pauses_when_all_its_skus_are_out_and_comes_back_with_stock(hub: Hub, stall: Stall) -> None:
    (shop, there), (other, elsewhere) = open_shop(hub, stall), open_shop(hub, stall)
    variant = offered(hub, shop, other, pieces=2)
    hub.work()
    hub.owner.post("sold-out-write", connection=str(shop.pk), act="pause")
    add(hub, variant, -2)
    hub.work()
    listing = Listing.objects.get(connection=shop)
    assert (listing.state, there.steps) == ("paused", [("pause", listing.external_id)])
    assert Listing.objects.get(connection=other).state == "live"
    assert elsewhere.quantity(variant.sku) == 0
    add(hub, variant, 1)
    hub.work()
    listing.refresh_from_db()
    assert (listing.state, there.quantity(variant.sku)) == ("live", 1)


def test_a_halt_pauses_no_listing(hub: Hub, stall: Stall) -> None:
    """At its end the channels have their numbers again, and nothing has to be relisted."""
    shop, there = open_shop(hub, stall)
    variant = offered(hub, shop, pieces=2)
    hub.owner.post("sold-out-write", sku=variant.sku, act="pause")
    hub.owner.post("halt", do="halt")
    add(hub, variant, 1)
    hub.work()
    assert (there.quantity(variant.sku), there.steps) == (0, [])


def test_stock_that_comes_back_before_the_pause_is_done_relists_after_it(hub: Hub, stall: Stall) -> None:
    shop, there = open_shop(hub, stall)
    variant = offered(hub, shop, pieces=2)
    hub.owner.post("sold-out-write", sku=variant.sku, act="pause")
    add(hub, variant, -2)
    add(hub, variant, 3)
    hub.work()
    assert Listing.objects.get(connection=shop).state == "live"
    assert [step for step, _ in there.steps] == ["pause", "resume"]


def test_a_listing_that_somebody_paused_stays_paused(hub: Hub, stall: Stall) -> None:
    shop, _ = open_shop(hub, stall)
    variant = offered(hub, shop, pieces=2)
    hub.owner.post("sold-out-write", connection=str(shop.pk), act="pause")
    listing = Listing.objects.get(connection=shop)
    hub.owner.post("listing-change", listing.pk, wish="pause")
    hub.work()
    add(hub, variant, -2)
    add(hub, variant, 5)
    hub.work()
    listing.refresh_from_db()
    assert listing.state == "paused"


def test_backorders_are_sold_with_their_date_where_the_channel_can(hub: Hub, stall: Stall) -> None:
    shop, there = open_shop(hub, stall)
    variant = offered(hub, shop, pieces=1)
    hub.owner.post("sold-out-write", sku=variant.sku, act="backorder", ships_on="2027-01-15")
    hub.work()
    assert str(there.backorders[f"sku-{variant.sku}"]) == "2027-01-15"
    rule = SoldOutRule.objects.get(workspace=hub.workspace)
    hub.owner.post("sold-out-remove", rule.pk)
    hub.work()
    assert there.backorders == {}


def test_tiktok_in_the_us_sells_on_what_is_sold_out_with_a_quantity_and_a_day(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller = shopwright_module_platform.shop("US")
    product = seller.list_product(quantity=2)
    shop = hub.connect(shopwright_module_platform, seller)
    offer = Offer.objects.get(connection=shop, external_id=product.sku_id)
    assert offer.variant is not None
    day = datetime.now(UTC).date() + timedelta(days=12)
    form = {"connection": str(shop.pk), "act": "backorder", "ships_on": str(day), "pieces": "9"}
    hub.owner.post("sold-out-write", **form)
    hub.work()

    def there() -> tuple[int, int]:
        (sku,) = seller.client().product.get_product(product.product_id)["skus"]
        (line,) = sku["inventory"]
        return line.get("backorder_quantity", 0), int(line.get("handling_time", 0))

    assert there() == (9, 12)
    why = hub.owner.get("variant-stock", offer.variant.pk).text
    assert f"then on back-order, 9 more at most, sent from {day:%-d %b %Y}" in why
    hub.owner.post("sold-out-remove", SoldOutRule.objects.get(workspace=hub.workspace).pk)
    hub.work()
    assert there()[0] == 0


def test_what_is_sold_beyond_the_stock_counts_as_back_orders(hub: Hub, stall: Stall) -> None:
    shop, there = open_shop(hub, stall)
    variant = offered(hub, shop, pieces=1)
    key = f"sku-{variant.sku}"
    hub.owner.post("sold-out-write", sku=variant.sku, act="backorder", ships_on="2027-01-15", pieces="2")
    hub.work()
    apply(shop, rows.order(variant.sku, 2))
    hub.work()
    assert (there.quantity(variant.sku), str(there.backorders[key])) == (0, "2027-01-15")
    assert "1 more at most" in hub.owner.get("variant-stock", variant.pk).text
    apply(shop, rows.order(variant.sku, 1))
    hub.work()
    assert key not in there.backorders
    assert "all back-orders that the rule allows are sold" in hub.owner.get("variant-stock", variant.pk).text


def test_backorders_are_refused_without_a_date_and_for_a_channel_that_cannot(hub: Hub) -> None:
    shop, variant = rows.connection(hub), rows.variant(hub)
    without = hub.owner.post("sold-out-write", sku=variant.sku, act="backorder").text
    assert "Give the day from which" in without
    cannot = hub.owner.post("sold-out-write", connection=str(shop.pk), act="backorder", ships_on="2027-01-15").text
    assert "Shop cannot sell what is sold out" in cannot
    assert not SoldOutRule.objects.filter(workspace=hub.workspace).exists()
