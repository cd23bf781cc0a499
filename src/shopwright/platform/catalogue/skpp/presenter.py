"""Products in SKPP as replies show them; what they reach is computed from the shop as it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from shopwright.platform.catalogue.advice.diagnosis_rules import Sides, diagnose
from shopwright.platform.catalogue.product import Product
from shopwright.platform.catalogue.states import ProductStatus
from shopwright.platform.catalogue.stock.stock_change import total
from shopwright.platform.catalogue.stock.store import Stock
from shopwright.platform.core.call import Call
from shopwright.platform.core.money import text
from shopwright.platform.market.regions import region
from shopwright.platform.media.store import MediaRecords

from .score_rules import Done, Facts, discount, has_earned, is_qualified, score_of, skpp_file, tasks_done

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        GetProductSKPPDetailResponseData,
        GetProductSKPPDetailResponseDataReward,
        GetProductSKPPDetailResponseDataTaskDetail,
        ListProductSKPPStatusesResponseDataProduct,
    )


class SkppProduct:
    """One product with what it reaches."""

    def __init__(self, product: Product, facts: Facts) -> None:
        self.product, self.facts = product, facts
        self.done: list[Done] = tasks_done(facts)

    @property
    def status(self) -> str:
        """NOT_ELIGIBLE for what is not on sale."""
        if self.product.status is not ProductStatus.ACTIVATE:
            return "NOT_ELIGIBLE"
        return "QUALIFIED" if is_qualified(self.done) else "NOT_QUALIFIED"

    @property
    def has_credit(self) -> bool:
        return self.status == "QUALIFIED" and has_earned(self.facts)


def read_products(call: Call, products: Sequence[Product]) -> list[SkppProduct]:
    """Products with what they reach; stock, orders and images are read once for all of them."""
    tx, shop_id = call.tx, call.shop.shop_id
    sku_ids = [sku.id for product in products for sku in product.listing.skus]
    held = tx[Stock].of_skus(shop_id, sku_ids)
    sold = defaultdict(list)
    for line in tx[Stock].sold(shop_id, sku_ids):
        sold[line.sku_id].append(line)
    media = tx[MediaRecords].some(image.uri for product in products for image in product.listing.main_images)
    sides = {uri: Sides(of.doc.width, of.doc.height) for uri, of in media.items()}
    shipped = tx[Stock].shipped(shop_id, sku_ids)
    rows = []
    for product in products:
        skus = product.listing.skus
        lines = [line for sku in skus for line in sold[sku.id]]
        orders = {line.reference for line in lines}
        prices = {sku.id: sku.usual_price for sku in skus}
        gone = orders & {reference for sku in skus for reference in shipped.get(sku.id, ())}
        facts = Facts(
            values={
                "PRICING": discount(skus),
                "STOCK": Decimal(sum(total(held[sku.id].values()).available for sku in skus)),
                "INFORMATION_QUALITY": Decimal(len(diagnose(product.listing, call.shop.region, sides))),
                "FULFILMENT": Decimal(100 * len(gone) // len(orders)) if orders else Decimal(0),
            },
            orders=len(orders),
            turnover=sum((line.units * prices[line.sku_id] for line in lines), Decimal(0)),
        )
        rows.append(SkppProduct(product, facts))
    return rows


def status_row(of: SkppProduct) -> ListProductSKPPStatusesResponseDataProduct:
    """A product of the list."""
    return {
        "product_id": of.product.product_id,
        "title": of.product.listing.title,
        "skpp_status": of.status,
        "affiliate_program_status": "INACTIVE",
        "total_score": score_of(of.done),
        "target_score": skpp_file().target_score,
        "rewards": [
            {
                "reward_type": reward["reward_type"],
                "status": reward["status"],
                "value": reward["value"],
                "ad_credit_claim_status": reward.get("ad_credit_claim_status", ""),
            }
            for reward in _rewards(of, 2)
            if "campaign_id" not in reward
        ],
    }


def detail(call: Call, of: SkppProduct) -> GetProductSKPPDetailResponseData:
    """Everything about one product."""
    decimals = region(call.shop.region).currency_decimals
    page = call.services.public_url(f"/portal/shops/{call.shop.shop_id}/products/{of.product.product_id}")
    return {
        "product_id": of.product.product_id,
        "skpp_status": of.status,
        "affiliate_program_status": "INACTIVE",
        "total_score": score_of(of.done),
        "target_score": skpp_file().target_score,
        "rewards": _rewards(of, decimals),
        "task_details": [_task(done, page) for done in of.done],
        "update_time": call.tx.now(),
    }


def _rewards(of: SkppProduct, decimals: int) -> list[GetProductSKPPDetailResponseDataReward]:
    file, is_in = skpp_file(), of.status == "QUALIFIED"
    granted = "AVAILABLE" if is_in else "NOT_GRANTED"
    return [
        {
            "reward_type": "ADS_CREDIT",
            "title": "Credit for advertisements",
            "status": "AVAILABLE" if of.has_credit else "PENDING" if is_in else "NOT_GRANTED",
            "ad_credit_claim_status": "UNCLAIMED",
            "value": file.credit,
            "claim_conditions": [
                {
                    "condition_type": "GMV",
                    "current_value": text(of.facts.turnover, decimals),
                    "target_value": text(file.credit_turnover, decimals),
                },
                {
                    "condition_type": "ORDER",
                    "current_value": str(of.facts.orders),
                    "target_value": str(file.credit_orders),
                },
            ],
        },
        {"reward_type": "SHOPTAB_PV", "title": "More visitors", "status": granted, "value": file.visibility},
        {
            "reward_type": "BIG_PROMOTION_CAMPAIGN",
            "title": "A place in the next large campaign",
            "status": granted,
            "value": "",
            "campaign_id": file.campaign_id,
        },
    ]


def _task(done: Done, page: str) -> GetProductSKPPDetailResponseDataTaskDetail:
    """A task; what is not done yet leads to the product's page."""
    return {
        "category": done.task.category,
        "name": done.task.name,
        "current_value": str(done.value),
        "target_value": str(done.task.target),
        "passed": done.passed,
        "action_suggestions": [] if done.passed else [{"score_increase": done.task.score, "url": page}],
    }
