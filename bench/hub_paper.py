"""The hub's paper: a pick list of 1,000 orders, and labels with packing slips as ZPL.

``python -m bench hub_paper`` needs the extra ``hub``.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .postgres import running
from .table import Row, Settings

if TYPE_CHECKING:
    from django.test import Client

    from shopwright.hub.access.models import Workspace
    from shopwright.hub.channels.models import Connection

_LIST_SECONDS, _ZPL_SECONDS = 10.0, 60.0
_LINES_OF_ORDER = 3


def rows(settings: Settings) -> Iterator[Row]:
    """A row for the pick list, and one for the labels."""
    orders, labels = (200, 20) if settings.quick else (1_000, 100)
    with running() as postgres, tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "SHOPWRIGHT_HUB_DATA": folder,
            "SHOPWRIGHT_HUB_DATABASE": postgres.database(),
            "SHOPWRIGHT_HUB_URL": "http://testserver",
            "SHOPWRIGHT_HUB_NETWORKS": "127.0.0.0/8",
        }
        command = [sys.executable, "-m", "bench.hub_paper", str(orders), str(labels)]
        done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    taken: dict[str, float] = json.loads(done.stdout)
    yield Row(
        f"{orders:,} orders to one pick list as PDF",
        f"{taken['list'] + taken['paper']:.1f} s (list {taken['list']:.1f}, PDF {taken['paper']:.1f})",
        "as many lines of Western text in a PDF",
        f"{taken['bare']:.2f} s",
        (taken["list"] + taken["paper"]) / taken["bare"],
        f"< {_LIST_SECONDS:.0f} s",
        taken["list"] + taken["paper"] < _LIST_SECONDS,
        f"{orders * _LINES_OF_ORDER:,} lines of {orders:,} SKUs, titles with Chinese",
    )
    yield Row(
        f"{labels} labels with packing slips, of PDF to one file of ZPL",
        f"{taken['zpl']:.1f} s",
        "the same as one PDF",
        f"{taken['pdf']:.1f} s",
        taken["zpl"] / taken["pdf"],
        f"< {_ZPL_SECONDS:.0f} s",
        taken["zpl"] < _ZPL_SECONDS,
        "4 × 6 in at 203 dpi, labels of A6",
    )


def _run(orders: int, labels: int) -> None:
    """Fill a new hub, and print the seconds that its paper takes."""
    from shopwright.hub.core.config import read_config
    from shopwright.hub.project.start import migrate, prepare

    prepare(read_config())
    migrate()
    from django.test import Client
    from django.urls import reverse

    from shopwright.hub.access.services import make_login_link

    from .hub_rows import make_goods, make_workspace

    workspace, owner, shop = make_workspace()
    make_goods(workspace, shop, orders)
    _make_orders(shop, orders)
    browser = Client()
    browser.post(reverse("login-link", args=[make_login_link(owner)]))
    figures = {
        **_list(browser, workspace),
        "bare": _bare(orders * _LINES_OF_ORDER),
        **_labels(browser, workspace, labels),
    }
    print(json.dumps(figures))


def _make_orders(shop: Connection, count: int) -> None:
    from .hub_rows import clone, make_orders

    first = make_orders(shop, count, ready=count)
    line = first.lines.get()
    extra = {
        "order_id": f"{first.pk} + n % {count}",
        "external_id": "'more-' || n",
        "variant_id": f"variant_id + n % {count}",
        "sku_id": "'sku-' || n",
        "title": "'Product ' || n || ' 茶杯 蓝色 of linen and oak'",
    }
    clone("orders_orderline", line.pk + count - 1, count * (_LINES_OF_ORDER - 1) + 1, extra)


def _list(browser: Client, workspace: Workspace) -> dict[str, float]:
    """Seconds for the list of all that waits, and for its paper once everything has a bin."""
    from django.db import connection
    from django.urls import reverse

    from shopwright.hub.fulfilment.models import PickList

    begun = time.perf_counter()
    _expect(browser.post(reverse("pick-new", args=[workspace.slug]), {"what": "all"}), 302)
    made = time.perf_counter() - begun
    with connection.cursor() as cursor:
        cursor.execute("UPDATE fulfilment_pickline SET bin = chr(65 + id::int % 20) || '-' || id % 97")
    begun = time.perf_counter()
    reply = browser.get(reverse("pick-paper", args=[workspace.slug, PickList.objects.get().pk]))
    paper = time.perf_counter() - begun
    if not _expect(reply, 200).content.startswith(b"%PDF-"):
        raise RuntimeError("the pick list is no PDF")
    return {"list": made, "paper": paper}


def _bare(lines: int) -> float:
    """Seconds for a PDF of so many lines of text that nobody looks at closely."""
    from reportlab.pdfgen.canvas import Canvas

    begun = time.perf_counter()
    canvas = Canvas(io.BytesIO())
    for number in range(lines):
        canvas.drawString(50, 800 - number % 60 * 12, f"SKU-{number}  Product {number} of linen and oak  #{number}")
        if number % 60 == 59:
            canvas.showPage()
    canvas.save()
    return time.perf_counter() - begun


def _labels(browser: Client, workspace: Workspace, count: int) -> dict[str, float]:
    """Seconds for labels with slips in one file, as PDF and then as ZPL."""
    from django.urls import reverse

    from shopwright.hub.fulfilment.labels import keep
    from shopwright.hub.fulfilment.models import Shipment, ShipmentLine
    from shopwright.hub.orders.models import Order

    taken: dict[str, float] = {}
    chosen = list(Order.objects.filter(workspace=workspace, can_ship=True).order_by("pk")[: 2 * count])
    for form, orders in (("pdf", chosen[:count]), ("zpl", chosen[count:])):
        settings = {"label_format": form, "time_zone": "UTC", "with_slips": "on"}
        _expect(browser.post(reverse("shipping-settings", args=[workspace.slug]), settings), 302)
        for order in orders:
            parcel = Shipment.objects.create(
                workspace=workspace,
                connection=order.connection,
                order=order,
                external_id=f"P-{order.pk}",
                state="ready",
                label_type="application/pdf",
            )
            for line in order.lines.all():
                ShipmentLine.objects.create(shipment=parcel, line=line, quantity=1)
            parcel.label_file = keep(parcel, _label(f"TRACK{order.pk}"))
            parcel.save()
        begun = time.perf_counter()
        reply = browser.post(reverse("labels", args=[workspace.slug]), {"orders": [order.pk for order in orders]})
        taken[form] = time.perf_counter() - begun
        if form == "zpl" and _expect(reply, 200).content.count(b"^XA") < 2 * count:
            raise RuntimeError("labels or slips are missing")
    return taken


def _label(number: str) -> bytes:
    from reportlab.graphics.barcode.code128 import Code128
    from reportlab.lib.pagesizes import A6
    from reportlab.pdfgen.canvas import Canvas

    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A6)
    Code128(number, barHeight=60, barWidth=1).drawOn(canvas, 20, 200)
    for line in range(20):
        canvas.drawString(30, 180 - line * 8, f"Line {line} of the address and of the carrier's own notes")
    canvas.save()
    return file.getvalue()


def _expect(reply: Any, status: int) -> Any:
    if reply.status_code != status:
        raise RuntimeError(f"the hub answers {reply.status_code}")
    return reply


if __name__ == "__main__":
    _run(int(sys.argv[1]), int(sys.argv[2]))
