"""``/sandbox/opportunities``: what buyers look for, as a test wants it."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.catalogue import taxonomy
from shopwright.platform.core.control.endpoint import Endpoint
from shopwright.platform.core.control.replies import BAD_REQUEST
from shopwright.platform.core.control.shapes import Body, Key, PlatformSeconds, View
from shopwright.platform.core.durations import DAY_MS
from shopwright.platform.database.transaction import Tx
from shopwright.wire.ids import IdKind

from .model import Opportunity, OpportunityType
from .store import Opportunities

Text = Annotated[str, Meta(min_length=1, max_length=255)]
Count = Annotated[int, Meta(ge=0, le=10**9)]


class NewOpportunity(Body):
    """An opportunity for one shop, in a leaf or a branch of the newer category tree (v2)."""

    shop_id: Key
    title: Text
    category_id: Key
    type: OpportunityType = OpportunityType.KEYWORD
    keywords: Annotated[tuple[Text, ...], Meta(max_length=20)] = ()
    brand_name: Annotated[str, Meta(max_length=100)] = ""
    days: Annotated[int, Meta(ge=1, le=365)] = 28
    sales: Count = 0
    searches: Count = 0
    reference_images: Annotated[tuple[Text, ...], Meta(max_length=9)] = ()


class OpportunityView(View):
    opportunity_id: str
    type: str
    title: str
    expires_at: PlatformSeconds


def add_opportunity(tx: Tx, body: NewOpportunity) -> OpportunityView:
    """Offer an opportunity to a shop, beside those of the calendar."""
    shop, now = find_shop(tx, body.shop_id), tx.now_ms()
    category = taxonomy.category(body.category_id, "v2")
    if category is None:
        raise BAD_REQUEST(reason=f"There is no category {body.category_id}.")
    opportunity = Opportunity(
        opportunity_id=tx.new_id(IdKind.OPPORTUNITY),
        type=body.type,
        title=body.title,
        category_code=category.code,
        keywords=list(body.keywords),
        brand_name=body.brand_name,
        created_at=now,
        expires_at=now + body.days * DAY_MS,
        sales=body.sales,
        searches=body.searches,
        reference_images=list(body.reference_images),
    )
    tx[Opportunities].add(shop.shop_id, opportunity)
    return OpportunityView(
        opportunity_id=opportunity.opportunity_id,
        type=str(opportunity.type),
        title=opportunity.title,
        expires_at=opportunity.expires_at // 1000,
    )


ENDPOINTS = (Endpoint("POST", "/sandbox/opportunities", add_opportunity),)
