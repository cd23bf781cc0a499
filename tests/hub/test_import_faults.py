"""What cannot be imported: each file and each row with a message that says what is wrong and what to do."""

from __future__ import annotations

import random
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shopwright.hub.catalog.imports.models import ImportRun
from shopwright.hub.catalog.models import Variant
from shopwright.hub.core import uploads
from tests.hub.harness import Hub, Page
from tests.hub.import_files import check, csv_bytes, faults, load, xlsx_bytes, zip_of

pytestmark = pytest.mark.postgres

HEAD = ("SKU", "Title", "Price", "Currency", "EAN", "Weight", "Country of origin", "Fragile")
WELL = ("S-1", "A mug", "5", "GBP", "5012345678900", "300", "CN", "no")


def _send(hub: Hub, content: bytes, name: str = "goods.csv") -> Page:
    return hub.owner.post("import-new", file=SimpleUploadedFile(name, content))


def _far_apart() -> bytes:
    """A workbook with two cells at the ends of its sheet, which a reader may want memory for all between."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(xlsx_bytes(("SKU",), ("A",)))) as plain, zipfile.ZipFile(file, "w") as target:
        for part in plain.namelist():
            content = plain.read(part)
            if part == "xl/worksheets/sheet1.xml":
                content = content.replace(
                    b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                )
            target.writestr(part, content)
    return file.getvalue()


FILES = {
    "empty": (b"", "is empty"),
    "only a header's blanks": (b" \n\n", "is empty"),
    "nonsense": (random.Random(1).randbytes(200_000), "most of it is not text"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "no table"),
    "document": (b"%PDF-1.7 ...", "no table"),
    "old workbook": (b"\xd0\xcf\x11\xe0" + bytes(600), "old workbook (XLS)"),
    "web page": (b"<!DOCTYPE html><html></html>", "web page"),
    "archive": (zip_of(goods_xml=b"<a/>"), "ZIP archive, not a workbook"),
    "damaged workbook": (xlsx_bytes(HEAD, WELL)[:-300], "damaged"),
    "half a workbook": (zip_of(xl__workbook_xml=b"<workbook"), "damaged"),
    "cells far apart": (_far_apart(), "needs more memory or time than a list of goods does"),
    "quotation mark without end": (b'SKU,Title\n' + b'A,"' + b"x," * 100_000, "quotation mark is not closed"),
    "too many columns": (csv_bytes(("SKU", *(f"c{n}" for n in range(600)))), "500 or fewer"),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_no_table_of_goods_is_refused_with_what_to_do(hub: Hub, kind: str) -> None:
    _assert_refused(hub, *FILES[kind])


def test_a_workbook_that_unpacks_to_far_more_is_refused(hub: Hub) -> None:
    bomb = zip_of(xl__workbook_xml=b"<w/>", xl__sharedStrings_xml=bytes(120 << 20))
    _assert_refused(hub, bomb, "unpacks to 120 MB")


def _assert_refused(hub: Hub, content: bytes, words: str) -> None:
    answer = _send(hub, content)
    assert answer.status in (200, 422)
    assert words in answer.text
    assert not ImportRun.objects.filter(workspace=hub.workspace).exists()


def test_a_file_that_is_too_large_is_dropped_while_it_arrives(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 100_000)
    answer = _send(hub, random.Random(1).randbytes(300_000))
    assert answer.status == 422
    assert "larger than 100 MB" in answer.text


ROWS = {
    "no SKU": ({"SKU": ""}, "SKU: The row has no SKU"),
    "no title": ({"Title": ""}, "No product has the SKU S-1, and a new one has no title. Correct the SKU"),
    "negative price": ({"Price": "-5"}, "Price: -5 is negative. Write a price of 0 or more"),
    "words for a price": ({"Price": "ask us"}, "“ask us” is no amount"),
    "another decimal sign": ({"Price": "5,00"}, "“5,00” is no number. Write it like 1234.50. If the file uses"),
    "a third of a cent": ({"Price": "5.333"}, "more than 2 decimals"),
    "a currency's sign that is another": ({"Price": "€5"}, "The price is in EUR, the currency GBP"),
    "no currency": ({"Currency": "pounds"}, "“pounds” is no currency"),
    "GTIN with a wrong digit": ({"EAN": "5012345678901"}, "The last digit of 5012345678901 does not fit"),
    "GTIN that a spreadsheet shortened": ({"EAN": "5.01235E+12"}, "A spreadsheet shortened the GTIN"),
    "GTIN of letters": ({"EAN": "ABC"}, "no GTIN"),
    "GTIN of 5 digits": ({"EAN": "12345"}, "has 5 digits"),
    "weight in stones": ({"Weight": "3 stone"}, "“stone” is no unit of weight. Use g, kg, lb, oz"),
    "no country": ({"Country of origin": "Atlantis"}, "“Atlantis” is no country"),
    "neither yes nor no": ({"Fragile": "perhaps"}, "neither yes nor no"),
    "SKU of 90 signs": ({"SKU": "S" * 90}, "The SKU has 90 characters"),
    "title of 400 signs": ({"Title": "T" * 400}, "400 characters are too many. Title has 300"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ROWS)
def test_a_row_with_a_fault_is_reported_by_line_field_cause_and_remedy(hub: Hub, kind: str) -> None:
    changes, words = ROWS[kind]
    row = [changes.get(name, value) for name, value in zip(HEAD, WELL, strict=True)]
    good = [("OK-1", "A jug", *WELL[2:]), ("OK-2", "A pan", "1.50", *WELL[3:])]
    run = check(hub, csv_bytes(HEAD, *good, row))
    assert words in faults(run)[4], faults(run)
    assert run.counts["create"] == 2
    page = hub.owner.get("import", run.pk)
    assert words.partition("“")[0] in page.text


def test_values_that_people_write_are_read(hub: Hub) -> None:
    head = ("SKU", "Title", "Price", "EAN", "Weight", "Width", "Country of origin", "Fragile")
    run = load(
        hub,
        csv_bytes(
            head,
            ("A", "A", "£1,234.50", "12345670", "1.2 kg", "10 cm", "United Kingdom", "yes"),
            ("B", "B", "USD 5", "036000291452", "8oz", "3 in", "us", "x"),
            ("C", "C", "5.00 €", "978-3-16-148410-0", "250", "", "de", "0"),
            ("D", "D", "R$ 7", "36000291452", "1 lb", "", "", ""),
        ),
    )
    assert run.counts["create"] == 4
    rows = {
        v.sku: (f"{v.price} {v.currency}", v.gtin, v.product.weight_grams, v.product.width_mm, v.product.origin)
        for v in Variant.objects.filter(workspace=hub.workspace).select_related("product")
    }
    assert rows == {
        "A": ("1234.50 GBP", "12345670", 1200, 100, "GB"),
        "B": ("5.00 USD", "036000291452", 227, 76, "US"),
        "C": ("5.00 EUR", "9783161484100", 250, None, "DE"),
        "D": ("7.00 BRL", "036000291452", 454, None, ""),
    }


def test_a_sku_that_comes_twice_and_one_of_another_product_are_reported(hub: Hub) -> None:
    load(hub, csv_bytes(HEAD[:4], ("OLD-1", "A pan", "5", "GBP"), ("OLD-2", "A pot", "5", "GBP")))
    head = ("Handle", *HEAD[:4])
    run = check(
        hub,
        csv_bytes(
            head,
            ("new", "N-1", "A lid", "5", "GBP"),
            ("other", "N-1", "A cup", "5", "GBP"),
            ("mixed", "OLD-1", "A pan", "5", "GBP"),
            ("mixed", "OLD-2", "A pan", "5", "GBP"),
        ),
    )
    told = faults(run)
    assert "N-1 stands on line 2 already" in told[3]
    assert "OLD-2 belongs to “A pot”, another row of this product to “A pan”" in told[5]
    assert run.counts == {"create": 1, "faulty": 2, "held": 1, "products": 1}


def test_rows_of_one_product_that_differ_are_reported(hub: Hub) -> None:
    head = ("Handle", "SKU", "Title", "Brand")
    run = check(hub, csv_bytes(head, ("h", "A", "A pan", "Acme"), ("h", "B", "A pan", "Bolt")))
    assert "Brand" in hub.owner.get("import", run.pk).text
    assert "“Bolt” here, “Acme” on line 2. Write the same in all rows of a product." in faults(run)[3]


def test_rows_to_mend_come_back_as_a_file_that_is_imported_once_mended(hub: Hub) -> None:
    head = ("Handle", "SKU", "Title", "Price", "Currency")
    rows = [("h", "A", "A pan", "5", "GBP"), ("h", "B", "A pan", "five", "GBP"), ("i", "C", "A pot", "5", "GBP")]
    run = load(hub, csv_bytes(head, *rows))
    assert run.counts == {"create": 1, "faulty": 1, "held": 1, "products": 1}
    assert not Variant.objects.filter(workspace=hub.workspace, sku="A").exists()  # no product is half there
    file = hub.owner.get("import-faulty", run.pk).content
    assert "What to mend" in file.decode()
    assert "Price: “five” is no amount" in file.decode()
    again = load(hub, file.replace(b"five,", b"6,"), "mended.csv")
    assert again.counts == {"create": 2, "products": 1}
    assert hub.variant("B").price == 6


LAYOUTS = {
    "Windows-1252, semicolons, decimal comma": csv_bytes(
        ("Artikelnummer", "Bezeichnung", "Verkaufspreis (EUR)"), ("A-1", "Müslischale", "1.234,50"),
        encoding="cp1252", delimiter=";",
    ),
    "UTF-8 with a mark": b"\xef\xbb\xbf"
    + csv_bytes(("SKU", "Titel", "Preis (EUR)"), ("A-1", "Müslischale", "1234.50")),
    "UTF-16, tabs": csv_bytes(
        ("SKU", "Title", "Price EUR"), ("A-1", "Müslischale", "1234.50"), encoding="utf-16", delimiter="\t"
    ),
    "a title above the header": csv_bytes(
        ("Price list 2026",), (), ("SKU", "Title", "Price (EUR)"), ("A-1", "Müslischale", "1234.50")
    ),
    "a header of lines in a cell": csv_bytes(("SKU", "Title", "Price\n(EUR)"), ("A-1", "Müslischale", "1234.50")),
    "a merged header": csv_bytes(
        ("", "", "Parcel", "", ""), ("SKU", "Title", "Length (mm)", "Width (mm)", "Price (EUR)"),
        ("A-1", "Müslischale", "1", "2", "1234.50"),
    ),
    "a workbook": xlsx_bytes(("SKU", "Title", "Price (EUR)"), ("A-1", "Müslischale", 1234.5)),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_how_a_file_is_written_is_guessed(hub: Hub, layout: str) -> None:
    load(hub, LAYOUTS[layout])
    bowl = hub.variant("A-1")
    assert (str(bowl.price), bowl.currency, bowl.product.title) == ("1234.50", "EUR", "Müslischale")


def test_a_guess_is_changed_by_hand(hub: Hub) -> None:
    from tests.hub.import_files import begin

    run = begin(hub, csv_bytes(("SKU", "Title"), ("A-1", "Łódź"), encoding="cp1250"))
    assert "£ód" in hub.owner.get("import", run.pk).text
    form = {
        "source": 0, "encoding": 3, "delimiter": 0, "quote": 0, "header_first": 1, "header_last": 1, "data_from": 2,
        "decimal": 0, "currency": "", "weight_unit": 0, "side_unit": 0, "missing_sku": 0, "empties": 0,
    }  # fmt: skip
    hub.owner.post("import-columns", run.pk, act="look", **form)
    assert "Łódź" in hub.owner.get("import", run.pk).text
    refused = hub.owner.post("import-columns", run.pk, act="look", **{**form, "data_from": 2, "header_last": 9})
    assert "The header ends after it begins" in refused.text


def test_formulas_in_cells_are_texts(hub: Hub) -> None:
    load(hub, csv_bytes(("SKU", "Title"), ("A-1", "=HYPERLINK(1)"), ("A-2", "'=1+1")))
    assert [hub.variant(sku).product.title for sku in ("A-1", "A-2")] == ["=HYPERLINK(1)", "=1+1"]
    assert ",'=HYPERLINK(1)," in hub.owner.get("products", format="csv").content.decode()
