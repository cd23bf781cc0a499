"""What a shop holds of the platform's advice: opportunities, a submission, a translation task."""

from __future__ import annotations

from collections.abc import Mapping

from tests.harness.calls import Seller
from tests.harness.catalogue import category


def of_advice(seller: Seller, ids: Mapping[str, str]) -> dict[str, str]:
    """An opportunity, one that the product was submitted for, and a task where the market has the service."""
    opportunity, answered = (_offer(seller) for _ in range(2))
    body = {"product_id": ids["product"]}
    assert seller.call("submitProductViaOpportunity", body, opportunity_id=answered).code == 0
    made = {"opportunity": opportunity, "answered opportunity": answered}
    images = [{"image_uri": ids["image"], "target_languages": ["de-DE"]}]
    tasks = seller.call("createImageTranslationTasks", {"images": images})
    if tasks.code == 0:
        made["translation task"] = str(tasks.data["translation_tasks"][0]["id"])
    return made


def _offer(seller: Seller) -> str:
    body = {"shop_id": seller.shop_id, "title": "Holders", "category_id": category("hg-3")}
    return str(seller.platform.post("/sandbox/opportunities", body)["opportunity_id"])
