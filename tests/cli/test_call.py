"""``shopwright call``: any operation, as a person and as a script use it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from shopwright.contract.load import operations
from tests.harness.server import RunningPlatform
from tests.harness.trade import buy, shop_in, stocked

from .commands import Ended, Run
from .terminal import at_terminal

pytestmark = pytest.mark.slow

Call = Callable[..., Ended]


def variables_of(platform: RunningPlatform) -> dict[str, str]:
    keys = platform.keys
    return {
        "SHOPWRIGHT_BASE_URL": platform.url,
        "SHOPWRIGHT_APP_KEY": keys["app_key"],
        "SHOPWRIGHT_APP_SECRET": keys["app_secret"],
        "SHOPWRIGHT_ACCESS_TOKEN": keys["seller"]["access_token"],
    }


@pytest.fixture
def call(run: Run, shared_platform: RunningPlatform) -> Call:
    return lambda *arguments: run("call", *arguments, **variables_of(shared_platform))


def test_a_pipe_gets_json(call: Call) -> None:
    done = call("product.search_products", "--page-size", "3", "--status=ACTIVATE")
    assert (done.code, done.err) == (0, "")
    body = json.loads(done.out)
    assert len(body["products"]) == 3


def test_every_page_of_a_list_is_a_line_of_json_for_each_item(call: Call, shared_platform: RunningPlatform) -> None:
    done = call("product.search_products", "--all")
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert len({row["id"] for row in rows}) == len(rows) > 100


def test_a_table_shows_the_telling_columns_and_those_that_are_asked_for(call: Call) -> None:
    done = call("product.search_products", "--page-size", "2", "--table")
    assert "status" in done.out
    assert "ACTIVATE" in done.out
    chosen = call("product.search_products", "--page-size", "2", "--table", "--columns", "id,audit.status")
    assert "audit.status" in chosen.out
    assert "APPROVED" in chosen.out
    assert "title" not in chosen.out


def test_a_table_shows_money_with_its_currency_and_times_as_dates(run: Run, platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    buy(seller, stocked(seller))
    names = {"app_key": "SHOPWRIGHT_APP_KEY", "app_secret": "SHOPWRIGHT_APP_SECRET"}
    app = {variable: seller.app[name] for name, variable in names.items()}
    variables = {**variables_of(platform), **app, "SHOPWRIGHT_ACCESS_TOKEN": seller.token}
    arguments = ("call", "order.get_order_list", "--page-size", "1", "--table")
    done = run(*arguments, **variables)
    head, row = [line.split() for line in done.out.splitlines() if "payment" in line or "GBP" in line]
    assert head[:4] == ["id", "status", "payment.total_amount", "create_time"]
    assert re.search(r"\d+\.\d\d GBP +\d{4}-\d\d-\d\d \d\d:\d\d", " ".join(row))
    assert "did you mean status?" in run(*arguments, "--columns", "sttus", **variables).err


def test_what_stands_in_the_path_needs_no_name(call: Call) -> None:
    product = json.loads(call("product.search_products", "--page-size", "1").out)["products"][0]["id"]
    by_place = call("product.get_product", product)
    by_name = call("getProduct", "--product-id", product)
    assert json.loads(by_place.out)["id"] == json.loads(by_name.out)["id"] == product


@pytest.mark.own_platform
def test_a_body_comes_as_options_as_json_or_from_a_file(run: Run, platform: RunningPlatform, tmp_path: Path) -> None:
    variables = variables_of(platform)
    product = json.loads(run("call", "product.search_products", "--page-size", "1", **variables).out)["products"][0]
    skus = [{"id": product["skus"][0]["id"], "price": {"amount": "3.33", "currency": "GBP"}}]
    (tmp_path / "body.json").write_text(json.dumps({"skus": skus}))
    for options in (
        ("--skus", json.dumps(skus)),
        ("--body", json.dumps({"skus": skus})),
        ("--body", "@body.json"),
    ):
        assert run("call", "product.update_price", product["id"], *options, **variables).code == 0
    body = json.loads(run("call", "product.get_product", product["id"], **variables).out)
    assert body["skus"][0]["price"]["sale_price"] == "3.33"


def test_a_dry_run_prints_the_signed_request_without_secrets_and_sends_nothing(
    run: Run, platform: RunningPlatform
) -> None:
    variables = variables_of(platform)
    done = run("call", "product.search_products", "--page-size", "3", "--dry-run", "--shop", "x", **variables)
    assert done.code == 0
    assert "&sign=" in done.out
    assert variables["SHOPWRIGHT_APP_SECRET"] not in done.said
    assert variables["SHOPWRIGHT_ACCESS_TOKEN"] not in done.said
    assert platform.get("/sandbox/requests", operation="searchProducts")["requests"] == []


def test_a_refusal_says_cause_remedy_and_request_id_with_exit_code_1(call: Call) -> None:
    done = call("product.get_product", "1")
    assert (done.code, done.out) == (1, "")
    for word in ("12052032", "cause:", "do:", "id:"):
        assert word in done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("product.serch_products",), "did you mean product.search_products"),
        (("nothing.like_it",), "--list"),
        (("product.search_products", "--pagesize", "3"), "did you mean --page-size"),
        (("product.search_products", "--page-size"), "needs a value"),
        (("product.search_products", "--page-size", "many"), "not a number"),
        (("product.search_products", "extra"), "one argument too many"),
        (("product.update_price", "1", "--skus", "[{"), "not JSON"),
        (("product.update_price", "1", "--body", "@nowhere.json"), "nowhere.json"),
        (("product.get_product",), "product_id"),
        (("product.get_product", "--dry-run"), "product_id"),
        (("product.get_product", "1", "--all"), "no list"),
        (("product.search_products", "--page-size", "5000", "--validate"), "the most is 100"),
        (("product.search_products", "--page-size", "5", "--version", "201901"), "202309"),
        (("product.upload_product_image", "--data", "nowhere.jpg"), "nowhere.jpg"),
        (("product.update_price", "1", "--body", "@picture"), "not text"),
    ],
)
def test_what_cannot_be_called_is_explained(call: Call, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    (tmp_path / "picture").write_bytes(b"\xff\xd8\xff")
    done = call(*arguments)
    assert done.code in (1, 2)
    assert done.out == ""
    assert said.replace("no list", "not a list") in " ".join(done.err.split())


def test_operations_are_listed_and_searched(call: Call) -> None:
    everything = call("--list")
    assert everything.code == 0
    ended = call("returns", "--list")
    assert "approve_return" in "".join(ended.out.split())
    assert "product" not in ended.out
    assert call("xyzzy", "--list").code == 2


def test_an_operation_tells_what_it_takes(call: Call) -> None:
    done = call("order.get_order_list", "--help")
    for word in ("--page-size", "seller.order.info", "/order/202309/orders/search", "from 1; to 100", "36009003: The"):
        assert word in done.out


def test_help_knows_every_operation(shared_platform: RunningPlatform) -> None:
    from shopwright.cli.call_arguments import kind_of, method_named

    for operation in operations().values():
        method = method_named(f"{operation.area}.{operation.name}")
        assert method_named(operation.id).operation.id == operation.id
        for name in method.names:
            assert all(kind_of(method, name))


def test_a_terminal_gets_a_table(shared_platform: RunningPlatform, tmp_path: Path) -> None:
    arguments = ("call", "product.search_products", "--page-size", "2")
    with at_terminal(tmp_path, *arguments, **variables_of(shared_platform)) as terminal:
        assert terminal.end() == 0
        assert "title" in terminal.text
        assert "total_count" in terminal.text


def test_a_terminal_gets_json_where_it_is_asked_for(shared_platform: RunningPlatform, tmp_path: Path) -> None:
    arguments = ("call", "product.search_products", "--all", "--json", "--seller-skus", "none-of-these")
    with at_terminal(tmp_path, *arguments, **variables_of(shared_platform)) as terminal:
        assert terminal.end() == 0
        assert "nothing" not in terminal.text


def test_without_a_shop_it_says_how_to_name_one(run: Run, tmp_path: Path) -> None:
    done = run("call", "order.get_order_list", "--page-size", "2", XDG_CONFIG_HOME=str(tmp_path))
    assert done.code == 2
    assert "shopwright login --local" in done.err


def test_items_that_failed_are_told_and_the_exit_code_is_1(call: Call) -> None:
    done = call("product.activate_products", "--product-ids", "1", "--product-ids", "2")
    assert done.code == 1
    assert "2 of its items failed" in done.err
    assert len(json.loads(done.out)["errors"]) == 2


def test_a_login_is_not_mixed_with_an_environment_that_names_another_shop(
    run: Run, platform: RunningPlatform, tmp_path: Path
) -> None:
    home = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    assert run("login", "--local", platform.url, **home).code == 0
    done = run("call", "seller.get_active_shops", SHOPWRIGHT_BASE_URL="http://127.0.0.1:1", **home)
    assert done.code == 2
    assert "SHOPWRIGHT_APP_SECRET" in done.err
    assert platform.get("/sandbox/requests", operation="getActiveShops")["requests"] == []


@pytest.mark.parametrize("host", ["https://open-api.tiktokglobalshop.com", "https://OPEN-API.tiktokglobalshop.com:443"])
def test_a_write_to_tiktok_itself_is_not_sent_unasked(run: Run, host: str) -> None:
    variables = {
        "SHOPWRIGHT_BASE_URL": host,
        "SHOPWRIGHT_APP_KEY": "k",
        "SHOPWRIGHT_APP_SECRET": "s",
        "SHOPWRIGHT_ACCESS_TOKEN": "t",
    }
    done = run("call", "product.delete_products", "--product-ids", "1", "--shop", "c", **variables)
    assert done.code == 2
    assert "real shop" in done.err
