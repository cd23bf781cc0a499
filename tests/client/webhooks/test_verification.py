"""Only what TikTok signed is an event, and every type is one."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright import ArgumentError
from shopwright.client.webhooks import UnknownEvent, WebhookError, Webhooks, WebhookSignatureError
from shopwright.client.webhooks.events import EVENTS, OrderStatusChange
from shopwright.contract.load import webhooks
from shopwright.wire.signing import sign_webhook

from .notices import APP_KEY, SECRET, WEBHOOKS, body, signed

#: The published sample (docs/reference/signing.md#vectors, vector 5).
SAMPLE = (
    b'{"type":1,"tts_notification_id":"7380066284010030890","shop_id":"7495540735365777507","timestamp":1718305585,'
    b'"data":{"is_on_hold_order":true,"order_id":"576653688135258178","order_status":"UNPAID","update_time":1718305585}}'
)
SAMPLE_SIGNATURE = "5dec0f11ec2f6783b8deee53c9ffbf8d024302f7c7e7fa55a35d17629031ac05"


def test_the_published_sample_is_verified_and_typed() -> None:
    order_status_change = WEBHOOKS.verify_and_parse(SAMPLE, SAMPLE_SIGNATURE)
    assert isinstance(order_status_change, OrderStatusChange)
    assert order_status_change.data["order_status"] == "UNPAID"
    assert (order_status_change.notification_id, order_status_change.owner) == (
        "7380066284010030890",
        "7495540735365777507",
    )
    assert order_status_change.timestamp == datetime(2024, 6, 13, 19, 6, 25, tzinfo=UTC)
    assert (order_status_change.object_key, order_status_change.update_time) == ("order:576653688135258178", 1718305585)
    assert order_status_change.raw == SAMPLE


@given(st.binary(max_size=200), st.text(max_size=80))
def test_no_other_signature_passes(raw: bytes, signature: str) -> None:
    if signature.strip() != signed(raw):
        with pytest.raises(WebhookSignatureError):
            WEBHOOKS.verify(raw, signature)


def test_one_changed_byte_a_missing_header_and_another_secret_are_refused() -> None:
    for raw, signature in (
        (SAMPLE.replace(b"UNPAID", b"UNPAIE"), SAMPLE_SIGNATURE),
        (SAMPLE, None),
        (SAMPLE, ""),
        (SAMPLE, signed(SAMPLE, "another")),
    ):
        with pytest.raises(WebhookSignatureError) as caught:
            WEBHOOKS.verify_and_parse(raw, signature)
        assert caught.value.remedy
        assert SECRET not in str(caught.value).split()


def test_an_old_and_a_new_secret_hold_while_one_replaces_the_other() -> None:
    both = Webhooks(APP_KEY, ["new", SECRET])
    for secret in ("new", SECRET):
        both.verify(SAMPLE, signed(SAMPLE, secret))


@pytest.mark.parametrize("number", sorted(webhooks()))
def test_every_type_has_a_class_of_its_own(number: int) -> None:
    hook = webhooks()[number]
    raw = json.dumps({"type": number, "tts_notification_id": "9", hook.owner: "owner", "timestamp": 5, "data": {}})
    event = WEBHOOKS.verify_and_parse(raw.encode(), signed(raw.encode()))
    assert (event.name, type(event), event.owner) == (hook.name, EVENTS[number], "owner")
    assert event.object_key


def test_there_are_44_types_and_one_of_our_own() -> None:
    assert [number for number, event in sorted(EVENTS.items()) if webhooks()[number].extension] == [9001]
    assert len(EVENTS) == 44 + 1


def test_a_type_that_is_newer_than_this_package_keeps_its_data() -> None:
    raw = b'{"type":999,"tts_notification_id":"1","shop_id":"7","timestamp":5,"data":{"new":[1]}}'
    unknown_event = WEBHOOKS.verify_and_parse(raw, signed(raw))
    assert isinstance(unknown_event, UnknownEvent)
    assert (unknown_event.type, unknown_event.data, unknown_event.name) == (999, {"new": [1]}, "Unknown999")


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b'{"type":"x"}', b"\xff\xfe"])
def test_a_signed_body_that_is_no_notification_is_said_to_be_none(raw: bytes) -> None:
    with pytest.raises(WebhookError) as caught:
        WEBHOOKS.verify_and_parse(raw, signed(raw))
    assert not isinstance(caught.value, WebhookSignatureError)


def test_a_signature_is_not_that_of_another_app() -> None:
    raw = body(1)
    with pytest.raises(WebhookSignatureError):
        WEBHOOKS.verify(raw, sign_webhook("other-app", SECRET, raw))


@pytest.mark.parametrize("secrets", ["", [], ["good", ""]])
def test_an_empty_secret_is_refused_since_anybody_could_sign_with_it(secrets: str | list[str]) -> None:
    with pytest.raises(ArgumentError):
        Webhooks(APP_KEY, secrets)


def test_nulls_and_milliseconds_are_read() -> None:
    raw = b'{"type":1,"tts_notification_id":null,"shop_id":"7","timestamp":1718305585000,"data":null}'
    event = WEBHOOKS.verify_and_parse(raw, signed(raw))
    assert event.timestamp == datetime(2024, 6, 13, 19, 6, 25, tzinfo=UTC)
    assert event.notification_id
