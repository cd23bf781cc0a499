"""What things are called on a page: scopes, codes, states and faults in plain words."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable, Mapping
from functools import cache

import msgspec

import shopwright.wire.codes
from shopwright.contract.load import api_packages, webhooks
from shopwright.platform.faults import FaultRule
from shopwright.wire.errors import ErrorCode

#: What a scope lets an app do, as the user who grants it reads it.
SCOPES = {
    "creator.affiliate.info": "See your creator profile",
    "creator.affiliate.share_link.read": "See your affiliate share links",
    "creator.affiliate_collaboration.read": "See your collaborations with sellers, their orders and samples",
    "creator.showcase.read": "See the products in your showcase",
    "creator.showcase.write": "Add products to your showcase, and take them out",
    "data.shop_analytics.public.read": "See how the shop, its products, videos and live streams perform",
    "partner.authorization.info": "See which categories and markets you work in",
    "partner.tap_campaign.link.write": "Make promotion links for campaign products",
    "partner.tap_campaign.product.write": "Review products that sellers enter for your campaigns",
    "partner.tap_campaign.read": "See your affiliate campaigns and their products",
    "partner.tap_campaign.write": "Create, change and publish affiliate campaigns",
    "seller.affiliate_collaboration.read": "See collaborations with creators, their orders and samples",
    "seller.affiliate_collaboration.write": "Create and change collaborations with creators",
    "seller.affiliate_messages.write": "Read and write messages with creators",
    "seller.authorization.info": "See which shops you have, and set where their notifications go",
    "seller.creator_marketplace.read": "Search creators in the marketplace",
    "seller.customer_engagement.read": "See message campaigns to buyers",
    "seller.customer_engagement.write": "Create message campaigns and send them to buyers",
    "seller.customer_service": "Read and answer buyers' messages",
    "seller.delivery.status.write": "Report packages as delivered",
    "seller.fbt.info": "See stock and inbound orders at TikTok's warehouses",
    "seller.finance.info": "See statements, payments and transactions",
    "seller.fulfillment.basic": "See packages, ship them and print their labels",
    "seller.fulfillment.package.write": "Split and combine packages",
    "seller.global_product.category.info": "See categories and rules of global products",
    "seller.global_product.delete": "Delete global products",
    "seller.global_product.info": "See global products",
    "seller.global_product.write": "Create, change and publish global products",
    "seller.logistics": "See warehouses, carriers and tracking, and change shipping details",
    "seller.order.ext_ref.read": "See the order numbers of other systems",
    "seller.order.ext_ref.write": "Note order numbers of other systems",
    "seller.order.ext_ref.write.custom": "Note order numbers of other systems of your own",
    "seller.order.info": "See orders and what buyers paid",
    "seller.product.basic": "See products, categories and brands; upload pictures; put products on and off sale",
    "seller.product.delete": "Delete products and bring them back",
    "seller.product.write": "Create and change products, their prices and their stock",
    "seller.promotion.info": "See discounts and coupons",
    "seller.promotion.write": "Create and change discounts and coupons",
    "seller.return_refund.basic": "See and answer cancellations, returns and refunds",
    "seller.shop.info": "See your active shops, permissions and global warehouses",
    "serller.product.optimize": "Diagnose listings and translate their pictures",
}


class ScopeGroup(msgspec.Struct, frozen=True):
    """An API package, with those of its scopes that are asked for: key and words."""

    name: str
    scopes: list[tuple[str, str]]


def scope_groups(scopes: Iterable[str]) -> list[ScopeGroup]:
    """Scopes in plain words, under the package that they are switched on with."""
    wanted, found, seen = set(scopes), [], set()
    for package in api_packages():
        mine = [scope for scope in package.scopes if scope in wanted and scope not in seen]
        seen.update(mine)
        if mine:
            found.append(ScopeGroup(package.name.strip(), [(scope, SCOPES.get(scope, scope)) for scope in mine]))
    rest = sorted(wanted - seen)
    return [*found, ScopeGroup("Other", [(scope, scope) for scope in rest])] if rest else found


@cache
def _codes() -> dict[int, ErrorCode]:
    found: dict[int, ErrorCode] = {}
    for module in pkgutil.iter_modules(shopwright.wire.codes.__path__):
        names = vars(importlib.import_module(f"shopwright.wire.codes.{module.name}"))
        found.update({one.code: one for one in names.values() if isinstance(one, ErrorCode)})
    return found


def code_words(code: int) -> ErrorCode | None:
    """What a code of a reply means and what the caller does about it; ``None`` for one that a fault made up."""
    return _codes().get(code)


#: State of a delivery: its look, and what it is called before and after the first attempt.
DELIVERY_STATES = {
    "PENDING": ("soon", "Waiting"),
    "DELIVERED": ("done", "Delivered"),
    "REFUSED": ("late", "Refused"),
    "DROPPED": ("late", "Given up"),
    "FENCED": ("quiet", "Cut off by a rewind"),
    "SWALLOWED": ("quiet", "Swallowed by a fault"),
}

PRODUCT_STATES = {
    "DRAFT": ("quiet", "Draft"),
    "PENDING": ("soon", "Under audit"),
    "FAILED": ("late", "Audit failed"),
    "ACTIVATE": ("done", "On sale"),
    "SELLER_DEACTIVATED": ("quiet", "Off sale by the seller"),
    "PLATFORM_DEACTIVATED": ("late", "Taken down"),
    "FREEZE": ("info", "Frozen"),
    "DELETED": ("quiet", "Deleted"),
}

AUDIT_STATES = {
    "NONE": ("quiet", "None"),
    "AUDITING": ("soon", "Auditing"),
    "FAILED": ("late", "Failed"),
    "PRE_APPROVED": ("info", "Pre-approved"),
    "APPROVED": ("done", "Approved"),
}

ORDER_STATES = {
    "UNPAID": ("soon", "Unpaid"),
    "ON_HOLD": ("info", "On hold"),
    "AWAITING_SHIPMENT": ("soon", "To ship"),
    "PARTIALLY_SHIPPING": ("soon", "Shipped in part"),
    "AWAITING_COLLECTION": ("info", "Awaits collection"),
    "IN_TRANSIT": ("info", "In transit"),
    "DELIVERED": ("done", "Delivered"),
    "COMPLETED": ("done", "Completed"),
    "CANCELLED": ("quiet", "Cancelled"),
}

PACKAGE_STATES = {
    "TO_FULFILL": ("soon", "To pack"),
    "PROCESSING": ("info", "Handed over"),
    "FULFILLING": ("info", "On its way"),
    "COMPLETED": ("done", "Arrived"),
    "CANCELLED": ("quiet", "Cancelled"),
}

#: How a parcel ended that did not arrive.
LOSSES = {"LOST": "Lost", "REFUSED": "Refused", "UNDELIVERABLE": "Undeliverable", "DAMAGED": "Damaged"}

#: States of cancellations and returns.
CLAIM_STATES = {
    "CANCELLATION_REQUEST_PENDING": ("soon", "Asks to cancel"),
    "RETURN_OR_REFUND_REQUEST_PENDING": ("soon", "Asks for money back"),
    "REPLACEMENT_REQUEST_PENDING": ("soon", "Asks for a replacement"),
    "EXCHANGE_REQUEST_PENDING": ("soon", "Asks for an exchange"),
    "AWAITING_BUYER_RESPONSE": ("info", "Part offered"),
    "AWAITING_BUYER_SHIP": ("info", "To be sent back"),
    "BUYER_SHIPPED_ITEM": ("info", "Sent back"),
    "REFUND_OR_RETURN_REQUEST_REJECT": ("late", "Request rejected"),
    "REJECT_RECEIVE_PACKAGE": ("late", "Goods rejected"),
    "CANCELLATION_REQUEST_SUCCESS": ("info", "Cancelled, money due"),
    "RETURN_OR_REFUND_REQUEST_SUCCESS": ("info", "Money due"),
    "CANCELLATION_REQUEST_COMPLETE": ("done", "Cancelled"),
    "CANCELLATION_REQUEST_CANCEL": ("quiet", "Not cancelled"),
    "RETURN_OR_REFUND_REQUEST_COMPLETE": ("done", "Paid back"),
    "RETURN_OR_REFUND_REQUEST_CANCEL": ("quiet", "Closed"),
    "REPLACEMENT_REQUEST_COMPLETE": ("done", "Replaced"),
    "REPLACEMENT_REQUEST_REFUND_SUCCESS": ("done", "Refunded, not replaced"),
    "REPLACEMENT_REQUEST_REJECT": ("quiet", "Replacement rejected"),
    "REPLACEMENT_REQUEST_CANCEL": ("quiet", "Replacement closed"),
    "EXCHANGE_REQUEST_COMPLETE": ("done", "Exchanged"),
    "EXCHANGE_REQUEST_REFUND_SUCCESS": ("done", "Refunded, not exchanged"),
    "EXCHANGE_REQUEST_CANCEL": ("quiet", "Exchange closed"),
}

#: Those of them in which no more is to be done.
CLOSED_CLAIMS = frozenset(name for name, (look, _) in CLAIM_STATES.items() if look in {"done", "quiet"})

CANCEL_KIND = "Cancellation"
RETURN_KINDS = {
    "REFUND": "Refund",
    "RETURN_AND_REFUND": "Return",
    "REPLACEMENT": "Replacement",
    "EXCHANGE": "Exchange",
}

#: Why an order moved stock.
STOCK_REASONS = {
    "order_created": "Promised to the order",
    "order_canceled": "Let go by a cancellation",
    "order_shipped": "Shipped",
    "system_auto_replenish": "Put back from a return",
}


def words_of(states: Mapping[str, tuple[str, str]], name: str) -> tuple[str, str]:
    """The look and the words of a state, also of one that has no words of its own."""
    return states.get(name) or ("info", name.replace("_", " ").capitalize())


def topic_words(topic: int) -> str:
    """A webhook topic's name in words: ``Product status change``."""
    hook = webhooks().get(topic)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", hook.name).capitalize() if hook else f"Topic {topic}"


def fault_words(rule: FaultRule) -> str:
    """What a fault does, in a sentence without its target."""
    hook = rule.webhook
    if hook is not None:
        acts = [
            *(["never sent"] if hook.drop else []),
            *([f"sent {hook.copies} times"] if hook.copies > 1 else []),
            *([f"held back {hook.delay_seconds} s"] if hook.delay_seconds else []),
            *(["sent newest first"] if hook.reorder else []),
        ]
        return f"Notifications are {' and '.join(acts)}"
    acts = [
        *([f"wait {rule.delay_ms / 1000:g} s"] if rule.delay_ms else []),
        *([f"answer {_answer(rule)}"] if rule.code or rule.http_status else []),
        *(["lose their connection"] if rule.drop else []),
        *(["after they did their work"] if rule.when == "after" else []),
    ]
    return f"Calls {' and '.join(acts)}".replace(" and after", " after")


def _answer(rule: FaultRule) -> str:
    status = f"HTTP {rule.http_status}" if rule.http_status else ""
    code = f"code {rule.code}" if rule.code else ""
    return ", ".join(filter(None, (status, code)))
