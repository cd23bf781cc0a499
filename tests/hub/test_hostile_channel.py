"""What a channel tells that no table can hold costs a character or an end, and not the whole order."""

from __future__ import annotations

import io
import secrets
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from shopwright.hub.access.roles import Permission
from shopwright.hub.catalog.models import Product
from shopwright.hub.catalog.services import ProductDraft, VariantDraft, update_product
from shopwright.hub.channels.protocol import Address
from shopwright.hub.listings.adoption import keep_listing
from shopwright.hub.orders.intake import apply
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.test_api_keys import _key

pytestmark = pytest.mark.postgres

_LONG = "x" * 5000


def test_an_order_with_texts_that_no_table_takes_comes_in_and_holds_its_goods(hub: Hub) -> None:
    shop, goods = rows.connection(hub), rows.variant(hub)
    rows.count(hub, goods, 5)
    buyer = Address(name="Pat\0", lines=("1 Road\0", _LONG), country="GB")
    seen = rows.order(goods.sku, buyer_note="Ring\0 twice", number="7\0", shipping_option=_LONG, raw_status=_LONG)
    line = replace(seen.lines[0], title=f"\0{_LONG}", options=f"{_LONG}\0")
    order = apply(shop, replace(seen, buyer=buyer, lines=(line,)))
    assert (order.number, order.buyer_note, order.buyer.name) == ("7", "Ring twice", "Pat")
    assert hub.available(goods.sku) == 4
    assert hub.owner.get("order", order.pk).status == 200


def test_a_listing_with_texts_that_no_table_takes_is_kept(hub: Hub) -> None:
    shop, goods = rows.connection(hub), rows.variant(hub)
    seen = replace(rows.listing(goods.sku), title=f"Mug\0{_LONG}", description="\0", brand="\0")
    sku = replace(seen.skus[0], options=(("Colour\0", "Red\0"),))
    listing = keep_listing(shop, replace(seen, skus=(sku,)))
    assert listing.seen_title.startswith("Mugx")
    assert hub.owner.get("listing", listing.pk).status == 200


def test_a_reason_that_no_channel_has_is_refused(hub: Hub) -> None:
    order = apply(rows.connection(hub), rows.order(rows.variant(hub).sku))
    assert hub.owner.post("order-cancel", order.pk, reason=_LONG).status < 500


def test_a_program_that_may_edit_the_catalogue_alone_publishes_nothing(hub: Hub) -> None:
    goods = rows.variant(hub)
    listing = keep_listing(rows.connection(hub), rows.listing(goods.sku))
    program = Client(headers={"Authorization": f"Bearer {_key(hub, Permission.CATALOG_EDIT)}"})
    reply = program.post(hub.owner.url("listing-mend", listing.pk), {"title": "Other"})
    assert reply.status_code == 403
    assert Product.objects.get(pk=goods.product_id).title != "Other"


def test_what_a_form_does_not_tell_of_stays_as_somebody_made_it_meanwhile(hub: Hub) -> None:
    goods = rows.variant(hub)
    stale = Product.objects.get(pk=goods.product_id)
    Product.objects.filter(pk=goods.product_id).update(brand="Acme", attributes={"size": "M"})
    update_product(stale, ProductDraft("New", [VariantDraft(goods.sku, [], goods.price, goods.currency)], {}))
    now = Product.objects.get(pk=goods.product_id)
    assert (now.title, now.brand, now.attributes) == ("New", "Acme", {"size": "M"})


def test_a_small_file_that_unpacks_to_a_huge_picture_is_refused(hub: Hub) -> None:
    file = io.BytesIO()
    Image.new("1", (10_000, 6_000)).save(file, "PNG")
    form = {
        "title": "Mug",
        "variants-TOTAL_FORMS": "1",
        "variants-INITIAL_FORMS": "0",
        "variants-0-sku": f"MUG-{secrets.token_hex(4)}",
        "pictures": SimpleUploadedFile("a.png", file.getvalue()),
    }
    page = hub.owner.post("product-new", **form)
    assert "50 million pixels" in page.text
