"""The demo shop's file: what GB allows, what the source says, and that it can be made again."""

import csv
import gzip
import lzma
import re
import zlib
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from shopwright.platform.demo.catalogue import DATA_FILE, DemoProduct, DemoSku, load
from shopwright.platform.media.drawings.motifs import MOTIFS
from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform

pytestmark = pytest.mark.slow

SHARED = Path(__file__).resolve().parents[3] / "../shared/data"
SALES = SHARED / "online_retail/online_retail.csv.gz"
TAXONOMY = SHARED / "shopify_taxonomy/categories.txt.gz"
needs_sales = pytest.mark.skipif(not SALES.exists(), reason="the UCI Online Retail file is not beside the repository")
needs_taxonomy = pytest.mark.skipif(not TAXONOMY.exists(), reason="the taxonomy's source is not beside the repository")


def products() -> tuple[DemoProduct, ...]:
    return load().products


def skus() -> list[DemoSku]:
    return [sku for product in products() for sku in product.skus]


def test_the_file_is_read_once() -> None:
    assert load() is load()


def test_about_three_hundred_products_of_which_forty_or_more_have_variants() -> None:
    assert 280 <= len(products()) <= 330
    assert sum(len(product.skus) > 1 for product in products()) >= 40


def test_the_header_names_source_licence_and_author_and_counts_what_is_there() -> None:
    header = load().header
    assert "10.24432/C5BW33" in header.source
    assert "CC BY 4.0" in header.licence
    assert "Chen, D. (2015)" in header.attribution
    assert header.counts.products == len(products())
    assert header.counts.skus == len(skus())
    assert {"weight (kg)", "dimensions (cm)"} <= set(header.invented)


def test_keys_titles_and_seller_skus_are_unique() -> None:
    assert len({product.key for product in products()}) == len(products())
    assert len({product.title for product in products()}) == len(products())
    assert len({sku.seller_sku for sku in skus()}) == len(skus())


def test_no_postage_fee_sample_or_voucher_is_sold() -> None:
    assert all(re.fullmatch(r"\d{5}[A-Z]{0,2}", sku.seller_sku) for sku in skus())


def test_a_product_with_variants_holds_letters_of_one_five_digit_code() -> None:
    for product in products():
        if len(product.skus) > 1:
            assert {sku.seller_sku[:5] for sku in product.skus} == {product.key}
        else:
            assert product.skus[0].seller_sku == product.key


def test_prices_are_pounds_with_two_decimals_in_the_range_of_gb() -> None:
    for sku in skus():
        assert re.fullmatch(r"\d+\.\d\d", sku.price), sku
        assert Decimal("0.01") <= Decimal(sku.price) <= Decimal(5600)


def test_stock_is_at_least_one_and_five_digits_at_most() -> None:
    assert all(1 <= sku.stock <= 99_999 for sku in skus())


def test_stock_is_four_weeks_of_the_product_s_sales() -> None:
    for product in products():
        stock = sum(sku.stock for sku in product.skus)
        assert abs(stock - 4 * product.weekly_units) <= len(product.skus) + 1, product.key


def test_variants_use_one_attribute_with_different_values_and_singles_use_none() -> None:
    for product in products():
        if len(product.skus) == 1:
            assert product.skus[0].sales_attributes == ()
            continue
        attributes = [attribute for sku in product.skus for attribute in sku.sales_attributes]
        assert len(attributes) == len(product.skus)
        assert len({attribute.name for attribute in attributes}) == 1
        assert len({attribute.value.casefold() for attribute in attributes}) == len(attributes)
        assert all(1 <= len(each.name) <= 20 and 1 <= len(each.value) <= 50 for each in attributes)


def test_titles_are_neat() -> None:
    for product in products():
        assert 1 <= len(product.title) <= 255
        assert re.fullmatch(r"[A-Za-z0-9 &',/.-]+", product.title), product.title
        assert not re.search(r"(.)\1{9}|  |^ | $|[,&.]$", product.title), product.title
        assert not re.search(r"[A-Z]{4}|\b(Set/|S/\d|Asstd|Ant |Hldr|W )", product.title), product.title


