"""Rules that hold for any number and any set of variants."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopwright.platform.catalogue.listing import ListedSku, SalesAttribute
from shopwright.platform.catalogue.listing_rules.html import read
from shopwright.platform.catalogue.listing_rules.prices import amount_problem
from shopwright.platform.catalogue.listing_rules.rules import problems
from shopwright.platform.catalogue.listing_rules.uploads import candidate_uris
from shopwright.platform.market.regions import PriceRange, Region, all_regions

from .support import context, listing, sku

pytestmark = pytest.mark.slow

COLUMNS = [
    pytest.param(market, abroad, id=f"{market.code}-{'abroad' if abroad else 'local'}")
    for market in all_regions()
    for abroad in (False, True)
]


def code(text: str, market: Region, abroad: bool) -> int | None:
    problem = amount_problem(text, market, abroad=abroad, field="price")
    return problem.error.code if problem else None


@pytest.mark.parametrize(("market", "abroad"), COLUMNS)
def test_both_ends_of_the_range_are_allowed_and_one_step_further_is_not(market: Region, abroad: bool) -> None:
    allowed = market.price.column(abroad)
    step = Decimal(1).scaleb(-market.currency_decimals)
    assert code(f"{allowed.least:f}", market, abroad) is None
    assert code(f"{allowed.most:f}", market, abroad) is None
    assert code(f"{allowed.least - step:f}", market, abroad) == 12052570
    assert code(f"{allowed.most + step:f}", market, abroad) == 12052570


@pytest.mark.parametrize(("market", "abroad"), COLUMNS)
@settings(max_examples=25)
@given(data=st.data())
def test_any_price_is_judged_by_its_range_alone(market: Region, abroad: bool, data: st.DataObject) -> None:
    allowed: PriceRange = market.price.column(abroad)
    places = market.currency_decimals
    value = data.draw(st.decimals(0, allowed.most * 2, allow_nan=False, places=places))
    assert (code(f"{value:f}", market, abroad) is None) == (allowed.least <= value <= allowed.most)


@pytest.mark.parametrize("market", all_regions(), ids=lambda market: str(market.code))
@settings(max_examples=25)
@given(data=st.data())
def test_a_price_with_more_decimals_than_the_currency_has_is_refused(market: Region, data: st.DataObject) -> None:
    whole = data.draw(st.integers(100, 130))
    rest = data.draw(st.from_regex(r"\A[0-9]{0,5}[1-9]\Z"))
    decimals = "0" * market.currency_decimals + rest
    assert code(f"{whole}.{decimals}", market, abroad=False) == 12052073


NAMES = st.lists(st.from_regex(r"\A[a-z]{1,8}\Z"), min_size=1, max_size=4, unique=True)


@st.composite
def matrices(draw: st.DrawFn) -> list[list[SalesAttribute]]:
    """Every combination of up to three kinds, or some of them, in any order and in any spelling."""
    kinds = draw(st.lists(st.sampled_from(["Tint", "Size", "Wick"]), min_size=1, max_size=3, unique=True))
    values = [draw(NAMES) for _ in kinds]
    rows = draw(st.permutations(list(product(*values))))
    kept = rows[: draw(st.integers(1, len(rows)))]
    return [
        [SalesAttribute(name=kind, value_name=value) for kind, value in zip(kinds, row, strict=True)] for row in kept
    ]


def skus(matrix: list[list[SalesAttribute]]) -> list[ListedSku]:
    return [sku(sales_attributes=row) for row in matrix]


@given(matrix=matrices())
def test_any_matrix_of_variants_is_taken(matrix: list[list[SalesAttribute]]) -> None:
    assert problems(listing(skus=skus(matrix)), context()) == []


@given(matrix=matrices(), data=st.data())
def test_any_combination_given_twice_is_refused(matrix: list[list[SalesAttribute]], data: st.DataObject) -> None:
    again = [
        SalesAttribute(name=(pair.name or "").upper(), value_name=f" {(pair.value_name or '').title()}")
        for pair in data.draw(st.permutations(data.draw(st.sampled_from(matrix))))
    ]
    matrix.insert(data.draw(st.integers(0, len(matrix))), again)
    listing_problems = problems(listing(skus=skus(matrix)), context())
    assert {problem.error.code for problem in listing_problems} == {12052560}


@given(matrix=matrices().filter(lambda matrix: len(matrix) > 1), data=st.data())
def test_a_sku_that_lacks_a_kind_is_refused(matrix: list[list[SalesAttribute]], data: st.DataObject) -> None:
    data.draw(st.sampled_from(matrix)).pop()
    listing_problems = problems(listing(skus=skus(matrix)), context())
    assert 12052550 in {problem.error.code for problem in listing_problems}


TAGS = st.sampled_from(
    ["p", "/p", "b", "/b", "ul", "/ul", "li", "/li", "br", "img src=x", "", "!--", "a href='", "&amp;"]
)


@given(parts=st.lists(st.tuples(TAGS, st.text(max_size=5)), max_size=12))
def test_any_text_can_be_read_as_a_description(parts: list[tuple[str, str]]) -> None:
    source = "".join(f"<{tag}>{text}" for tag, text in parts)
    assert read(source) == read.__wrapped__(source)


@given(
    uri=st.from_regex(r"\A[a-z0-9-]{1,12}(/[a-z0-9-]{1,12}){0,2}\Z"), ending=st.sampled_from(["", ".jpeg", "~tplv.png"])
)
def test_an_upload_is_found_in_its_url(uri: str, ending: str) -> None:
    assert uri in set(candidate_uris(f"https://shop.example:8700/media/{uri}{ending}?from=1"))
