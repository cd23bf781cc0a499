"""From a packed order to a label: shipped as each market does it, printed once, pulled back when it is cancelled."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from pypdf import PdfReader

from shopwright.hub.access.roles import Role
from shopwright.hub.channels.protocol import Outcome, Progress
from shopwright.hub.channels.tiktok_shop.session import TikTokSession
from shopwright.hub.core.config import read_config
from shopwright.hub.fulfilment.models import PickList, Shipment
from shopwright.hub.orders.announce import announce_cancelled
from shopwright.hub.orders.intake import apply
from shopwright.hub.orders.models import Order
from shopwright.platform.logistics.tracking_numbers import make_tracking_number
from shopwright.testing import Platform
from shopwright.testing.sellers import Seller
from tests.acceptance.sales import ACCESS_KEY
from tests.hub import rows
from tests.hub.harness import Hub, Person
from tests.hub.test_orders import later, stocked
from tests.hub.warehouse import put_into_bin, row_key

pytestmark = pytest.mark.postgres


def shop_of(hub: Hub, platform: Platform, region: str) -> tuple[Seller, str]:
    """A connected shop, and the id of a SKU in it."""
    seller = platform.shop(region)
    product = seller.list_product(quantity=9, seller_sku=f"{region}-{hub.tag}")
    hub.connect(platform, seller)
    return seller, product.sku_id


def bought(hub: Hub, seller: Seller, sku_id: str, pieces: int = 1, **wishes: str) -> Order:
    order = seller.buy((sku_id, pieces), status="AWAITING_SHIPMENT", **wishes)  # type: ignore[arg-type]
    hub.work()
    return hub.order(order.order_id)


def shipped(hub: Hub, order: Order) -> Shipment:
    """The shipment of an order that was chosen and shipped."""
    hub.owner.post("ship", orders=[order.pk])
    hub.work()
    return order.shipments.get()


def there(seller: Seller, order: Order) -> dict[str, object]:
    """The order as TikTok has it."""
    return dict(seller.client().order.get_order_detail(ids=[order.external_id])["orders"][0])


@pytest.mark.parametrize("region", ["US", "GB", "DE", "ID"])
def test_an_order_is_shipped_as_its_market_does_it(hub: Hub, shopwright_module_platform: Platform, region: str) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, region)
    order = bought(hub, seller, sku_id, 2)
    shipment = shipped(hub, order)
    assert (shipment.state, shipment.trouble) == ("ready", "")
    seen = there(seller, order)
    assert seen["status"] == "AWAITING_COLLECTION"
    assert [package["id"] for package in seen["packages"]] == [shipment.external_id]  # type: ignore[attr-defined]
    assert shipment.tracking_number == seen["tracking_number"] != ""
    assert shipment.carrier == seen["shipping_provider"]
    assert hub.owner.post("labels", shipments=[shipment.pk]).content.startswith(b"%PDF-")


@pytest.mark.parametrize("region", ["US", "GB", "DE", "ID"])
def test_a_parcel_of_the_sellers_own_carrier_is_shipped_with_its_number(
    hub: Hub, shopwright_module_platform: Platform, region: str
) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, region)
    order = bought(hub, seller, sku_id, 2, shipping_type="SELLER")
    page = hub.owner.post("ship", orders=[order.pk])
    assert "leaves the shipping of this order to you" in page.text
    assert not order.shipments.exists()
    carrier_id = page.html.partition('<option value="')[2].partition('"')[0]
    number = make_tracking_number(region, carrier_id, int(hub.tag[:6], 16))
    hub.owner.post("ship-own", order.pk, carrier=carrier_id, number=number)
    hub.work()
    shipment = order.shipments.get()
    assert (shipment.state, shipment.trouble) == ("ready", "")
    seen = there(seller, order)
    assert (seen["status"], seen["tracking_number"]) == ("AWAITING_COLLECTION", number)
    assert shipment.carrier == seen["shipping_provider"]
    assert "0 labels to print" not in hub.owner.get("shipments").text
    assert "There is no label" in hub.owner.post("labels", shipments=[shipment.pk]).text


def test_a_packer_types_the_number_of_an_own_carrier_at_the_box(hub: Hub, shopwright_module_platform: Platform) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, "GB")
    order = bought(hub, seller, sku_id, shipping_type="SELLER")
    page = hub.owner.post("pack-scan", order.pk, code=f"GB-{hub.tag}")
    assert "Packed. Send it with your own carrier." in page.text
    carrier_id = page.html.partition('<option value="')[2].partition('"')[0]
    number = make_tracking_number("GB", carrier_id, int(hub.tag[:6], 16))
    hub.owner.post("pack-change", order.pk, do="ship", carrier=carrier_id, number=number)
    hub.work()
    assert number in hub.owner.get("pack-order", order.pk).text
    assert there(seller, order)["tracking_number"] == number


def test_a_number_that_the_carrier_cannot_give_is_refused_and_another_is_taken(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, "DE")
    order = bought(hub, seller, sku_id, shipping_type="SELLER")
    (carrier, *_) = seller.client().logistics.get_shipping_providers(str(there(seller, order)["delivery_option_id"]))[
        "shipping_providers"
    ]
    hub.owner.post("ship-own", order.pk, carrier=carrier["id"], number="!")
    hub.work()
    assert order.shipments.get().state == "refused"
    number = make_tracking_number("DE", carrier["id"], int(hub.tag[:6], 16))
    hub.owner.post("ship-own", order.pk, carrier=carrier["id"], number=number)
    hub.work()
    assert (order.shipments.get().state, there(seller, order)["tracking_number"]) == ("ready", number)


def test_an_order_of_brazil_says_that_it_needs_its_invoice_and_has_zpl_labels(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, "BR")
    order = bought(hub, seller, sku_id)
    page = hub.owner.post("ship", orders=[order.pk])
    assert "In Brazil TikTok ships nothing without its invoice" in page.text
    assert not order.shipments.exists()
    _upload_invoice(seller, order)
    hub.owner.post("shipping-settings", label_format="zpl", time_zone="America/Sao_Paulo")
    shipment = shipped(hub, order)
    assert shipment.state == "ready"
    label = hub.owner.post("labels", shipments=[shipment.pk])
    assert label.response.headers["content-type"] == "application/zpl"
    assert label.content.startswith(b"^XA")


def _upload_invoice(seller: Seller, order: Order) -> None:
    (package,) = there(seller, order)["packages"]  # type: ignore[misc]
    xml = f'<nfeProc><NFe><infNFe Id="NFe{ACCESS_KEY}"/></NFe></nfeProc>'
    invoice = {
        "package_id": package["id"],
        "order_ids": [order.external_id],
        "file_type": "XML",
        "file": base64.b64encode(xml.encode()).decode(),
    }
    seller.client().fulfillment.upload_invoice(invoices=[invoice])  # type: ignore[list-item]
    seller.platform.clock.advance(minutes=10)


def test_labels_come_in_pick_order_and_new_ones_once(hub: Hub, shopwright_module_platform: Platform) -> None:
    seller = shopwright_module_platform.shop("GB")
    far, near = (seller.list_product(quantity=9, seller_sku=f"{name}-{hub.tag}") for name in ("GB", "NEAR"))
    hub.connect(shopwright_module_platform, seller)
    far_order, near_order = (bought(hub, seller, product.sku_id) for product in (far, near))
    put_into_bin(hub, f"GB-{hub.tag}", "B-1")
    put_into_bin(hub, f"NEAR-{hub.tag}", "A-1")
    orders = [far_order.pk, near_order.pk]
    hub.owner.post("pick-new", orders=orders)
    for row in ("GB", "NEAR"):
        pick_list = PickList.objects.get(workspace=hub.workspace)
        hub.owner.post("pick-mark", pick_list.pk, row=row_key(pick_list, f"{row}-{hub.tag}"), do="pick")
    hub.owner.post("ship", orders=orders)
    hub.work()
    assert "Print 2 new labels" in hub.owner.get("shipments").text
    paper = hub.owner.post("labels", all="1")
    first, second = (page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    assert near_order.shipments.get().tracking_number in first
    assert far_order.shipments.get().tracking_number in second
    for form in ({"all": "1"}, {"orders": orders, "new": "1"}):
        assert not hub.owner.post("labels", **form).content.startswith(b"%PDF-")
    assert "0 labels to print" in hub.owner.get("today").text
    assert "new label" not in hub.owner.get("shipments").text
    waiting = hub.owner.get("shipments", view="print").text
    assert not any(order.number in waiting for order in (far_order, near_order))
    assert {item.is_reprint for row in Shipment.objects.filter(order__in=orders) for item in row.prints.all()} == {
        False
    }


def test_the_last_label_is_printed_again_by_its_printer_and_stands_on_the_list_of_reprints(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, "GB")
    shipment = shipped(hub, bought(hub, seller, sku_id))
    packer = hub.person(Role.PACKER)
    assert "You have printed no label yet" in packer.post("label-again").text
    packer.post("labels", shipments=[shipment.pk])
    assert packer.post("label-again").content.startswith(b"%PDF-")
    assert [item.is_reprint for item in shipment.prints.order_by("pk")] == [False, True]
    reprints = hub.owner.get("shipments", view="reprints").text
    assert shipment.order.number in reprints
    assert f"{packer.user.email} Reprint" in reprints
    assert "Label printed again" in hub.owner.get("order", shipment.order_id).text


def test_labels_go_into_the_printer_folder_of_the_workspace(
    hub: Hub, shopwright_module_platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPWRIGHT_HUB_PRINTERS", str(tmp_path))
    seller, sku_id = shop_of(hub, shopwright_module_platform, "GB")
    refused = hub.owner.post("shipping-settings", label_format="pdf", time_zone="UTC", printer="../other")
    assert "Enter a valid value" in refused.text
    hub.owner.post("shipping-settings", label_format="pdf", time_zone="UTC", printer="bench-1")
    shipment = shipped(hub, bought(hub, seller, sku_id))
    assert "1 labels are with the printer" in hub.owner.post("labels", shipments=[shipment.pk]).text
    (file,) = (tmp_path / hub.workspace.slug / "bench-1").iterdir()
    assert file.suffix == ".pdf"
    assert file.read_bytes().startswith(b"%PDF-")
    kept = (read_config().data / "media" / shipment.label_file).read_bytes()
    assert b"%PDF" not in kept


def test_a_printer_folder_that_cannot_be_written_prints_nothing(
    hub: Hub, shopwright_module_platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("SHOPWRIGHT_HUB_PRINTERS", str(tmp_path / "file"))
    seller, sku_id = shop_of(hub, shopwright_module_platform, "GB")
    hub.owner.post("shipping-settings", label_format="pdf", time_zone="UTC", printer="bench-1")
    shipment = shipped(hub, bought(hub, seller, sku_id))
    assert "The printer folder cannot be written" in hub.owner.post("labels", shipments=[shipment.pk]).text
    assert not shipment.prints.exists()


def test_an_order_that_is_cancelled_after_its_label_is_called_back(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, "ID")
    order = bought(hub, seller, sku_id)
    shipment = shipped(hub, order)
    _cancel(seller, order)
    hub.work()
    shipment.refresh_from_db()
    assert (hub.order(order.external_id).progress, shipment.state) == ("cancelled", "cancelled")
    for page in ("today", "picks"):
        text = hub.owner.get(page).text
        assert shipment.tracking_number in text
        assert "take the parcel off the pile" in text
    hub.owner.post("pull-done", order.pulls.get().pk)
    assert "Take back" not in hub.owner.get("today").text
    assert f"Taken back {hub.owner.user.email}" in hub.owner.get("order", order.pk).text


def test_an_order_that_is_cancelled_while_its_parcel_is_booked_stays_called_back(
    hub: Hub, shopwright_module_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, "GB")
    order, ship = bought(hub, seller, sku_id), TikTokSession.ship

    def cancel_meanwhile(session: TikTokSession, *asked: str) -> Outcome:
        with transaction.atomic():
            announce_cancelled(order, list(order.lines.all()))
        return ship(session, *asked)

    monkeypatch.setattr(TikTokSession, "ship", cancel_meanwhile)
    hub.owner.post("ship", orders=[order.pk])
    hub.work()
    assert order.shipments.get().state == "cancelled"


def _cancel(seller: Seller, order: Order) -> None:
    """The buyer asks to cancel, and the seller agrees."""
    asked = seller.platform.control.post(f"orders/{order.external_id}/cancel", {})
    seller.client().return_refund.approve_cancellation(asked["cancel_id"])


def test_a_piece_that_is_cancelled_is_taken_out_of_its_parcel(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    seen = rows.order(sku, 2)
    order = apply(shop, seen)
    shipment = _parcel(hub, order)
    first, second = seen.lines
    apply(shop, later(seen, lines=(replace(first, is_cancelled=True), second)))
    shipment.refresh_from_db()
    assert shipment.state == "ready"
    assert f"take 1 × {sku} out of the parcel" in hub.owner.get("picks").text


def test_a_parcel_that_left_is_not_called_back(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    seen = rows.order(sku)
    order = apply(shop, seen)
    shipment = _parcel(hub, order)
    gone = tuple(replace(line, is_gone=True) for line in seen.lines)
    apply(shop, later(seen, lines=gone, progress=Progress.CANCELLED, can_ship=False))
    shipment.refresh_from_db()
    assert (shipment.state, order.pulls.count()) == ("ready", 0)


def _parcel(hub: Hub, order: Order) -> Shipment:
    """A parcel of all of an order's lines, without a channel behind it."""
    shipment = Shipment.objects.create(
        workspace=hub.workspace,
        connection=order.connection,
        order=order,
        external_id=f"P{order.number}",
        state="ready",
        tracking_number=f"T{order.number}",
    )
    for line in order.lines.all():
        shipment.lines.create(line=line, quantity=line.quantity)
    return shipment


