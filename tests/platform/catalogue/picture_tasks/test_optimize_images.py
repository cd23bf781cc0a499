"""optimizeImages: real pictures put on white, which products then use."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import get_product, picture, product_body, upload_image
from tests.harness.server import RunningPlatform
from tests.platform.support import data_of

GREEN, GROUND = (20, 90, 30), (200, 210, 220)


def thing_on_ground() -> bytes:
    """A wide picture of a green thing that stands left of the middle."""
    image = Image.new("RGB", (500, 400), GROUND)
    image.paste(GREEN, (100, 100, 300, 250))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def optimize(seller: Seller, *uris: str) -> list[dict[str, Any]]:
    images = [{"uri": uri, "optimization_mode": ["WHITE_BACKGROUND"]} for uri in uris]
    rows: list[dict[str, Any]] = data_of("optimizeImages", seller.call("optimizeImages", {"images": images}))["images"]
    return rows


def fetched(platform: RunningPlatform, uri: str) -> Image.Image:
    reply = platform.send("GET", f"/media/{uri}", None, {})
    assert reply.status == 200
    return Image.open(io.BytesIO(reply.body)).convert("RGB")


def is_near(colour: Any, wanted: tuple[int, int, int]) -> bool:
    return all(abs(part - other) < 12 for part, other in zip(colour, wanted, strict=True))


@pytest.mark.parametrize("region", ["US", "GB", "DE", "ID", "BR"])
def test_an_image_is_put_on_white_square_with_the_thing_in_the_middle(platform: RunningPlatform, region: str) -> None:
    seller = new_seller(platform, region=region)
    uri = seller.upload("uploadProductImage", {"use_case": "MAIN_IMAGE"}, thing_on_ground()).data["uri"]
    row = optimize(seller, uri)[0]
    assert (row["original_uri"], row["optimize_status"]) == (uri, "SUCCESS")
    image = fetched(platform, row["optimized_uri"])
    assert image.size == (row["width"], row["height"]) == (800, 800)
    assert is_near(image.getpixel((400, 400)), GREEN)
    assert is_near(image.getpixel((60, 400)), GREEN), "the thing fills the picture but for a margin"
    assert all(is_near(image.getpixel(spot), (255, 255, 255)) for spot in ((5, 5), (400, 60), (10, 400), (790, 790)))


def test_the_new_image_is_an_upload_that_a_product_uses(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    made = optimize(seller, upload_image(seller))[0]["optimized_uri"]
    product_id = seller.call("createProduct", product_body(seller, made)).data["product_id"]
    assert get_product(seller, product_id)["main_images"][0]["uri"] == made


def test_an_image_that_was_put_on_white_is_left_as_it_is(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    uri = upload_image(seller)
    first = optimize(seller, uri)[0]
    again = optimize(seller, uri, first["optimized_uri"])
    assert [row["optimize_status"] for row in again] == ["IGNORE", "IGNORE"]
    assert {row["optimized_uri"] for row in again} == {first["optimized_uri"]}


def test_a_call_processes_five_images_and_the_next_one_the_others(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    uris = [upload_image(seller) for _ in range(6)]
    first = optimize(seller, *uris)
    assert [row["optimize_status"] for row in first] == ["SUCCESS"] * 5 + ["PROCESSING"]
    assert "optimized_uri" not in first[5]
    assert [row["optimize_status"] for row in optimize(seller, *uris)] == ["IGNORE"] * 5 + ["SUCCESS"]


def test_what_cannot_be_optimised_is_refused_and_nothing_is_made(platform: RunningPlatform) -> None:
    seller, other = new_seller(platform), new_seller(platform)
    mine, foreign = upload_image(seller), upload_image(other)
    white = ["WHITE_BACKGROUND"]
    refusals: list[tuple[int, list[dict[str, Any]]]] = [
        (12019070, [{"uri": mine, "optimization_mode": ["SEPIA"]}]),
        (12019070, [{"uri": mine}]),
        (12019065, [{"uri": "tos-useast2a-i-shopwright/none", "optimization_mode": white}]),
        (12019065, [{"optimization_mode": white}]),
        (12052722, [{"uri": mine, "optimization_mode": white}, {"uri": foreign, "optimization_mode": white}]),
        (12038007, [{"uri": mine, "optimization_mode": white}] * 201),
    ]
    for code, images in refusals:
        assert seller.call("optimizeImages", {"images": images}).code == code
    assert optimize(seller, mine)[0]["optimize_status"] == "SUCCESS", "the refused call made nothing of it"
    huge = seller.upload("uploadProductImage", {"use_case": "MAIN_IMAGE"}, picture(5200, 5200)).data["uri"]
    assert seller.call("optimizeImages", {"images": [{"uri": huge, "optimization_mode": white}]}).code == 12038015
    assert optimize(seller) == []
