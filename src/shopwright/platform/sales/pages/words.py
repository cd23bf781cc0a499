"""What the states of orders, packages and claims are called on a page.

A state that waits for somebody is blue: only a deadline that comes near turns amber, and red when it is missed.
"""

from __future__ import annotations

ORDER_STATES = {
    "UNPAID": ("info", "Unpaid"),
    "ON_HOLD": ("info", "On hold"),
    "AWAITING_SHIPMENT": ("info", "To ship"),
    "PARTIALLY_SHIPPING": ("info", "Shipped in part"),
    "AWAITING_COLLECTION": ("info", "Awaits collection"),
    "IN_TRANSIT": ("info", "In transit"),
    "DELIVERED": ("done", "Delivered"),
    "COMPLETED": ("done", "Completed"),
    "CANCELLED": ("quiet", "Cancelled"),
}


PACKAGE_STATES = {
    "TO_FULFILL": ("info", "To pack"),
    "PROCESSING": ("info", "Handed over"),
    "FULFILLING": ("info", "On its way"),
    "COMPLETED": ("done", "Arrived"),
    "CANCELLED": ("quiet", "Cancelled"),
}


#: How a parcel ended that did not arrive.
LOSSES = {"LOST": "Lost", "REFUSED": "Refused", "UNDELIVERABLE": "Undeliverable", "DAMAGED": "Damaged"}


#: States of cancellations and returns.
CLAIM_STATES = {
    "CANCELLATION_REQUEST_PENDING": ("info", "Asks to cancel"),
    "RETURN_OR_REFUND_REQUEST_PENDING": ("info", "Asks for money back"),
    "REPLACEMENT_REQUEST_PENDING": ("info", "Asks for a replacement"),
    "EXCHANGE_REQUEST_PENDING": ("info", "Asks for an exchange"),
    "AWAITING_BUYER_RESPONSE": ("info", "Part offered"),
    "AWAITING_BUYER_SHIP": ("info", "To be sent back"),
    "BUYER_SHIPPED_ITEM": ("info", "Sent back"),
    "REFUND_OR_RETURN_REQUEST_REJECT": ("late", "Request rejected"),
    "REJECT_RECEIVE_PACKAGE": ("late", "Goods rejected"),
    "CANCELLATION_REQUEST_SUCCESS": ("info", "Cancelled, money due"),
    "RETURN_OR_REFUND_REQUEST_SUCCESS": ("info", "Money due"),
    "CANCELLATION_REQUEST_COMPLETE": ("done", "Cancelled"),
    "CANCELLATION_REQUEST_CANCEL": ("quiet", "Not cancelled"),
    "RETURN_OR_REFUND_REQUEST_COMPLETE": ("done", "Refunded"),
    "RETURN_OR_REFUND_REQUEST_CANCEL": ("quiet", "Closed"),
    "REPLACEMENT_REQUEST_COMPLETE": ("done", "Replaced"),
    "REPLACEMENT_REQUEST_REFUND_SUCCESS": ("done", "Refunded, not replaced"),
    "REPLACEMENT_REQUEST_REJECT": ("quiet", "Replacement rejected"),
    "REPLACEMENT_REQUEST_CANCEL": ("quiet", "Replacement closed"),
    "EXCHANGE_REQUEST_COMPLETE": ("done", "Exchanged"),
    "EXCHANGE_REQUEST_REFUND_SUCCESS": ("done", "Refunded, not exchanged"),
    "EXCHANGE_REQUEST_CANCEL": ("quiet", "Exchange closed"),
}


CANCEL_KIND = "Cancellation"


RETURN_KINDS = {
    "REFUND": "Refund",
    "RETURN_AND_REFUND": "Return",
    "REPLACEMENT": "Replacement",
    "EXCHANGE": "Exchange",
}
