"""Page tokens that were made up, with the digest of the list that they are sent to."""

from __future__ import annotations

import base64
import json

import pytest

from tests.harness.calls import new_seller
from tests.harness.server import RunningPlatform


@pytest.mark.parametrize(
    "after",
    [[], ["a"], ["a", "b", "c"], [1, "b"], ["a", 2], [1, 2], ["a\0", "b"], [True, "b"], [["a"], "b"], [None, "b"]],
)
def test_a_position_of_another_shape_is_refused(platform: RunningPlatform, after: list[object]) -> None:
    seller = new_seller(platform)
    token = seller.call("getBrands", query={"page_size": 1}).data["next_page_token"]
    _, total, digest = json.loads(base64.urlsafe_b64decode(token))
    forged = base64.urlsafe_b64encode(json.dumps([after, total, digest]).encode()).decode()
    reply = seller.call("getBrands", query={"page_size": 1, "page_token": forged})
    assert (reply.status, reply.code) == (400, 36009004)
    assert "PageToken" in reply.message


def test_a_position_beyond_the_end_of_the_list_finds_an_empty_page(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    token = seller.call("getBrands", query={"page_size": 1}).data["next_page_token"]
    _, total, digest = json.loads(base64.urlsafe_b64decode(token))
    forged = base64.urlsafe_b64encode(json.dumps([["\U0010ffff", ""], total, digest]).encode()).decode()
    data = seller.call("getBrands", query={"page_size": 1, "page_token": forged}).data
    assert data == {"brands": [], "total_count": total, "next_page_token": ""}
