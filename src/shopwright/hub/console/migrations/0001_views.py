"""Tables tell pages that they have changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

from shopwright.hub.core.news_triggers import make_teller, tell_changes


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("aftersales", "0004_initial"),
        ("catalog", "0001_initial"),
        ("channels", "0001_initial"),
        ("fulfilment", "0003_initial"),
        ("listings", "0002_initial"),
        ("orders", "0001_initial"),
        ("stock", "0001_initial"),
    ]
    operations: ClassVar[list[Operation]] = [
        make_teller(),
        *tell_changes("orders_order", "orders"),
        *tell_changes("fulfilment_shipment", "shipments"),
        *tell_changes(
            "fulfilment_print",
            "shipments",
            "(SELECT s.workspace_id FROM fulfilment_shipment s WHERE s.id = shipment_id)",
        ),
        *tell_changes("fulfilment_picklist", "picks"),
        *tell_changes(
            "fulfilment_pickline",
            "picks",
            "(SELECT p.workspace_id FROM fulfilment_picklist p WHERE p.id = pick_list_id)",
        ),
        *tell_changes("fulfilment_pull", "picks"),
        *tell_changes("aftersales_case", "returns"),
        *tell_changes("aftersales_act", "returns"),
        *tell_changes("catalog_importrun", "imports"),
        *tell_changes("catalog_product", "products"),
        *tell_changes("listings_listing", "listings"),
        *tell_changes("listings_offerstock", "listings"),
        *tell_changes("stock_balance", "stock"),
        *tell_changes("stock_withholding", "stock"),
        *tell_changes("stock_halt", "stock"),
        *tell_changes("channels_connection", "channels"),
        *tell_changes("channels_event", "channels"),
        *tell_changes(
            "channels_traffic",
            "channels",
            "(SELECT c.workspace_id FROM channels_connection c WHERE c.id = connection_id)",
        ),
    ]
