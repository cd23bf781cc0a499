"""Conversations and engagement as `tiktok-shop-api`, a client in use, drives them, in five markets."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from tiktok_shop_api import AsyncTikTokShop, TikTokShop
from tiktok_shop_api.generated.models import (
    CreateConversationRequest,
    CreateCustomEngagementTaskRequest,
    CreateEngagementTaskRequest,
    EndSessionRequest,
    GetEngagementTaskPerformancesRequest,
    MarkBuyerMessagesAsReadRequest,
    SearchSessionsRequest,
    SendEngagementMessageRequest,
    SendMessageRequest,
    UpdateAgentSettingsRequest,
    UploadImageForBuyerMessagesRequest,
)
from tiktok_shop_api.generated.types import File

from tests.harness.calls import Seller
from tests.harness.catalogue import picture
from tests.harness.conversations import write
from tests.harness.server import RunningPlatform
from tests.harness.simulations import now
from tests.harness.trade import HOUR, buy, detail, shop_in, stocked

MARKETS = ["US", "GB", "DE", "ID", "BR"]


def keys_of(seller: Seller) -> tuple[str, ...]:
    return seller.app["app_key"], seller.app["app_secret"], seller.token, seller.cipher


def text(words: str) -> SendMessageRequest:
    return SendMessageRequest.from_dict({"type": "TEXT", "content": json.dumps({"content": words})})


@pytest.mark.parametrize("region", MARKETS)
def test_it_serves_a_buyer(platform: RunningPlatform, region: str) -> None:
    seller = shop_in(platform, region)
    order = buy(seller, stocked(seller))
    with TikTokShop(*keys_of(seller), base_url=platform.url) as client:
        shop: Any = client
        service = shop.customer_service
        service.update_agent_settings(body=UpdateAgentSettingsRequest(can_accept_chat=True))
        assert service.get_agent_settings().data.can_accept_chat is True
        conversation_id = str(write(seller, order_id=order["order_id"])["conversation_id"])
        opened = service.create_conversation(body=CreateConversationRequest(buyer_user_id=order["buyer_id"]))
        assert opened.data.conversation_id == conversation_id
        file = File(payload=BytesIO(picture(200, 100)), file_name="a.png", mime_type="image/png")
        image = service.upload_image_for_buyer_messages(body=UploadImageForBuyerMessagesRequest(data=file)).data
        content = json.dumps({"url": image.url, "width": image.width, "height": image.height})
        service.send_message(conversation_id, body=SendMessageRequest.from_dict({"type": "IMAGE", "content": content}))
        message_id = service.send_message(conversation_id, body=text("It leaves today")).data.message_id
        newest, with_picture, *_ = service.get_conversation_messages(conversation_id, page_size=10).data.messages
        assert (newest.id, with_picture.type_) == (message_id, "IMAGE")
        service.mark_buyer_messages_as_read(conversation_id, body=MarkBuyerMessagesAsReadRequest())
        (listed,) = service.get_conversations(page_size=10, need_session_id=True).data.conversations
        seen = service.get_conversation(conversation_id, need_session_info=True).data.conversation
        assert (listed.unread_count, seen.unread_count, seen.cur_session.phase) == (0, 0, "ASSIGNED")
        service.end_session(conversation_id, listed.cur_session_id, body=EndSessionRequest())
        began = now(platform)
        period = SearchSessionsRequest(begin_time_ge=began - HOUR, begin_time_lt=began + HOUR)
        (session,) = service.search_sessions(page_size=10, body=period).data.sessions
        assert session.id == listed.cur_session_id
        today = datetime.fromtimestamp(began, UTC).date()
        days = {"support_date_ge": today - timedelta(days=1), "support_date_lt": today + timedelta(days=1)}
        assert service.get_customer_service_performance(**days).data.performance.support_session_count == 1


@pytest.mark.parametrize("region", MARKETS)
def test_its_asynchronous_side_writes_to_buyers(platform: RunningPlatform, region: str) -> None:
    seller = shop_in(platform, region)
    order = buy(seller, stocked(seller))
    email, end = str(detail(seller, order["order_id"])["buyer_email"]), now(platform) + HOUR

    async def campaign() -> list[int]:
        async with AsyncTikTokShop(*keys_of(seller), base_url=platform.url) as client:
            shop: Any = client
            engagement = shop.customer_engagement
            features = (await engagement.get_engagement_feature_permissions()).data.features
            assert all(feature.is_authorized for feature in features)
            template = (await engagement.get_message_templates(locale="en")).data.message_templates[0]
            common = {"task_name": "Spring", "end_time": end, "channel": "IM"}
            own = {**common, "custom_message": {"title": "Hello", "body": "Come back"}}
            made = [
                await engagement.create_engagement_task(
                    idempotency_key="a",
                    body=CreateEngagementTaskRequest.from_dict({**common, "template_id": template.id}),
                ),
                await engagement.create_custom_engagement_task(
                    idempotency_key="b", body=CreateCustomEngagementTaskRequest.from_dict(own)
                ),
            ]
            ids = [reply.data.task_id for reply in made]
            for task_id in ids:
                sending = SendEngagementMessageRequest(buyer_emails=[email], task_id=task_id)
                assert not (await engagement.send_engagement_message(body=sending)).data.errors
            asked = GetEngagementTaskPerformancesRequest(task_ids=ids)
            figures = (await engagement.get_engagement_task_performances(body=asked)).data.task_performances
            return [performance.sent_recipient_count for performance in figures]

    assert asyncio.run(campaign()) == [1, 1]