@pytest.mark.parametrize("person", [Role.OWNER, Role.PACKER])
def test_a_scanned_label_opens_its_order(hub: Hub, person: Role) -> None:
    order = apply(rows.connection(hub), rows.order(stocked(hub, 5)))
    shipment = _parcel(hub, order)
    member: Person = hub.owner if person is Role.OWNER else hub.person(person)
    for code in (shipment.tracking_number, order.number):
        page = member.get("orders", q=code)
        assert page.response.status_code == 302
        assert page.response.headers["location"] == member.url("order", order.pk)
    assert member.get("orders", q="T-unknown").status == 200


def test_today_counts_what_has_to_leave_with_the_carrier(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    soon, in_days = timezone.now() + timedelta(hours=1), timezone.now() + timedelta(days=5)
    for ship_by in (soon, soon, in_days):
        apply(shop, rows.order(sku, ship_by=ship_by))
    assert "to ship by 16:00" not in hub.owner.get("today").text
    hub.owner.post("shipping-settings", label_format="pdf", time_zone="Europe/Berlin", cut_off="16:00")
    assert "2 to ship by 16:00" in hub.owner.get("today").text


def test_all_orders_of_a_pick_list_are_shipped_once(hub: Hub, shopwright_module_platform: Platform) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, "GB")
    order = bought(hub, seller, sku_id)
    hub.owner.post("pick-new", orders=[order.pk])
    pick_list = PickList.objects.get(workspace=hub.workspace)
    for words in ("1 of 1 orders are being shipped", "Choose at least one order that is not shipped yet"):
        page = hub.owner.post("ship", orders=[order.pk], pick_list=str(pick_list.pk))
        assert words in page.text
        assert f"Pick list {pick_list}" in page.text
    assert order.shipments.count() == 1
