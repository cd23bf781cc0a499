"""How large what channels tell may be. No Django here.

Numbers fit the tables of the hub with room for sums; times are those at which the hub can have a shop.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

#: Times are from the first to before the second.
FIRST_TIME, LAST_TIME = datetime(2000, 1, 1, tzinfo=UTC), datetime(2101, 1, 1, tzinfo=UTC)
#: Amounts of money are below it, with so many digits after the point.
MOST_MONEY, MOST_PLACES = Decimal(10) ** 12, 10
#: Bytes of a file, such as a label.
MOST_FILE = 20 << 20

#: The largest number of a field, and where it is another.
MOST_NUMBER = 100_000_000
NUMBERS = {("ExternalLine", "quantity"): 100_000, ("CaseLine", "quantity"): 100_000}

#: The most parts of a field, and where it is another.
MOST_PARTS = 5_000
PARTS = {
    ("ExternalOrder", "lines"): 1_000,
    ("ExternalReturn", "lines"): 1_000,
    ("ExternalCancellation", "lines"): 1_000,
    ("CategoryAttribute", "values"): 50_000,
    ("Address", "lines"): 20,
    ("ExternalListing", "attributes"): 500,
}

#: Characters of a text that people read; its end is cut off. Where a field has another number, it stands below.
LONGEST_TEXT = 100_000
TEXTS = {
    ("Outcome", "code"): 40,
    ("Outcome", "request_id"): 60,
    ("ExternalLocation", "name"): 120,
    ("ExternalShop", "name"): 120,
    ("ExternalCategory", "name"): 200,
    ("ExternalAttribute", "name"): 200,
    ("ExternalBrand", "name"): 120,
    ("Parcel", "carrier"): 120,
    ("ExternalReturn", "carrier"): 120,
    ("Label", "media_type"): 40,
}
#: Every text of an address.
LONGEST_OF_ADDRESS = 500

#: Characters of an id, which is never cut: it would be another one.
LONGEST_ID = 100
IDS = {
    "seller_sku": 80,
    "tracking_number": 120,
    "event_id": 120,
    "order_ids": 100,
    "line_ids": 100,
    "reason": 120,
    "region": 8,
    "kind": 20,
    "decision": 120,
}
IDS_OF = {
    ("ExternalCategory", "external_id"): 60,
    ("ExternalCategory", "parent_id"): 60,
    ("ExternalBrand", "external_id"): 60,
    ("CaseReason", "name"): 120,
}
#: Ids that are never empty, beside what is told of by them.
NEEDED = frozenset(
    {
        ("ExternalOrder", "external_id"),
        ("ExternalLine", "external_id"),
        ("ExternalListing", "external_id"),
        ("ExternalSku", "external_id"),
        ("ExternalAttribute", "external_id"),
        ("ExternalReturn", "external_id"),
        ("ExternalReturn", "order_id"),
        ("ExternalCancellation", "external_id"),
        ("ExternalCancellation", "order_id"),
        ("ExternalLocation", "external_id"),
        ("ExternalShop", "external_id"),
        ("ExternalCategory", "external_id"),
        ("ExternalBrand", "external_id"),
        ("CategoryAttribute", "external_id"),
        ("Combination", "external_id"),
        ("Combination", "order_ids"),
        ("Change", "external_id"),
        ("Change", "event_id"),
        ("Change", "kind"),
    }
)
#: Addresses of pictures. One that is longer, or no web address, is left out.
URLS, LONGEST_URL = frozenset({"image_url", "image_urls", "pictures"}), 600
#: Structs that may leave their currency out.
FREE_CURRENCY = frozenset({"ExternalSku", "ExternalShop", "CaseReply"})
