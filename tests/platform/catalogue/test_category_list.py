"""Which categories a market's list shows."""

from __future__ import annotations

import pytest

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.category_list import can_show_prohibited, listed, matching
from shopwright.platform.market.regions import all_regions


def test_prohibited_categories_can_be_shown_in_brazil_mexico_the_eu_and_southeast_asia() -> None:
    shown = {one.code for one in all_regions() if can_show_prohibited(one.code)}
    assert shown == {"BR", "MX", "DE", "ES", "FR", "IE", "IT", "ID", "MY", "PH", "SG", "TH", "VN"}


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_a_branch_stays_as_long_as_a_leaf_in_it_may_be_listed(version: taxonomy.Version) -> None:
    for market in all_regions():
        shown = listed(market.code, version, with_prohibited=False)
        ids = {one.id for one in shown}
        assert all(one.parent_id in ids or one.parent_id == "0" for one in shown)
        parents = {one.parent_id for one in shown}
        assert all(one.is_leaf or one.id in parents for one in shown)


def test_the_list_with_prohibited_ones_is_the_whole_tree_in_its_order() -> None:
    assert listed("BR", "v1", with_prohibited=True) == taxonomy.categories("v1")


def test_a_match_brings_what_is_above_it_and_not_what_is_below() -> None:
    furniture = taxonomy.by_code("fr")
    assert furniture is not None
    found = matching("furniture", "GB", "v2", with_prohibited=False)
    assert furniture in found
    names = {one.id: one.name.lower() for one in found}
    parents = {one.parent_id for one in found}
    assert all("furniture" in names[one.id] or one.id in parents for one in found)
    assert len(found) < len(listed("GB", "v2", with_prohibited=False)) / 10
