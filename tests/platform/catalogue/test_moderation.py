"""What the platform does to a product, by the control API and by the buttons of the products page."""

from __future__ import annotations

import pytest

from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import create_product
from tests.harness.server import RunningPlatform
from tests.platform.portal.visitor import Visitor

ACTS = ("PASS_AUDIT", "PRE_APPROVE", "FAIL_AUDIT", "PLATFORM_DEACTIVATE", "FREEZE", "WIN_APPEAL")
VERDICTS = {"PASS_AUDIT", "PRE_APPROVE", "FAIL_AUDIT"}

#: What may be done to a product that the acts before have been done to.
ALLOWED: dict[tuple[str, ...], set[str]] = {
    (): VERDICTS | {"FREEZE"},
    ("PRE_APPROVE",): VERDICTS | {"FREEZE"},
    ("FAIL_AUDIT",): {"FREEZE"},
    ("PASS_AUDIT",): {"PLATFORM_DEACTIVATE", "FREEZE"},
    ("PASS_AUDIT", "PLATFORM_DEACTIVATE"): {"FREEZE"},
    ("PASS_AUDIT", "FREEZE"): {"WIN_APPEAL"},
}


def in_audit(platform: RunningPlatform) -> tuple[Seller, str]:
    """A product whose audit takes a day."""
    seller = new_seller(platform)
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"audit": {"delay_seconds": 86_400}})
    return seller, str(create_product(seller)["product_id"])


def act(seller: Seller, product_id: str, name: str) -> int:
    body = {"shop_id": seller.shop_id, "act": name, "reasons": ["It is like this."]}
    return seller.platform.ask("POST", f"/sandbox/products/{product_id}/acts", body).status


@pytest.mark.parametrize("before", ALLOWED)
def test_a_button_stands_for_each_act_that_the_product_s_state_allows(
    platform: RunningPlatform, before: tuple[str, ...]
) -> None:
    seller, product_id = in_audit(platform)
    assert {act(seller, product_id, name) for name in before} <= {200}
    visitor = Visitor(platform)
    page = visitor.open(f"/portal/shops/{seller.shop_id}")
    visitor.close()
    assert {name for name in ACTS if f'value="{name}"' in page} == ALLOWED[before]


@pytest.mark.parametrize("before", ALLOWED)
@pytest.mark.parametrize("name", ACTS)
def test_an_act_that_the_product_s_state_forbids_is_refused(
    platform: RunningPlatform, before: tuple[str, ...], name: str
) -> None:
    seller, product_id = in_audit(platform)
    assert {act(seller, product_id, item) for item in before} <= {200}
    assert (act(seller, product_id, name) == 200) is (name in ALLOWED[before])
