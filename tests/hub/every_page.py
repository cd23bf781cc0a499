"""Every page of the hub that a browser can open, with a row of each kind in it."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from shopwright.hub.catalog.bulk import work as bulk
from shopwright.hub.catalog.imports.models import ImportProfile
from shopwright.hub.catalog.services import add_picture
from shopwright.hub.channels.models import Connection
from shopwright.hub.listings.brands.models import BrandMapping
from shopwright.hub.listings.categories.models import CategoryMapping, ChannelCategory
from shopwright.hub.listings.drift_models import Drift
from shopwright.hub.listings.models import Listing
from shopwright.hub.work.models import Alert, Finding, Run
from shopwright.testing import Platform
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.import_files import check, csv_bytes, load
from tests.hub.pictures import picture
from tests.hub.routes import ALL, OF_WORKSPACES
from tests.hub.shop_on_shopify import connect
from tests.hub.shopify.store import Store

_FILE = "It answers with a file."
_LEADS_ON = "Looked at, it leads to the list that it changes."
#: Addresses that answer GET and are no page of their own, each with why.
NO_PAGES = {
    **dict.fromkeys(
        ("import-faulty", "picture", "price-list-export",
         "pick-paper", "slip", "certificate-file", "hand-off", "tracking-faulty", "health"),
        _FILE,
    ),
    **dict.fromkeys(("grid-change", "drift-settle", "key-make"), _LEADS_ON),
    **dict.fromkeys(("service-choice", "orders-together"), "It needs orders; without any it leads to their list."),
    "consent-callback": "It takes a consent and leads on.",
    "favicon": "It leads to the icon.",
    "news": "It is a stream.",
    "theme": "It takes a choice of colours alone.",
    "hook": "It is for channels.",
    "home": "Who is in one workspace alone is led into it.",
    "account_reauthenticate": "It leads to the way in that the account has.",
    "account_change_password": "It leads on who has no password yet.",
    "account_signup": "Nobody signs up uninvited.",
    "account_logout": "It ends what the other pages need; the button is on all of them.",
    "account_confirm_email": "It needs a message that was sent.",
    "account_reset_password_from_key": "It needs a message that was sent.",
    **dict.fromkeys(
        ("account_set_password", "account_inactive", "account_email",
         "account_email_verification_sent", "account_reset_password_from_key_done",
         "account_reset_password_done", "account_confirm_login_code", "account_request_reauthentication_code",
         "account_confirm_reauthentication_code", "mfa_authenticate", "mfa_reauthenticate",
         "mfa_reauthenticate_webauthn", "mfa_login_webauthn", "login-again", "login-link"),
        "It asks for what the tests of log-in have, and has the parts of the page that logs in.",
    ),
    **dict.fromkeys(
        ("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
         "mfa_download_recovery_codes", "mfa_remove_webauthn", "mfa_edit_webauthn"),
        "It needs a second factor; the page where one is set up has the same parts.",
    ),
}  # fmt: skip
#: Pages of those who are not logged in.
OUTSIDE = ("account_login", "account_reset_password")
#: Pages that lead on while there is nothing: a consent that waits for a choice of shops.
_NEEDS_ROWS = ("choose-shops",)
_WORDS = {"channel": "tiktok_shop", "kind": "count", "step": "shipped"}


def pages_of(hub: Hub, ids: dict[str, int]) -> dict[str, str]:
    """The paths of all pages by name. Without ids: those that stand for no row."""
    paths = {}
    for name, entry in OF_WORKSPACES.items():
        if name in NO_PAGES or "GET" not in entry.callback.methods:
            continue
        parts = {part: _WORDS[part] for part in entry.pattern.converters if part in _WORDS}
        numbers = [part for part in entry.pattern.converters if part not in _WORDS]
        if not ids and (numbers or name in _NEEDS_ROWS):
            continue
        parts |= {part: ids.get(name) or ids[part] for part in numbers}
        paths[name] = reverse(name, kwargs={**parts, "workspace": hub.workspace.slug})
    for path, entry in ALL:
        if entry.name and not path.startswith("w/") and entry.name not in (*NO_PAGES, *OUTSIDE, "invitation"):
            paths[entry.name] = reverse(entry.name)
    return paths


def fill(hub: Hub, platform: Platform, store: Store) -> dict[str, int]:
    """Put a row of each kind into a workspace; ids by the name of a page, or by the part of an address."""
    ids = {**_of_platform(hub, platform), **_of_store(hub, store), **rows.make_rows(hub)}
    shop = Connection.objects.get(pk=ids["connection"])
    add_picture(hub.workspace.products.get(pk=ids["product"]), picture())
    listing = Listing.objects.get(pk=ids["listing"])
    listing.state, listing.trouble, listing.remedy = "failed", "The title is too long.", "Shorten it."
    listing.save()
    Drift.objects.create(
        workspace=hub.workspace, connection=shop, listing=listing, field="title", mine="A mug", theirs="A cup"
    )
    hub.owner.post("stock-move", ids["variant-stock"], act="received", quantity="3", token="1" * 32,
                   location=str(hub.workspace.locations.first().pk))  # fmt: skip
    return {
        **ids,
        **_of_goods(hub, shop),
        **_of_rules(hub, shop),
        **_of_checks(hub, shop),
        "connection_id": shop.pk,
        "order_id": ids["order"],
        "product_id": ids["product"],
        "list_id": ids["pick"],
    }


def _of_platform(hub: Hub, platform: Platform) -> dict[str, int]:
    """An order whose shipping is left to the seller, and a consent that waits for a choice of shops."""
    seller = platform.shop("GB")
    product = seller.list_product(quantity=3)
    shop = hub.connect(platform, seller)
    bought = seller.buy((product.sku_id, 1), status="AWAITING_SHIPMENT", shipping_type="SELLER")
    pair = seller.buy((product.sku_id, 2), status="AWAITING_SHIPMENT")
    hub.work()
    session = hub.owner.browser.session
    session["chosen"] = {"app": shop.app_id, "account": seller.keys.seller.open_id}
    session.save()
    order_id = hub.order(bought.order_id).pk
    return {"ship-own": order_id, "order-cancel": order_id, "order-split": hub.order(pair.order_id).pk}


def _of_store(hub: Hub, store: Store) -> dict[str, int]:
    """An order on a channel that gives money back without a return."""
    product = store.put_product(f"MUG-{hub.tag}", 3)
    connect(hub, store)
    order = store.buy([(product["variants"][0]["id"], 1)])
    hub.work()
    return {"order-refund": hub.order(order["id"].rpartition("/")[2]).pk}


def _of_goods(hub: Hub, shop: Connection) -> dict[str, int]:
    run = check(hub, csv_bytes(("SKU", "Title", "Price"), ("A-1", "A jug", "5"), ("A-2", "", "x")))
    ImportProfile.objects.create(workspace=hub.workspace, name="Suppliers", settings={}, columns={"Nr": "sku"})
    hub.owner.post(
        "bulk-new", **{"preview": "1", "acts-TOTAL_FORMS": 1, "acts-INITIAL_FORMS": 0, "acts-0-what": "price:add",
                       "acts-0-value": "-2"}
    )  # fmt: skip
    while bulk.work_due():
        pass
    category = ChannelCategory.objects.create(
        connection=shop, external_id="21", name="Mugs", path="Kitchen / Mugs", details=None
    )
    CategoryMapping.objects.create(
        workspace=hub.workspace, connection=shop, source="Cups", category=category, product_count=1
    )
    BrandMapping.objects.create(workspace=hub.workspace, connection=shop, brand="Acme", offers=[["1", "Acme", True]])
    scope = {"own_category": "Cups", "name": "Cups"}
    hub.owner.post("chart-write", **scope, table="Size,Height\nS,8", measured="product")
    hub.owner.post("certificate-write", **scope, files=SimpleUploadedFile("a.png", picture()))
    pieces = load(hub, csv_bytes(("SKU", "Title", "Quantity"), ("A-3", "A bowl", "4")))
    return {
        "run_id": run.pk,
        "stock-file": pieces.pk,
        "edit_id": hub.workspace.bulk_edits.get().pk,
        "category_id": category.pk,
    }


def _of_rules(hub: Hub, shop: Connection) -> dict[str, int]:
    hub.owner.post("buffer-write", subject="all", place=f"shop:{shop.pk}", kind="fixed", amount="1")
    hub.owner.post("hold-rule-write", kind="value", amount="1", currency="GBP")
    prices = {"name": "Retail", "currency": "GBP", "tax": "in", "source": "catalogue", "base": "", "percent": "0",
              "amount": "0", "rounding": "cent"}  # fmt: skip
    hub.owner.post("price-list-new", **prices)
    price_list = hub.workspace.price_lists.get()
    file = SimpleUploadedFile(
        "prices.csv", csv_bytes(("SKU", "Price"), (hub.workspace.products.first().variants.get().sku, "6"))
    )
    hub.owner.post("price-file-send", price_list.pk, file=file)
    publish = {"name": "New", "act": "publish", "new_days": "", "tag": "new", "brand": "", "kind": "",
               "stock_least": "", "stock_most": "", "price_least": "", "price_most": "", "per_day": "9"}  # fmt: skip
    hub.owner.post("publish-rule-new", **publish, connection=shop.pk)
    rule = hub.workspace.publish_rules.get().pk
    return {
        "buffer": hub.workspace.buffer_rules.get().pk,
        "hold-rule": hub.workspace.hold_rules.get().pk,
        "price-list": price_list.pk,
        "price-list-edit": price_list.pk,
        "price-file": price_list.files.get().pk,
        "publish-rule": rule,
        "publish-rule-edit": rule,
    }


def _of_checks(hub: Hub, shop: Connection) -> dict[str, int]:
    run = Run.objects.create(workspace=hub.workspace, connection=shop, state="done", orders=3)
    Finding.objects.create(
        workspace=hub.workspace, connection=shop, run=run, what="price", external_id="1", about="A mug",
        expected="5.00 GBP", seen="6.00 GBP",
    )  # fmt: skip
    Alert.objects.create(
        workspace=hub.workspace, connection=shop, rule="channel_down", cause="x", words="A shop does not answer.",
        remedy="Look at it.",
    )  # fmt: skip
    hub.owner.post("key-make", name="Books", scopes=["orders.view"], days=30)
    hub.owner.post("member-invite", email=f"pat-{hub.tag}@example.com", role="packer")
    act = hub.workspace.background_runs.create(
        kind="routing", words="3 orders are routed", to_do=3, done=1, counts={"refused": 1}
    )
    act.rows.create(number=1, about="4711", outcome="refused", words="It is cancelled.")
    hub.owner.post("self-audit-run")
    waits = hub.workspace.approvals.create(
        kind="price", words="1 SKU costs less\nA-1: 5 GBP → 2 GBP", form="price=2", permission="catalog.edit", path="/",
        digest="", expires_at=timezone.now() + timedelta(days=7),
    )  # fmt: skip
    return {"check": run.pk, "act_id": act.pk, "approval_id": waits.pk}
