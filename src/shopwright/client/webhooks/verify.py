"""Verify notifications over the bytes as received, then parse them."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

import msgspec

from shopwright import decoders
from shopwright.client.errors import ArgumentError, ShopwrightError
from shopwright.wire.signing import sign_webhook

from .event import Event, UnknownEvent, moment_of


class WebhookError(ShopwrightError, ValueError):
    """A body that is no notification."""


class WebhookSignatureError(WebhookError):
    """The signature does not belong to this body and app."""


class _Body(msgspec.Struct):
    type: int
    tts_notification_id: str | None = None
    timestamp: int | None = None
    shop_id: str | None = None
    seller_open_id: str | None = None
    creator_open_id: str | None = None
    tts_shop_id: str | None = None
    data: object = None


_decoder = decoders.decoder(_Body, strict=False)


class Webhooks:
    """Verifies and parses the notifications of one app. While a secret is replaced, give the old and the new one."""

    def __init__(self, app_key: str, app_secret: str | Sequence[str]) -> None:
        self._app_key = app_key
        self._secrets = (app_secret,) if isinstance(app_secret, str) else tuple(app_secret)
        if not app_key or not self._secrets or not all(self._secrets):
            raise ArgumentError("Webhooks", ["app key and secrets must not be empty: anybody could sign for them"])

    def __repr__(self) -> str:
        return f"Webhooks(app_key={self._app_key!r})"

    def verify(self, raw_body: bytes, signature: str | None) -> None:
        """``WebhookSignatureError`` unless ``signature``, the ``Authorization`` header, signs exactly these bytes."""
        presented = (signature or "").strip().encode()
        if not presented:
            raise WebhookSignatureError(
                "The notification has no signature.",
                cause="The Authorization header is missing, or a proxy took it away.",
                remedy="Pass the Authorization header on as it came; answer 401 to what has none.",
            )
        if not any(
            hmac.compare_digest(self._signature(secret, raw_body).encode(), presented) for secret in self._secrets
        ):
            raise WebhookSignatureError(
                "The notification's signature is not that of this body and app.",
                cause="It is another app's or secret's, or the body is not byte for byte as it came.",
                remedy="Verify the raw body before anything parses it; check app key and secret; answer 401.",
            )

    def verify_and_parse(self, raw_body: bytes, signature: str | None) -> Event:
        """Verify a notification's signature and parse its event."""
        self.verify(raw_body, signature)
        return parse(raw_body)

    def _signature(self, secret: str, raw_body: bytes) -> str:
        return sign_webhook(self._app_key, secret, raw_body)


def parse(raw_body: bytes) -> Event:
    """Parse the event of a body that is trusted already. Raises ``WebhookError`` for another body."""
    from .events import EVENTS

    try:
        body = _decoder.decode(raw_body)
    except msgspec.DecodeError as error:
        raise WebhookError(
            "The body is not a notification.",
            cause=f"It cannot be read: {error}.",
            remedy="Answer 400; only TikTok Shop, or a platform, should post here.",
        ) from error
    kind = EVENTS.get(body.type, UnknownEvent)
    return kind(
        type=body.type,
        notification_id=body.tts_notification_id or f"unnumbered:{sign_webhook('', '', raw_body)[:32]}",
        owner=body.shop_id or body.seller_open_id or body.creator_open_id or body.tts_shop_id or "",
        timestamp=moment_of(body.timestamp),
        data=body.data if body.data is not None else {},
        raw=raw_body,
    )
