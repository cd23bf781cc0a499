"""A deep drop asks for whoever lets it, by whatever page or program it is caused."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from shopwright.hub.access.roles import Permission
from shopwright.hub.catalog.bulk import work as bulk_work
from shopwright.hub.catalog.bulk.models import BulkEdit
from shopwright.hub.catalog.imports.models import ImportRun
from shopwright.hub.catalog.models import Variant
from shopwright.hub.catalog.services import ProductDraft, VariantDraft, create_product, update_product
from shopwright.hub.channels import services
from shopwright.hub.channels.protocol import ExternalShop
from shopwright.hub.listings.models import Listing, Offer
from shopwright.hub.listings.prices import rule_of
from tests.hub import import_files, rows
from tests.hub.harness import Hub
from tests.hub.market import Market, open_market
from tests.hub.test_api_keys import _key
from tests.hub.test_bulk_edit import edit, form
from tests.hub.test_drift import published
from tests.hub.test_price_lists import RULE, forget_who, offered

pytestmark = pytest.mark.postgres

#: A page, its row, and what is sent to it; made while the person is still known.
Door = Callable[[Hub, Variant, str], tuple[str, int, dict[str, object]]]


def _product(hub: Hub, variant: Variant, price: str) -> tuple[str, int, dict[str, object]]:
    return "product-edit", variant.product_id, {
        "title": "A mug", "variants-TOTAL_FORMS": "1", "variants-INITIAL_FORMS": "1", "variants-0-sku": variant.sku,
        "variants-0-price": price, "variants-0-currency": "GBP",
    }  # fmt: skip


def _bulk(hub: Hub, variant: Variant, price: str) -> tuple[str, int, dict[str, object]]:
    return "bulk-act", edit(hub, ("price:set", price), products=variant.product_id).pk, {"act": "start"}


def _sheet(hub: Hub, variant: Variant, price: str) -> tuple[str, int, dict[str, object]]:
    hub.owner.post("products-sheet", **{f"cell-{variant.pk}-price": price, f"was-{variant.pk}-price": "5.00"})
    _run_edits()
    return "bulk-act", BulkEdit.objects.filter(workspace=hub.workspace).latest("pk").pk, {"act": "start"}


def _import(hub: Hub, variant: Variant, price: str) -> tuple[str, int, dict[str, object]]:
    content = f"SKU,Title,Price,Currency\n{variant.sku},A mug,{price},GBP\n".encode()
    return "import-act", import_files.check(hub, content).pk, {"act": "start"}


def _mend(hub: Hub, variant: Variant, price: str) -> tuple[str, int, dict[str, object]]:
    listing = Listing.objects.get(workspace=hub.workspace)
    return "listing-mend", listing.pk, {"price": price}


def _undo_bulk(hub: Hub, variant: Variant, price: str) -> tuple[str, int, dict[str, object]]:
    """The price was ``price`` before an edit that is undone."""
    _set_price(variant, price)
    made = edit(hub, ("price:set", "5.00"), products=variant.product_id)
    hub.owner.post("bulk-act", made.pk, act="start")
    _run_edits()
    return "bulk-act", made.pk, {"act": "undo"}


def _undo_import(hub: Hub, variant: Variant, price: str) -> tuple[str, int, dict[str, object]]:
    _set_price(variant, price)
    run = import_files.load(hub, f"SKU,Title,Price,Currency\n{variant.sku},A mug,5.00,GBP\n".encode())
    return "import-act", run.pk, {"act": "undo"}


def _link(hub: Hub, variant: Variant, price: str) -> tuple[str, int, dict[str, object]]:
    """The listing is linked to another product, which costs ``price``."""
    other = f"SKU-{secrets.token_hex(4)}"
    draft = VariantDraft(other, price=Decimal(price), currency="GBP")
    create_product(hub.workspace, ProductDraft("Another mug", [draft]))
    return "listing-link", Listing.objects.get(workspace=hub.workspace).pk, {"sku": other}


def _set_price(variant: Variant, price: str) -> None:
    draft = VariantDraft(variant.sku, price=Decimal(price), currency="GBP")
    update_product(variant.product, ProductDraft("A mug", [draft]))


def _run_edits() -> None:
    while bulk_work.work_due():
        pass


_DOORS = [_product, _bulk, _sheet, _import, _mend, _undo_bulk, _undo_import, _link]


@pytest.mark.parametrize("door", _DOORS, ids=lambda door: door.__name__.strip("_"))
def test_every_door_asks_for_a_deep_drop_and_for_no_small_one(hub: Hub, market: Market, door: Door) -> None:
    shop, _ = open_market(hub, market)
    variant = offered(hub, shop)
    hub.owner.post("listing-rule", shop.pk, **RULE)
    page, row, sent = door(hub, variant, "3.40")
    if door is not _mend:
        _set_price(variant, "5.00")
    forget_who(hub.owner)
    answer = hub.owner.browser.post(hub.owner.url(page, row), sent)
    assert "/again?" in answer.headers["location"]
    assert Variant.objects.get(pk=variant.pk).price == 5
    page, row, sent = _product(hub, variant, "3.60")
    answer = hub.owner.browser.post(hub.owner.url(page, row), sent)
    assert "/again?" not in answer.headers["location"]
    assert Variant.objects.get(pk=variant.pk).price == Decimal("3.60")


def test_an_import_that_makes_a_price_the_shops_by_its_currency_asks_too(hub: Hub, market: Market) -> None:
    shop, _ = open_market(hub, market)
    variant = offered(hub, shop)
    hub.owner.post("listing-rule", shop.pk, **RULE)
    draft = VariantDraft(variant.sku, price=Decimal("3.40"), currency="USD")
    update_product(variant.product, ProductDraft("A mug", [draft]))
    run = import_files.check(hub, f"SKU,Title,Currency\n{variant.sku},A mug,GBP\n".encode())
    forget_who(hub.owner)
    answer = hub.owner.browser.post(hub.owner.url("import-act", run.pk), {"act": "start"})
    assert "/again?" in answer.headers["location"]


@pytest.mark.parametrize(("meanwhile", "again"), [("", False), ("12.00", False), ("another row", True)])
def test_an_import_whose_turn_comes_late_lets_no_other_drop_happen(
    hub: Hub, market: Market, meanwhile: str, again: bool
) -> None:
    """A row that changed nothing when the import was started may change a price by its turn."""
    shop, _ = open_market(hub, market)
    variant, other = offered(hub, shop), offered(hub, shop)
    hub.owner.post("listing-rule", shop.pk, **RULE)
    content = f"SKU,Title,Price,Currency\n{variant.sku},A mug,3.00,GBP\n{other.sku},A mug,5.00,GBP\n"
    run = import_files.check(hub, content.encode())
    hub.owner.post("import-act", run.pk, act="start")
    if again:
        Offer.objects.filter(variant=other).update(seen_price=Decimal(9))
        _set_price(other, "9.00")
    elif meanwhile:
        _set_price(variant, meanwhile)
    import_files.work_all(hub)
    run.refresh_from_db()
    prices = [Variant.objects.get(pk=item.pk).price for item in (variant, other)]
    assert (run.state, prices) == (("checked", [5, 9]) if again else ("done", [3, 5]))
    if again:
        page = hub.owner.get("import", run.pk).text
        assert "Nothing was written. Since this was begun, the catalogue" in page
        assert "Import 2 rows" in page
        hub.owner.post("import-act", run.pk, act="start")
        import_files.work_all(hub)
        assert Variant.objects.get(pk=other.pk).price == 5


def test_an_undo_whose_turn_comes_late_lets_no_other_drop_happen(hub: Hub, market: Market) -> None:
    shop, _ = open_market(hub, market)
    variant = offered(hub, shop)
    page, row, sent = _undo_import(hub, variant, "3.00")
    hub.owner.post(page, row, **sent)
    hub.owner.post("listing-rule", shop.pk, **RULE)
    import_files.work_all(hub)
    assert Variant.objects.get(pk=variant.pk).price == 5
    assert "other prices would drop over the limit" in hub.owner.get("import", row).text
    hub.owner.post(page, row, **sent)
    import_files.work_all(hub)
    assert Variant.objects.get(pk=variant.pk).price == 3


def test_an_import_that_failed_goes_on_from_its_own_page_where_prices_drop(hub: Hub, market: Market) -> None:
    shop, _ = open_market(hub, market)
    variant = offered(hub, shop)
    hub.owner.post("listing-rule", shop.pk, **RULE)
    _, row, _ = _import(hub, variant, "3.00")
    run = ImportRun.objects.get(pk=row)
    run.state, run.step, run.cursor = "failed", "", 0
    run.carry = {**run.carry, "state": "running", "step": "apply"}
    run.save()
    job = hub.owner.post("jobs-act", act="retry", jobs=[f"imports:{row}"])
    assert "Prices drop over the limit" in job.text
    hub.owner.post("import-act", row, act="retry")
    import_files.work_all(hub)
    assert Variant.objects.get(pk=variant.pk).price == 3


def test_a_shop_that_no_prices_are_sent_to_keeps_its_own_when_it_is_published_again(hub: Hub, market: Market) -> None:
    shop, there, listing = published(hub, market)
    Variant.objects.filter(product=listing.product_id).update(price="0.50")
    hub.owner.post("publish", listing.product_id, connections=[shop.pk])
    hub.work()
    assert [item.price for draft in there.drafts for item in draft.variants] == [Decimal(5), Decimal(5)]


def test_a_shop_that_is_connected_again_is_sent_no_prices_until_that_is_switched_on(hub: Hub, market: Market) -> None:
    shop, there = open_market(hub, market)
    variant = offered(hub, shop)
    hub.owner.post("listing-rule", shop.pk, **RULE)
    hub.owner.post("connection-change", shop.pk, do="disconnect")
    _set_price(variant, "0.50")
    seen = ExternalShop(shop.external_id, shop.name, shop.region, shop.currency)
    (again,) = services.connect(shop.app, shop.account, [seen], hub.owner.user)
    hub.work()
    assert (again.pk, there.prices) == (shop.pk, {})
    assert not rule_of(again).sends_prices


def test_a_shop_that_no_prices_are_sent_to_asks_nobody(hub: Hub, market: Market) -> None:
    shop, _ = open_market(hub, market)
    variant = offered(hub, shop)
    forget_who(hub.owner)
    page, row, sent = _product(hub, variant, "0.50")
    assert "/again?" not in hub.owner.browser.post(hub.owner.url(page, row), sent).headers["location"]


def test_a_program_lets_no_price_drop_deeply(hub: Hub, market: Market) -> None:
    shop, _ = open_market(hub, market)
    variant = offered(hub, shop)
    hub.owner.post("listing-rule", shop.pk, **RULE)
    program = Client(headers={"Authorization": f"Bearer {_key(hub, Permission.CATALOG_EDIT)}"})
    page, row, sent = _product(hub, variant, "0.50")
    reply = program.post(hub.owner.url(page, row), sent)
    assert (reply.status_code, reply.json()["error"]["code"]) == (403, "person_needed")
    assert Variant.objects.get(pk=variant.pk).price == 5


def test_a_program_with_the_catalogue_alone_changes_no_bins_and_nothing_held_back(hub: Hub) -> None:
    variant = rows.variant(hub)
    rows.count(hub, variant, 1)
    program = Client(headers={"Authorization": f"Bearer {_key(hub, Permission.CATALOG_EDIT)}"})
    for act in (("bin:set", "A-1"), ("buffer:set", "3")):
        reply = program.post(hub.owner.url("bulk-new"), form(act, products=variant.product_id))
        assert (reply.status_code, "needs" in reply.content.decode()) == (403, True), act
        begun = edit(hub, act, products=variant.product_id)
        assert program.post(hub.owner.url("bulk-act", begun.pk), {"act": "start"}).status_code == 403
        cells = {f"cell-{variant.pk}-{act[0][:-4]}": act[1]}
        assert program.post(hub.owner.url("products-sheet"), cells).status_code == 403
    _run_edits()
    assert variant.balances.get().bin == ""
