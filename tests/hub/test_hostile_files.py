"""Files that are made to harm: long cells, huge numbers, names that no folder takes, folders of others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shopwright.hub.channels.files.tables import TableError, number, whole_number
from shopwright.hub.fulfilment.third_party import folder, work
from shopwright.hub.fulfilment.third_party.models import ThirdParty, TrackingFile
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.import_files import check
from tests.hub.test_price_lists import make_list
from tests.hub.test_third_party import third_party

pytestmark = pytest.mark.postgres

_LONG = 100_000
_HEADINGS = "order,sku,quantity,carrier,tracking_number\n"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHOPWRIGHT_HUB_THIRD_PARTIES", str(tmp_path / "third"))
    monkeypatch.setenv("SHOPWRIGHT_HUB_FILES", str(tmp_path / "files"))
    monkeypatch.setattr(folder, "QUIET_SECONDS", -1)
    return tmp_path


@pytest.mark.parametrize("price", ["." * _LONG + "a", "1" + "a" * _LONG + "\n1", "£" * _LONG + "1"])
def test_a_long_text_in_the_column_of_prices_is_no_amount(hub: Hub, price: str) -> None:
    sku = rows.variant(hub).sku
    file = SimpleUploadedFile("prices.csv", f'SKU,Price\n{sku},"{price}"\n'.encode())
    page = hub.owner.post("price-file-send", make_list(hub).pk, file=file)
    assert "is no amount" in page.text


def test_a_long_line_of_a_stock_list_is_not_read(hub: Hub) -> None:
    page = hub.owner.post("stock-sheet", "count", lines="A" + " " * _LONG + "B", location="")
    assert page.status == 200


@pytest.mark.parametrize("text", ["1e999999999", "1E+13", "-1e999999999", "9" * 40, "sNaN", "Infinity"])
def test_numbers_that_would_fill_the_memory_are_refused(text: str) -> None:
    for read in (number, whole_number):
        with pytest.raises(TableError, match="number"):
            read(text)


@pytest.mark.parametrize("value", ["1e999999999", "-1e999999999", "NaN", "1e13"])
def test_an_edit_of_many_skus_refuses_such_numbers(hub: Hub, value: str) -> None:
    acts = {"acts-TOTAL_FORMS": "1", "acts-INITIAL_FORMS": "0", "acts-0-what": "price:add", "acts-0-value": value}
    page = hub.owner.post("bulk-new", **acts, preview="1", skus=rows.variant(hub).sku)
    assert "is no number that can be" in page.text


def _in(row: ThirdParty, name: str, content: bytes) -> None:
    place = folder.make(row) / "in"
    Path(os.fsdecode(os.fsencode(place) + b"/" + os.fsencode(name))).write_bytes(content)


def _take() -> None:
    while work.work_due():
        pass


@pytest.mark.parametrize("name", ["n" * 251 + ".csv", "é" * 125 + ".csv", "\udcff.csv"])
def test_a_tracking_file_with_any_name_is_taken_in_and_put_away(hub: Hub, name: str) -> None:
    row = third_party(hub)
    _in(row, name, f"{_HEADINGS}X,Y,1,a,b\n".encode())
    _take()
    file = TrackingFile.objects.get(third_party=row)
    assert (file.rows.get().result, file.is_put_away, file.due_at) == ("order", True, None)
    assert len(list((folder.folder_of(row) / "in" / "done").iterdir())) == 2
    assert hub.owner.get("tracking-file", file.pk).status == 200


def test_a_folder_that_cannot_be_written_keeps_no_other_third_party_waiting(hub: Hub) -> None:
    broken, other = third_party(hub), Hub()
    _in(broken, "a.csv", f"{_HEADINGS}X,Y,1,a,b\n".encode())
    done = folder.folder_of(broken) / "in" / "done"
    done.rmdir()
    done.write_text("no folder")
    row = third_party(other)
    _in(row, "a.csv", f"{_HEADINGS}X,Y,1,a,b\n".encode())
    _take()
    assert TrackingFile.objects.get(third_party=row).due_at is None


def test_a_link_among_tracking_files_is_not_followed(hub: Hub, place: Path) -> None:
    row = third_party(hub)
    (place / "secret.csv").write_text(f"{_HEADINGS}X,Y,1,a,b\n")
    target = folder.make(row) / "in" / "a.csv"
    target.symlink_to(place / "secret.csv")
    with pytest.raises(OSError, match="symbolic"):
        folder.read(target)
    _take()
    assert not TrackingFile.objects.filter(third_party=row).exists()


def test_the_folder_of_another_workspace_stays_its_own_after_it_was_disconnected(hub: Hub) -> None:
    name, other = f"till-{hub.tag}", Hub()
    form = {"folder": name, "shop_name": "Till", "region": "GB", "currency": "GBP"}
    hub.owner.post("connect", "files", **form)
    hub.owner.post("choose-shops", "files", shops=[name])
    shop = hub.workspace.connections.get()
    hub.owner.post("connection-change", shop.pk, do="disconnect")
    for taken in (name, name.upper()):
        other.owner.post("connect", "files", **{**form, "folder": taken})
        page = other.owner.post("choose-shops", "files", shops=[taken])
        assert "belongs to another workspace" in page.text
    assert not other.workspace.connections.exists()
    hub.owner.post("connect", "files", **form)
    hub.owner.post("choose-shops", "files", shops=[name])
    shop.refresh_from_db()
    assert shop.state == "active"


def test_headings_of_rows_to_mend_are_no_formulas(hub: Hub) -> None:
    run = check(hub, b'SKU,Title,Price,"=1+1"\nA,Mug,much,x\n', "a.csv")
    page = hub.owner.get("import-faulty", run.pk)
    assert b"'=1+1" in page.content
