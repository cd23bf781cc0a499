"""sendEngagementMessage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.customer_engagement.create_task import check_access
from shopwright.platform.customer_engagement.errors import ADDRESS_UNKNOWN, BUYER_SILENT, NO_ACCESS, TASK_OVER
from shopwright.platform.customer_engagement.send_task import find_open_task, send_task

if TYPE_CHECKING:
    from shopwright.contract.types.replies_customer_engagement import SendEngagementMessageResponseData
    from shopwright.contract.types.requests_customer_engagement import SendEngagementMessageRequest


@operation("sendEngagementMessage", raises=(ADDRESS_UNKNOWN, BUYER_SILENT, NO_ACCESS, TASK_OVER), webhooks=(14,))
def send_engagement_message(call: Call, body: SendEngagementMessageRequest) -> SendEngagementMessageResponseData:
    """Send a task's message to buyers by the addresses in their orders, to each once; the newest open task's where
    none is named."""
    check_access(call.tx, call.shop)
    task = find_open_task(call.tx, call.shop, body.task_id)
    return {
        "errors": [
            {
                "code": failure.error.code,
                "message": failure.error.message,
                "detail": {"buyer_email": failure.email},
            }
            for failure in send_task(call.tx, call.shop, task, body.buyer_emails)
        ]
    }
