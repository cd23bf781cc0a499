"""What is wrong with a call is said before it is sent, all of it; and what would be sent can be looked at."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright import Shop, Upload
from shopwright.client.core.methods import Method
from shopwright.client.core.validation import problems
from shopwright.contract.load import operations
from tests.client.support import Scripted, settings_of
from tests.client.test_every_operation import arguments_of

from .files import PDF, picture

NAIVE = datetime(2024, 1, 1)  # noqa: DTZ001
SKU = {"id": "2", "price": {"amount": "10.10", "currency": "GBP"}}


@pytest.fixture
def shop(shared_platform: Any) -> Iterator[Shop]:
    with Shop(**settings_of(shared_platform, shop_cipher="cipher", transport=Scripted())) as open_shop:
        yield open_shop


def found_by(shop: Shop, name: str, *values: Any, **arguments: Any) -> list[str]:
    area, _, short = name.partition(".")
    return shop.validate(getattr(getattr(shop, area), short), *values, **arguments)


def test_every_problem_is_said_at_once_with_its_place(shop: Shop) -> None:
    skus = [
        {"id": 2, "price": {"amount": 10.1, "curency": "GBP"}},
        {"price": {"amount": "1", "currency": "GBP"}},
        "3",
    ]
    assert found_by(shop, "product.update_price", "1", skus=skus) == [
        "skus[0].id is 2, not a text",
        "skus[0].price.currency is missing",
        "skus[0].price.amount is 10.1, a float: an amount is exact, as a Decimal or a text",
        "skus[0].price.curency is no field of skus[0].price; did you mean 'currency'?",
        "skus[1].id is missing",
        "skus[2] is '3', not an object",
    ]


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("order.get_order_list", {}, ["page_size is missing"]),
        ("order.get_order_list", {"page_size": 101}, ["page_size is 101, the most is 100"]),
        ("order.get_order_list", {"page_size": 0}, ["page_size is 0, the least is 1"]),
        ("order.get_order_list", {"page_size": True}, ["page_size is True, not a whole number"]),
        ("order.get_order_list", {"page_size": "9"}, ["page_size is '9', not a whole number"]),
        (
            "order.get_order_list",
            {"page_size": 1, "create_time_ge": "now"},
            ["create_time_ge is 'now', not a whole number"],
        ),
        ("order.get_order_detail", {"ids": []}, ["ids is empty"]),
        ("order.get_order_detail", {"ids": 7}, ["ids is 7, not a list"]),
        (
            "order.get_order_detail",
            {"ids": ["1"] * 51},
            ["ids has 51 members, 50 is the most: in_batches cuts it into calls"],
        ),
    ],
)
def test_one_thing_wrong_is_one_sentence(shop: Shop, name: str, arguments: dict[str, Any], said: list[str]) -> None:
    assert found_by(shop, name, **arguments) == said


def test_enumerations_are_checked_in_queries_bodies_and_lists(shop: Shop) -> None:
    (first,) = found_by(shop, "order.get_order_list", page_size=1, order_status="PAID")
    assert first.startswith("order_status is 'PAID', not one of AWAITING_COLLECTION, ")
    (second,) = found_by(shop, "order.get_order_list", page_size=1, sort_order="UP")
    assert second == "sort_order is 'UP', not one of ASC, DESC"
    (third,) = found_by(shop, "product.activate_products", product_ids=["1"], listing_platforms=["TIKTOK_SHOP", "EBAY"])
    assert third == "listing_platforms[1] is 'EBAY', not one of TIKTOK_SHOP, TOKOPEDIA"


def test_lists_that_are_too_long_or_empty_are_found_once(shop: Shop) -> None:
    (problem,) = found_by(shop, "product.activate_products", product_ids=["1"] * 21)
    assert problem == "product_ids has 21 members, 20 is the most: in_batches cuts it into calls"


def test_times_without_a_zone_are_found_beside_all_else(shop: Shop) -> None:
    said = found_by(shop, "order.get_order_list", page_size=500, create_time_ge=NAIVE, update_time_lt=NAIVE)
    assert [item.partition(" is ")[0] for item in said] == ["create_time_ge", "update_time_lt", "page_size"]
    assert "without a time zone" in said[0]


def test_what_is_right_has_no_problems(shop: Shop) -> None:
    since = datetime(2024, 1, 1, tzinfo=UTC)
    assert found_by(shop, "order.get_order_list", page_size=100, create_time_ge=since, order_status="UNPAID") == []
    assert found_by(shop, "product.update_price", "1", skus=[SKU]) == []
    dear = [{"id": "2", "price": {"amount": Decimal("10.10"), "currency": "GBP", "sale_price": None}}]
    assert found_by(shop, "product.update_price", "1", skus=dear) == []
    assert found_by(shop, "order.get_order_detail", ids="1,2") == []


@given(st.data())
def test_nothing_that_json_can_hold_makes_validation_fail(data: st.DataObject) -> None:
    json = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "price", "x"]), inner, max_size=3)
        ),
        max_leaves=8,
    )
    operation = data.draw(st.sampled_from(["updatePrice", "getOrderList", "createProduct", "uploadProductImage"]))
    method = Method(operations()[operation])
    arguments = {name: data.draw(json) for name in data.draw(st.sets(st.sampled_from(method.names))) if name != "data"}
    assert all(isinstance(problem, str) for problem in problems(method, (), arguments))


def test_a_file_is_checked_as_far_as_it_can_be_read(shop: Shop, tmp_path: Path) -> None:
    image = "product.upload_product_image"
    assert found_by(shop, image) == ["data is missing"]
    assert found_by(shop, image, data=picture()) == []
    assert "99 × 99 pixels" in found_by(shop, image, data=picture("PNG", 99, 99))[0]
    assert "neither a file that exists" in found_by(shop, image, data=str(tmp_path / "none.png"))[0]
    assert found_by(shop, image, data="http://127.0.0.1:1/never-asked.png") == []
    (wrong,) = found_by(shop, image, data=picture(), use_case="BANNER")
    assert wrong.startswith("use_case is 'BANNER', not one of ATTRIBUTE_IMAGE")
    with (tmp_path / "photo.png").open("wb+") as file:
        file.write(b"not read")
        file.seek(0)
        assert found_by(shop, image, data=file) == []
        assert file.read() == b"not read", "an open file is not used up"
    assert found_by(shop, "product.upload_product_file", data=Upload(PDF, "a.pdf")) == []


def test_a_dry_run_of_an_upload_shows_sizes_in_place_of_bytes(shop: Shop) -> None:
    prepared = shop.dry_run(
        shop.product.upload_product_image, data=Upload(picture(), "front.png"), use_case="MAIN_IMAGE"
    )
    text = str(prepared)
    assert f"data: front.png (image/png, {len(picture()):,} bytes)" in text
    assert "use_case: MAIN_IMAGE" in text
    assert "IHDR" not in text
    assert "-F 'data=@front.png;type=image/png'" in prepared.curl()
    assert "--form-string use_case=MAIN_IMAGE" in prepared.curl()


def test_what_is_prepared_shows_no_secret(shop: Shop, shared_platform: Any) -> None:
    keys = shared_platform.keys
    secretive = shop.with_options(
        extra_query={"access_token": "hush-query"}, extra_headers={"authorization": "hush-header"}
    )
    for prepared in (
        shop.dry_run(shop.order.get_order_list, page_size=1),
        secretive.dry_run(secretive.product.update_price, "1", skus=[SKU]),
        secretive.dry_run(secretive.product.upload_product_image, data=picture()),
    ):
        for text in (str(prepared), repr(prepared), prepared.curl(), f"{prepared}"):
            for secret in (keys["app_secret"], keys["seller"]["access_token"], "hush"):
                assert secret not in text
        assert prepared.request.headers["x-tts-access-token"] == keys["seller"]["access_token"]


def test_the_curl_command_is_the_request_as_a_shell_reads_it(shop: Shop, tmp_path: Path) -> None:
    prepared = shop.dry_run(shop.product.update_price, "1", skus=[{"id": "it's $HOME", "price": SKU["price"]}])
    fake = tmp_path / "curl"
    fake.write_text('#!/bin/sh\nfor one in "$@"; do printf \'%s\\n\' "$one"; done\n')
    fake.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "SHOPWRIGHT_ACCESS_TOKEN": "from-the-environment"}
    done = subprocess.run(["sh", "-c", prepared.curl()], env=environment, capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert lines[:3] == ["-X", "POST", prepared.request.url]
    assert "x-tts-access-token: from-the-environment" in lines
    assert lines[lines.index("--data-binary") + 1] == (prepared.request.body or b"").decode()


def test_a_dry_run_sends_nothing(shop: Shop) -> None:
    shop.dry_run(shop.order.get_order_list, page_size=1)
    transport = shop._shell.transport
    assert isinstance(transport, Scripted)
    assert transport.sent == []


def test_no_field_of_the_contract_is_an_unknown_one() -> None:
    for operation in operations().values():
        method = Method(operation)
        arguments = arguments_of(operation)
        values = tuple(arguments.pop(name) for name in method.path_names)
        for problem in problems(method, values, arguments):
            assert "is no field of" not in problem, (operation.id, problem)
