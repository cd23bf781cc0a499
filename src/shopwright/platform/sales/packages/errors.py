"""Codes of splitting, combining, documents, invoices, bundles and tracking reports (docs/reference/codes.md#orders)."""

from __future__ import annotations

from shopwright.wire.errors import ErrorCode

PACKAGE_NOT_PERMITTED = ErrorCode(
    10006402,
    "There is no package {package_id} that this shop may read.",
    remedy="Use a package id that searchPackage answers for this shop's cipher.",
)
PLATFORM_FULFILS = ErrorCode(
    21008043,
    "The platform fulfils the order {order_id}; the seller neither packs nor ships it.",
    remedy="Leave orders whose fulfillment_type is not FULFILLMENT_BY_SELLER alone.",
)
MARKET_FORBIDS = ErrorCode(
    21011013,
    "The logistics rules of this market do not allow it: {reason}.",
    remedy="Look up how the shop's market ships; the message names the rule.",
)

SPLIT_GROUPS_WRONG = ErrorCode(
    21011005,
    "The groups of the order {order_id} cannot be read: {reason}.",
    remedy="Name each unshipped line item of the order in one group at most.",
)
SPLIT_FORBIDDEN = ErrorCode(
    21011035,
    "The order {order_id} cannot be split: {reason}.",
    remedy="Ask getOrderSplitAttributes first; it says whether an order can be split, and why not.",
)
SKU_IN_SEVERAL_PACKAGES = ErrorCode(
    21011036,
    "The units of the SKU {sku_id} must go in one package in this market.",
    remedy="Put all line items of a SKU into the same group.",
)
COMBINED_CANNOT_SPLIT = ErrorCode(
    21011046,
    "The order {order_id} shares a package with other orders and cannot be split.",
    remedy="Uncombine the package first.",
)
LINES_NOT_NAMED = ErrorCode(
    21011048,
    "The group {group} of the order {order_id} names no line items.",
    remedy="Name the order line items of every group.",
)

COMBINATION_INVALID = ErrorCode(
    21011010,
    "The package {package_id} cannot be combined: {reason}.",
    remedy="Search the combinable packages anew and combine what it answers.",
)
ALREADY_COMBINED = ErrorCode(
    21011033,
    "The package {package_id} is combined already.",
    remedy="Uncombine it first, then combine its orders with others.",
)
ORDER_NOT_IN_COMBINATION = ErrorCode(
    21011031,
    "The order {order_id} does not belong to the combinable package {package_id}.",
    remedy="Name orders that searchCombinablePackages lists for that package.",
)
ORDER_NOT_IN_PACKAGE = ErrorCode(
    21011029,
    "The order {order_id} is not in the package {package_id}.",
    remedy="Use the ids of orders that getPackageDetail answers for the package.",
)
NOT_COMBINED = ErrorCode(
    21011005,
    "The package {package_id} is not a combined one.",
    remedy="Uncombine packages whose split_and_combine_tag is COMBINE.",
)

TIKTOK_SHIPPING_ONLY = ErrorCode(
    11034002,
    "The package {package_id} is shipped by the seller: TikTok Shop has no label for it.",
    remedy="Print your carrier's own label; a packing slip can be had for every package.",
)
ARRANGE_FIRST = ErrorCode(
    21023035,
    "The shipment of the package {package_id} was not arranged yet.",
    remedy="Ship the package first, then ask for its documents.",
)
DOCUMENT_OF_CANCELLED = ErrorCode(
    21023059,
    "The package {package_id} is cancelled: it has no documents.",
    remedy="Ask for documents of packages that are on their way.",
)
DOCUMENT_AFTER_PICKUP = ErrorCode(
    21042102,
    "The carrier has picked the package {package_id} up: its label is no longer given out.",
    remedy="Keep the label that was printed before pick-up.",
)
DOCUMENT_REFUSED = ErrorCode(
    21021010,
    "The platform makes no such document for the package {package_id}: {reason}.",
    remedy="Ask for a document that fits what is in the package.",
)
INVOICE_NEEDED = ErrorCode(
    21004006,
    "The package {package_id} has no invoice yet.",
    remedy="Upload the invoice and wait for webhook 36 with SUCCESS.",
)
INVOICE_NOT_SUCCESSFUL = ErrorCode(
    21004020,
    "The invoice of the package {package_id} is {status}.",
    remedy="Wait for webhook 36 with SUCCESS, or upload a valid invoice.",
)
INVOICE_FILE_WRONG = ErrorCode(
    21011005,
    "The invoice file of the package {package_id} cannot be read: {reason}.",
    remedy="Send the XML file of up to 1 MB as standard Base64.",
)
INVOICE_NOT_WANTED = ErrorCode(
    21011003,
    "The package {package_id} takes no invoice now: {reason}.",
    remedy="Upload an invoice before shipping, and again only after it turned out INVALID.",
)

NOT_SHIPPED_YET = ErrorCode(
    21011043,
    "The order {order_id} is not ready to ship: a package of it is {status}.",
    remedy="Ship all packages of the order; bundle them before the carrier collects them.",
)
LABEL_NOT_PRINTED = ErrorCode(
    21030006,
    "The shipping label of the package {package_id} was not printed yet.",
    remedy="Get its SHIPPING_LABEL with getPackageShippingDocument first.",
)
PARCEL_BUNDLED = ErrorCode(
    21011040,
    "The package {package_id} is in the bundle {bundle_id} already.",
    remedy="Leave it out of the new bundle.",
)
CARRIER_INVALID = ErrorCode(
    21011022,
    "The shipping provider {provider_id} or its number does not fit: {reason}.",
    remedy="Use a provider that getShippingProviders answers and a tracking number of theirs.",
)

NOT_SELLER_SHIPPED = ErrorCode(
    21011004,
    "The package {package_id} is not shipped by the seller.",
    remedy="Report tracks of packages that the seller ships; TikTok's carriers report their own.",
)
NO_PARCEL_WITH_NUMBER = ErrorCode(
    21011025,
    "No shipped package of the order {order_id} has the tracking number {number}.",
    remedy="Use the tracking number that the package was shipped with.",
)
TRACK_WRONG = ErrorCode(
    21011005,
    "The track is wrong: {reason}.",
    remedy="Send action codes of the list, in the order in which things happened.",
)

WMS_PARAMETER = ErrorCode(39003016, "Wrong parameter: {reason}.", remedy="Correct the field that the message names.")
WMS_SAVE_FAILED = ErrorCode(
    39003017,
    "The shipment of the package {package_id} was not saved: {reason}.",
    remedy="Read the package and confirm shipments of packages that are still to be shipped.",
)
WMS_NO_PACKAGES = ErrorCode(39003018, "The list of packages is empty.", remedy="Send at least one package.")
WMS_PROVIDER_WRONG = ErrorCode(
    39003019,
    "The warehouse provider id {provider_id} is not one.",
    remedy="Send the positive whole number that TikTok Shop gave to your warehouse service.",
)
