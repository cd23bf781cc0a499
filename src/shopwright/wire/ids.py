"""Identifiers as TikTok Shop writes them: decimal strings of 17 to 19 digits, above 2**53, with a prefix per kind."""

from __future__ import annotations

import base64
import hashlib
from enum import StrEnum


class IdKind(StrEnum):
    """A kind of thing that has numeric ids; the value names its counter."""

    SELLER = "seller"
    SHOP = "shop"
    PRODUCT = "product"
    SKU = "sku"
    WAREHOUSE = "warehouse"
    BRAND = "brand"
    FILE = "file"
    TRANSLATION_TASK = "translation_task"
    OPPORTUNITY = "opportunity"
    SUBMISSION = "submission"
    COMBINED_LISTING = "combined_listing"
    NOTIFICATION = "notification"
    LEDGER = "ledger"
    SALES_ATTRIBUTE = "sales_attribute"
    SALES_VALUE = "sales_value"
    TEMPLATE = "template"
    ASSET = "asset"
    VIDEO = "video"
    BUYER = "buyer"
    ORDER = "order"
    LINE = "line"
    PACKAGE = "package"
    CANCELLATION = "cancellation"
    RETURN = "return"
    RETURN_LINE = "return_line"
    AFTERSALES = "aftersales"
    RMA = "rma"
    BUNDLE = "bundle"
    REVIEW = "review"
    TRANSACTION = "transaction"
    STATEMENT = "statement"
    PAYMENT = "payment"
    MOVEMENT = "movement"
    ADJUSTMENT = "adjustment"
    RESERVE = "reserve"
    CONVERSATION = "conversation"
    MESSAGE = "message"
    SESSION = "session"
    ENGAGEMENT_TASK = "engagement_task"
    ACTIVITY = "activity"
    COUPON = "coupon"
    AUDIENCE = "audience"
    ADVERTISER = "advertiser"


_PREFIX = {
    IdKind.SELLER: "7494",
    IdKind.SHOP: "7495",
    IdKind.PRODUCT: "1729",
    IdKind.SKU: "1730",
    IdKind.WAREHOUSE: "7136",
    IdKind.BRAND: "7082",
    IdKind.FILE: "7311",
    IdKind.TRANSLATION_TASK: "7313",
    IdKind.OPPORTUNITY: "7314",
    IdKind.SUBMISSION: "7315",
    IdKind.COMBINED_LISTING: "7317",
    IdKind.NOTIFICATION: "7380",
    IdKind.LEDGER: "7512",
    IdKind.SALES_ATTRIBUTE: "7221",
    IdKind.SALES_VALUE: "7222",
    IdKind.TEMPLATE: "7450",
    IdKind.ASSET: "7600",
    IdKind.VIDEO: "7099",
    IdKind.BUYER: "7493",
    IdKind.ORDER: "5766",
    IdKind.LINE: "5767",
    IdKind.PACKAGE: "1153",
    IdKind.CANCELLATION: "4035",
    IdKind.RETURN: "4036",
    IdKind.RETURN_LINE: "4037",
    IdKind.AFTERSALES: "4038",
    IdKind.RMA: "4039",
    IdKind.BUNDLE: "7601",
    IdKind.REVIEW: "7690",
    IdKind.TRANSACTION: "3458",
    IdKind.STATEMENT: "3459",
    IdKind.PAYMENT: "3460",
    IdKind.MOVEMENT: "3461",
    IdKind.ADJUSTMENT: "3462",
    IdKind.RESERVE: "3463",
    IdKind.CONVERSATION: "7496",
    IdKind.MESSAGE: "7497",
    IdKind.SESSION: "7498",
    IdKind.ENGAGEMENT_TASK: "7499",
    IdKind.ACTIVITY: "7651",
    IdKind.COUPON: "7652",
    IdKind.AUDIENCE: "7691",
    IdKind.ADVERTISER: "7092",
}


def make_id(kind: IdKind, number: int) -> str:
    """The id of the ``number``-th thing of a kind: 19 digits, ascending with the number."""
    return f"{_PREFIX[kind]}{number:015d}"


def data_zone(region: str) -> str:
    """The prefix that tokens and ciphers carry for a shop's region: TTP (US), GCP (UK and EU), ROW (the rest)."""
    if region == "US":
        return "TTP"
    return "GCP" if region in {"GB", "DE", "ES", "FR", "IE", "IT"} else "ROW"


def open_id_of(app_key: str, user_id: str) -> str:
    """The id by which one app knows one user: 54 URL-safe characters, stable, different for every app."""
    digest = hashlib.blake2b(f"{app_key}\0{user_id}".encode(), digest_size=40).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
