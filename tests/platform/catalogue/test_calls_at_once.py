"""What may be once is once, however many calls ask for it at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable

from tests.harness.catalogue import create_product
from tests.harness.global_products import create_global, global_seller, published, target
from tests.harness.server import Reply, RunningPlatform
from tests.harness.trade import shop_in

_CALLERS = 6


def codes(call: Callable[[], Reply]) -> list[int]:
    """What callers are answered who come at the same moment, those who succeed first."""
    gate, answers = threading.Barrier(_CALLERS), list[int]()

    def run() -> None:
        gate.wait()
        answers.append(call().code)

    threads = [threading.Thread(target=run) for _ in range(_CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def test_a_product_is_submitted_a_brand_made_and_an_upgrade_begun_once(anywhere: RunningPlatform) -> None:
    seller = shop_in(anywhere, "GB")
    product_id = create_product(seller)["product_id"]
    body = {"opportunity_type": "PRODUCT"}
    listed = seller.call("listOpportunities", body, query={"page_size": 10}).data["data"]["opportunities"]
    place = {"opportunity_id": listed[0]["id"]}
    submission = {"product_id": product_id}
    refused = _CALLERS - 1
    assert codes(lambda: seller.call("submitProductViaOpportunity", submission, **place)) == [0] + [36009004] * refused
    records = seller.call("getSubmissionRecords", query={"page_size": 10}).data["data"]
    assert records["total_count"] == 1
    assert codes(lambda: seller.call("createCustomBrands", {"name": "Lark & Daughter"})) == [0] + [12052205] * refused
    assert codes(lambda: seller.call("createCategoryUpgradeTask", {})) == [0] + [12052234] * refused


def test_global_products_become_replicas_once(anywhere: RunningPlatform) -> None:
    seller = global_seller(anywhere, "DE", "FR", seller_type="LOCAL")
    made = create_global(seller)
    published(seller, made, target("DE", made))
    assert codes(lambda: seller.call("createGPAUpgradeTask", {})) == [0] + [12052234] * (_CALLERS - 1)
