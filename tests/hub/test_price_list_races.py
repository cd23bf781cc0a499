"""Price lists beside the tax of shops, and beside whoever changes them at the same time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection as database

from shopwright.hub.channels.models import Connection
from shopwright.hub.listings.models import Offer, PriceList
from shopwright.hub.listings.price_lists import services
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.market import Market, open_market
from tests.hub.test_price_lists import LIST, RULE, make_list, offered, send, use

pytestmark = pytest.mark.postgres


@pytest.mark.parametrize(("region", "fitting"), [("GB", "in"), ("US", "out")])
def test_a_list_fits_the_tax_of_the_shop_that_uses_it(hub: Hub, region: str, fitting: str) -> None:
    shop = rows.connection(hub)
    Connection.objects.filter(pk=shop.pk).update(region=region)
    right = make_list(hub, name="Right", tax=fitting)
    wrong = make_list(hub, name="Wrong", tax="out" if fitting == "in" else "in")
    answer = hub.owner.post("listing-rule", shop.pk, **{**RULE, "price_list": wrong.pk})
    assert answer.status == 422
    assert "Use a list whose prices are" in answer.text
    assert hub.owner.post("listing-rule", shop.pk, **{**RULE, "price_list": right.pk}).status == 200
    answer = hub.owner.post("price-list-edit", right.pk, **{**LIST, "name": "Right", "tax": wrong.tax})
    assert answer.status == 422
    assert PriceList.objects.get(pk=right.pk).tax == fitting


def test_prices_that_are_set_while_a_list_is_changed_are_reckoned_with_both(
    hub: Hub, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, _ = open_market(hub, market)
    first, second = offered(hub, shop), offered(hub, shop)
    retail = make_list(hub)
    use(hub, shop, retail, percent="10")
    services.set_prices(retail, [(second.pk, Decimal(7))])
    saved, may_end, follow = threading.Event(), threading.Event(), services._follow

    def slow(price_list: PriceList, variant_ids: list[int] | None = None) -> None:
        follow(price_list, variant_ids)
        if threading.current_thread() is not threading.main_thread() and variant_ids is None:
            saved.set()
            assert may_end.wait(30)

    monkeypatch.setattr(services, "_follow", slow)

    def change() -> None:
        try:
            wanted = PriceList.objects.get(pk=retail.pk)
            wanted.percent = Decimal(20)
            services.save_list(wanted)
        finally:
            database.close()

    with ThreadPoolExecutor(1) as pool:
        changing = pool.submit(change)
        assert saved.wait(30)
        threading.Timer(0.1, may_end.set).start()
        services.set_prices(retail, [(first.pk, Decimal(8)), (second.pk, None)])
        changing.result()
    prices = dict(Offer.objects.filter(connection=shop).values_list("variant_id", "wanted_price"))
    assert prices == {first.pk: Decimal("8.80"), second.pk: Decimal("6.60")}


def test_a_file_in_the_currency_that_a_list_had_is_not_applied(hub: Hub) -> None:
    variant, retail = rows.variant(hub), make_list(hub)
    _, file = send(hub, retail, f"SKU,Price\n{variant.sku},500\n".encode())
    assert file is not None
    hub.owner.post("price-list-edit", retail.pk, **{**LIST, "currency": "JPY"})
    assert hub.owner.post("price-file", file.pk).status == 404
    with pytest.raises(services.PriceListError, match="send the file again"):
        services.apply_file(file)
    assert not retail.prices.exists()
