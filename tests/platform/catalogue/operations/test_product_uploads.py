"""Products name uploads: their video is shown, and what was not uploaded by the seller is refused."""

from __future__ import annotations

import pytest

from tests.client.conveniences.files import video
from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import create_product, get_product, product_body
from tests.harness.server import RunningPlatform


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return new_seller(platform)


def upload_video(seller: Seller) -> str:
    return str(seller.upload("uploadProductFile", {"name": "tour.mp4"}, video(), "tour.mp4").data["id"])


def test_a_product_shows_the_video_that_was_uploaded_for_it(seller: Seller) -> None:
    video_id = upload_video(seller)
    product_id = create_product(seller, video={"id": video_id})["product_id"]
    assert get_product(seller, product_id)["video"]["id"] == video_id


def test_a_video_of_another_seller_is_refused(seller: Seller, platform: RunningPlatform) -> None:
    body = product_body(seller, video={"id": upload_video(new_seller(platform))})
    assert seller.call("createProduct", body).code == 12052360


def test_an_empty_file_is_refused(platform: RunningPlatform) -> None:
    assert new_seller(platform).upload("uploadProductFile", {"name": "guide.pdf"}, b"", "guide.pdf").code == 12019103
