"""getMessageTemplates, getEngagementFeaturePermissions, and the operations on tasks: createEngagementTask,
createCustomEngagementTask, getEngagementTaskPerformances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.money import text
from shopwright.platform.core.registry import operation
from shopwright.platform.customer_engagement.create_task import (
    check_access,
    check_own_text,
    create_task,
    template_text,
    wanted_template,
)
from shopwright.platform.customer_engagement.errors import (
    NO_ACCESS,
    OWN_TEXT_FORBIDDEN,
    TASK_NOT_CREATED,
    TEXT_AGAINST_POLICY,
)
from shopwright.platform.customer_engagement.performance import performance_of
from shopwright.platform.customer_engagement.store import EngagementPermissions, Tasks
from shopwright.platform.customer_engagement.templates import engagement, language_of
from shopwright.platform.market.regions import region
from shopwright.wire.gateway_codes import INVALID

if TYPE_CHECKING:
    from shopwright.contract.types.replies_customer_engagement import (
        GetEngagementFeaturePermissionsResponseData,
        GetEngagementTaskPerformancesResponseData,
        GetMessageTemplatesResponseData,
        TaskIdObject,
    )
    from shopwright.contract.types.requests_customer_engagement import (
        CreateCustomEngagementTaskRequest,
        CreateEngagementTaskRequest,
        GetEngagementTaskPerformancesRequest,
    )


@operation("getMessageTemplates", raises=(NO_ACCESS,))
def get_message_templates(call: Call) -> GetMessageTemplatesResponseData:
    """The templates, in the language of a locale."""
    check_access(call.tx, call.shop)
    locale = call.text("locale") or "en"
    language = language_of(locale)
    if language is None:
        raise INVALID(reason=f"Locale {locale[:40]!r} is of no language that the templates have.")
    return {
        "message_templates": [
            {
                "id": template.id,
                "message_title": template.title[language],
                "message_body": template.body[language],
                "product_card_rules": {"min_count": template.products[0], "max_count": template.products[1]},
                "coupon_card_rules": {
                    "min_count": template.coupons[0],
                    "max_count": template.coupons[1],
                    "coupon_type": list(template.coupon_types),
                },
            }
            for template in engagement().templates
        ]
    }


@operation("getEngagementFeaturePermissions")
def get_engagement_feature_permissions(call: Call) -> GetEngagementFeaturePermissionsResponseData:
    """What the shop may use."""
    permissions = call.tx[EngagementPermissions].get(call.shop.shop_id)
    return {
        "features": [
            {"name": "FUNDAMENTAL", "is_authorized": permissions.fundamental},
            {"name": "CUSTOM_MSG", "is_authorized": permissions.fundamental and permissions.custom_message},
        ]
    }


@operation("createEngagementTask", raises=(NO_ACCESS, TASK_NOT_CREATED))
def create_engagement_task(call: Call, body: CreateEngagementTaskRequest) -> TaskIdObject:
    """Create a task with a template's text in the market's language."""
    check_access(call.tx, call.shop)
    template = wanted_template(body.template_id, body.product_ids or [], body.coupon_ids or [])
    task = create_task(
        call.tx,
        call.shop,
        name=body.task_name,
        channel=body.channel,
        end_time=body.end_time,
        text=template_text(call.shop, template),
        product_ids=body.product_ids or [],
        coupon_ids=body.coupon_ids or [],
        template_id=template.id,
    )
    return {"task_id": task.task_id}


@operation("createCustomEngagementTask", raises=(NO_ACCESS, OWN_TEXT_FORBIDDEN, TASK_NOT_CREATED, TEXT_AGAINST_POLICY))
def create_custom_engagement_task(call: Call, body: CreateCustomEngagementTaskRequest) -> TaskIdObject:
    """Create a task with a text of the shop's own."""
    check_access(call.tx, call.shop)
    title = (body.custom_message.title if body.custom_message else None) or ""
    words = (body.custom_message.body if body.custom_message else None) or ""
    check_own_text(call.tx, call.shop, title, words)
    if not title.strip() or not words.strip():
        raise TASK_NOT_CREATED(reason="custom_message needs a title and a body")
    task = create_task(
        call.tx,
        call.shop,
        name=body.task_name,
        channel=body.channel,
        end_time=body.end_time,
        text=(title, words),
        product_ids=body.product_ids or [],
        coupon_ids=body.coupon_ids or [],
    )
    return {"task_id": task.task_id}


@operation("getEngagementTaskPerformances")
def get_engagement_task_performances(
    call: Call, body: GetEngagementTaskPerformancesRequest
) -> GetEngagementTaskPerformancesResponseData:
    """What came of tasks; of one that the shop does not have, nothing is answered."""
    decimals = region(call.shop.region).currency_decimals
    tasks = [call.tx[Tasks].get(call.shop.shop_id, task_id) for task_id in dict.fromkeys(body.task_ids)]
    figures = [(task, performance_of(call.tx, call.shop, task)) for task in tasks if task is not None]
    return {
        "task_performances": [
            {
                "id": task.task_id,
                "status": performance.status,
                "sent_recipient_count": performance.sent,
                "read_recipient_count": performance.read,
                "order_count": performance.orders,
                "gmv_amount": text(performance.gmv, decimals),
                "claimed_coupons_count": performance.claimed,
            }
            for task, performance in figures
        ]
    }
