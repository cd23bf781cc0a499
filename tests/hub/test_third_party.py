"""A third party's warehouse: orders handed over by file once, tracking taken back by file, cancellations asked for."""

from __future__ import annotations

import csv
import html
import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from shopwright.hub.fulfilment import services as fulfilment
from shopwright.hub.fulfilment.routing.models import Route
from shopwright.hub.fulfilment.third_party import folder, work
from shopwright.hub.fulfilment.third_party.models import HandOff, HandOffRow, ThirdParty, TrackingFile
from shopwright.hub.orders.intake import apply
from shopwright.hub.orders.models import Order
from shopwright.platform.logistics.tracking_numbers import make_tracking_number
from shopwright.testing import Platform
from shopwright.testing.sellers import Seller
from tests.hub import rows
from tests.hub.harness import Hub, Page
from tests.hub.test_labels import bought, shop_of, there
from tests.hub.test_locations import add
from tests.hub.test_orders import cancelled, stocked

pytestmark = pytest.mark.postgres


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of all third parties, of this test alone."""
    monkeypatch.setenv("SHOPWRIGHT_HUB_THIRD_PARTIES", str(tmp_path))
    monkeypatch.setattr(folder, "QUIET_SECONDS", -1)
    return tmp_path


def third_party(hub: Hub, **settings: object) -> ThirdParty:
    """A third party with a location of its own; every order goes there."""
    hub.owner.post("third-party-add", name="North 3PL", folder="north")
    row = ThirdParty.objects.get(workspace=hub.workspace)
    for name, value in settings.items():
        setattr(row, name, value)
    row.save()
    return row


def routed(hub: Hub, row: ThirdParty, order: Order) -> Order:
    """An order that the third party sends, and has the goods of."""
    for line in order.lines.select_related("variant"):
        if line.variant is not None:
            add(line.variant, row.location, line.quantity)
    hub.owner.post("route-change", orders=[order.pk], do="send", location=row.location_id)
    return order


def told(page: Page) -> str:
    """What a page says, without its entities."""
    return html.unescape(page.text)


def drain() -> None:
    """Do what a worker would do for third parties and parcels now."""
    while work.work_due() + fulfilment.work_due():
        pass


def handed(hub: Hub, row: ThirdParty) -> Page:
    page = hub.owner.post("hand-over", row.pk, do="folder")
    drain()
    return page


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))


def out_files(row: ThirdParty) -> list[Path]:
    return sorted(path for path in (folder.folder_of(row) / "out").iterdir() if path.is_file())


def tracking(hub: Hub, row: ThirdParty, *lines: tuple[object, ...]) -> Page:
    """Send a tracking file and look at what became of its rows."""
    text = "order,sku,quantity,carrier,tracking_number\n" + "".join(",".join(map(str, line)) + "\n" for line in lines)
    hub.owner.post("tracking-take", row.pk, file=SimpleUploadedFile("sent.csv", text.encode()))
    drain()
    return hub.owner.get("tracking-file", TrackingFile.objects.filter(third_party=row).latest("pk").pk)


def own_order(hub: Hub, platform: Platform, pieces: int = 2) -> tuple[Seller, Order, str, str]:
    """An order that the seller ships: with its shop, a carrier's name and a number of that carrier."""
    seller, sku_id = shop_of(hub, platform, "GB")
    order = bought(hub, seller, sku_id, pieces, shipping_type="SELLER")
    option = str(there(seller, order)["delivery_option_id"])
    (carrier, *_) = seller.client().logistics.get_shipping_providers(option)["shipping_providers"]
    return seller, order, carrier["name"], make_tracking_number("GB", carrier["id"], int(hub.tag[:6], 16))


