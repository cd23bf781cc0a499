"""What a file says beside the catalogue: pieces that are booked when asked for, and pictures that are fetched."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from shopwright.hub.access.roles import Role
from shopwright.hub.background.models import BackgroundRun
from shopwright.hub.catalog.imports import picture_runs, runs
from shopwright.hub.catalog.imports.fields import field_of
from shopwright.hub.catalog.imports.models import ImportRun
from shopwright.hub.catalog.models import Product
from shopwright.hub.catalog.services import add_picture
from shopwright.hub.stock.services import default_location
from tests.hub.harness import Hub
from tests.hub.import_files import csv_bytes, load, work_all
from tests.hub.pictures import picture

pytestmark = pytest.mark.postgres

HEAD = ("SKU", "Title", "Price", "Currency", "Quantity")
MUG, JUG = ("MUG-1", "Coffee mug", "4.50", "GBP", "12"), ("JUG-1", "Water jug", "9.00", "GBP", "3")


COLOURS = {"bild-%C3%BC": "gold"}


class Gallery(ThreadingHTTPServer):
    """Serves a picture of each colour, and counts what is asked for."""

    asked: list[str]

    def address(self, name: str) -> str:
        return f"http://127.0.0.1:{self.server_port}/{name}"


class _Answer(BaseHTTPRequestHandler):
    server: Gallery

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        name = self.path[1:].partition("?")[0].removesuffix(".png")
        if name == "slow":
            self.drip()
            return
        content = b"<html>" if name == "page" else b"" if name == "gone" else picture(COLOURS.get(name, name))
        self.send_response(200 if content else 404)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def drip(self) -> None:
        """Send a line of headers every tenth of a second, until whoever asked has had enough."""
        try:
            while True:
                self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                time.sleep(0.1)
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def _gallery() -> Iterator[Gallery]:
    with Gallery(("127.0.0.1", 0), _Answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def gallery(_gallery: Gallery) -> Gallery:
    _gallery.asked = []
    return _gallery


def book(hub: Hub, run: ImportRun, **form: str) -> dict[str, str]:
    """Book a file's pieces through its page; what became of each SKU."""
    location = str(default_location(hub.workspace).pk)
    hub.owner.post("stock-file", run.pk, **{"location": location, **form})
    return finished(hub)


def finished(hub: Hub) -> dict[str, str]:
    """Let workers end what goes on in the background; the newest run's result for each thing."""
    hub.work()
    run = BackgroundRun.objects.filter(workspace=hub.workspace).latest("pk")
    assert run.state == "done", run.trouble
    return {row.about: f"{row.outcome}: {row.words}" for row in run.rows.all()}


def test_pieces_of_a_file_are_booked_when_somebody_says_so(hub: Hub) -> None:
    run = load(hub, csv_bytes(HEAD, MUG, JUG))
    assert (hub.available("MUG-1"), "Book the pieces in stock" in hub.owner.get("import", run.pk).text) == (0, True)
    assert book(hub, run) == {"MUG-1": "done: 12 at Main", "JUG-1": "done: 3 at Main"}
    assert (hub.available("MUG-1"), hub.available("JUG-1")) == (12, 3)
    assert "Pieces of goods.csv at Main" in hub.owner.get("stock-file", run.pk).text


def test_what_has_stock_stays_unless_all_is_to_be_booked(hub: Hub) -> None:
    first = load(hub, csv_bytes(HEAD, MUG))
    book(hub, first)
    second = load(hub, csv_bytes(HEAD, ("MUG-1", "Coffee mug of stone", "4.50", "GBP", "5"), JUG))
    assert book(hub, second)["MUG-1"] == "refused: Something was booked of it before, which stays."
    assert (hub.available("MUG-1"), hub.available("JUG-1")) == (12, 3)
    book(hub, second, which="all")
    assert (hub.available("MUG-1"), hub.available("JUG-1")) == (5, 3)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("-3", "-3 is negative. Count the SKU by hand."),
        ("2.5", "2.5 is no number of pieces"),
        ("1000000", "is no number of pieces. Write a whole number up to 999,999."),
        ("many", "“many” is no number"),
    ],
)
def test_a_number_that_cannot_be_says_why_and_holds_nothing_up(hub: Hub, cell: str, words: str) -> None:
    result = book(hub, load(hub, csv_bytes(HEAD, (*MUG[:4], cell), JUG)))
    assert result["MUG-1"].startswith("refused: Line 2: ")
    assert words in result["MUG-1"]
    assert (hub.available("MUG-1"), hub.available("JUG-1")) == (0, 3)


def test_a_file_that_names_no_pieces_offers_none(hub: Hub) -> None:
    run = load(hub, csv_bytes(HEAD[:4], MUG[:4]))
    assert "Book the pieces in stock" not in hub.owner.get("import", run.pk).text
    assert hub.owner.get("stock-file", run.pk).status == 302
    assert "names no pieces in stock" in hub.owner.get("import", run.pk).text


