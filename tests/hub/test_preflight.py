"""What a channel would refuse is said before it is asked, from its own bounds."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from shopwright.hub.catalog.models import Picture, Product, ProductPicture, Variant
from shopwright.hub.channels import intake
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import Change, ListingVariant, Outcome, Result
from shopwright.hub.channels.tiktok_shop.categories import listing_rules
from shopwright.hub.channels.tiktok_shop.refusals import for_sellers
from shopwright.hub.listings import lanes, services
from shopwright.hub.listings.models import Listing, ListingRule
from shopwright.hub.listings.preflight import problems_of, problems_on
from shopwright.hub.stock.models import ChannelLocation
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.test_categories import mapped

pytestmark = pytest.mark.postgres


@pytest.fixture
def shop(hub: Hub) -> Connection:
    return _with_warehouse(hub, rows.connection(hub))


def _with_warehouse(hub: Hub, shop: Connection) -> Connection:
    ChannelLocation.objects.create(workspace=hub.workspace, connection=shop, external_id="w", name="W", is_default=True)
    return shop


def product(hub: Hub, **facts: object) -> Product:
    """A product that every market takes."""
    made = rows.variant(hub).product
    facts_of_file = {"file": "none.png", "media_type": "image/png", "width": 800, "height": 800}
    picture = Picture.objects.create(workspace=hub.workspace, sha256=f"{made.pk:064}", **facts_of_file)
    ProductPicture.objects.create(product=made, picture=picture)
    for name, value in {"weight_grams": 300, "title": "A mug of stoneware, glazed blue", **facts}.items():
        setattr(made, name, value)
    made.save()
    return made


def words(product: Product, shop: Connection) -> str:
    return " ".join(problem.words for problem in problems_of(product, shop))


def test_a_product_within_all_bounds_has_no_problem(hub: Hub, shop: Connection) -> None:
    assert words(product(hub), shop) == ""


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"title": "x" * 256}, "The title has 256 characters, and may have 255."),
        ({"description": "x" * 10_001}, "The description has 10,001 characters, and may have 10,000."),
        ({"weight_grams": None}, "Give the weight"),
    ],
)
def test_what_is_out_of_bounds_is_said_with_the_bound(
    hub: Hub, shop: Connection, facts: dict[str, object], said: str
) -> None:
    assert said in words(product(hub, **facts), shop)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("region", "shortest", "longest", "least", "most"),
    [
        ("GB", 1, 255, "0.01", "5600"), ("US", 1, 255, "0.01", "7600"), ("BR", 1, 300, "0.5", "10000"),
        ("ID", 25, 255, "100", "100000000"), ("DE", 1, 255, "0.01", "6300"), ("TH", 25, 255, "30", "260000"),
    ],
)  # fmt: skip
def test_bounds_are_those_of_the_market(region: str, shortest: int, longest: int, least: str, most: str) -> None:
    """Values: docs/reference/catalogue.md#limits and #prices."""
    rules = listing_rules(region)
    assert (rules.title_shortest, rules.title_longest) == (shortest, longest)
    assert (rules.price_least, rules.price_most) == (Decimal(least), Decimal(most))


@pytest.mark.parametrize(
    ("region", "sku", "said"),
    [
        ("DE", "20725", "The SKU 20725 has 5 characters, and needs 6."),
        ("GB", "20725", ""),
        ("GB", "MUG RED", "The SKU MUG RED has spaces"),
        ("IT", "S" * 51, "has 51 characters, and may have 50."),
    ],
)
def test_a_sku_that_the_market_refuses_is_said(hub: Hub, shop: Connection, region: str, sku: str, said: str) -> None:
    shop.region = region
    goods = product(hub)
    Variant.objects.filter(product=goods).update(sku=sku)
    text = words(goods, shop)
    assert said in text if said else "The SKU" not in text


@pytest.mark.parametrize(
    ("code", "message", "remedy", "told", "todo"),
    [
        ("12052054", "skus[1].seller_sku: It is too short.", "", "B-2: It is too short.", "Change the SKU"),
        ("12052104", "product_attributes: It requires Origin.", "Follow getX.", "It requires Origin.", "Fill it in"),
        ("999", "main_images[0].uri: It is blurred.", "Send a uri.", "It is blurred.", "what the message says"),
        ("999", "Not today: a holiday.", "Try tomorrow.", "Not today: a holiday.", "Try tomorrow."),
    ],
)
def test_a_refusal_by_tiktok_names_the_sku_and_what_a_seller_does(
    code: str, message: str, remedy: str, told: str, todo: str
) -> None:
    variants = [ListingVariant(sku, (), Decimal(1), "GBP", 1) for sku in ("A-1", "B-2")]
    outcome = for_sellers(Outcome(Result.REFUSED, code, message, remedy), variants)
    assert outcome.message == told
    assert todo in outcome.remedy


def test_the_price_and_the_title_are_those_that_the_shops_rule_makes(hub: Hub, shop: Connection) -> None:
    goods = product(hub)
    ListingRule.objects.create(
        workspace=hub.workspace, connection=shop, amount=Decimal(6_000), title_template="{title} " + "y" * 240
    )
    text = words(goods, shop)
    assert "would cost 6,005.00 GBP; prices there are from 0.01 to 5,600." in text
    assert "The title has 272 characters" in text


def test_options_beyond_the_markets_bounds_are_said(hub: Hub, shop: Connection) -> None:
    goods = product(hub)
    Variant.objects.filter(product=goods).update(options=[[str(number), "z" * 51] for number in range(4)])
    text = words(goods, shop)
    assert "has 4 options, and may have 3." in text
    assert "has 51 characters, and may have 50." in text


def test_a_refusal_comes_before_any_call_and_says_what_to_do_and_where(hub: Hub) -> None:
    goods = product(hub, attributes={"Category": "Cups"})
    shop, mugs = mapped(hub)
    _with_warehouse(hub, shop)
    listing = services.publish(goods, shop)
    lanes.grant_wishes(shop)  # nothing answers at this shop's address: a call would be tried again later
    listing = Listing.objects.get(pk=listing.pk)
    assert (listing.state, listing.wish) == ("refused", "")
    assert "“Material” is missing. Fill it in." in listing.remedy
    for page in (hub.owner.get("listing", listing.pk), hub.owner.get("grid")):
        assert hub.owner.url("category", mugs.pk) in page.html
    assert "2 to mend" in hub.owner.get("grid").text


def test_a_product_waits_while_the_warehouses_of_a_new_shop_are_being_read(hub: Hub) -> None:
    shop = rows.connection(hub)
    intake.keep(shop, [Change("locations", "all", "setup:locations", shop.created_at)], "setup")
    listing = services.publish(product(hub), shop)
    lanes.grant_wishes(shop)
    listing.refresh_from_db()
    assert (listing.wish, listing.trouble) == ("publish", "The product is not complete.")
    shop.events.update(state="done")
    Listing.objects.filter(pk=listing.pk).update(wish_due_at=shop.created_at)
    lanes.grant_wishes(shop)
    listing.refresh_from_db()
    assert (listing.state, listing.wish) == ("refused", "")


def test_a_page_of_the_grid_asks_no_more_for_many_products_than_for_one(hub: Hub, shop: Connection) -> None:
    goods = [product(hub) for _ in range(4)]
    counts = []
    for some in (goods[:1], goods):
        with CaptureQueriesContext(database) as seen:
            problems_on(shop, list(Product.objects.filter(pk__in=[row.pk for row in some])))
        counts.append(len(seen))
    assert counts[0] == counts[1]
