"""Notifications: verify, parse, store until they are processed, and find missing ones."""

from __future__ import annotations

from .endpoint import Endpoint
from .event import Event, UnknownEvent
from .verify import WebhookError, Webhooks, WebhookSignatureError

__all__ = ["Endpoint", "Event", "UnknownEvent", "WebhookError", "WebhookSignatureError", "Webhooks"]
