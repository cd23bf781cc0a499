"""Conversations and engagement as `tiktok-shop-api`, a client in use, drives them, in five markets."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from tiktok_shop_api.generated.models import UploadImageForBuyerMessagesRequest
from tiktok_shop_api.generated.types import File

from tests.harness.catalogue import picture
from tests.harness.client_in_use import MARKETS, client_of, in_each_form
from tests.harness.conversations import write
from tests.harness.server import RunningPlatform
from tests.harness.simulations import now
from tests.harness.trade import HOUR, buy, detail, shop_in, stocked


def of_type(kind: str, **content: object) -> dict[str, Any]:
    """A message as sendMessage takes it."""
    return {"type": kind, "content": json.dumps(content)}


@in_each_form(*MARKETS)
def test_the_client_serves_a_buyer(platform: RunningPlatform, market: str, *, is_async: bool) -> None:
    seller = shop_in(platform, market)
    order = buy(seller, stocked(seller))
    with client_of(seller, is_async=is_async) as client:
        service = client.customer_service
        service.update_agent_settings(body={"can_accept_chat": True})
        assert service.get_agent_settings().can_accept_chat is True
        conversation_id = str(write(seller, order_id=order["order_id"])["conversation_id"])
        opened = service.create_conversation(body={"buyer_user_id": order["buyer_id"]})
        assert opened.conversation_id == conversation_id
        file = File(payload=BytesIO(picture(200, 100)), file_name="a.png", mime_type="image/png")
        image = service.upload_image_for_buyer_messages(body=UploadImageForBuyerMessagesRequest(data=file))
        sent = of_type("IMAGE", url=image.url, width=image.width, height=image.height)
        service.send_message(conversation_id, body=sent)
        message_id = service.send_message(conversation_id, body=of_type("TEXT", content="It leaves today")).message_id
        newest, before, *_ = service.get_conversation_messages(conversation_id, page_size=10).messages
        assert (newest.id, before.type_) == (message_id, "IMAGE")
        service.mark_buyer_messages_as_read(conversation_id, body={})
        (listed,) = service.get_conversations(page_size=10, need_session_id=True).conversations
        seen = service.get_conversation(conversation_id, need_session_info=True).conversation
        assert (listed.unread_count, seen.unread_count, seen.cur_session.phase) == (0, 0, "ASSIGNED")
        service.end_session(conversation_id, listed.cur_session_id, body={})
        began = now(platform)
        period = {"begin_time_ge": began - HOUR, "begin_time_lt": began + HOUR}
        (session,) = service.search_sessions(page_size=10, body=period).sessions
        assert session.id == listed.cur_session_id
        today = datetime.fromtimestamp(began, UTC).date()
        days = {"support_date_ge": today - timedelta(days=1), "support_date_lt": today + timedelta(days=1)}
        assert service.get_customer_service_performance(**days).performance.support_session_count == 1


@in_each_form(*MARKETS)
def test_the_client_writes_to_buyers(platform: RunningPlatform, market: str, *, is_async: bool) -> None:
    seller = shop_in(platform, market)
    order = buy(seller, stocked(seller))
    email, end = str(detail(seller, order["order_id"])["buyer_email"]), now(platform) + HOUR
    with client_of(seller, is_async=is_async) as client:
        engagement = client.customer_engagement
        features = engagement.get_engagement_feature_permissions().features
        assert all(feature.is_authorized for feature in features)
        template = engagement.get_message_templates(locale="en").message_templates[0]
        common = {"task_name": "Spring", "end_time": end, "channel": "IM"}
        plain = {**common, "template_id": template.id}
        own = {**common, "custom_message": {"title": "Hello", "body": "Come back"}}
        ids = [
            engagement.create_engagement_task(idempotency_key="a", body=plain).task_id,
            engagement.create_custom_engagement_task(idempotency_key="b", body=own).task_id,
        ]
        for task_id in ids:
            sending = {"buyer_emails": [email], "task_id": task_id}
            assert not engagement.send_engagement_message(body=sending).errors
        figures = engagement.get_engagement_task_performances(body={"task_ids": ids}).task_performances
        assert [task.sent_recipient_count for task in figures] == [1, 1]
