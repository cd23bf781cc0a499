"""Rows of each kind in a workspace, without a channel behind them."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from shopwright.hub.aftersales.intake import keep_case
from shopwright.hub.aftersales.models import Case
from shopwright.hub.catalog.models import Variant
from shopwright.hub.catalog.services import ProductDraft, VariantDraft, create_product
from shopwright.hub.channels import services
from shopwright.hub.channels.cases import CaseKind, ExternalCase, Money, Party
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import (
    Address,
    ExternalLine,
    ExternalListing,
    ExternalOrder,
    ExternalShop,
    ExternalSku,
    ListingState,
    Payment,
    Progress,
)
from shopwright.hub.fulfilment.models import HandOff, RoutingRule, Shipment, ThirdParty, TrackingFile
from shopwright.hub.listings.adoption import keep_listing
from shopwright.hub.orders.intake import apply
from shopwright.hub.orders.models import Order
from shopwright.hub.stock import services as stock
from shopwright.hub.stock.models import Location, LocationKind
from tests.hub.harness import Hub

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
#: Where nothing answers.
BASE_URL = "http://127.0.0.1:1"


def connection(hub: Hub) -> Connection:
    """A connection to a shop that is not there; what it wanted to read of it is dropped."""
    app = services.create_app(
        hub.workspace,
        "tiktok_shop",
        {
            "app_key": "key",
            "app_secret": "secret",
            "service_id": "1",
            "region": "GB",
            "base_url": BASE_URL,
        },
    )
    shop = ExternalShop(secrets.token_hex(8), "Shop", "GB", "GBP", {"cipher": "x"})
    (made,) = services.connect(app, "account", [shop], hub.owner.user)
    made.events.all().delete()
    return made


def variant(hub: Hub, sku: str = "") -> Variant:
    sku = sku or f"SKU-{secrets.token_hex(4)}"
    product = create_product(
        hub.workspace, ProductDraft("A mug", [VariantDraft(sku, price=Decimal(5), currency="GBP")])
    )
    return product.variants.get()


def order(sku: str = "", pieces: int = 1, **changes: object) -> ExternalOrder:
    """An order of some pieces of a SKU, one line each, paid and to be shipped."""
    number = str(changes.get("external_id") or secrets.token_hex(8))
    lines = tuple(
        ExternalLine(f"{number}-{piece}", "p", f"sku-{sku}", sku, "A mug", "", 1, Decimal(5)) for piece in range(pieces)
    )
    plain = ExternalOrder(
        external_id=number,
        number=number,
        raw_status="AWAITING_SHIPMENT",
        payment=Payment.PAID,
        progress=Progress.OPEN,
        can_ship=True,
        currency="GBP",
        total=Decimal(5) * pieces,
        placed_at=NOW,
        updated_at=NOW,
        buyer=Address(name="Zoë O'Hara", email="zoe@example.com", phone="+44 20 7946 0958", postcode="N1 9GU"),
        lines=lines,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def listing(sku: str) -> ExternalListing:
    offered = ExternalSku(f"sku-{sku}", sku, (), Decimal(5), "GBP", 3)
    return ExternalListing(secrets.token_hex(8), "A mug", ListingState.LIVE, (offered,))


def case(sold: Order, kind: CaseKind = CaseKind.CANCELLATION) -> Case:
    """A case of an order that waits for the seller."""
    seen = ExternalCase(
        external_id=secrets.token_hex(8),
        order_id=sold.external_id,
        kind=kind,
        raw_status="ASKED",
        money=Money.ASKED,
        waits_for=Party.SELLER,
        reason="changed_mind",
        reason_words="Does not need it any more",
        lines=(),
        amount=Decimal(5),
        currency="GBP",
        opened_at=NOW,
        updated_at=NOW,
        deadline=NOW + timedelta(days=2),
    )
    made = keep_case(sold.connection, seen)
    assert made is not None
    return made


def make_rows(hub: Hub) -> dict[str, int]:
    """The ids of a row of each kind that has a page."""
    shop, goods = connection(hub), variant(hub)
    made = apply(shop, order(goods.sku))
    hub.owner.post("order-change", made.pk, do="let_go")  # it is out of stock
    hub.owner.post("pick-new", orders=[made.pk])
    return {
        "connection": shop.pk,
        "product": goods.product_id,
        "variant-stock": goods.pk,
        "listing": keep_listing(shop, listing(goods.sku)).pk,
        "order": made.pk,
        "pack-order": made.pk,
        "pick": hub.workspace.pick_lists.get().pk,
        "return": case(made).pk,
        "slip": Shipment.objects.create(
            workspace=hub.workspace, connection=shop, order=made, external_id="p", state="cancelled"
        ).pk,
        **_third_party(hub),
    }


def _third_party(hub: Hub) -> dict[str, int]:
    """A third party with a rule that sends orders there, a hand-off file and a tracking file."""
    place = Location.objects.create(workspace=hub.workspace, name="3PL", kind=LocationKind.THIRD_PARTY)
    row = ThirdParty.objects.create(workspace=hub.workspace, location=place, folder="3pl")
    return {
        "routing-rule": RoutingRule.objects.create(workspace=hub.workspace, location=place).pk,
        "third-party": row.pk,
        "third-party-settings": row.pk,
        "hand-off": HandOff.objects.create(workspace=hub.workspace, third_party=row, number=1, state="download").pk,
        "tracking-file": (file := TrackingFile.objects.create(workspace=hub.workspace, third_party=row, name="a")).pk,
        "tracking-faulty": file.pk,
    }


def count(hub: Hub, goods: Variant, pieces: int) -> None:
    """Count pieces of a SKU at the default location."""
    stock.count(goods, stock.default_location(hub.workspace), pieces, f"hand:{secrets.token_hex(8)}")
