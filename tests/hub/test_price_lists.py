"""Price lists: one for each connection, in its currency, with what would change before it does."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shopwright.hub.catalog.models import Variant
from shopwright.hub.channels.models import Connection
from shopwright.hub.listings.adoption import keep_listing
from shopwright.hub.listings.models import Listing, PriceFile, PriceList
from tests.hub import rows
from tests.hub.harness import Hub, Person
from tests.hub.market import Market, open_market

pytestmark = pytest.mark.postgres

RULE = {
    "price_list": "", "percent": "0", "amount": "0", "rounding": "cent", "title_template": "",
    "description_template": "", "drift": "show", "sends_prices": "on",
}  # fmt: skip
LIST = {
    "name": "Retail", "currency": "GBP", "tax": "in", "source": "catalogue", "base": "", "percent": "0", "amount": "0",
    "rounding": "cent",
}  # fmt: skip


def offered(hub: Hub, shop: Connection, sku: str = "") -> Variant:
    """A SKU of 5.00 GBP that is listed on a shop."""
    variant = rows.variant(hub, sku)
    keep_listing(shop, rows.listing(variant.sku))
    return variant


def make_list(hub: Hub, **values: object) -> PriceList:
    assert hub.owner.post("price-list-new", **{**LIST, **values}).status == 200
    return PriceList.objects.get(workspace=hub.workspace, name=values.get("name", "Retail"))


def use(hub: Hub, shop: Connection, price_list: PriceList, **values: str) -> None:
    hub.owner.post("listing-rule", shop.pk, **{**RULE, "price_list": price_list.pk, **values})


def send(hub: Hub, price_list: PriceList, content: bytes, name: str = "prices.csv") -> tuple[str, PriceFile | None]:
    answer = hub.owner.post("price-file-send", price_list.pk, file=SimpleUploadedFile(name, content))
    return answer.text, price_list.files.order_by("-pk").first()


def forget_who(person: Person) -> None:
    """As if the person had logged in long ago."""
    session = person.browser.session
    session["signed_in_at"] = 0
    session.pop("account_authentication_methods", None)
    session.save()


def test_a_connection_asks_the_prices_of_its_list(hub: Hub, market: Market) -> None:
    (first, there), (second, elsewhere) = open_market(hub, market), open_market(hub, market)
    variant = offered(hub, first)
    keep_listing(second, rows.listing(variant.sku))
    retail = make_list(hub, percent="20")
    use(hub, first, retail)
    use(hub, second, retail, percent="-10", rounding="charm")
    hub.work()
    assert there.prices == {f"sku-{variant.sku}": Decimal("6.00")}
    assert elsewhere.prices == {f"sku-{variant.sku}": Decimal("4.99")}
    hub.owner.post("price-set", retail.pk, sku=variant.sku, price="8.50")
    hub.work()
    assert there.prices == {f"sku-{variant.sku}": Decimal("8.50")}
    hub.owner.post("price-set", retail.pk, sku=variant.sku, price="")
    hub.work()
    assert there.prices == {f"sku-{variant.sku}": Decimal("6.00")}


def test_a_list_follows_the_list_and_the_catalogue_that_it_comes_from(hub: Hub, market: Market) -> None:
    shop, there = open_market(hub, market)
    variant = offered(hub, shop)
    trade = make_list(hub, name="Trade", tax="out")
    retail = make_list(hub, name="Retail", source="list", base=trade.pk, percent="20")
    use(hub, shop, retail)
    hub.owner.post("price-set", trade.pk, sku=variant.sku, price="10")
    hub.work()
    assert there.prices[f"sku-{variant.sku}"] == Decimal("12.00")
    hub.owner.post("price-set", trade.pk, sku=variant.sku, price="")
    hub.owner.post("price-list-edit", retail.pk, **{**LIST, "source": "list", "base": trade.pk, "percent": "40"})
    hub.work()
    assert there.prices[f"sku-{variant.sku}"] == Decimal("7.00")


def test_why_a_price_is_what_it_is_is_told_line_by_line(hub: Hub, market: Market) -> None:
    shop, _ = open_market(hub, market)
    variant = offered(hub, shop)
    use(hub, shop, make_list(hub, percent="20", amount="0.30"), percent="10", rounding="charm")
    text = hub.owner.get("listing", Listing.objects.get(connection=shop).pk).text
    lines = (
        "Why 6.99 GBP? Price in the catalogue 5.00 GBP List Retail: +20 % 6.00 GBP List Retail: +0.30 GBP 6.30 GBP "
        f"Rule of {shop}: +10 % 6.93 GBP Rule of {shop}: rounded to .99 6.99 GBP"
    )
    assert lines in text
    assert variant.sku in text


def test_currencies_are_never_exchanged(hub: Hub, market: Market) -> None:
    shop, there = open_market(hub, market, "USD")
    variant = offered(hub, shop)
    pounds, dollars = make_list(hub, name="Pounds"), make_list(hub, name="Dollars", currency="USD")
    answer = hub.owner.post("listing-rule", shop.pk, **{**RULE, "price_list": pounds.pk})
    assert answer.status == 422
    wrong = {**LIST, "name": "Wrong", "currency": "USD", "source": "list", "base": pounds.pk}
    assert "never exchanged" in hub.owner.post("price-list-new", **wrong).text
    use(hub, shop, dollars)
    hub.work()
    assert there.prices == {}
    text = hub.owner.get("listing", Listing.objects.get(connection=shop).pk).text
    assert "The price in the catalogue is in GBP, and currencies are not exchanged" in text
    hub.owner.post("price-set", dollars.pk, sku=variant.sku, price="6.49")
    hub.work()
    assert there.prices == {f"sku-{variant.sku}": Decimal("6.49")}


def test_a_list_never_goes_back_to_itself(hub: Hub) -> None:
    first = make_list(hub, name="First")
    second = make_list(hub, name="Second", source="list", base=first.pk)
    circle = {**LIST, "name": "First", "source": "list", "base": second.pk}
    answer = hub.owner.post("price-list-edit", first.pk, **circle)
    assert (answer.status, "takes its prices from this list" in answer.text) == (422, True)


def test_a_list_in_use_stays(hub: Hub, market: Market) -> None:
    shop, _ = open_market(hub, market)
    retail = make_list(hub)
    use(hub, shop, retail)
    assert "is in use" in hub.owner.post("price-list-remove", retail.pk).text
    other = make_list(hub, name="Other")
    assert "is removed" in hub.owner.post("price-list-remove", other.pk).text
    changed = hub.owner.post("price-list-edit", retail.pk, **{**LIST, "currency": "EUR"})
    assert "its currency stays" in changed.text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_that_is_read_again_changes_nothing(hub: Hub, market: Market, kind: str) -> None:
    shop, _ = open_market(hub, market)
    own, ruled = offered(hub, shop), offered(hub, shop, "=HARMLESS")
    retail = make_list(hub, percent="7.5")
    hub.owner.post("price-set", retail.pk, sku=own.sku, price="1234.50")
    content = hub.owner.get("price-list-export", retail.pk, format=kind).content
    answer, file = send(hub, retail, content, f"list.{kind}")
    assert file is not None
    assert (file.faults, len(file.rows)) == ([], 2)
    assert "Nothing: every shop that uses it asks these prices already" in answer
    assert "0 prices changed" in hub.owner.post("price-file", file.pk).text
    assert {ruled.pk, own.pk} == {pk for pk, _ in file.rows}


def test_a_file_shows_what_it_would_change_and_holds_once_it_is_applied(hub: Hub, market: Market) -> None:
    shop, there = open_market(hub, market)
    variant = offered(hub, shop)
    retail = make_list(hub)
    use(hub, shop, retail)
    content = f"SKU;Price;Currency\n{variant.sku};5,49;GBP\nNOBODY;3,00;GBP\n".encode()
    answer, file = send(hub, retail, content)
    assert file is not None
    assert f"{variant.sku} A mug {shop} 5.00 GBP 5.49 GBP" in answer
    assert "3 NOBODY There is no such SKU." in answer
    hub.work()
    assert there.prices == {}
    hub.owner.post("price-file", file.pk)
    hub.work()
    assert there.prices == {f"sku-{variant.sku}": Decimal("5.49")}
    assert "was applied already" in hub.owner.post("price-file", file.pk).text


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{sku},-1", "is negative"),
        ("{sku},0", "The price is 0"),
        ("{sku},1.234", "more than 2 decimals"),
        ("{sku},€5", "The price is in EUR. Give one in GBP: nothing is exchanged."),
        ("{sku},soon", "is no amount"),
        ("{sku},5\n{sku},6", "came before in this file"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(hub: Hub, row: str, words: str) -> None:
    variant, retail = rows.variant(hub), make_list(hub)
    answer, _ = send(hub, retail, f"SKU,Price\n{row.format(sku=variant.sku)}\n".encode())
    assert words in answer


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 no table", b"Name,Colour\nMug,red\n"])
def test_a_file_that_is_no_list_of_prices_is_refused(hub: Hub, content: bytes) -> None:
    _, file = send(hub, make_list(hub), content)
    assert file is None


def test_a_deep_drop_asks_who_lets_it(hub: Hub, market: Market) -> None:
    shop, there = open_market(hub, market)
    variant = offered(hub, shop)
    retail = make_list(hub)
    use(hub, shop, retail)
    _, file = send(hub, retail, f"SKU,Price\n{variant.sku},3.40\n".encode())
    assert file is not None
    forget_who(hub.owner)
    steps = [
        ("price-set", retail.pk, {"sku": variant.sku, "price": "3.40"}),
        ("price-list-edit", retail.pk, {**LIST, "percent": "-32"}),
        ("listing-rule", shop.pk, {**RULE, "price_list": retail.pk, "percent": "-32"}),
        ("price-file", file.pk, {}),
    ]
    for page, row, form in steps:
        answer = hub.owner.browser.post(hub.owner.url(page, row), form)
        assert "/again?" in answer.headers["location"], page
    hub.owner.post("price-set", retail.pk, sku=variant.sku, price="3.60")
    hub.work()
    assert there.prices == {f"sku-{variant.sku}": Decimal("3.60")}, "28 % less needs nobody"


def test_another_limit_of_drops_is_kept(hub: Hub) -> None:
    assert "by more than 5 %" in hub.owner.post("price-guard", percent="5").text
    assert 'value="5"' in hub.owner.get("price-lists").html
    assert "from 1 to 100" in hub.owner.post("price-guard", percent="0").text


def test_a_product_without_a_price_in_the_list_is_not_published(hub: Hub, market: Market) -> None:
    shop, there = open_market(hub, market)
    variant = rows.variant(hub)
    use(hub, shop, make_list(hub, source="nothing"))
    hub.owner.post("publish", variant.product_id, connections=[shop.pk])
    hub.work()
    listing = Listing.objects.get(connection=shop)
    assert f"Give {variant.sku} a price in the list Retail." in listing.remedy
    assert there.drafts == []


def test_the_grid_names_the_list_and_the_rule(hub: Hub, market: Market) -> None:
    shop, _ = open_market(hub, market)
    offered(hub, shop)
    use(hub, shop, make_list(hub), percent="10", rounding="charm")
    assert "Retail, +10 %, rounded to .99" in hub.owner.get("grid").text
