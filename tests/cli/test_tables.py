"""What is printed at a terminal of 80 and of 160 columns, in a pipe, and as JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from shopwright.cli.cells import text_of
from shopwright.cli.topics import topic_name
from shopwright.contract.load import operations, webhooks
from tests.harness.server import RunningPlatform
from tests.harness.trade import buy, shop_in, stocked

from .commands import Run
from .terminal import at_terminal

pytestmark = pytest.mark.slow

WIDTHS = pytest.mark.parametrize("columns", [80, 160])


def printed_at(columns: int, folder: Path, *arguments: str, **variables: str) -> list[str]:
    """The lines of a command that ends well."""
    with at_terminal(folder, *arguments, COLUMNS=str(columns), **variables) as terminal:
        assert terminal.end() == 0, terminal.text
        return terminal.text.replace("\r\n", "\n").splitlines()


def order_in(platform: RunningPlatform) -> dict[str, Any]:
    seller = shop_in(platform, "GB")
    return buy(seller, stocked(seller))


def test_every_time_of_the_control_api_is_printed_as_a_date(platform: RunningPlatform) -> None:
    schemas = platform.ask("GET", "/sandbox/openapi.json").json["components"]["schemas"]
    seconds = {
        name
        for schema in schemas.values()
        for name, field in schema.get("properties", {}).items()
        if "unix seconds" in json.dumps(field)
    }
    assert {"claim_from", "statement_time", "editable_until"} <= seconds
    assert {name for name in seconds if text_of(1_800_000_000, name) != "2027-01-15 08:00"} == set()


@WIDTHS
def test_the_list_of_operations_breaks_no_name(columns: int, tmp_path: Path) -> None:
    lines = printed_at(columns, tmp_path, "call", "--list")
    begun = {line.split()[0] for line in lines if line.strip() and not line.startswith(" ")}
    assert {f"{operation.area}.{operation.name}" for operation in operations().values()} <= begun
    assert max(map(len, lines)) <= columns


@WIDTHS
def test_the_list_of_operations_marks_those_that_a_platform_has_not_built(columns: int, tmp_path: Path) -> None:
    *lines, note = printed_at(columns, tmp_path, "call", "--list")
    marked = {words[0]: "*" in words for words in map(str.split, lines) if words}
    assert marked["affiliate_partner.get_affiliate_campaign_creator_product_content_statistics"]
    assert marked["analytics.get_sps_overview"]
    assert not marked["order.get_order_list"]
    assert "* not built by a platform" in " ".join([*lines, note])


def test_a_refusal_on_a_terminal_is_wrapped_between_words(tmp_path: Path) -> None:
    with at_terminal(tmp_path, "call", "order.get_order_list", COLUMNS="80") as terminal:
        assert terminal.end() == 2
        lines = terminal.text.replace("\r\n", "\n").splitlines()
    assert max(map(len, lines)) <= 80
    assert {"SHOPWRIGHT_BASE_URL,", "SHOPWRIGHT_APP_KEY,", "SHOPWRIGHT_ACCESS_TOKEN"} <= set(" ".join(lines).split())


@WIDTHS
def test_the_list_of_orders_breaks_no_id_and_no_line(columns: int, platform: RunningPlatform, tmp_path: Path) -> None:
    order = order_in(platform)
    head, row = printed_at(columns, tmp_path, "sandbox", "orders", "--limit", "1", SHOPWRIGHT_URL=platform.url)[:2]
    assert head.split()[:3] == ["order_id", "status", "total_amount"]
    assert row.split()[0] == order["order_id"]
    assert ("package_ids" in head.split()) == (columns == 160), "what has no room is left out, from the end"
    assert len(row) <= columns


def test_columns_without_room_are_named(platform: RunningPlatform, tmp_path: Path) -> None:
    order_in(platform)
    lines = printed_at(80, tmp_path, "sandbox", "orders", "--limit", "1", SHOPWRIGHT_URL=platform.url)
    note = " ".join(lines[2:])
    assert note.startswith("no room for package_ids, buyer_id")
    assert note.endswith("--json")


def test_an_id_that_is_wider_than_the_terminal_stays_whole(platform: RunningPlatform, tmp_path: Path) -> None:
    order = order_in(platform)
    lines = printed_at(12, tmp_path, "sandbox", "orders", "--limit", "1", SHOPWRIGHT_URL=platform.url)
    assert order["order_id"] in [line.strip() for line in lines]


@WIDTHS
def test_a_table_of_a_reply_breaks_no_id(columns: int, shared_platform: RunningPlatform, tmp_path: Path) -> None:
    keys = shared_platform.keys
    variables = {
        "SHOPWRIGHT_BASE_URL": shared_platform.url,
        "SHOPWRIGHT_APP_KEY": keys["app_key"],
        "SHOPWRIGHT_APP_SECRET": keys["app_secret"],
        "SHOPWRIGHT_ACCESS_TOKEN": keys["seller"]["access_token"],
    }
    arguments = ("call", "product.search_products", "--page-size", "100")
    lines = printed_at(columns, tmp_path, *arguments, **variables)
    ids = [line.split()[0] for line in lines if line[:1].isdigit()]
    assert len(ids) == 100
    assert {len(product_id) for product_id in ids} == {19}


@WIDTHS
def test_the_list_of_topics_breaks_no_name(columns: int, tmp_path: Path) -> None:
    lines = printed_at(columns, tmp_path, "trigger", "--list")
    assert all(any(topic_name(number) in line.split() for line in lines) for number in webhooks())
    assert max(lines, key=len)[columns:] == ""


def test_a_pipe_gets_lines_with_tabs_and_no_head(run: Run, platform: RunningPlatform) -> None:
    order = order_in(platform)
    ended = run("sandbox", "orders", "--limit", "1", SHOPWRIGHT_URL=platform.url)
    cells = ended.out.removesuffix("\n").split("\t")
    assert ended.err == ""
    assert cells[:2] == [order["order_id"], order["status"]]
    assert len(cells) == 8
    pairs = run("sandbox", "orders", "show", order["order_id"], SHOPWRIGHT_URL=platform.url).out.splitlines()
    assert f"order_id\t{order['order_id']}" in pairs
    assert any(line.startswith(f"line_items\t{order['line_items'][0]['id']}\t") for line in pairs)


def test_json_is_what_the_platform_answers(run: Run, platform: RunningPlatform) -> None:
    order = order_in(platform)
    shown = run("sandbox", "orders", "show", order["order_id"], "--json", SHOPWRIGHT_URL=platform.url)
    assert (shown.code, shown.err) == (0, "")
    assert json.loads(shown.out) == platform.get(f"/sandbox/orders/{order['order_id']}")
    listed = run("sandbox", "orders", "--limit", "1", "--json", SHOPWRIGHT_URL=platform.url)
    assert [row["order_id"] for row in json.loads(listed.out)] == [order["order_id"]]


def test_a_refusal_leaves_standard_output_empty_and_says_what_to_do(run: Run, platform: RunningPlatform) -> None:
    ended = run("sandbox", "orders", "show", "1", "--json", SHOPWRIGHT_URL=platform.url)
    assert (ended.code, ended.out) == (1, "")
    assert "The order 1 was not found" in ended.err or "40401" in ended.err
    assert "do: " in ended.err


def test_the_list_of_operations_in_a_pipe_is_a_line_each(run: Run) -> None:
    lines = [line.split("\t") for line in run("call", "--list").out.splitlines()]
    assert len(lines) == len(operations())
    assert {len(line) for line in lines} == {5}
    states = {line[0]: line[1] for line in lines}
    assert states["order.get_order_list"] == ""
    assert states["analytics.get_sps_overview"] == "not built"


def test_the_list_of_operations_is_json_where_it_is_asked_for(run: Run) -> None:
    ended = run("call", "analytics", "--list", "--json")
    rows = json.loads(ended.out)
    assert ended.err == ""
    expected = {"operation": "analytics.get_sps_overview", "id": "getSPSOverview", "is_built": False}
    assert any(expected.items() <= row.items() for row in rows)
    help_ = json.loads(run("call", "get_order_list", "--help", "--json").out)
    assert help_["id"] == "getOrderList"
    assert {"option": "--page-size", "kind": "integer", "needed": True, "limits": "from 1; to 100"} in help_["options"]


def test_the_built_operations_are_those_that_the_platform_has() -> None:
    from shopwright.cli.call_output import built_operations
    from shopwright.platform.capabilities import CAPABILITIES
    from shopwright.platform.core.registry import BUILT

    assert CAPABILITIES, "they register the handlers"
    assert built_operations() == set(BUILT)


def test_a_name_that_one_area_has_needs_no_area(run: Run) -> None:
    for name in ("get_order_list", "get-order-list", "getOrderList", "order.get_order_list"):
        assert run("call", name, "--help").out.startswith("shopwright call order.get_order_list")
    assert run("call", "get_label", "--help").out.startswith(
        "shopwright call fulfillment.get_package_shipping_document"
    )


def test_an_operation_that_is_not_built_says_so(run: Run) -> None:
    assert "not built" in run("call", "analytics.get_sps_overview", "--help").out
    assert "not built" not in run("call", "get_order_list", "--help").out


@pytest.mark.parametrize("command", [("sandbox", "apps"), ("sandbox", "apps", "--json")], ids=["table", "json"])
def test_a_name_cannot_drive_the_terminal(command: tuple[str, ...], platform: RunningPlatform, tmp_path: Path) -> None:
    hostile = "\x1b]0;title\x07 \x9b2J \x7f \u202e \u2066"
    app_key = platform.post("/sandbox/apps", {"name": hostile})["app_key"]
    with at_terminal(tmp_path, *command, COLUMNS="300", SHOPWRIGHT_URL=platform.url) as terminal:
        assert terminal.end() == 0
    assert app_key in terminal.text
    assert "\\u202e" in terminal.text, "it is spelled out"
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", terminal.text)
    if "--json" in command:
        assert hostile in {app["name"] for app in json.loads(terminal.text)}
