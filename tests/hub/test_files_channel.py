"""Files that are dropped into a watched folder, good and bad, and what the hub writes there."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from shopwright.hub.channels.files import tables
from shopwright.hub.channels.files.channel import Files
from shopwright.hub.channels.protocol import ChannelError, ExternalOrder, ListingState, StockWant
from tests.hub.harness import Hub
from tests.hub.test_conformance_files import FilesWorld


@pytest.fixture
def world(tmp_path: Path) -> FilesWorld:
    return FilesWorld(tmp_path)


def _drop(world: FilesWorld, name: str, content: bytes, kind: str = "orders") -> None:
    (world.path / "in" / kind / name).write_bytes(content)


def _order(world: FilesWorld, order_id: str) -> ExternalOrder | None:
    with world.session() as session:
        return session.order(order_id)


def _report(world: FilesWorld, folder: str, name: str) -> list[dict[str, str]]:
    (report,) = (world.path / "in" / folder).glob(f"*-{name}.report.csv")
    with report.open(newline="") as file:
        return list(csv.DictReader(file))


def _xlsx(*rows: list[object]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return content.getvalue()


_CSV = "order,sku,quantity,price\n7,MUG,2,4.50\n"


@pytest.mark.parametrize(
    "content",
    [
        _CSV.encode(),
        _CSV.encode("utf-8-sig"),
        _CSV.encode("utf-16"),
        b"Order;SKU;Quantity;Price\r\n7;MUG;2;4,50\r\n",
        b"order\tsku\tquantity\tprice\n7\tMUG\t2\t4.50\n",
        _xlsx(["Order", "SKU", "Quantity", "Price"], [7, "MUG", 2, 4.5]),
    ],
    ids=["csv", "byte order mark", "utf-16", "decimal comma", "tabs", "xlsx"],
)
def test_an_order_is_read_out_of_each_kind_of_table(world: FilesWorld, content: bytes) -> None:
    _drop(world, "a.xlsx" if content.startswith(b"PK") else "a.csv", content)
    order = _order(world, "7")
    assert order is not None
    assert [(line.seller_sku, line.quantity, line.unit_price) for line in order.lines] == [("MUG", 2, Decimal("4.5"))]
    assert order.total == 9
    assert [row["result"] for row in _report(world, "done", "a.*")] == ["taken"]


def test_a_wrong_row_refuses_its_order_alone_and_says_why(world: FilesWorld) -> None:
    rows = [
        "order,sku,quantity,price",
        "1,MUG,2,4.50",
        "2,MUG,two,4.50",
        "2,CUP,1,3",
        "3,MUG,1,-",
        ",MUG,1,1",
        "4,CUP,1,3",
    ]
    _drop(world, "mixed.csv", "\n".join(rows).encode())
    with world.session() as session:
        assert [session.order(number) is not None for number in "1234"] == [True, False, False, True]
    report = _report(world, "done", "mixed.csv")
    assert [(row["row"], row["result"]) for row in report] == [
        ("2", "taken"), ("3", "refused"), ("4", "refused"), ("5", "refused"), ("6", "refused"), ("7", "taken"),
    ]  # fmt: skip
    assert report[1]["words"] == "'two' is no number."
    assert report[4]["words"] == "The row names no order or SKU."


def test_the_same_file_twice_changes_nothing(world: FilesWorld) -> None:
    for name in ("a.csv", "b.csv"):
        _drop(world, name, b"order,sku,quantity,price,placed_at\n7,MUG,2,4.50,2026-11-01\n")
        order = _order(world, "7")
    assert order is not None
    assert [row["result"] for row in _report(world, "done", "b.csv")] == ["unchanged"]
    with world.session() as session:
        assert list(session.orders_since(order.updated_at)) == [order]


def _bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/a.xml", "w") as member:
        member.write(bytes(1 << 20))
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "The file is empty."),
        ("image.csv", b"\x89PNG\r\n\0\0", "The file is no text."),
        ("broken.xlsx", b"PK\x03\x04 nothing", "The file is no workbook that can be read."),
        ("bomb.xlsx", None, "The workbook unpacks to more than it may."),
        ("twice.csv", b"order,order\n1,2\n", "The columns order are there twice."),
    ],
)
def test_a_file_that_is_no_table_is_put_aside_with_the_reason(
    world: FilesWorld, name: str, content: bytes | None, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_UNPACKED", 1000)
    _drop(world, name, _bomb() if content is None else content)
    assert _order(world, "1") is None
    assert [row["words"] for row in _report(world, "refused", name)] == [words]
    assert list((world.path / "in" / "orders").iterdir()) == []


def test_a_small_workbook_that_spans_all_cells_there_are_is_put_aside(world: FilesWorld) -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Order")
        sheet.write(1_048_575, 16_383, "far")
    assert len(content.getvalue()) < 10_000
    _drop(world, "far.xlsx", content.getvalue())
    _drop(world, "good.xlsx", _xlsx(["Order", "SKU", "Quantity", "Price"], [8, "MUG", 2, 4.5]))
    assert _order(world, "8") is not None
    (row,) = _report(world, "refused", "far.xlsx")
    assert "memory" in row["words"] or "far away" in row["words"]


def test_a_file_that_is_still_written_is_left_alone(tmp_path: Path) -> None:
    world = FilesWorld(tmp_path)
    world.channel = Files(root=tmp_path, quiet_seconds=3600)
    _drop(world, "growing.csv", _CSV.encode())
    _drop(world, ".hidden.csv", _CSV.encode())
    assert _order(world, "7") is None
    os.utime(world.path / "in" / "orders" / "growing.csv", (0, 0))
    assert _order(world, "7") is not None
    assert [path.name for path in (world.path / "in" / "orders").iterdir()] == [".hidden.csv"]


def test_a_link_out_of_the_folder_is_not_followed(world: FilesWorld, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.csv").write_text(_CSV)
    (world.path / "in" / "orders" / "link.csv").symlink_to(tmp_path / "elsewhere.csv")
    assert _order(world, "7") is None


@pytest.mark.parametrize("name", ["../etc", "/etc", "", ".", "a/b", "a\0b"])
def test_a_name_that_leads_out_of_the_root_is_refused(world: FilesWorld, name: str) -> None:
    app = type(world.app)({**world.app.settings, "folder": name}, world.app.credentials)
    with pytest.raises(ChannelError, match="is no name for a folder"):
        world.channel.finish_consent(app, {})


def test_a_folder_that_cannot_be_written_may_work_later(world: FilesWorld) -> None:
    goods = world.put_product(5)
    (world.path / "out" / "stock.csv").mkdir()
    with world.session() as session, pytest.raises(ChannelError) as caught:
        session.push_stock([StockWant(goods.product_id, goods.sku_id, "folder", 3)])
    assert caught.value.is_passing
    with world.session() as session:
        listing = session.listing(goods.product_id)
    assert listing is not None
    assert listing.skus[0].quantity == 5, "what was not written is not kept"


def test_a_paused_product_and_a_shipment_are_written_out(world: FilesWorld) -> None:
    goods = world.put_product(5)
    order_id = world.buy((goods, 2))
    with world.session() as session:
        session.pause(goods.product_id)
        session.ship(order_id, "Royal Mail", "RM1")
    with (world.path / "out" / "listings.csv").open(newline="") as file:
        assert [(row["sku"], row["state"]) for row in csv.DictReader(file)] == [
            (goods.sku_id, str(ListingState.PAUSED))
        ]
    (shipment,) = (world.path / "out" / "shipments").iterdir()
    with shipment.open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["order"], row["quantity"], row["tracking_number"]) == (order_id, "2", "RM1")


def test_a_product_that_comes_again_keeps_the_number_of_the_hub(world: FilesWorld) -> None:
    lines = b"sku,title,price,quantity\nMUG,%s,4.50,9\n"
    _drop(world, "first.csv", lines % b"A mug", "products")
    with world.session() as session:
        session.push_stock([StockWant("MUG", "MUG", "folder", 3)])
        list(session.listing_ids())
        session.push_stock([StockWant("MUG", "MUG", "folder", 3)])
        _drop(world, "again.csv", lines % b"A blue mug", "products")
        listing = session.listing("MUG")
    assert listing is not None
    assert (listing.title, listing.skus[0].quantity) == ("A blue mug", 3)


@pytest.mark.postgres
def test_a_folder_is_connected_in_the_browser_and_sells(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPWRIGHT_HUB_FILES", str(tmp_path))
    name = f"till-{hub.tag}"
    products = tmp_path / name / "in" / "products"
    page = hub.owner.post("connect", "files", folder=name, shop_name="Till", region="GB", currency="GBP")
    assert "Till" in page.text
    drop = products / "goods.csv"
    drop.write_text("sku,title,price,quantity\nTILL-MUG,A mug,4.50,9\n")
    os.utime(drop, (0, 0))
    hub.owner.post("choose-shops", "files", shops=[name], adopts="1")
    hub.work()
    assert hub.available("TILL-MUG") == 9
    later = products / "later.csv"
    later.write_text("sku,title,price,quantity\nTILL-CUP,A cup,3,4\n")
    os.utime(later, (0, 0))
    hub.work()
    assert hub.available("TILL-CUP") == 4
    orders = tmp_path / name / "in" / "orders" / "today.csv"
    orders.write_text("order,sku,quantity,price,name\nT-1,TILL-MUG,2,4.50,Zoë\n")
    os.utime(orders, (0, 0))
    hub.work()
    assert hub.available("TILL-MUG") == 7
    assert hub.order("T-1").total == 9
