"""Every list of the hub, with a row in each."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from shopwright.hub.access import keys
from shopwright.hub.access.models import Member
from shopwright.hub.background.models import BackgroundRun
from shopwright.hub.catalog.bulk import work as bulk
from shopwright.hub.catalog.bulk.models import BulkEdit
from shopwright.hub.catalog.imports.models import ImportRow, ImportRun
from shopwright.hub.catalog.models import Variant
from shopwright.hub.channels.models import Connection
from shopwright.hub.fulfilment.models import Shipment
from shopwright.hub.fulfilment.third_party.models import TrackingRow
from shopwright.hub.listings.brands.models import BrandMapping
from shopwright.hub.listings.categories.models import CategoryMapping
from shopwright.hub.listings.drift_models import Drift
from shopwright.hub.listings.models import Listing, OfferStock, PublishRule
from shopwright.hub.listings.papers.models import Certificate
from shopwright.hub.listings.publish_rules.models import RuleFiring
from shopwright.hub.lists.registry import LISTS
from shopwright.hub.notices.models import Notice
from shopwright.hub.orders.models import Order
from shopwright.hub.people.models import Approval
from shopwright.hub.stock.models import ChannelLocation
from shopwright.hub.work.models import Alert, Finding, Run
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.import_files import begin, csv_bytes

#: A filter of each list that keeps its row. A list that is not named here has no row in the tests yet.
FILTERS = {
    "alerts": {"q": "answer"},
    "approvals": {"state": "waits"},
    "brands": {"q": "acme"},
    "bulk-edits": {"q": "price"},
    "categories": {"q": "cups"},
    "checks": {},
    "connections": {},
    "drift": {"q": "mug"},
    "grid": {"q": "mug"},
    "history": {"what": "access-member"},
    "hold-rules": {"state": "off"},
    "imports": {"q": "goods"},
    "jobs": {"q": "goods"},
    "keys": {"q": "reader"},
    "late": {},
    "listings": {"q": "mug"},
    "locations": {"q": "depot"},
    "members": {"q": "owner"},
    "notices": {"view": "all"},
    "orders": {"view": "held"},
    "papers": {"q": "safety"},
    "picks": {},
    "pickups": {"q": "mail"},
    "products": {"q": "mug"},
    "products-sheet": {"q": "mug"},
    "publish-rules": {"q": "new"},
    "returns": {"view": "all"},
    "routes": {},
    "routing-rules": {"q": "3pl"},
    "rules": {"q": "pieces"},
    "self-audit": {"q": "owner"},
    "self-audit-runs": {},
    "service-rules": {"q": "all"},
    "shipments": {"view": "refused"},
    "stock": {"q": "mug"},
}
NAMES = sorted(name for name, listed in LISTS.items() if not listed.is_of_row)
#: Lists on the page of a row.
OF_ROWS = sorted(name for name, listed in LISTS.items() if listed.is_of_row)


class Filled(NamedTuple):
    """What was put into a workspace. ``ids``: of the rows that have a list on their page, by its name."""

    order: Order
    shipment: Shipment
    sku: str
    ids: dict[str, int]


def fill(hub: Hub) -> Filled:
    """A row of each list."""
    made = rows.make_rows(hub)
    order = Order.objects.get(pk=made["order"])
    begin(hub, csv_bytes(("SKU", "Title"), ("JUG-1", "A jug")))
    shipment = Shipment.objects.create(
        workspace=hub.workspace,
        connection=order.connection,
        order=order,
        external_id=f"PKG{hub.tag}",
        tracking_number=f"TRK{hub.tag}",
        carrier="Royal Mail",
        state="refused",
    )
    sku = order.lines.get().seller_sku
    rows.count(hub, hub.variant(sku), 7)
    Order.objects.filter(pk=order.pk).update(ship_by=timezone.now() + timedelta(hours=1), hold="stock")
    _of_settings(hub)
    ids = {**_of_goods(hub, order.connection, made), **_of_work(hub, order), "third-party": made["third-party"]}
    TrackingRow.objects.create(file_id=made["tracking-file"], number=2, order_number=order.number)
    return Filled(order, shipment, sku, {**ids, "tracking-file": made["tracking-file"]})


def changed_prices(hub: Hub) -> BulkEdit:
    """An edit of all SKUs that waits to be confirmed."""
    acts = {"acts-TOTAL_FORMS": 1, "acts-INITIAL_FORMS": 0, "acts-0-what": "price:add", "acts-0-value": "1"}
    hub.owner.post("bulk-new", **{"preview": "1", **acts})
    while bulk.work_due():
        pass
    return hub.workspace.bulk_edits.get()


def _of_goods(hub: Hub, shop: Connection, made: dict[str, int]) -> dict[str, int]:
    """Rows of lists about products and listings."""
    goods, listing = Variant.objects.get(pk=made["variant-stock"]), Listing.objects.get(pk=made["listing"])
    edit = changed_prices(hub)
    run = ImportRun.objects.create(
        workspace=hub.workspace, file_name="few.csv", size=1, state="done", counts={"faulty": 1}
    )
    ImportRow.objects.create(run=run, number=2, product_key="x", sku="X", outcome="faulty")
    own = {"workspace": hub.workspace, "connection": shop}
    Drift.objects.create(**own, listing=listing, field="title", mine="A mug", theirs="A cup")
    CategoryMapping.objects.create(**own, source="Cups", product_count=1)
    BrandMapping.objects.create(**own, brand="Acme", product_count=1)
    Certificate.objects.create(workspace=hub.workspace, name="Safety")
    rule = PublishRule.objects.create(**own, name="New", act="publish")
    RuleFiring.objects.create(
        rule=rule, rule_name="New", connection=shop, listing=listing, product=goods.product, act="publish"
    )
    place = ChannelLocation.objects.create(**own, external_id="w-1", name="Depot")
    offer = listing.offers.get()
    OfferStock.objects.create(
        **own, offer=offer, place=place, wanted=3, acknowledged=1, is_due=True, wanted_at=timezone.now()
    )
    return {
        "bulk-edit": edit.pk,
        "import": run.pk,
        "publish-rule": rule.pk,
        "stock-differences": shop.pk,
        "variant-stock": goods.pk,
    }


def _of_settings(hub: Hub) -> None:
    """Rows of lists about rules, places and programs."""
    member = Member.objects.get(workspace=hub.workspace, user=hub.owner.user)
    keys.make_key(member, "Reader", ["orders.view"], timedelta(days=1))
    hub.owner.post("location-write", name="Depot")
    hub.owner.post("buffer-write", subject="all", place="all", kind="fixed", amount=2)
    hub.owner.post("hold-rule-write", kind="value", amount="250", currency="GBP")
    hub.owner.post("self-audit-run")
    own = {"workspace": hub.workspace, "requested_by": hub.owner.user, "expires_at": timezone.now() + timedelta(days=7)}
    Approval.objects.create(**own, kind="refund", words="5 GBP", permission="approvals.view", path="/", digest="")
    hub.owner.post("pickup-write", name="Royal Mail", at="16:00", days=[0, 1])


def _of_work(hub: Hub, order: Order) -> dict[str, int]:
    """Rows of lists about what goes on by itself."""
    own = {"workspace": hub.workspace, "connection": order.connection}
    Notice.objects.create(**own, order=order, step="shipped", state="sent", text="On its way")
    Alert.objects.create(**own, rule="channel_down", cause="x", words="A shop does not answer.")
    run = Run.objects.create(**own, state="done")
    Finding.objects.create(**own, run=run, what="price", external_id="1", about="A mug", expected="5", seen="6")
    facts = {"kind": "hold-rule", "words": "Orders follow", "state": "done", "counts": {"done": 1}}
    act = BackgroundRun.objects.create(workspace=hub.workspace, **facts)
    act.rows.create(number=1, about=order.number, outcome="done", words="Held")
    return {"check": run.pk, "background-run": act.pk}


def cells(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV, by the titles of their columns."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
