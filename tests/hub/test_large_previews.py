"""What a rule, a list or a file would change of very many things is worked out in the background."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shopwright.hub.access.roles import Role
from shopwright.hub.background import work
from shopwright.hub.background.models import BackgroundRun
from shopwright.hub.catalog.models import Variant
from shopwright.hub.fulfilment.routing import queries as routing
from shopwright.hub.fulfilment.routing import route_previews
from shopwright.hub.listings.models import Offer
from shopwright.hub.listings.price_lists import price_previews
from shopwright.hub.orders.holds import queries as holds
from shopwright.hub.orders.holds import rule_previews
from shopwright.hub.orders.intake import apply
from shopwright.hub.stock.models import Location
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.market import Market, open_market
from tests.hub.test_price_lists import LIST, RULE, forget_who, make_list, offered, send, use
from tests.hub.test_two_persons import approve, only, paired

pytestmark = pytest.mark.postgres


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than two are very many, and a step takes two."""
    monkeypatch.setattr(holds, "LOOKED_AT", 2)
    monkeypatch.setattr(routing, "MOST_IN_PREVIEW", 2)
    monkeypatch.setattr(price_previews, "MOST_AT_ONCE", 2)
    for module in (rule_previews, route_previews, price_previews):
        monkeypatch.setattr(module, "CHUNK", 2)


def worked_out(hub: Hub) -> str:
    """The page of the newest run once it is done."""
    while work.work_due():
        pass
    run = BackgroundRun.objects.filter(workspace=hub.workspace).latest("pk")
    assert run.state == "done", run.trouble
    return hub.owner.get("background-run", run.pk).text


def test_a_rule_that_holds_is_tried_on_all_orders(hub: Hub) -> None:
    shop = rows.connection(hub)
    made = [apply(shop, rows.order(total=Decimal(100 * number))) for number in range(1, 6)]
    hub.owner.post("hold-rule-write", kind="value", amount="250", currency="GBP")
    rule = hub.workspace.hold_rules.get()
    assert "It is for very many orders" in hub.owner.get("hold-rule", rule.pk).text
    assert "Work it out" not in hub.person(Role.VIEWER).get("hold-rule", rule.pk).text
    assert "0 of 5" in hub.owner.post("hold-rule-preview", rule.pk).text
    page = worked_out(hub)
    assert f"{made[4].number} Would change Shop: The order is above 250.00 GBP" in page
    assert [order.number in page for order in made] == [False, False, True, True, True]
    assert "As of" in hub.owner.get("hold-rule", rule.pk).text
    assert {order.hold for order in hub.workspace.orders.all()} == {""}
    assert hub.stranger().post("hold-rule-preview", rule.pk).status == 404


def test_a_routing_rule_is_tried_on_all_orders_that_wait(hub: Hub) -> None:
    shop = rows.connection(hub)
    made = [apply(shop, rows.order()) for _ in range(3)]
    annex = Location.objects.create(workspace=hub.workspace, name="Annex")
    hub.owner.post("routing-rule-write", location=annex.pk)
    rule = hub.workspace.routing_rules.get()
    assert "Very many orders wait" in hub.owner.get("routing-rule", rule.pk).text
    hub.owner.post("routing-rule-preview", rule.pk)
    page = worked_out(hub)
    assert all(f"{order.number} Would change Shop: Main → Annex" in page for order in made)
    assert "As of" in hub.owner.get("routing-rule", rule.pk).text


def test_prices_of_very_many_offers_are_worked_out_and_who_lets_them_is_asked(hub: Hub, market: Market) -> None:
    shop, there = open_market(hub, market)
    goods = [offered(hub, shop) for _ in range(3)]
    retail = make_list(hub)
    use(hub, shop, retail)
    other = {**LIST, "percent": "10"}
    assert "0 of 3" in hub.owner.post("price-list-edit", retail.pk, preview="1", **other).text
    page = worked_out(hub)
    assert all(f"{item.sku} Would change {shop}: 5.00 GBP → 5.50 GBP" in page for item in goods)
    run = BackgroundRun.objects.latest("pk")
    back = f"{hub.owner.url('price-list-edit', retail.pk)}?preview={run.pk}"
    assert back in hub.owner.get("background-run", run.pk).html
    assert 'value="10' in hub.owner.get("price-list-edit", retail.pk, preview=str(run.pk)).html
    hub.owner.post("listing-rule", shop.pk, preview="1", **{**RULE, "price_list": retail.pk, "percent": "-40"})
    page = worked_out(hub)
    assert f"{goods[0].sku} Would change {shop}: 5.00 GBP → 3.00 GBP. The drop is further than the limit" in page
    content = "SKU,Price\n" + "".join(f"{item.sku},6\n" for item in goods)
    answer, file = send(hub, retail, content.encode())
    assert file is not None
    assert "It is for very many offers" in answer
    hub.owner.post("price-file", file.pk, preview="1")
    assert f"{goods[2].sku} Would change {shop}: 5.00 GBP → 6.00 GBP" in worked_out(hub)
    assert set(Offer.objects.filter(connection=shop).values_list("wanted_price", flat=True)) == {Decimal(5)}
    forget_who(hub.owner)
    steps = [
        ("price-list-edit", retail.pk, other),
        ("listing-rule", shop.pk, {**RULE, "price_list": retail.pk}),
        ("price-file", file.pk, {}),
    ]
    for name, row, form in steps:
        answer = hub.owner.browser.post(hub.owner.url(name, row), form).headers["location"]
        assert "/again?" in answer, name
    hub.work()
    assert there.prices == {}


def test_prices_of_very_many_offers_wait_for_a_second_person(hub: Hub, market: Market) -> None:
    shop, there = open_market(hub, market)
    goods = [offered(hub, shop) for _ in range(3)]
    retail = make_list(hub)
    use(hub, shop, retail)
    second = paired(hub)
    hub.owner.post("price-list-edit", retail.pk, **{**LIST, "percent": "-10"})
    hub.work()
    assert set(there.prices.values()) == {Decimal("4.50")}, "no deep drop waits for nobody"
    half = {**LIST, "percent": "-50"}
    assert "Nothing was done yet" in hub.owner.post("price-list-edit", retail.pk, **half).text
    first = only(hub)
    assert "3 of 3 prices drop over the limit" in first.words
    Variant.objects.filter(pk=goods[2].pk).update(price=Decimal(1))
    assert "Nothing was done yet" in approve(second, first).text
    hub.work()
    assert set(there.prices.values()) == {Decimal("4.50")}, "another price than the one that was let"
    approve(second, only(hub))
    hub.work()
    assert there.prices[f"sku-{goods[2].sku}"] == Decimal("0.50")


def test_a_preview_of_what_is_gone_by_then_ends(hub: Hub, market: Market) -> None:
    shop, _ = open_market(hub, market)
    goods = [offered(hub, shop) for _ in range(3)]
    retail = make_list(hub)
    use(hub, shop, retail)
    content = "SKU,Price\n" + "".join(f"{item.sku},6\n" for item in goods)
    _, file = send(hub, retail, content.encode())
    assert file is not None
    hub.owner.post("price-file", file.pk, preview="1")
    file.delete()
    assert "3 looked at, and nothing differs" in worked_out(hub)
