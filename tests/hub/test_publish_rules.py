"""Rules that publish and pause: looked at first, capped, never twice, and seen on each listing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from shopwright.hub.catalog.models import Product, Variant
from shopwright.hub.catalog.services import add_picture
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import Limits
from shopwright.hub.listings.models import Listing, PublishRule, RuleFiring
from shopwright.hub.listings.publish_rules.matches import products_of
from shopwright.testing import Platform
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.market import Market, open_market
from tests.hub.pictures import picture

pytestmark = pytest.mark.postgres

RULE = {
    "name": "New arrivals", "act": "publish", "new_days": "", "tag": "", "brand": "", "kind": "", "stock_least": "",
    "stock_most": "", "price_least": "", "price_most": "", "per_day": "100",
}  # fmt: skip


def goods(hub: Hub, **values: object) -> Variant:
    """A variant of 5.00 GBP whose product can be published."""
    variant = rows.variant(hub)
    add_picture(variant.product, picture())
    Product.objects.filter(pk=variant.product_id).update(weight_grams=400, **values)
    return variant


def write(hub: Hub, shop: Connection, **values: object) -> PublishRule:
    hub.owner.post("publish-rule-new", **{**RULE, "connection": shop.pk, **values})
    return PublishRule.objects.get(workspace=hub.workspace, name=values.get("name", "New arrivals"))


def switch_on(hub: Hub, rule: PublishRule) -> None:
    hub.owner.get("publish-rule", rule.pk)
    hub.owner.post("publish-rule-switch", rule.pk, on="1")


def age_firings(hub: Hub) -> None:
    """As if what rules did had happened two days ago."""
    RuleFiring.objects.filter(connection__workspace=hub.workspace).update(at=timezone.now() - timedelta(days=2))


def test_a_rule_does_nothing_before_its_dry_run_was_looked_at(hub: Hub, market: Market) -> None:
    shop, there = open_market(hub, market)
    variant = goods(hub, tags=["new"])
    rule = write(hub, shop, tag="new")
    PublishRule.objects.filter(pk=rule.pk).update(tried_at=None)
    assert "Look at its dry run first." in hub.owner.post("publish-rule-switch", rule.pk, on="1").text
    PublishRule.objects.filter(pk=rule.pk).update(tried_at=None)
    dry_run = hub.owner.get("publish-rule", rule.pk).text
    assert "Within 24 hours it may do 100 more." in dry_run
    assert f"A mug {variant.sku}" in dry_run
    hub.work()
    assert there.drafts == []
    hub.owner.post("publish-rule-switch", rule.pk, on="1")
    hub.work()
    assert [draft.title for draft in there.drafts] == ["A mug"]
    text = hub.owner.get("listing", Listing.objects.get(connection=shop).pk).text
    assert "By rules New arrivals Publish what is not listed there" in text
    hub.owner.post("publish-rule-edit", rule.pk, **{**RULE, "connection": shop.pk, "tag": "old"})
    rule.refresh_from_db()
    assert not rule.is_on, "a changed rule is looked at again"


def test_a_rule_publishes_nothing_twice(hub: Hub, market: Market) -> None:
    shop, there = open_market(hub, market)
    goods(hub)
    switch_on(hub, write(hub, shop, price_least="1"))
    switch_on(hub, write(hub, shop, name="Another", price_most="99"))
    hub.work()
    hub.work()
    assert len(there.drafts) == 1
    hub.owner.post("listing-change", Listing.objects.get(connection=shop).pk, wish="end")
    PublishRule.objects.filter(name="Another").delete()
    age_firings(hub)
    hub.work()
    assert len(there.drafts) == 1, "what a person ended stays ended"


@pytest.mark.parametrize(
    ("condition", "fits"),
    [
        ({"new_days": 3}, True),
        ({"tag": "new"}, True),
        ({"tag": "ne"}, False),
        ({"brand": "acme"}, True),
        ({"brand": "Other"}, False),
        ({"kind": "Mug"}, True),
        ({"kind": "Cup"}, False),
        ({"stock_least": 4}, True),
        ({"stock_least": 5}, False),
        ({"stock_most": 4}, True),
        ({"stock_most": 3}, False),
        ({"price_least": 5}, True),
        ({"price_least": 6}, False),
        ({"price_most": 5}, True),
        ({"price_most": 4}, False),
        ({"tag": "new", "brand": "Other"}, False),
    ],
)
def test_a_condition_fits_or_does_not(hub: Hub, market: Market, condition: dict[str, object], fits: bool) -> None:
    shop, _ = open_market(hub, market)
    variant = goods(hub, tags=["new"], brand="Acme", attributes={"type": "mug"})
    rows.count(hub, variant, 4)
    rule = PublishRule(workspace=hub.workspace, connection=shop, act="publish", **condition)
    assert products_of(rule).exists() is fits


def test_old_products_are_no_new_arrivals(hub: Hub, market: Market) -> None:
    shop, _ = open_market(hub, market)
    goods(hub, created_at=timezone.now() - timedelta(days=4))
    assert not products_of(PublishRule(workspace=hub.workspace, connection=shop, act="publish", new_days=3)).exists()


def test_what_is_not_complete_waits(hub: Hub, market: Market) -> None:
    shop, there = open_market(hub, market)
    bare = rows.variant(hub)
    switch_on(hub, write(hub, shop, price_least="1"))
    hub.work()
    assert there.drafts == []
    add_picture(bare.product, picture())
    Product.objects.filter(pk=bare.product_id).update(weight_grams=300)
    hub.work()
    assert len(there.drafts) == 1


@pytest.mark.parametrize("bound", ["rule", "channel"])
def test_no_more_are_sent_in_a_day_than_may_be(
    hub: Hub, market: Market, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    shop, there = open_market(hub, market)
    if bound == "channel":
        monkeypatch.setattr(market, "limits", Limits(publishes_per_day=2), raising=False)
    for _ in range(5):
        goods(hub)
    switch_on(hub, write(hub, shop, price_least="1", per_day="2" if bound == "rule" else "100"))
    hub.work()
    hub.work()
    assert len(there.drafts) == 2
    age_firings(hub)
    hub.work()
    assert len(there.drafts) == 4


def test_a_rule_pauses_and_another_relists_by_stock(hub: Hub, market: Market) -> None:
    shop, there = open_market(hub, market)
    variant = goods(hub)
    hub.owner.post("publish", variant.product_id, connections=[shop.pk])
    rows.count(hub, variant, 2)
    hub.work()
    listing = Listing.objects.get(connection=shop)
    switch_on(hub, write(hub, shop, name="Few", act="pause", stock_most="2"))
    switch_on(hub, write(hub, shop, name="Many", act="resume", stock_least="9"))
    hub.work()
    assert there.steps == [("pause", listing.external_id)]
    rows.count(hub, variant, 10)
    hub.work()
    assert len(there.steps) == 1, "it rests for a day after a rule did something with it"
    age_firings(hub)
    hub.work()
    assert there.steps[1:] == [("resume", listing.external_id)]


def test_a_rule_revises_what_changed_in_the_catalogue_and_ends(hub: Hub, market: Market) -> None:
    shop, there = open_market(hub, market)
    variant = goods(hub, brand="Acme")
    hub.owner.post("publish", variant.product_id, connections=[shop.pk])
    hub.work()
    switch_on(hub, write(hub, shop, name="Fresh", act="revise", brand="Acme"))
    hub.work()
    assert len(there.drafts) == 1
    variant.product.refresh_from_db()
    variant.product.title = "A better mug"
    variant.product.save()
    hub.work()
    assert [draft.title for draft in there.drafts] == ["A mug", "A better mug"]
    age_firings(hub)
    switch_on(hub, write(hub, shop, name="Gone", act="end", brand="Acme"))
    hub.work()
    assert [step for step, _ in there.steps] == ["end"]


def test_a_rule_for_everything_is_refused(hub: Hub, market: Market) -> None:
    shop, _ = open_market(hub, market)
    answer = hub.owner.post("publish-rule-new", **{**RULE, "connection": shop.pk})
    assert (answer.status, "at least one condition" in answer.text) == (422, True)


def test_a_rule_that_is_removed_leaves_what_it_did(hub: Hub, market: Market) -> None:
    shop, _ = open_market(hub, market)
    goods(hub)
    rule = write(hub, shop, price_least="1")
    switch_on(hub, rule)
    hub.work()
    hub.owner.post("publish-rule-switch", rule.pk, remove="1")
    assert "By rules New arrivals" in hub.owner.get("listing", Listing.objects.get(connection=shop).pk).text


def test_rules_stop_at_a_shop_that_takes_no_more_listings_and_send_the_refused_ones_first_later(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller = shopwright_module_platform.shop("GB")
    control = shopwright_module_platform.control
    control.patch(f"shops/{seller.shop_id}", {"listing_quota": 1})
    shop = hub.connect(shopwright_module_platform, seller)
    first = [goods(hub, tags=["new"]) for _ in range(2)]
    rule = write(hub, shop, tag="new")
    switch_on(hub, rule)
    hub.work()
    listings = Listing.objects.filter(connection=shop)
    assert sorted(listings.values_list("code", flat=True)) == ["", "12052093"]
    later = goods(hub, tags=["new"])
    hub.work()
    assert not listings.filter(product=later.product).exists()
    assert "said that it takes no more listings" in hub.owner.get("publish-rule", rule.pk).text
    hub.owner.post("connection-change", shop.pk, do="check")
    hub.work()
    shop.refresh_from_db()
    (check,) = [check for check in shop.checks if check["name"] == "Listings"]
    assert (check["is_good"], "its quota allows" in check["words"]) == (False, True)
    control.patch(f"shops/{seller.shop_id}", {"listing_quota": 0})
    listings.exclude(code="").update(wish_due_at=timezone.now() - timedelta(hours=25))
    hub.work()
    assert {listing.product_id for listing in listings.filter(code="")} == {
        variant.product_id for variant in (*first, later)
    }
