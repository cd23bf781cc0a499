"""What operations declare and no call in a test can meet, each with its reason."""

from __future__ import annotations

#: These apply one set of listing rules, whose codes are each earned by a case of ``catalogue/listing_rules``.
LISTING_OPERATIONS = ("checkProductListing", "createProduct", "editProduct", "partialEditProduct")

_MAIN_CATEGORY = "no category in the platform's data is outside a shop's main category"

#: Codes, by operation and number.
UNRAISED_CODES: dict[tuple[str, int], str] = {
    **{(operation, 12052225): _MAIN_CATEGORY for operation in LISTING_OPERATIONS},
    (
        "createPackages",
        21011020,
    ): "a shop ships all parts of an order in one way: what is shipped has a label",
    ("updatePrice", 12052424): "the platform makes no shop with a warehouse abroad",
    ("recommendCategory", 12052343): "what listings refuse as an image cannot be uploaded either",
}
