"""A shop takes its data along: five kinds, two formats, whole and of one moment."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from shopwright.cli.main import main
from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import get_product
from tests.harness.conversations import messages, write
from tests.harness.reviews import arrived, review, seen
from tests.harness.server import RunningPlatform
from tests.harness.trade import buy, detail, stocked

KINDS = ("products", "orders", "inventory", "messages", "reviews")


def busy_shop(platform: RunningPlatform) -> tuple[Seller, dict[str, Any]]:
    """A shop with two products, two orders, a conversation and a review, whose text a spreadsheet would run."""
    seller = new_seller(platform)
    order = arrived(seller, 2)
    buy(seller, stocked(seller))
    review(seller, order, text='=HYPERLINK("http://x")')
    write(seller, "Ist es weiß?", order_id=order["order_id"])
    return seller, order


def export(seller: Seller, kind: str, form: str = "json") -> bytes:
    query = {"shop_id": seller.shop_id, "format": form}
    reply = seller.platform.ask("GET", f"/sandbox/exports/{kind}", query=query)
    assert reply.status == 200, reply.body
    if kind == "all":
        return reply.body
    return timeless(reply.body)


def timeless(body: bytes) -> bytes:
    """A file without its moment, as the clock goes on between two."""
    return re.sub(rb'"at":\d+', b'"at":0', body)


def rows(seller: Seller, kind: str) -> list[dict[str, Any]]:
    document = json.loads(export(seller, kind))
    assert (document["kind"], document["shop_id"]) == (kind, seller.shop_id)
    assert document["count"] == len(document["rows"])
    return list(document["rows"])


def table(seller: Seller, kind: str) -> list[dict[str, str]]:
    text = export(seller, kind, "csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_json_holds_each_thing_as_the_partner_api_shows_it(platform: RunningPlatform) -> None:
    seller, order = busy_shop(platform)
    products, orders = rows(seller, "products"), rows(seller, "orders")
    assert products == [get_product(seller, row["id"]) for row in products]
    assert orders == [detail(seller, row["id"]) for row in orders]
    assert (len(products), len(orders), orders[-1]["id"]) == (2, 2, order["order_id"])
    reviews = rows(seller, "reviews")
    assert reviews == [seen(seller, row["id"]) for row in reviews] != []
    said = rows(seller, "messages")
    shown = messages(seller, said[0]["conversation_id"])
    assert [row["id"] for row in said if row["is_visible"]] == [row["id"] for row in shown if row["is_visible"]]


def test_inventory_is_each_sku_at_each_warehouse(platform: RunningPlatform) -> None:
    seller, _ = busy_shop(platform)
    for row in rows(seller, "inventory"):
        assert row["available"] == row["on_hand"] - row["committed"] - row["campaign_lock"] - row["creator_lock"]
        assert row["warehouse_id"] == seller.warehouse_id
    assert sorted(row["committed"] for row in rows(seller, "inventory")) == [0, 1]


def test_tables_have_a_row_for_each_part_and_run_no_formula(platform: RunningPlatform) -> None:
    seller, order = busy_shop(platform)
    lines = table(seller, "orders")
    assert [row["line_item_id"] for row in lines if row["id"] == order["order_id"]] == [
        line["id"] for line in detail(seller, order["order_id"])["line_items"]
    ]
    assert len(lines) == 3
    assert [row["text"] for row in table(seller, "reviews")] == ['\'=HYPERLINK("http://x")']
    assert {row["content"] for row in table(seller, "messages")} >= {'{"content":"Ist es weiß?"}'}
    for kind in KINDS:
        parts = {"orders": "line_items", "products": "skus"}.get(kind)
        documents = rows(seller, kind)
        assert len(table(seller, kind)) == sum(len(row[parts]) if parts else 1 for row in documents)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_all_is_a_zip_of_the_five_files(platform: RunningPlatform, form: str) -> None:
    seller, _ = busy_shop(platform)
    with zipfile.ZipFile(io.BytesIO(export(seller, "all", form))) as archive:
        assert sorted(archive.namelist()) == sorted(f"{kind}.{form}" for kind in KINDS)
        for kind in KINDS:
            assert timeless(archive.read(f"{kind}.{form}")) == export(seller, kind, form)


def test_an_export_is_whole_beyond_the_pages_that_it_is_read_by(
    platform: RunningPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    seller, _ = busy_shop(platform)
    whole = {kind: export(seller, kind) for kind in KINDS}
    monkeypatch.setattr("shopwright.platform.exports.kinds._AT_ONCE", 1)
    assert {kind: export(seller, kind) for kind in KINDS} == whole


def test_an_empty_shop_has_empty_files(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    assert [rows(seller, kind) for kind in KINDS] == [[], [], [], [], []]
    assert all(table(seller, kind) == [] for kind in KINDS)


def test_others_data_is_in_no_export(platform: RunningPlatform) -> None:
    seller, _ = busy_shop(platform)
    other = new_seller(platform)
    busy_shop(platform)
    assert all(rows(other, kind) == [] for kind in KINDS)
    assert len(rows(seller, "orders")) == 2


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("secrets?shop_id={}", 404, 40401),
        ("orders?shop_id=1", 404, 40401),
        ("orders?shop_id={}&format=exe", 400, 40001),
    ],
)
def test_an_unknown_kind_shop_or_format_is_named(platform: RunningPlatform, path: str, status: int, code: int) -> None:
    refused = platform.refuse("GET", "/sandbox/exports/" + path.format(new_seller(platform).shop_id))
    assert (refused.status, refused.code) == (status, code)


def test_the_shops_page_offers_each_file(platform: RunningPlatform) -> None:
    seller, _ = busy_shop(platform)
    page = platform.ask("GET", f"/portal/shops/{seller.shop_id}").body.decode()
    for kind in (*KINDS, "all"):
        for form in ("csv", "json"):
            path = f"/portal/shops/{seller.shop_id}/data/{kind}.{form}"
            assert f'href="{path}"' in page
            reply = platform.ask("GET", path)
            assert reply.status == 200
            assert reply.headers["content-disposition"].startswith("attachment")
            assert reply.headers["cache-control"] == "no-store"
            if kind != "all":
                assert timeless(reply.body) == export(seller, kind, form)
    assert platform.ask("GET", f"/portal/shops/{seller.shop_id}/data/secrets.csv").status == 404


def test_the_command_saves_a_file_that_its_owner_alone_reads_and_replaces_none(
    platform: RunningPlatform, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seller, _ = busy_shop(platform)
    words = ["sandbox", "export", "orders", "--shop", seller.shop_id, "--url", platform.url, "--to"]
    file = tmp_path / "orders.csv"
    assert main([*words, str(file)]) == 0
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (export(seller, "orders", "csv"), 0o600)
    assert main([*words, str(file)]) == 1
    assert "is there already" in capsys.readouterr().err
    assert main([*words, str(tmp_path / "none" / "orders.csv")]) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["orders.csv"]
    assert main(["sandbox", "export", "orders", "--shop", "1", "--url", platform.url, "--to", "-"]) == 1
