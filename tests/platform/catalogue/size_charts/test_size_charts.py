"""Size charts: made, edited, searched for, named by listings, audited with them, and appealed for."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.testing import WebhookReceiver
from tests.harness.calls import Seller, new_seller
from tests.harness.cancellations import listen, told
from tests.harness.catalogue import category, get_product, product_body, sku_body
from tests.harness.server import Reply, RunningPlatform
from tests.harness.size_charts import DRESSES, SIZES, chart_body, chart_data, create_chart, create_dress
from tests.harness.trade import DAY
from tests.platform.support import data_of


def search(seller: Seller, size: int = 100, **filters: object) -> list[dict[str, Any]]:
    query = {"page_size": size, **({"locales": filters.pop("locales")} if "locales" in filters else {})}
    charts: list[dict[str, Any]] = data_of("searchSizeCharts", seller.call("searchSizeCharts", filters, query=query))[
        "size_chart"
    ]
    return charts


def edit(seller: Seller, chart_id: str, data: dict[str, Any], **fields: object) -> Reply:
    return seller.call("editSizeChartV2", {"size_chart_id": chart_id, "size_chart_data": data, **fields})


def appeal(seller: Seller, product_id: str, *indicators: str, **chart: str) -> Reply:
    details = [{"indicator_type": indicator} for indicator in indicators]
    message = {"field_name": "APPEAL_MESSAGE_FIELD_SIZE_CHART", "indicator_details": details, **chart}
    return seller.call("submitSizeChartAppeal", {"product_id": int(product_id), "appeal_message": message})


def act(seller: Seller, product_id: str, name: str, *reasons: str) -> None:
    body = {"shop_id": seller.shop_id, "act": name, "reasons": list(reasons)}
    seller.platform.post(f"/sandbox/products/{product_id}/acts", body)


@pytest.mark.parametrize("market", ["US", "GB", "DE", "ID", "BR"])
def test_a_listing_shows_the_chart_that_it_names(platform: RunningPlatform, market: str) -> None:
    seller = new_seller(platform, region=market)
    chart_id = create_chart(seller)
    product_id = create_dress(seller, chart_id)
    product = get_product(seller, product_id)
    assert product["status"] == "ACTIVATE"
    assert product["size_chart"]["template"] == {"id": chart_id}
    (chart,) = search(seller)
    assert product["size_chart"]["image"]["uri"] == chart["images"][0]["uri"]
    assert min(product["size_chart"]["image"]["height"], product["size_chart"]["image"]["width"]) >= 1024


def test_a_chart_is_shown_as_it_was_sent_with_the_ids_of_its_measurements(platform: RunningPlatform) -> None:
    seller = new_seller(platform, region="US")
    data = chart_data(description="Lay flat", size_types=["PETITE"])
    chart_id = create_chart(seller, data)
    (chart,) = search(seller)
    assert (chart["template_id"], chart["template_name"]) == (chart_id, "Summer dresses")
    assert chart["size_chart_mode"] == "REUSABLE_TEMPLATE"
    assert chart["related_category_ids"] == [category(DRESSES, "US")]
    assert [each["locale"] for each in (*chart["images"], *chart["size_chart_datas"])] == ["en-US", "en-US"]
    table_data = chart["size_chart_datas"][0]["size_chart_data"]
    headers = [{"id": "", "name": "Size"}, {"id": "9100001", "name": "Chest"}, {"id": "9100002", "name": "Waist"}]
    assert table_data == {**data, "is_one_size": False, "table": {**data["table"], "headers": headers}}
    assert platform.send("GET", chart["images"][0]["url"].removeprefix(platform.url), None, {}).body[:4] == b"\x89PNG"


def test_a_category_of_the_other_tree_is_refused(platform: RunningPlatform) -> None:
    seller = new_seller(platform, region="BR")
    body = chart_body(seller, category_id=category("aa-1-13-8", "GB"))
    assert seller.call("createSizeChartV2", body).code == 12052230


def test_every_operation_on_listings_takes_a_chart(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    first, second = create_chart(seller), create_chart(seller)
    product_id = create_dress(seller, first)

    def with_chart(chart_id: str) -> dict[str, Any]:
        return {"category_id": category(DRESSES), "size_chart": {"template": {"id": chart_id}}}

    assert seller.call("checkProductListing", product_body(seller, **with_chart(first))).data["check_result"] == "PASS"
    change = {"size_chart": with_chart(second)["size_chart"]}
    assert seller.call("partialEditProduct", change, product_id=product_id).code == 0
    assert get_product(seller, product_id)["size_chart"]["template"]["id"] == second
    assert seller.call("editProduct", product_body(seller, **with_chart(first)), product_id=product_id).code == 0
    assert get_product(seller, product_id)["size_chart"]["template"]["id"] == first


def test_a_picture_of_a_chart_can_be_named_in_place_of_a_template(platform: RunningPlatform) -> None:
    seller = new_seller(platform, region="US")
    create_chart(seller)
    uri = search(seller)[0]["images"][0]["uri"]
    body = product_body(seller, category_id=category(DRESSES, "US"), size_chart={"image": {"uri": uri}})
    product = get_product(seller, seller.call("createProduct", body).data["product_id"])
    assert product["size_chart"]["image"]["uri"] == uri


def test_apps_hear_of_a_chart_that_is_made_or_edited(platform: RunningPlatform, receiver: WebhookReceiver) -> None:
    seller = new_seller(platform)
    listen(seller, receiver)
    chart_id = create_chart(seller)
    edit(seller, chart_id, chart_data(value="70"), template_name="Winter dresses")
    events = told(seller, receiver, 19, 2)
    seen = [
        (event["event_type"], event["size_chart_template_id"], event["size_chart_template_name"]) for event in events
    ]
    assert seen == [("CREATE", chart_id, "Summer dresses"), ("EDIT", chart_id, "Winter dresses")]


def test_an_edit_shows_at_once_in_searches_and_products(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    chart_id = create_chart(seller)
    product_id = create_dress(seller, chart_id)
    before = get_product(seller, product_id)["size_chart"]["image"]["uri"]
    reply = edit(seller, chart_id, chart_data(value="32", unit_system="IMPERIAL"))
    assert data_of("editSizeChartV2", reply) == {"size_chart_id": chart_id}
    (chart,) = search(seller)
    assert chart["size_chart_datas"][0]["size_chart_data"]["unit_system"] == "IMPERIAL"
    assert chart["template_name"] == "Summer dresses"
    assert get_product(seller, product_id)["size_chart"]["image"]["uri"] == chart["images"][0]["uri"] != before


def test_an_edit_replaces_the_whole_table(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    table = {"headers": [{"name": "Fits"}, {"name": "Bust", "id": "9100001"}]}
    table |= {"rows": [{"cells": [{"value": "All"}, {"value": "80-110"}]}]}
    data = chart_data(table=table, description="Stretches", is_one_size=True, size_types=["TALL"])
    chart_id = create_chart(seller, data)
    assert edit(seller, chart_id, chart_data()).code == 0
    assert edit(seller, chart_id, data).code == 0
    table_data = search(seller)[0]["size_chart_datas"][0]["size_chart_data"]
    headers = [{"name": "Fits", "id": ""}, {"name": "Bust", "id": "9100001"}]
    assert table_data == {**data, "table": {**table, "headers": headers}}


def test_a_search_is_narrowed_by_ids_keyword_mode_and_locales(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    summer, winter = create_chart(seller), create_chart(seller, template_name="Winter dresses 50%")
    single = create_chart(seller, size_chart_mode="PRODUCT_SCOPED", template_name=None)

    def chart_ids(**filters: object) -> list[str]:
        return [chart["template_id"] for chart in search(seller, **filters)]

    assert chart_ids() == [single, winter, summer]
    assert chart_ids(ids=[summer, single, "1"]) == [single, summer]
    assert chart_ids(keyword="DRESSES") == [winter, summer]
    assert chart_ids(keyword="%") == [winter]
    assert chart_ids(size_chart_mode="PRODUCT_SCOPED") == [single]
    assert [chart["images"] for chart in search(seller, locales="de-DE,fr-FR")] == [[], [], []]
    assert all(chart["images"] for chart in search(seller, locales="de-DE,en-GB"))


def test_a_chart_for_a_single_product_serves_no_other(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    chart_id = create_chart(seller, size_chart_mode="PRODUCT_SCOPED", template_name=None)
    product_id = create_dress(seller, chart_id)
    other = product_body(seller, category_id=category(DRESSES), size_chart={"template": {"id": chart_id}})
    assert seller.call("createProduct", other).code == 12052128
    same = seller.call("partialEditProduct", {"title": "Summer dress with pockets for all"}, product_id=product_id)
    assert same.code == 0


def test_a_listing_takes_the_seller_s_own_chart_of_its_category_alone(platform: RunningPlatform) -> None:
    seller, other = new_seller(platform), new_seller(platform)
    skirts = {"category_id": category("aa-1-12-4"), "size_chart": {"template": {"id": create_chart(seller)}}}
    theirs = {"category_id": category(DRESSES), "size_chart": {"template": {"id": create_chart(other)}}}
    for fields in (skirts, theirs):
        assert seller.call("createProduct", product_body(seller, **fields)).code == 12052128


_ONE_CELL = {"headers": [{"name": "Size"}, {"name": "Chest"}], "rows": [{"cells": [{"value": "S"}]}]}


@pytest.mark.parametrize(
    "changes",
    [
        {"table": {"headers": [], "rows": []}},
        {"table": {"headers": [{"name": "Size"}], "rows": []}},
        {"table": _ONE_CELL},
        {"table": {"headers": [{"name": "Size"}], "rows": [{"cells": [{"value": " "}]}]}},
        {"table": {"headers": [{"name": "Size"}, {"name": "size"}], "rows": [{"cells": [{"value": "S"}] * 2}]}},
        {"table": {"headers": [{"name": "Girth", "id": "1"}], "rows": [{"cells": [{"value": "S"}]}]}},
        {"measurement_type": "GENERIC_MEASUREMENTS"},
        {"size_types": ["WIDE"]},
        {"is_one_size": True},
    ],
)
def test_a_table_that_is_none_is_refused_and_changes_nothing(
    platform: RunningPlatform, changes: dict[str, Any]
) -> None:
    seller = new_seller(platform)
    chart_id = create_chart(seller)
    before = search(seller)
    data = {**chart_data(), **changes}
    assert seller.call("createSizeChartV2", chart_body(seller, data)).code == 12052910
    assert edit(seller, chart_id, data).code == 12052910
    assert search(seller) == before


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"template_name": None}, 36009004),
        ({"template_name": "n" * 101}, 12052910),
        ({"size_chart_mode": "SHARED"}, 36009004),
        ({"category_id": "1"}, 12052023),
        ({"category_id": category()}, 12052910),
        ({"category_id": category("aa-1")}, 12052024),
    ],
)
def test_a_chart_without_name_mode_or_fitting_category_is_refused(
    platform: RunningPlatform, fields: dict[str, Any], code: int
) -> None:
    seller = new_seller(platform)
    assert seller.call("createSizeChartV2", chart_body(seller, **fields)).code == code
    assert search(seller) == []


def test_a_chart_of_another_seller_or_of_none_cannot_be_edited(platform: RunningPlatform) -> None:
    seller, other = new_seller(platform), new_seller(platform)
    for chart_id in (create_chart(other), "7450000000000000999"):
        assert edit(seller, chart_id, chart_data()).code == 12052128


#: Tables that do not meet one indicator each.
UNMET = [
    ("CONTAINS_ALL_SALE_PROPERTY", chart_data(("S", "M"))),
    ("REQUIRED_DIMENSION", chart_data(columns=("Chest", "Hips"))),
    ("VALUE_RANGE_OUT_OF_RANGE", chart_data(value="800")),
    ("VALUE_RANGE_OUT_OF_RANGE", chart_data(value="wide")),
]


@pytest.mark.parametrize(("indicator", "data"), UNMET)
def test_an_audit_fails_for_a_chart_that_lacks_something_and_passes_once_it_is_mended(
    platform: RunningPlatform, indicator: str, data: dict[str, Any]
) -> None:
    seller = new_seller(platform)
    chart_id = create_chart(seller, data)
    product_id = create_dress(seller, chart_id)
    product = get_product(seller, product_id)
    assert product["status"] == "FAILED"
    assert indicator in product["audit_failed_reasons"][0]["reasons"][0]
    edit(seller, chart_id, chart_data())
    assert seller.call("partialEditProduct", {}, product_id=product_id).code == 0
    assert get_product(seller, product_id)["status"] == "ACTIVATE"


def test_a_chart_of_one_size_needs_no_row_for_each(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    chart_id = create_chart(seller, chart_data(("One size",), is_one_size=True))
    assert get_product(seller, create_dress(seller, chart_id))["status"] == "ACTIVATE"


@pytest.mark.own_platform
@pytest.mark.parametrize("market", ["US", "GB", "DE", "ID"])
def test_an_appeal_is_decided_by_the_clock_and_lets_a_mended_product_through(
    platform: RunningPlatform, receiver: WebhookReceiver, market: str
) -> None:
    seller = new_seller(platform, region=market)
    chart_id = create_chart(seller, chart_data(("S",), columns=("Chest",)))
    product_id = create_dress(seller, chart_id)
    edit(seller, chart_id, chart_data(columns=("Chest",)))
    asked = ("CONTAINS_ALL_SALE_PROPERTY", "REQUIRED_DIMENSION")
    listen(seller, receiver)
    assert appeal(seller, product_id, *asked, size_chart_id=chart_id).code == 0
    assert appeal(seller, product_id, *asked, size_chart_id=chart_id).code == 12052901
    platform.post("/sandbox/clock/advance", {"seconds": DAY})
    (told_first,) = told(seller, receiver, 66, 1)
    assert told_first == {
        "product_id": int(product_id),
        "appeal_task": {
            "size_chart_id": int(chart_id),
            "appeal_audit_result": [
                {"indicator_type": asked[0], "status": "APPROVED"},
                {"indicator_type": asked[1], "status": "REJECTED", "reject_reason": "no column for Waist"},
            ],
        },
    }
    assert get_product(seller, product_id)["status"] == "FAILED"
    assert appeal(seller, product_id, asked[1], size_chart_id=chart_id).code == 0
    edit(seller, chart_id, chart_data())
    platform.post("/sandbox/clock/advance", {"seconds": DAY})
    assert get_product(seller, product_id)["status"] == "ACTIVATE"


def test_the_platform_can_decide_an_appeal_at_once_either_way(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    chart_id = create_chart(seller, chart_data(("S",)))
    product_id = create_dress(seller, chart_id)
    for name, status in (("REJECT_SIZE_CHART", "FAILED"), ("APPROVE_SIZE_CHART", "ACTIVATE")):
        assert appeal(seller, product_id, "CONTAINS_ALL_SALE_PROPERTY", size_chart_id=chart_id).code == 0
        act(seller, product_id, name, "Sizes are missing.")
        assert get_product(seller, product_id)["status"] == status
    title = {"title": "Summer dress with pockets for all"}
    assert seller.call("partialEditProduct", title, product_id=product_id).code == 0
    assert get_product(seller, product_id)["audit"]["status"] == "APPROVED", "what was excused stays so"


def test_an_appeal_for_a_picture_of_a_chart_is_approved(platform: RunningPlatform, receiver: WebhookReceiver) -> None:
    seller = new_seller(platform)
    create_chart(seller)
    uri = search(seller)[0]["images"][0]["uri"]
    body = product_body(seller, category_id=category(DRESSES), size_chart={"image": {"uri": uri}})
    product_id = seller.call("createProduct", body).data["product_id"]
    listen(seller, receiver)
    assert appeal(seller, product_id, "REQUIRED_DIMENSION", size_chart_image_uri=uri).code == 0
    act(seller, product_id, "APPROVE_SIZE_CHART")
    (task,) = (data["appeal_task"] for data in told(seller, receiver, 66, 1))
    assert task["size_chart_image_uri"] == uri


def test_an_appeal_names_a_product_of_the_shop_and_the_chart_that_it_has(platform: RunningPlatform) -> None:
    seller, other = new_seller(platform), new_seller(platform)
    chart_id = create_chart(seller)
    product_id = create_dress(seller, chart_id)
    indicator = "REQUIRED_DIMENSION"
    assert appeal(other, product_id, indicator, size_chart_id=chart_id).code == 12052048
    assert appeal(seller, "1729000000000000999", indicator, size_chart_id=chart_id).code == 12052048
    assert appeal(seller, product_id, indicator, size_chart_id=create_chart(seller)).code == 12052128
    assert appeal(seller, product_id, indicator, size_chart_image_uri="nowhere").code == 12052670
    assert appeal(seller, product_id, size_chart_id=chart_id).code == 12052910
    assert appeal(seller, product_id, indicator).code == 12052910
    assert appeal(seller, product_id, indicator, size_chart_id=chart_id, size_chart_image_uri="x").code == 12052910


def test_a_shop_makes_at_most_fifty_appeals_a_day(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    chart_id = create_chart(seller)
    product_id = create_dress(seller, chart_id)
    for _ in range(50):
        assert appeal(seller, product_id, "REQUIRED_DIMENSION", size_chart_id=chart_id).code == 0
        act(seller, product_id, "REJECT_SIZE_CHART")
    assert appeal(seller, product_id, "REQUIRED_DIMENSION", size_chart_id=chart_id).code == 12052910


def test_sizes_by_their_ids_in_the_category_are_looked_for_too(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    chart_id = create_chart(seller)
    leaf, query = category(DRESSES), {"category_version": "v2", "locale": "en-GB"}
    attributes = seller.call("getCategoryAttributes", query=query, category_id=leaf).data["attributes"]
    size = next(each for each in attributes if each["type"] == "SALES_PROPERTY" and "ize" in each["name"])
    value = next(value for value in size["values"] if value["name"] not in SIZES)
    picked = [{"id": size["id"], "value_id": value["id"]}]
    skus = [sku_body(seller, seller_sku="PICKED", sales_attributes=picked)]
    chart = {"template": {"id": chart_id}}
    body = product_body(seller, category_id=leaf, skus=skus, size_chart=chart)
    product = get_product(seller, seller.call("createProduct", body).data["product_id"])
    assert value["name"] in product["audit_failed_reasons"][0]["reasons"][0]