def test_descriptions_use_the_oldest_allowed_tags_and_name_every_stock_code() -> None:
    for product in products():
        tags = re.findall(r"</?([a-z]+)>", product.description)
        assert set(tags) <= {"p", "ul", "li", "strong"}
        assert all(product.description.count(f"<{tag}>") == product.description.count(f"</{tag}>") for tag in set(tags))
        assert len(product.description) <= 10_000
        assert all(sku.seller_sku in product.description for sku in product.skus)


def test_packages_have_a_weight_and_three_sides() -> None:
    for product in products():
        assert Decimal("0.01") <= Decimal(product.weight) <= 30
        size = product.dimensions
        assert min(size.length, size.width, size.height) >= 1
        assert max(size.length, size.width, size.height) <= 120


def test_every_picture_names_a_motif_that_can_be_drawn() -> None:
    assert {spec.motif for each in products() for spec in (each.picture, *(s.picture for s in each.skus))} <= set(
        MOTIFS
    )


def test_the_old_category_is_the_first_three_levels_of_the_new_one() -> None:
    for product in products():
        assert product.category_v1.split("-") == product.category.split("-")[:3]


def test_few_products_share_one_category() -> None:
    used = [product.category for product in products()]
    assert len(set(used)) >= 90
    assert max(used.count(category) for category in set(used)) <= 20


@needs_taxonomy
def test_every_category_is_a_leaf_of_the_taxonomy_cut_at_seven_levels() -> None:
    text = gzip.decompress(TAXONOMY.read_bytes()).decode()
    codes = set(re.findall(r"TaxonomyCategory/(\S+)", text))
    parents = {code.rpartition("-")[0] for code in codes if code.count("-") <= 6}
    for product in products():
        assert {product.category, product.category_v1} <= codes
        assert product.category not in parents, (product.title, product.category)
        assert product.category.count("-") <= 6


@needs_sales
def test_prices_are_the_medians_of_the_sales_of_every_twentieth_code() -> None:
    sample = {sku.seller_sku: sku.price for sku in skus()[::20]}
    prices: defaultdict[str, list[Decimal]] = defaultdict(list)
    with gzip.open(SALES, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            price = Decimal(row["UnitPrice"])
            if row["StockCode"].upper() in sample and row["InvoiceNo"][0] != "C" and int(row["Quantity"]) > 0 < price:
                prices[row["StockCode"].upper()].append(price)
    assert len(sample) > 20
    assert {code: _median(amounts) for code, amounts in prices.items()} == sample


def _median(prices: list[Decimal]) -> str:
    ranked, half = sorted(prices), len(prices) // 2
    middle = ranked[half] if len(ranked) % 2 else (ranked[half - 1] + ranked[half]) / 2
    return str(middle.quantize(Decimal("0.01"), ROUND_HALF_UP))


@needs_sales
def test_building_again_gives_the_shipped_file() -> None:
    from build_demo_shop import build

    built, shipped = build(SALES), DATA_FILE.read_bytes()
    assert lzma.decompress(built) == lzma.decompress(shipped)
    if "ng" not in zlib.ZLIB_RUNTIME_VERSION:  # zlib-ng packs the same bytes differently
        assert built == shipped


@pytest.mark.own_platform
def test_every_product_of_the_demo_can_be_edited_and_its_variants_have_ids(platform: RunningPlatform) -> None:
    keys = platform.keys
    app = {"app_key": keys["app_key"], "app_secret": keys["app_secret"]}
    seller = Seller(platform, app, {"cipher": keys["shop_cipher"], "region": "GB"}, keys["seller"])
    for product_id in ids_of_all_products(seller):
        reply = seller.call("partialEditProduct", {"title": "Another title that is long enough"}, product_id=product_id)
        assert reply.code == 0, reply.message
        skus = seller.call("getProduct", product_id=product_id).data["skus"]
        attributes = [attribute for sku in skus for attribute in sku["sales_attributes"]]
        assert all(attribute["id"] and attribute["value_id"] for attribute in attributes)
        ids = {(attribute["name"], attribute["value_name"]): attribute["value_id"] for attribute in attributes}
        assert len(set(ids.values())) == len(ids)


def ids_of_all_products(seller: Seller) -> list[str]:
    ids, token = list[str](), ""
    while True:
        page = seller.call(
            "searchProducts", {}, query={"page_size": 100, **({"page_token": token} if token else {})}
        ).data
        ids += [product["id"] for product in page["products"]]
        token = page.get("next_page_token", "")
        if not token:
            return ids
