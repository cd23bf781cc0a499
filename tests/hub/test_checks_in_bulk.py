"""A check of a shop takes a call for a page of listings, and one more for each that is not right."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.importorskip("graphql", reason="the test server needs graphql-core")

from shopwright.hub.channels.registry import channels
from shopwright.hub.channels.services import open_session
from shopwright.hub.channels.shopify import session
from shopwright.hub.channels.shopify.channel import Shopify
from tests.hub.harness import Hub
from tests.hub.shop_on_shopify import connect
from tests.hub.shopify.server import ShopifyServer
from tests.hub.shopify.store import Store
from tests.hub.test_reconciler import check, outcomes

pytestmark = pytest.mark.postgres


@pytest.fixture
def store(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A Shopify store with seven products, read by pages of three."""
    store = Store(f"shop-{hub.tag}.myshopify.com")
    for number in range(7):
        store.put_product(f"BULK-{number}", 5)
    with ShopifyServer(store) as server:
        monkeypatch.setitem(channels(), "shopify", Shopify(base_url=server.url, page_size=3))
        yield store


def test_a_shop_on_shopify_is_checked_by_pages_and_what_differs_alone(hub: Hub, store: Store) -> None:
    connection = connect(hub, store)
    store.calls.clear()
    check(hub, connection)
    run = connection.runs.latest("pk")
    assert (run.listings, run.listing_total, outcomes(connection)) == (7, 7, [])
    assert (store.calls["Listed"], store.calls["Product"], store.calls["Products"]) == (3, 0, 0)

    changed, gone, new = list(store.products)[2], list(store.products)[4], store.put_product("BULK-NEW", 5)
    store.products[changed]["status"] = "DRAFT"
    del store.products[gone]
    store.calls.clear()
    check(hub, connection)
    assert sorted(what for what, _ in outcomes(connection)) == ["listing_gone", "listing_missing", "listing_state"]
    assert store.calls["Listed"] == 3
    # Each of the two to be sure, and all three to mend them.
    assert store.calls["Product"] == 5
    assert hub.workspace.listing_set.filter(external_id=new["id"].rpartition("/")[2], state="live").exists()


def test_a_page_has_every_number_and_price_of_a_product_with_many_variants(
    hub: Hub, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "_LISTED_VARIANTS", 2)
    product = next(iter(store.products.values()))
    for size in ("S", "M"):
        variant = store.new_variant(f"BULK-0-{size}", "5.50", [("Title", size)], grams=None)
        product["variants"].append(variant)
        store.level(variant["item"]).available = 3
    connection = connect(hub, store)
    store.calls.clear()
    with open_session(connection, "check") as opened:
        page, following = opened.listing_page("")  # type: ignore[attr-defined]
        rest, _ = opened.listing_page(following)  # type: ignore[attr-defined]
        alone = opened.listing(page[0].external_id)
    assert alone is not None
    assert page[0].skus == alone.skus
    assert [(sku.seller_sku, sku.quantity) for listing in rest for sku in listing.skus] == [
        (f"BULK-{number}", 5) for number in (3, 4, 5)
    ]
    assert store.calls["Listed"] == 2
