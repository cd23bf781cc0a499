"""A product's page says what could be better about its listing, in every market."""

from __future__ import annotations

import pytest

from tests.harness.calls import new_seller
from tests.harness.catalogue import create_product
from tests.harness.server import RunningPlatform

from .visitor import Visitor, words_of


@pytest.mark.parametrize("region", ["GB", "ID"])
def test_a_products_page_names_what_to_mend_until_it_is_mended(shared_platform: RunningPlatform, region: str) -> None:
    seller, visitor = new_seller(shared_platform, region=region), Visitor(shared_platform)
    product_id = create_product(seller, title="GLASS CANDLE HOLDER FOR TEA LIGHTS")["product_id"]
    page = f"/portal/shops/{seller.shop_id}/products/{product_id}"
    before = words_of(visitor.open(page))
    assert "Listing quality: poor" in before
    assert "Write the title in small letters." in before
    assert "it has 34" in before
    mended = {"title": "Glass candle holder for tea lights, set of two"}
    assert seller.call("partialEditProduct", mended, product_id=product_id).code == 0
    after = words_of(visitor.open(page))
    assert "Write the title in small letters." not in after
    visitor.close()
