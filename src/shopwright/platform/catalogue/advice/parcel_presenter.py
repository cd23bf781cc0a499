"""A recommendation for a product's parcel, as getProductPackageRecommendations and webhook 62 show it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from shopwright.platform.catalogue.advice_file import advice_numbers

from .parcel_rules import Usual, whole

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import MinMaxValue, ProductPackageRecommendedWebhookData


def parcel_row(product_id: str, problems: Sequence[str], usual: Usual) -> ProductPackageRecommendedWebhookData:
    """The ranges around what is usual, in grams and centimetres."""
    numbers = advice_numbers().parcel

    def span(amount: Decimal) -> MinMaxValue:
        return {"min_value": str(whole(amount * numbers.least)), "max_value": str(whole(amount * numbers.most))}

    length, width, height = usual.sides
    grams = span(usual.weight * 1000)
    return {
        "product_id": product_id,
        "abnormality_types": [*problems],
        "weight_recommendation": {
            "unit": "GRAM",
            "weight": {"min_value": grams["min_value"], "max_value": grams["max_value"]},
        },
        "dimension_recommendation": {
            "unit": "CENTIMETER",
            "length": span(length),
            "width": span(width),
            "height": span(height),
        },
    }
