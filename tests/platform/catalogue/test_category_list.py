"""Which categories a market's list shows."""

from __future__ import annotations

import pytest

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.category_list import can_show_prohibited, listed, matching
from shopwright.platform.market.regions import all_regions


def test_prohibited_categories_can_be_shown_in_brazil_mexico_the_eu_and_southeast_asia() -> None:
    codes = {region.code for region in all_regions() if can_show_prohibited(region.code)}
    assert codes == {"BR", "MX", "DE", "ES", "FR", "IE", "IT", "ID", "MY", "PH", "SG", "TH", "VN"}


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_a_branch_stays_as_long_as_a_leaf_in_it_may_be_listed(version: taxonomy.Version) -> None:
    for market in all_regions():
        categories = listed(market.code, version, with_prohibited=False)
        ids = {category.id for category in categories}
        assert all(category.parent_id in ids or category.parent_id == "0" for category in categories)
        parents = {category.parent_id for category in categories}
        assert all(category.is_leaf or category.id in parents for category in categories)


def test_the_list_with_prohibited_ones_is_the_whole_tree_in_its_order() -> None:
    assert listed("BR", "v1", with_prohibited=True) == taxonomy.categories("v1")


def test_a_match_brings_what_is_above_it_and_not_what_is_below() -> None:
    furniture = taxonomy.by_code("fr")
    assert furniture is not None
    categories = matching("furniture", "GB", "v2", with_prohibited=False)
    assert furniture in categories
    names = {category.id: category.name.lower() for category in categories}
    parents = {category.parent_id for category in categories}
    assert all("furniture" in names[category.id] or category.id in parents for category in categories)
    assert len(categories) < len(listed("GB", "v2", with_prohibited=False)) / 10
