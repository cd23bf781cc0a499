"""Notifications: verified, typed, kept until they are dealt with, and asked for where one went missing."""

from __future__ import annotations

from .endpoint import Endpoint
from .event import Event, UnknownEvent
from .verify import WebhookError, Webhooks, WebhookSignatureError

__all__ = ["Endpoint", "Event", "UnknownEvent", "WebhookError", "WebhookSignatureError", "Webhooks"]
