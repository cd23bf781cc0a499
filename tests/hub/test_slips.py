"""Packing slips: what is in a parcel, after its label and in its order, without prices unless they are wanted."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from shopwright.hub.access.roles import Role
from shopwright.hub.fulfilment.models import Shipment, ShipmentLine
from shopwright.hub.fulfilment.slips import SlipOptions, draw_slip
from shopwright.hub.orders.intake import apply
from shopwright.testing import Platform
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.test_labels import bought, shipped, shop_of
from tests.hub.test_orders import stocked
from tests.hub.warehouse import put_into_bin, row_key

pytestmark = pytest.mark.postgres


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def parcel(hub: Hub, pieces: int = 2, **changes: object) -> Shipment:
    """A parcel of a whole order, as if it were packed."""
    order = apply(rows.connection(hub), rows.order(stocked(hub, pieces), pieces, **changes))
    made = Shipment.objects.create(
        workspace=hub.workspace, connection=order.connection, order=order, external_id=order.number, state="ready"
    )
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=made, line=line, quantity=line.quantity) for line in order.lines.all()
    )
    return made


def test_each_label_is_followed_by_its_slip_in_the_order_of_the_pick_list(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, "GB")
    hub.owner.post("shipping-settings", label_format="pdf", time_zone="UTC", with_slips="on", slip_seller="Mugs & Co")
    orders = [bought(hub, seller, sku_id, pieces) for pieces in (1, 2)]
    put_into_bin(hub, f"GB-{hub.tag}", "A-1")
    hub.owner.post("pick-new", orders=[order.pk for order in orders])
    pick_list = hub.workspace.pick_lists.get()
    hub.owner.post("pick-mark", pick_list.pk, row=row_key(pick_list, f"GB-{hub.tag}"), do="pick")
    hub.owner.post("ship", orders=[order.pk for order in orders])
    hub.work()
    sheets = pages(hub.owner.post("labels", all="1").content)
    assert len(sheets) == 4
    for place, order in ((0, orders[0]), (2, orders[1])):
        assert order.shipments.get().tracking_number in sheets[place]
        slip = sheets[place + 1]
        assert "Mugs & Co" in slip
        assert f"Order {order.number}" in slip
        assert f"{order.lines.count()} ×" in slip
        assert "GBP" not in slip


def test_slips_lie_beside_their_labels_in_the_printer_folder(
    hub: Hub, shopwright_module_platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPWRIGHT_HUB_PRINTERS", str(tmp_path))
    seller, sku_id = shop_of(hub, shopwright_module_platform, "GB")
    hub.owner.post("shipping-settings", label_format="pdf", time_zone="UTC", with_slips="on", printer="bench")
    shipment = shipped(hub, bought(hub, seller, sku_id))
    hub.owner.post("labels", all="1")
    names = sorted(path.name for path in (tmp_path / hub.workspace.slug / "bench").iterdir())
    assert [name.partition("-")[2] for name in names] == [f"0001-{shipment.pk}.pdf", f"0002-{shipment.pk}-slip.pdf"]


def test_a_slip_has_the_notes_and_prices_only_where_they_are_wanted(hub: Hub) -> None:
    made = parcel(hub, buyer_note="Leave it with the neighbour")
    page = hub.owner.get("slip", made.pk)
    (plain,) = pages(page.content)
    assert "Leave it with the neighbour" in plain
    assert hub.workspace.name in plain
    assert "5.00" not in plain
    hub.owner.post(
        "shipping-settings", label_format="pdf", time_zone="UTC", slip_prices="on", slip_note="Thank you, come again"
    )
    (priced,) = pages(hub.owner.get("slip", made.pk).content)
    assert "5.00 GBP" in priced
    assert "Thank you, come again" in priced
    assert "5 IDR" in pages(draw_slip(parcel(hub, currency="IDR"), SlipOptions("Mugs", with_prices=True)))[0]


def test_a_long_slip_goes_on_over_pages_and_names_what_its_letters_lack(hub: Hub) -> None:
    made = parcel(hub, 1)
    line = made.order.lines.get()
    for number in range(30):
        line.pk, line.external_id, line.title = None, f"{number}", f"Mug {number} \U00013000 of a very long name " * 3
        line.sku_id = str(number)
        line.save()
        ShipmentLine.objects.create(shipment=made, line=line, quantity=1)
    sheets = pages(draw_slip(made, SlipOptions("Mugs")))
    assert len(sheets) > 2
    assert "Mug 29 ?" in sheets[-1].replace("\n", "")
    assert all("Packing slip" in sheet for sheet in sheets)


def test_a_viewer_sees_no_slip(hub: Hub) -> None:
    made = parcel(hub)
    assert hub.person(Role.VIEWER).get("slip", made.pk).status == 403
    assert hub.person(Role.PACKER).get("slip", made.pk).status == 200
