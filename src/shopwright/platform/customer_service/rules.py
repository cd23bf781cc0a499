"""What a message may hold: the JSON in its content, by its type (docs/reference/customer-service.md#content)."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from shopwright import decoders

from .conversation import BuyerPlatform, MessageType, Role
from .errors import CONTENT_SENSITIVE, MESSAGE_INVALID, TYPE_UNSUPPORTED
from .texts import sensitive_word

#: How many characters a text may have.
LONGEST_TEXT = 2000

Fields = dict[str, str]

_T = MessageType

#: The fields that must stand in the content of a type, each a text.
_FIELDS: Mapping[MessageType, tuple[str, ...]] = {
    _T.TEXT: ("content",),
    _T.IMAGE: ("url", "width", "height"),
    _T.VIDEO: ("vid",),
    _T.PRODUCT_CARD: ("product_id",),
    _T.ORDER_CARD: ("order_id",),
    _T.RETURN_REFUND_CARD: ("order_id", "sku_id"),
    _T.LOGISTICS_CARD: ("order_id", "package_id"),
    _T.COUPON_CARD: ("coupon_id",),
    _T.EMOTICONS: ("content",),
    _T.OTHER: ("content",),
    _T.BUYER_ENTER_FROM_PRODUCT: ("product_id",),
    _T.BUYER_ENTER_FROM_ORDER: ("order_id",),
}
_NUMBERS = frozenset({"width", "height"})

#: The types that a buyer on Tokopedia can be sent.
_ON_TOKOPEDIA = frozenset({_T.TEXT, _T.IMAGE, _T.PRODUCT_CARD, _T.ORDER_CARD})

#: In whose name a shop writes.
_SELLERS_ROLES = {str(role): role for role in (Role.CUSTOMER_SERVICE, Role.SHOP, Role.ROBOT)}


def sender_role(name: str | None) -> Role:
    """In whose name a shop's message is sent; 45101002 for a role that no shop has."""
    role = _SELLERS_ROLES.get(name or Role.CUSTOMER_SERVICE)
    if role is None:
        raise MESSAGE_INVALID(reason=f"sender_role must be one of {', '.join(_SELLERS_ROLES)}")
    return role


def check_type(kind: MessageType, platform: BuyerPlatform) -> None:
    """45111001 for a type that cannot be sent to buyers of a platform."""
    if platform == "TOKOPEDIA" and kind not in _ON_TOKOPEDIA:
        raise TYPE_UNSUPPORTED(type=kind, platform=platform)


def read_content(kind: MessageType, content: str) -> Fields:
    """The fields of a message's content; 45101002 where one is missing or is not what the type asks for."""
    try:
        decoded = decoders.decode(content)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise MESSAGE_INVALID(reason="content is not JSON") from error
    if not isinstance(decoded, dict):
        raise MESSAGE_INVALID(reason="content is no JSON object")
    fields = {name: _field(kind, name, decoded.get(name)) for name in _FIELDS[kind]}
    if kind is _T.TEXT and len(fields["content"]) > LONGEST_TEXT:
        raise MESSAGE_INVALID(reason=f"a text has at most {LONGEST_TEXT} characters")
    return fields


def _field(kind: MessageType, name: str, value: object) -> str:
    if name in _NUMBERS:
        is_number = isinstance(value, int | str) and not isinstance(value, bool) and str(value).isascii()
        if not (is_number and str(value).isdigit() and 0 < len(str(value)) < 7 and int(str(value)) > 0):
            raise MESSAGE_INVALID(reason=f"content of {kind} needs {name}, a number of pixels")
        return str(int(str(value)))
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise MESSAGE_INVALID(reason=f"content of {kind} needs {name}, a text that is not empty and has no NUL")
    return value


def check_words(text: str) -> None:
    """45101006 for a text with words that no message may hold."""
    if word := sensitive_word(text):
        raise CONTENT_SENSITIVE(word=word)


def content_of(kind: MessageType, fields: Fields) -> str:
    """The content that readers get, as JSON text."""
    return msgspec.json.encode({name: fields[name] for name in _FIELDS[kind]}).decode()
