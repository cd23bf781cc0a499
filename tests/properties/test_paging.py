"""searchProducts, page by page: every product exactly once, for any page size, whatever is added meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import create_product, upload_image
from tests.harness.server import RunningPlatform


@pytest.fixture(scope="module")
def seller() -> Iterator[Seller]:
    """A shop with some products."""
    platform = RunningPlatform(demo=False)
    stocked_seller = new_seller(platform)
    yield stocked_seller
    platform.stop()


@pytest.fixture(scope="module")
def known(seller: Seller) -> list[str]:
    """The ids of its products; tests add theirs."""
    uri = upload_image(seller)
    return [uri, *(create_product(seller, uri)["product_id"] for _ in range(17))]


def pages(seller: Seller, size: int, **body: object) -> Iterator[list[str]]:
    token = ""
    for _ in range(1000):
        query = {"page_size": size, **({"page_token": token} if token else {})}
        data = seller.call("searchProducts", body, query=query).data
        yield [row["id"] for row in data["products"]]
        token = data["next_page_token"]
        if not token:
            return
    raise AssertionError("the pages do not end")


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(size=st.integers(1, 100), adds=st.lists(st.booleans(), max_size=6))
def test_every_product_is_listed_exactly_once_while_others_are_added(
    seller: Seller, known: list[str], size: int, adds: list[bool]
) -> None:
    uri, *before = known
    seen: list[str] = []
    for number, page in enumerate(pages(seller, size)):
        assert 1 <= len(page) <= size
        seen += page
        if number < len(adds) and adds[number]:
            known.append(create_product(seller, uri)["product_id"])
    assert sorted(seen) == sorted(before)
    assert seen == sorted(seen, reverse=True)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(size=st.integers(1, 30), which=st.integers(0, 10), after=st.integers(0, 3))
def test_a_product_that_is_deleted_meanwhile_takes_no_other_with_it(
    seller: Seller, known: list[str], size: int, which: int, after: int
) -> None:
    _, *before = known
    gone = before[which]
    seen: list[str] = []
    for number, page in enumerate(pages(seller, size)):
        seen += page
        if number == after:
            assert seller.call("deleteProducts", {"product_ids": [gone]}).data["errors"] == []
    seller.call("recoverProducts", {"product_ids": [gone]})
    assert sorted({*seen, gone}) == sorted(before)
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize("size", [1, 4, 17, 100])
def test_the_total_is_counted_once_and_stays_on_every_page(size: int, seller: Seller, known: list[str]) -> None:
    uri, *before = known
    first = seller.call("searchProducts", {}, query={"page_size": size}).data
    assert first["total_count"] == len(before)
    known.append(create_product(seller, uri)["product_id"])
    if first["next_page_token"]:
        query = {"page_size": size, "page_token": first["next_page_token"]}
        assert seller.call("searchProducts", {}, query=query).data["total_count"] == len(before)


def test_the_page_size_may_change_between_pages_and_the_filter_may_not(seller: Seller, known: list[str]) -> None:
    token = seller.call("searchProducts", {}, query={"page_size": 3}).data["next_page_token"]
    bigger = seller.call("searchProducts", {}, query={"page_size": 5, "page_token": token})
    assert len(bigger.data["products"]) == 5
    other = seller.call("searchProducts", {"status": "ACTIVATE"}, query={"page_size": 3, "page_token": token})
    assert (other.status, other.code) == (400, 36009004)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(token=st.text(max_size=40))
def test_a_page_token_that_is_none_is_a_400(seller: Seller, token: str) -> None:
    if token:
        reply = seller.call("searchProducts", {}, query={"page_size": 3, "page_token": token})
        assert (reply.status, reply.code) == (400, 36009004)
