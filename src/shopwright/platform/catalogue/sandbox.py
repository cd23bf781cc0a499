"""``/sandbox/products/{product_id}/acts``: what the platform does to a product."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.core.control.endpoint import Endpoint
from shopwright.platform.core.control.shapes import Body, Key, View
from shopwright.platform.database.transaction import Tx

from .moderation import platform_act

Reasons = Annotated[tuple[Annotated[str, Meta(min_length=1, max_length=1_000)], ...], Meta(max_length=50)]


class ProductAct(Body):
    """One act. ``reasons`` are shown to the seller with a refusal, a freeze or a take-down."""

    shop_id: Key
    act: Literal[
        "FAIL_AUDIT",
        "FREEZE",
        "PASS_AUDIT",
        "PLATFORM_DEACTIVATE",
        "PRE_APPROVE",
        "WIN_APPEAL",
        "APPROVE_SIZE_CHART",
        "REJECT_SIZE_CHART",
    ]
    reasons: Reasons = ()


class ProductState(View):
    product_id: str
    status: str
    audit_status: str


def act_on_product(tx: Tx, product_id: str, body: ProductAct) -> ProductState:
    """Give a verdict, take down, freeze, or let an appeal win; refused where the product's state forbids it."""
    product = platform_act(tx, find_shop(tx, body.shop_id), product_id, body.act, body.reasons)
    return ProductState(
        product_id=product.product_id, status=str(product.status), audit_status=str(product.audit.status)
    )


ENDPOINTS = (Endpoint("POST", "/sandbox/products/{product_id}/acts", act_on_product),)