def test_an_order_is_handed_over_and_its_tracking_tells_the_channel_and_the_ledger(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller, order, carrier, number = own_order(hub, shopwright_module_platform)
    row, sku = third_party(hub), f"GB-{hub.tag}"
    routed(hub, row, order)
    assert "hands over 1 orders" in handed(hub, row).text
    (file,) = out_files(row)
    (line,) = read(file)
    assert file.name == "handoff-000001.csv"
    assert (line["action"], line["order"], line["sku"], line["quantity"]) == ("ship", order.number, sku, "2")
    assert (line["recipient"], line["country"]) == (order.buyer.name, "GB")
    page = tracking(hub, row, (order.number, sku, 2, carrier, number))
    assert "Told to the channel" in page.text
    assert there(seller, order)["tracking_number"] == number
    assert order.shipments.get().state == "ready"
    assert "Known already" in tracking(hub, row, (order.number, sku, 2, carrier, number)).text


def test_an_order_that_is_handed_over_is_on_no_list_and_in_no_box_here(hub: Hub) -> None:
    order = apply(rows.connection(hub), rows.order(stocked(hub, 5)))
    routed(hub, third_party(hub), order)
    assert "No order waits to be picked" in hub.owner.get("picks").text
    assert "is sent by North 3PL" in hub.owner.post("pick-new", orders=[order.pk]).text
    sku = order.lines.get().seller_sku
    assert "is sent by North 3PL" in hub.owner.post("pack-scan", order.pk, code=sku).text
    assert "is sent by North 3PL" in hub.owner.post("ship", orders=[order.pk]).text


def prepared(hub: Hub, row: ThirdParty, order: Order) -> Order:
    """An order whose channel was asked already and leaves the label to the carrier."""
    routed(hub, row, order)
    Route.objects.filter(order=order).update(preparation="own")
    return order


def test_an_order_is_in_one_file_and_a_second_one_is_marked(hub: Hub) -> None:
    row, shop, sku = third_party(hub), rows.connection(hub), stocked(hub, 9)
    first = prepared(hub, row, apply(shop, rows.order(sku)))
    handed(hub, row)
    assert "nothing to hand over" in handed(hub, row).text
    second = prepared(hub, row, apply(shop, rows.order(sku, 2)))
    handed(hub, row)
    hub.owner.post("handed-change", orders=[first.pk], do="again")
    drain()
    told = [(line["order"], line["action"]) for file in out_files(row) for line in read(file)]
    assert told == [(first.number, "ship"), (second.number, "ship"), (first.number, "ship again")]
    assert "with HO-3, again" in hub.owner.get("order", first.pk).text


@pytest.mark.parametrize("moment", ["write_draft", "put_in_place"])
@pytest.mark.parametrize("is_before", [True, False])
def test_a_file_appears_once_whenever_the_hub_is_killed(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, moment: str, is_before: bool
) -> None:
    row = third_party(hub)
    prepared(hub, row, apply(rows.connection(hub), rows.order(stocked(hub, 5))))
    hub.owner.post("hand-over", row.pk, do="folder")
    real = getattr(folder, moment)

    class Killed(BaseException):
        """Ends the process, as a kill does: what was not committed is gone."""

    def killed(*args: object) -> None:
        if not is_before:
            real(*args)
        raise Killed

    monkeypatch.setattr(folder, moment, killed)
    with pytest.raises(Killed):
        drain()
    taken = [path for path in out_files(row) if not path.name.startswith(".")]
    for path in taken:
        path.unlink()  # the third party takes it away at once
    monkeypatch.setattr(folder, moment, real)
    drain()
    taken += out_files(row)
    assert [path.name for path in taken] == ["handoff-000001.csv"]
    assert HandOff.objects.get(third_party=row).state == "written"


def test_columns_have_the_names_and_the_order_that_the_third_party_wants(hub: Hub) -> None:
    row = third_party(hub)
    lines = "quantity = Menge\nsku = Artikel\norder = Auftrag\naction = Art\ncountry"
    form = {"file_format": "xlsx", "minutes": 0, "columns": lines, "tracking_columns": "order = Auftrag"}
    assert "is no field" in hub.owner.post("third-party-settings", row.pk, **{**form, "columns": "colour"}).text
    assert "are needed" in hub.owner.post("third-party-settings", row.pk, **{**form, "columns": "sku"}).text
    hub.owner.post("third-party-settings", row.pk, **form)
    sku = stocked(hub, 5)
    order = prepared(hub, row, apply(rows.connection(hub), rows.order(sku, 2)))
    handed(hub, row)
    (file,) = out_files(row)
    head, line = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    assert head == ["Menge", "Artikel", "Auftrag", "Art", "country"]
    assert line[:4] == [2, sku, order.number, "ship"]
    wrong = SimpleUploadedFile("a.csv", b"order,sku,quantity,carrier,tracking_number\nx,y,1,a,b\n")
    assert "lacks the columns auftrag" in hub.owner.post("tracking-take", row.pk, file=wrong).text


def test_rows_that_cannot_be_told_say_why_and_come_back_as_a_file(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    _, order, carrier, number = own_order(hub, shopwright_module_platform)
    row, sku = third_party(hub), f"GB-{hub.tag}"
    other = apply(rows.connection(hub), rows.order(stocked(hub, 1)))
    gone = prepared(hub, row, apply(rows.connection(hub), seen := rows.order(stocked(hub, 1))))
    routed(hub, row, order)
    handed(hub, row)
    apply(gone.connection, cancelled(seen))
    page = tracking(
        hub,
        row,
        ("nobody", sku, 1, carrier, "A1"),
        (other.number, sku, 1, carrier, "A2"),
        (gone.number, gone.lines.get().seller_sku, 1, carrier, "A3"),
        (order.number, "NOT-IT", 2, carrier, "A4"),
        (order.number, sku, 1, carrier, "A5"),
        (order.number, sku, "two", carrier, "A6"),
        (order.number, sku, 2, "Nobody's Post", "A7"),
        (order.number, sku, 2, carrier, ""),
        (order.number, sku, 2, carrier, "!"),
        (order.number, sku, 2, carrier, number),
    )
    for words in (
        "There is no order nobody",
        "was not handed to North 3PL",
        "The order was cancelled",
        f"NOT-IT is not in it. It has: {sku}",
        f"A parcel of it holds: 2 × {sku.upper()}",
        "two is no number of pieces",
        "The channel knows no carrier Nobody's Post",
        "has no tracking number",
    ):
        assert words in told(page), words
    file = TrackingFile.objects.filter(third_party=row).latest("pk")
    lines = list(csv.DictReader(io.StringIO(hub.owner.get("tracking-faulty", file.pk).content.decode("utf-8-sig"))))
    assert len(lines) >= 8
    assert {line["tracking_number"] for line in lines} >= {f"A{number}" for number in range(1, 8)}


def test_tracking_files_are_taken_from_the_folder_once_with_a_report(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller, order, carrier, number = own_order(hub, shopwright_module_platform)
    row, sku = third_party(hub), f"GB-{hub.tag}"
    routed(hub, row, order)
    handed(hub, row)
    watched = folder.folder_of(row) / "in"
    text = f"order;sku;quantity;carrier;tracking_number\n{order.number};{sku};2;{carrier};{number}\n"
    (watched / "sent.csv").write_text(text, "cp1252")
    (watched / "half.csv.part").write_text("half", "utf-8")
    (watched / "bad.xlsx").write_bytes(b"PK no workbook")
    drain()
    assert there(seller, order)["tracking_number"] == number
    assert [path.name for path in watched.iterdir() if path.is_file()] == ["half.csv.part"]
    (report,) = (path for path in (watched / "done").iterdir() if "sent" in path.name and "report" in path.name)
    assert read(report)[0]["result"] == "Told to the channel"
    assert "no workbook that can be read" in hub.owner.get("third-party", row.pk).text
    assert work.work_due() == 0


def test_a_label_of_the_channel_is_handed_over_with_the_order(hub: Hub, shopwright_module_platform: Platform) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, "DE")
    order = bought(hub, seller, sku_id)
    row = third_party(hub)
    routed(hub, row, order)
    assert "wait until it is there" in hub.owner.post("hand-over", row.pk, do="download").text
    drain()
    page = hub.owner.post("hand-over", row.pk, do="download")
    assert "hands over 1 orders" in page.text
    made = HandOff.objects.get(third_party=row)
    with zipfile.ZipFile(io.BytesIO(hub.owner.get("hand-off", made.pk).content)) as archive:
        (name,) = (name for name in archive.namelist() if name.startswith("labels/"))
        assert archive.read(name).startswith(b"%PDF-")
        (line,) = csv.DictReader(io.StringIO(archive.read("handoff-000001.csv").decode("utf-8-sig")))
    shipment = order.shipments.get()
    assert (line["tracking_number"], f"labels/{line['label']}") == (shipment.tracking_number, name)


def test_a_cancelled_order_is_asked_for_with_the_next_file_and_the_answer_is_kept(hub: Hub) -> None:
    row, shop, sku = third_party(hub), rows.connection(hub), stocked(hub, 5)
    seen = rows.order(sku, 2)
    order = prepared(hub, row, apply(shop, seen))
    handed(hub, row)
    apply(shop, cancelled(seen))
    assert "North 3PL is asked to stop it with the next file" in hub.owner.get("order", order.pk).text
    assert "Take back" not in hub.owner.get("today").text
    handed(hub, row)
    (line,) = read(out_files(row)[-1])
    assert (line["action"], line["order"], line["quantity"], line["recipient"]) == ("cancel", order.number, "2", "")
    assert "was asked to stop it with HO-2" in hub.owner.get("order", order.pk).text
    hub.owner.post("handed-change", orders=[order.pk], do="too_late")
    assert "sent before" in hub.owner.get("order", order.pk).text


def test_an_order_that_came_back_is_sent_from_here_or_handed_over_anew(hub: Hub) -> None:
    row, sku = third_party(hub), stocked(hub, 5)
    order = prepared(hub, row, apply(rows.connection(hub), rows.order(sku)))
    handed(hub, row)
    main = hub.workspace.locations.get(is_default=True)
    stuck = hub.owner.post("route-change", orders=[order.pk], do="send", location=main.pk)
    assert "Ask for it back first" in stuck.text
    hub.owner.post("handed-change", orders=[order.pk], do="back")
    handed(hub, row)
    hub.owner.post("handed-change", orders=[order.pk], do="stopped")
    assert "1 of 1 orders routed" in hub.owner.post("route-change", orders=[order.pk], do="send", location=main.pk).text
    assert "1 order waits to be picked" in hub.owner.get("picks").text
    prepared(hub, row, order)
    handed(hub, row)
    assert HandOffRow.objects.filter(order=order, act="ship").count() == 2


def test_files_are_made_by_themselves_at_their_times(hub: Hub) -> None:
    row = third_party(hub, minutes=60)
    prepared(hub, row, apply(rows.connection(hub), rows.order(stocked(hub, 5))))
    drain()
    assert len(out_files(row)) == 1
    prepared(hub, row, apply(rows.connection(hub), rows.order(stocked(hub, 5))))
    drain()
    assert len(out_files(row)) == 1
    ThirdParty.objects.filter(pk=row.pk).update(next_at=rows.NOW)
    drain()
    assert len(out_files(row)) == 2


def test_a_folder_that_cannot_be_written_is_told_and_tried_again(hub: Hub) -> None:
    row = third_party(hub)
    prepared(hub, row, apply(rows.connection(hub), rows.order(stocked(hub, 5))))
    where = folder.folder_of(row)
    (where / "out" / "labels").rmdir()
    (where / "out").rmdir()
    (where / "out").write_text("in the way", "utf-8")
    handed(hub, row)
    assert "The folder cannot be written" in hub.owner.get("third-party", row.pk).text
    (where / "out").unlink()
    HandOff.objects.filter(third_party=row).update(due_at=rows.NOW)
    drain()
    assert [path.name for path in out_files(row)] == ["handoff-000001.csv"]
