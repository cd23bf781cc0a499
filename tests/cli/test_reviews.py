"""``shopwright review``: buyers write, sellers answer, all from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shopwright.cli.main import main
from tests.harness.calls import Seller, new_seller
from tests.harness.reviews import arrived
from tests.harness.server import RunningPlatform
from tests.platform.reviews.test_write_reviews import HOSTILE


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return new_seller(platform)


class Command:
    """The command against a platform, as a program reads it."""

    def __init__(self, platform: RunningPlatform, capsys: pytest.CaptureFixture[str]) -> None:
        self.platform, self.capsys = platform, capsys

    def __call__(self, *words: str, code: int = 0) -> Any:
        assert main(["review", *words, "--json", "--url", self.platform.url]) == code
        out, err = self.capsys.readouterr()
        return json.loads(out) if code == 0 else err


def test_a_review_is_written_answered_tagged_and_counted(
    platform: RunningPlatform, seller: Seller, capsys: pytest.CaptureFixture[str]
) -> None:
    command, order_id = Command(platform, capsys), arrived(seller)["order_id"]
    review_id = command("write", order_id, "2", "Arrived late")["review_id"]
    assert command("edit", review_id, "--rating", "3")["text"] == "Arrived late"
    assert command("reply", review_id, "Sorry.")["reply"]["text"] == "Sorry."
    assert command("reply", review_id, "Very sorry.")["reply"]["text"] == "Very sorry."
    assert command("tag", review_id, "late", "carrier")["tags"] == ["carrier", "late"]
    assert command("tag", review_id, "sorted", "--remove", "late")["tags"] == ["carrier", "sorted"]
    figures = command("summary", "--shop", seller.shop_id)
    assert (figures["review_count"], figures["average_rating"], figures["reply_rate"]) == (1, "3.00", "1.0000")
    (row,) = command("list", "--shop", seller.shop_id)
    assert (row["review_id"], row["rating"], row["reply"]) == (review_id, 3, "Very sorry.")


def test_a_wrong_picture_and_a_missing_tag_are_told(
    platform: RunningPlatform, seller: Seller, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    command, order_id = Command(platform, capsys), arrived(seller)["order_id"]
    assert "cannot be read" in command("write", order_id, "2", "--picture", str(tmp_path / "none.jpg"), code=2)
    wrong = tmp_path / "text.jpg"
    wrong.write_text("no picture")
    assert "12038002" in command("write", order_id, "2", "--picture", str(wrong), code=1)
    assert "no tag is named" in command("tag", "1", code=2)


def test_a_terminal_is_shown_no_control_characters(
    platform: RunningPlatform, seller: Seller, capsys: pytest.CaptureFixture[str]
) -> None:
    body = {"order_id": arrived(seller)["order_id"], "rating": 1, "text": HOSTILE}
    platform.post("/sandbox/reviews", body)
    assert main(["review", "--shop", seller.shop_id, "--url", platform.url]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_the_description_of_an_operation_says_that_it_is_an_extension(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["call", "searchProductReviews", "--describe"]) == 0
    assert "an extension of Shopwright" in capsys.readouterr().out
