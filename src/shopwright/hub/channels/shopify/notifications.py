"""Has Shopify tell the hub what changes in a store."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.hub.channels.protocol import Check, Outcome, Result

from . import queries as shapes
from .api import Api
from .writes import refusal, writing

#: What the hub follows, in Shopify's words.
TOPICS = (
    "APP_UNINSTALLED",
    "ORDERS_CANCELLED",
    "ORDERS_CREATE",
    "ORDERS_UPDATED",
    "PRODUCTS_CREATE",
    "PRODUCTS_DELETE",
    "PRODUCTS_UPDATE",
    "REFUNDS_CREATE",
    "RETURNS_APPROVE",
    "RETURNS_CANCEL",
    "RETURNS_CLOSE",
    "RETURNS_DECLINE",
    "RETURNS_PROCESS",
    "RETURNS_REOPEN",
    "RETURNS_REQUEST",
    "RETURNS_UPDATE",
    "REVERSE_DELIVERIES_ATTACH_DELIVERABLE",
    "REVERSE_FULFILLMENT_ORDERS_DISPOSE",
)


def register(api: Api, address: str) -> Sequence[Check]:
    """Register the topics that no subscription of the app sends to the address yet; a check for each topic."""
    known = {hook.topic for hook in _hooks(api) if hook.uri == address}
    checks = []
    for topic in TOPICS:
        outcome = Outcome(Result.DONE) if topic in known else _add(api, topic, address)
        name = f"Notifications {topic.replace('_', ' ', 1).lower().replace(' ', '/')}"
        words = "works" if outcome.is_done else outcome.message
        checks.append(Check(name, outcome.is_done, words, outcome.remedy or "Give the app the scope, and test again."))
    return checks


def _hooks(api: Api) -> list[shapes.Hook]:
    after, hooks = None, list[shapes.Hook]()
    while True:
        page = api.call(shapes.HOOKS, shapes.HooksReply, size=100, after=after).webhook_subscriptions
        hooks += page.nodes
        if not page.page_info.has_next_page:
            return hooks
        after = page.page_info.end_cursor


def _add(api: Api, topic: str, address: str) -> Outcome:
    def add() -> Outcome:
        subscription = {"uri": address, "format": "JSON"}
        payload = api.call(shapes.ADD_HOOK, shapes.AddHookReply, topic=topic, subscription=subscription)
        errors = payload.webhook_subscription_create.user_errors
        return refusal(errors) if errors else Outcome(Result.DONE)

    return writing(add)
