"""A check of a shop on Vendure reads its listings by pages, which tell of each what asking for it alone tells."""

from __future__ import annotations

import pytest

from shopwright.hub.channels.registry import channels
from shopwright.hub.channels.services import open_session
from shopwright.hub.channels.vendure.channel import Vendure
from shopwright.hub.channels.vendure.session import VendureSession
from tests.hub.harness import Hub
from tests.hub.outlets import VendureOutlet
from tests.hub.test_reconciler import check, outcomes
from tests.hub.vendure.shop import Shop

pytestmark = pytest.mark.postgres


def test_a_shop_on_vendure_is_checked_by_pages(hub: Hub, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(channels(), "vendure", Vendure(page_size=2))
    for number in (1, 2, 3):
        shop.put_product(f"PAGE-{number}", number)
    connection = VendureOutlet(shop).connect(hub)
    with open_session(connection, "check") as session:
        first, cursor = session.listing_page("")  # type: ignore[attr-defined]
        second, end = session.listing_page(cursor)  # type: ignore[attr-defined]
        alone = [session.listing(item.external_id) for item in (*first, *second)]
    assert (len(first), len(second), end) == (2, 1, "")
    assert [(item.state, item.skus) for item in (*first, *second)] == [
        (listing.state, listing.skus) for listing in alone if listing
    ]
    assert [sku.quantity for item in alone if item for sku in item.skus] == [1, 2, 3]

    def refuse(_session: VendureSession, _id: str) -> None:
        pytest.fail("a listing that is right is asked for by itself")

    monkeypatch.setattr(VendureSession, "listing", refuse)
    check(hub, connection)
    run = connection.runs.latest("pk")
    assert (run.listings, outcomes(connection)) == (3, [])
