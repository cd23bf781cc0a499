"""createImageTranslationTasks and getImageTranslationTasks: pictures lettered anew, on the clock."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.platform.catalogue.picture_tasks.model import LANGUAGES
from shopwright.platform.media.drawings.picture_label import read_label
from shopwright.platform.media.drawings.picture_spec import PictureSpec
from shopwright.platform.media.drawings.pictures import render
from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.catalogue import get_product, product_body, upload_image
from tests.harness.server import RunningPlatform
from tests.platform.support import data_of

#: An address that nobody serves: what was to be sent there is listed all the same.
NOBODY = "http://127.0.0.1:9/"


def upload_drawing(seller: Seller) -> str:
    """A copy of a picture that the platform drew."""
    drawn = render(PictureSpec("bag", "Red Bag of Hearts"))
    return str(seller.upload("uploadProductImage", {"use_case": "MAIN_IMAGE"}, drawn).data["uri"])


def begin(seller: Seller, uri: str, *languages: str) -> list[str]:
    """The ids of new tasks for one image."""
    body = {"images": [{"image_uri": uri, "target_languages": list(languages)}]}
    reply = seller.call("createImageTranslationTasks", body)
    rows = data_of("createImageTranslationTasks", reply)["translation_tasks"]
    assert [(row["image_uri"], row["target_language"]) for row in rows] == [(uri, language) for language in languages]
    return [row["id"] for row in rows]


def tasks(seller: Seller, *ids: str) -> list[Any]:
    query = {"translation_task_ids": ",".join(ids)} if ids else {}
    reply = seller.call("getImageTranslationTasks", query=query)
    rows: list[Any] = data_of("getImageTranslationTasks", reply)["translation_tasks"]
    return rows


def told(seller: Seller) -> list[Any]:
    """What apps were told of ended tasks, the oldest first."""
    rows = seller.platform.get("/sandbox/deliveries", shop_id=seller.shop_id, topic=46)["deliveries"]
    bodies = [seller.platform.get(f"/sandbox/deliveries/{row['delivery_id']}")["body"]["data"] for row in rows]
    return [body["translation_task"] for body in reversed(bodies)]


def lettering(platform: RunningPlatform, uri: str) -> PictureSpec | None:
    """What a picture says that it shows."""
    return read_label(platform.send("GET", f"/media/{uri}", None, {}).body)


@pytest.mark.own_platform
def test_tasks_end_on_the_clock_with_the_picture_lettered_anew_or_the_language_that_is_not_known(
    platform: RunningPlatform,
) -> None:
    seller = new_seller(platform, new_app(platform, webhook_url=NOBODY), region="DE")
    drawn, photo = upload_drawing(seller), upload_image(seller)
    ids = [*begin(seller, drawn, "de-DE", "fr-FR", "en-IE", "pl-PL"), *begin(seller, photo, "it-IT")]
    assert [row["status"] for row in tasks(seller, *ids)] == ["PROCESSING"] * 5
    assert told(seller) == []
    platform.post("/sandbox/clock/advance", {"seconds": 120})
    german, french, english, polish, of_photo = tasks(seller, *ids)
    assert lettering(platform, german["translated_image"]["uri"]) == PictureSpec("bag", "Rot Tasche von Herzen")
    assert lettering(platform, french["translated_image"]["uri"]) == PictureSpec("bag", "Rouge Sac de Coeurs")
    assert lettering(platform, english["translated_image"]["uri"]) == PictureSpec("bag", "Red Bag of Hearts")
    assert (polish["status"], polish["fail_reason"]) == ("FAILED", "Pictures cannot be lettered in pl-PL.")
    assert (of_photo["status"], of_photo["fail_reason"]) == ("FAILED", "No text was recognised in the picture.")
    assert sorted(told(seller), key=lambda row: row["id"]) == [german, french, english, polish, of_photo]
    assert [row["id"] for row in tasks(seller)] == ids[::-1], "without ids, the newest first"
    assert german["original_image"]["uri"] == drawn
    assert german["translated_image"]["url"].endswith(f"/media/{german['translated_image']['uri']}")
    made = seller.call("createProduct", product_body(seller, german["translated_image"]["uri"]))
    assert get_product(seller, made.data["product_id"])["main_images"][0]["width"] == 800


@pytest.mark.own_platform
def test_a_picture_of_the_demo_shop_is_lettered_anew(platform: RunningPlatform) -> None:
    keys = platform.keys
    demo = Seller(platform, keys, platform.get(f"/sandbox/shops/{keys['shop_id']}"), keys["seller"])
    uri = "tos-useast2a-i-demo/85099"
    task_id = begin(demo, uri, "es-ES")[0]
    platform.post("/sandbox/clock/advance", {"seconds": 120})
    row = tasks(demo, task_id)[0]
    assert lettering(platform, row["translated_image"]["uri"]) == PictureSpec("bag", "Gigante Bolsa")


def test_what_cannot_be_translated_is_refused(platform: RunningPlatform) -> None:
    seller, other = new_seller(platform), new_seller(platform)
    mine, foreign = upload_drawing(seller), upload_image(other)

    def refusal(uri: str, *languages: str, times: int = 1) -> int:
        images = [{"image_uri": uri, "target_languages": list(languages)}] * times
        return seller.call("createImageTranslationTasks", {"images": images}).code

    assert refusal("tos-useast2a-i-shopwright/none", "de-DE") == 12038008
    assert refusal(foreign, "de-DE") == 12038008
    assert refusal(mine, "xx-XX") == 12038009
    assert refusal(mine, "de-DE", times=21) == 12038010
    assert tasks(seller) == []
    task_id = begin(other, foreign, "de-DE")[0]
    assert seller.call("getImageTranslationTasks", query={"translation_task_ids": task_id}).code == 12038011
    ids = ",".join(str(number) for number in range(21))
    assert seller.call("getImageTranslationTasks", query={"translation_task_ids": ids}).code == 12038010


@pytest.mark.parametrize("region", ["US", "ID", "BR"])
def test_a_market_without_the_service_has_no_tasks(platform: RunningPlatform, region: str) -> None:
    seller = new_seller(platform, region=region)
    body = {"images": [{"image_uri": upload_image(seller), "target_languages": ["de-DE"]}]}
    assert seller.call("createImageTranslationTasks", body).code == 12038013
    assert seller.call("getImageTranslationTasks").code == 12038013


def test_a_shop_has_500_tasks_a_day(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    uri = upload_image(seller)
    for _ in range(26):
        begin(seller, uri, *LANGUAGES)
    assert 26 * len(LANGUAGES) == 494
    seventh = {"images": [{"image_uri": uri, "target_languages": LANGUAGES[:7]}]}
    assert seller.call("createImageTranslationTasks", seventh).code == 12038012
    begin(seller, uri, *LANGUAGES[:6])