def test_who_may_not_change_stock_is_offered_none(hub: Hub) -> None:
    run = load(hub, csv_bytes(HEAD, MUG))
    analyst = hub.person(Role.ANALYST)
    assert "Book the pieces in stock" not in analyst.get("import", run.pk).text
    assert analyst.get("stock-file", run.pk).status == 403


def test_pictures_come_by_themselves_in_the_order_of_the_file(hub: Hub, gallery: Gallery) -> None:
    both = f"{gallery.address('red.png')}, {gallery.address('blue.png?key=secret')}"
    head = (*HEAD[:4], "Image", "Image 2")
    load(
        hub, csv_bytes(head, (*MUG[:4], both, gallery.address("green.png")), (*JUG[:4], gallery.address("red.png"), ""))
    )
    result = finished(hub)
    mug, jug = hub.variant("MUG-1").product, hub.variant("JUG-1").product
    assert [item.address for item in mug.pictures.all()] == [*both.split(", "), gallery.address("green.png")]
    assert mug.pictures.all()[0].picture == jug.pictures.get().picture
    assert set(result.values()) == {
        f"done: Line 2, {gallery.address('green.png')}",
        f"done: Line 3, {gallery.address('red.png')}",
    }
    assert "secret" not in hub.owner.get("import", ImportRun.objects.get(workspace=hub.workspace).pk).text


def test_a_picture_that_does_not_come_says_why_and_is_asked_for_again(
    hub: Hub, gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = (*HEAD[:4], "Images")
    names = ("gone.png", "page.png", "red.png", "slow.png", "bild-ü.png")
    rows = [(f"M-{name}", f"Mug {name}", "4.50", "GBP", gallery.address(name)) for name in names]
    local = ("M-local", "Mug local", "4.50", "GBP", "http://10.0.0.1/red.png")
    odd = ("M-odd", "Mug odd", "4.50", "GBP", "https://[x/a.jpg")
    monkeypatch.setattr(picture_runs, "SECONDS", 1)
    run = load(hub, csv_bytes(head, *rows, local, odd, ("M-none", "Mug none", "4.50", "GBP", "red.png")))
    result = finished(hub)
    assert "404" in result["Mug gone.png"]
    assert "no picture that can be read" in result["Mug page.png"]
    assert result["Mug red.png"].startswith("done")
    assert "takes too long" in result["Mug slow.png"]
    assert result["Mug bild-ü.png"].startswith("done")
    assert result["Mug odd"].startswith("refused")
    assert result["Mug local"].startswith("refused")
    assert "begins with https://" in result["Mug none"]
    gallery.asked = []
    hub.owner.post("import-pictures", run.pk)
    finished(hub)
    assert sorted(gallery.asked) == ["/gone.png", "/page.png", "/slow.png"]


def test_undo_removes_the_pictures_that_came_with_the_file_alone(hub: Hub, gallery: Gallery) -> None:
    head = (*HEAD[:4], "Image")
    load(hub, csv_bytes(head, (*JUG[:4], "")))
    jug = hub.variant("JUG-1").product
    add_picture(jug, picture("blue"))
    blue, red = gallery.address("blue.png"), gallery.address("red.png")
    run = load(hub, csv_bytes(head, (*MUG[:4], red), (*JUG[:2], "9.50", "GBP", blue)))
    finished(hub)
    assert hub.variant("MUG-1").product.pictures.count() == 1
    runs.undo(run)
    work_all(hub)
    assert list(Product.objects.filter(workspace=hub.workspace)) == [jug]
    assert [item.address for item in jug.pictures.all()] == [blue]


def test_an_export_of_shopify_brings_further_pictures_in_rows_of_their_own(hub: Hub, gallery: Gallery) -> None:
    head = ("Handle", "Title", "Option1 Name", "Option1 Value", "Variant SKU", "Variant Price", "Variant Inventory Qty",
            "Image Src", "Variant Image")  # fmt: skip
    red, blue, green = (gallery.address(f"{colour}.png") for colour in ("red", "blue", "green"))
    rows = (
        ("mug", "Coffee mug", "Colour", "Red", "MUG-R", "£4.50", "7", red, red),
        ("mug", "", "", "Blue", "MUG-B", "£4.50", "0", blue, blue),
        ("mug", "", "", "", "", "", "", green, ""),
    )
    run = load(hub, csv_bytes(head, *rows))
    finished(hub)
    product = hub.variant("MUG-R").product
    of_product = product.pictures.filter(variant=None)
    assert [item.address for item in of_product] == [red, blue, green]
    assert hub.variant("MUG-B").pictures.get().picture == of_product[1].picture
    book(hub, run)
    assert (hub.available("MUG-R"), hub.available("MUG-B")) == (7, 0)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Image", "picture1"),
        ("Main image", "picture1"),
        ("Picture 3", "picture3"),
        ("image_url_2", "picture2"),
        ("Image 2 URL", "picture2"),
        ("Variant image", "variant_picture"),
        ("Bestand", "quantity"),
        ("Stock (pcs)", "quantity"),
        ("Imaginary", ""),
    ],
)
def test_columns_of_pieces_and_pictures_are_known_by_their_names(header: str, field: str) -> None:
    assert field_of(header) == field
