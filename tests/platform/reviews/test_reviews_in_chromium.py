"""The pages of reviews in Chromium: many are answered at once, the drawer, the phone, both themes, axe-core."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.harness import axe
from tests.harness.calls import Seller, new_seller
from tests.harness.reviews import arrived, review, seen
from tests.harness.server import RunningPlatform
from tests.platform.portal.conftest import chromium, desktop
from tests.platform.reviews.test_write_reviews import picture

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["chromium", "desktop"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return new_seller(platform)


def written(seller: Seller) -> list[str]:
    """Reviews of each kind."""
    order = arrived(seller, 4)
    long = "An uncommonly long review that goes on and on, " * 12
    texts = [(5, long), (4, "Good value."), (1, "Broken, you idiots."), (2, "")]
    ids = [review(seller, order, rating=stars, text=text, pictures=[picture()])["review_id"] for stars, text in texts]
    seller.call("replyToProductReview", {"text": "Thank you."}, review_id=ids[1])
    seller.call("addProductReviewTags", {"tags": ["packaging", "late"]}, review_id=ids[2])
    seller.call("requestProductReviewRemoval", {"reason": "ABUSIVE_LANGUAGE"}, review_id=ids[2])
    return ids


def at(seller: Seller, rest: str = "") -> str:
    return f"{seller.platform.url}/portal/shops/{seller.shop_id}/reviews{rest}"


def test_ticked_reviews_are_answered_with_the_text_beside_the_button(desktop: Page, seller: Seller) -> None:
    ids = written(seller)
    desktop.goto(at(seller, "?status=NO_REPLY"))
    desktop.get_by_label("Select all rows of this page").check()
    desktop.get_by_label("Reply, tag or person").fill("Thank you for writing.")
    desktop.get_by_role("button", name="Reply for the seller").click()
    desktop.get_by_text("Reply: done for 3 reviews.").wait_for()
    assert [seen(seller, ids[at])["reply"]["text"] for at in (0, 2, 3)] == ["Thank you for writing."] * 3


def test_a_review_is_judged_in_the_drawer(desktop: Page, seller: Seller) -> None:
    review_id = written(seller)[2]
    desktop.goto(at(seller))
    desktop.locator(f'tr[data-key="{review_id}"] td.what a').click()
    drawer = desktop.locator("#drawer")
    drawer.get_by_role("button", name="Decide by the rules").click()
    drawer.get_by_text("Removed", exact=True).wait_for()
    assert seen(seller, review_id)["status"] == "REMOVED"


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390)])
def test_the_pages_fit_their_window_and_axe_finds_nothing(
    chromium: Browser, seller: Seller, theme: str, width: int
) -> None:
    review_id = written(seller)[2]
    scheme = "dark" if theme == "dark" else "light"
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    for rest in ("", f"/{review_id}", "?status=REMOVED"):
        page.goto(at(seller, rest))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, rest
        assert axe.violations(page, rest) == []
    context.close()
