"""Fills a hub with very many rows: one of each kind is made as the hub makes it, then copied in the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone
from psycopg import sql

if TYPE_CHECKING:
    from shopwright.hub.access.models import User, Workspace
    from shopwright.hub.channels.models import Connection
    from shopwright.hub.orders.models import Order


def make_workspace() -> tuple[Workspace, User, Connection]:
    """A workspace with an owner and a connection to a shop that is not there."""
    from shopwright.hub.access.models import User
    from shopwright.hub.access.services import create_workspace
    from shopwright.hub.channels import services
    from shopwright.hub.channels.protocol import ExternalShop

    owner = User.objects.create_user("bench@example.com")
    workspace = create_workspace("Bench", owner)
    settings = {"app_key": "k", "app_secret": "s", "service_id": "1", "region": "GB", "base_url": "http://127.0.0.1:1"}
    app = services.create_app(workspace, "tiktok_shop", settings)
    (shop,) = services.connect(app, "account", [ExternalShop("1", "Shop", "GB", "GBP", {"cipher": "x"})], owner)
    shop.events.all().delete()
    return workspace, owner, shop


def make_goods(workspace: Workspace, shop: Connection, count: int) -> None:
    """So many products of one variant each, counted and listed."""
    from shopwright.hub.catalog.services import ProductDraft, VariantDraft, create_product
    from shopwright.hub.channels.protocol import ExternalListing, ExternalSku, ListingState
    from shopwright.hub.listings.adoption import keep_listing
    from shopwright.hub.stock import services as stock

    draft = ProductDraft("Product 0 of linen and oak", [VariantDraft("SKU-0", price=Decimal(5), currency="GBP")])
    product = create_product(workspace, draft)
    variant = product.variants.get()
    stock.count(variant, stock.default_location(workspace), 50, "bench")
    sku = ExternalSku("sku-0", "SKU-0", (), Decimal(5), "GBP", 50)
    listing = keep_listing(shop, ExternalListing("listing-0", product.title, ListingState.LIVE, (sku,)))
    offer, balance = listing.offers.get(), variant.balances.get()
    clone("catalog_product", product.pk, count, {"title": "'Product ' || n || ' of linen and oak'"})
    clone("catalog_variant", variant.pk, count, {"product_id": f"{product.pk} + n", "sku": "'SKU-' || n"})
    clone("stock_balance", balance.pk, count, {"variant_id": f"{variant.pk} + n"})
    clone("listings_listing", listing.pk, count, {"product_id": f"{product.pk} + n", "external_id": "'listing-' || n"})
    offers = {"listing_id": f"{listing.pk} + n", "variant_id": f"{variant.pk} + n", "external_id": "'sku-' || n"}
    clone("listings_offer", offer.pk, count, {**offers, "seller_sku": "'SKU-' || n"})


def make_orders(shop: Connection, count: int, *, ready: int) -> Order:
    """So many orders of one line each, shipped long ago but for the last ``ready``; returns the first."""
    from shopwright.hub.channels.protocol import Address, ExternalLine, ExternalOrder, Payment, Progress
    from shopwright.hub.orders.intake import apply

    now = timezone.now()
    first = apply(
        shop,
        ExternalOrder(
            external_id="order-0",
            number="order-0",
            raw_status="AWAITING_SHIPMENT",
            payment=Payment.PAID,
            progress=Progress.OPEN,
            can_ship=True,
            currency="GBP",
            total=Decimal(5),
            placed_at=now - timedelta(days=365),
            updated_at=now,
            buyer=Address(name="Zoë O'Hara", email="zoe@example.com", postcode="N1 9GU"),
            lines=(ExternalLine("line-0", "p", "sku-0", "SKU-0", "Product 0", "", 1, Decimal(5)),),
        ),
    )
    line = first.lines.get()
    is_old = f"n < {count - ready}"
    numbers = {"external_id": "'order-' || n", "number": "'order-' || n"}
    values = {
        **numbers,
        "placed_at": f"placed_at + n * interval '{365 * 86_400 / count:.3f} seconds'",
        "progress": f"CASE WHEN {is_old} THEN 'delivered' ELSE progress END",
        "can_ship": f"NOT ({is_old})",
    }
    clone("orders_order", first.pk, count, values)
    clone("orders_orderline", line.pk, count, {"order_id": f"{first.pk} + n", "external_id": "'line-' || n"})
    return first


def clone(table: str, pk: int, count: int, values: Mapping[str, str]) -> None:
    """Copy a row until there are ``count``: the n-th copy has the id ``pk + n``, and the values that are said by n."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no trigger looks at the copies
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
        columns = [name for (name,) in cursor.fetchall()]
        parts = {
            "table": sql.Identifier(table),
            "columns": sql.SQL(", ").join(map(sql.Identifier, columns)),
            "values": sql.SQL(", ").join(sql.SQL(values.get(name, _same(name))) for name in columns),
        }
        for statement in (
            (
                "INSERT INTO {table} ({columns}) SELECT {values} FROM {table}, generate_series(1, {most}) AS n"
                " WHERE id = {pk}"
            ),
            "SELECT setval(pg_get_serial_sequence({name}, 'id'), (SELECT max(id) FROM {table}))",
            "SET session_replication_role = DEFAULT",
            "ANALYZE {table}",
        ):
            literals = {"most": sql.Literal(count - 1), "pk": sql.Literal(pk), "name": sql.Literal(table)}
            cursor.execute(sql.SQL(statement).format(**parts, **literals))


def _same(name: str) -> str:
    return "id + n" if name == "id" else f'"{name}"'
