"""What is dropped with a warning, and that nothing else is touched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from shopwright.platform.catalogue.listing import IdRef, ImageRef, ListPrice, SalesAttribute, SizeChart
from shopwright.platform.catalogue.listing_rules.rules import cleared, problems, warnings

from .support import context, listing, one_sku

EXTRA = SalesAttribute(name="Tint", value_name="Sand", supplementary_sku_images=[ImageRef("blue")])


@pytest.mark.parametrize(
    ("market", "change", "field"),
    [
        pytest.param("GB", {"brand_id": "123"}, "brand_id", id="an_unknown_brand"),
        pytest.param("GB", {"delivery_option_ids": ["1"]}, "delivery_option_ids", id="delivery_options_in_britain"),
        pytest.param("GB", {"size_chart": SizeChart(template=IdRef("1"))}, "size_chart", id="a_chart_for_a_candle"),
        pytest.param(
            "US", {"manufacturer_ids": ["1"]}, "manufacturer_ids, responsible_person_ids", id="a_maker_outside_the_eu"
        ),
        pytest.param(
            "US",
            one_sku(list_price=ListPrice("12.49", "USD"))("US"),
            "skus[0].list_price",
            id="a_list_price_below_the_price",
        ),
        pytest.param(
            "GB", one_sku(sku_unit_count="500")("GB"), "skus[0].sku_unit_count", id="a_unit_count_outside_the_eu"
        ),
        pytest.param(
            "GB",
            one_sku(sales_attributes=[EXTRA])("GB"),
            "skus[0].sales_attributes.supplementary_sku_images",
            id="supplementary_images_outside_the_us",
        ),
    ],
)
def test_a_field_that_does_not_apply_is_cleared(market: str, change: Mapping[str, Any], field: str) -> None:
    original, shop = listing(market, **change), context(market)
    kept, listing_warnings = cleared(original, shop)
    assert [listing_warning.field for listing_warning in listing_warnings] == [field]
    assert listing_warnings == warnings(original, shop)
    assert problems(original, shop) == problems(kept, shop) == []
    assert cleared(kept, shop) == (kept, [])


def test_a_listing_without_such_fields_is_the_same_object() -> None:
    original = listing()
    assert cleared(original, context())[0] is original


def test_the_given_listing_is_not_changed() -> None:
    original = listing(brand_id="123", skus=[one_sku(sku_unit_count="500")("GB")["skus"][0]])
    cleared(original, context())
    assert original.brand_id == "123"
    assert original.skus[0].sku_unit_count == "500"
