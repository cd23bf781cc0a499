"""Codes of shipping: handing over, marking as shipped, labels, tracking numbers (docs/reference/codes.md#orders)."""

from __future__ import annotations

from shopwright.wire.errors import ErrorCode

SHIPPING_PARAMETER = ErrorCode(
    21001001,
    "The parameters cannot be used: {reason}.",
    remedy="Correct the field that the message names.",
)
ACT_FORBIDDEN = ErrorCode(
    21011003,
    "One cannot {act}: {reason}.",
    remedy="Use the operation by which the shop's market ships, on what awaits shipment.",
)
PLATFORM_SHIPS = ErrorCode(
    21008025,
    "The platform fulfils the order {order_id} and ships it by itself.",
    remedy="Ship only orders whose fulfillment_type is FULFILLMENT_BY_SELLER.",
)
NOT_IN_THIS_MARKET = ErrorCode(
    21008106,
    "{what} is not for shops in {region}.",
    remedy="Ship with the operation of the shop's market: shipPackage takes the packages of getOrderDetail.",
)
NOT_SHIPPED_BY_SELLER = ErrorCode(
    21011004,
    "TikTok's carriers ship {what}, not the seller.",
    remedy="Use this operation where the order's shipping_type is SELLER.",
)
SELLER_PRINTS = ErrorCode(
    21008042,
    "The seller ships the order {order_id} and prints its label.",
    remedy="Ship it with your own carrier and mark it as shipped.",
)

PACKAGE_SHIPPED = ErrorCode(
    21011020,
    "{what} is shipped already.",
    remedy="Nothing is left to do; read the tracking number with getPackageDetail.",
)
ORDER_SHIPPED = ErrorCode(
    21011006,
    "The order {order_id} is shipped already: it is {status}.",
    remedy="Nothing is left to do; its packages are in getOrderDetail.",
)
ORDER_MARKED = ErrorCode(
    21008099,
    "The order {order_id} is shipped already: it is {status}.",
    remedy="Correct the tracking number with updatePackageShippingInfo if it was wrong.",
)
NOT_AWAITING_SHIPMENT = ErrorCode(
    21042057,
    "The order {order_id} does not await shipment: it is {status}.",
    remedy="Ship orders that are AWAITING_SHIPMENT or PARTIALLY_SHIPPING.",
)
LABEL_BOUGHT = ErrorCode(
    21022025,
    "A label was bought for the line item {line_id} already, in the package {package_id}.",
    remedy="Use the label of that package.",
)
PACKAGE_DELIVERED = ErrorCode(
    21011027,
    "The package {package_id} is delivered already.",
    remedy="Nothing is left to do with a delivered package.",
)
DELIVERED = ErrorCode(
    21011030,
    "{what} is delivered already.",
    remedy="Ask the platform's support where something about it is wrong.",
)
PACKAGE_CANCELLED = ErrorCode(
    21011041,
    "{what} is cancelled.",
    remedy="Do not ship it; put the goods back on the shelf.",
)
PACKAGE_IS_CANCELLED = ErrorCode(
    21011042,
    "The package {package_id} is cancelled: it has no tracking number to correct.",
    remedy="Correct the numbers of packages that are on their way.",
)
NOT_YET_SHIPPED = ErrorCode(
    21011043,
    "{what} is not shipped yet.",
    remedy="Ship it first.",
)
NAME_THE_LINES = ErrorCode(
    21011048,
    "A part of the order {order_id} is to be shipped: name its line items.",
    remedy="Send the ids of the line items that go into this package.",
)
SHIPPED_IN_PART = ErrorCode(
    21011046,
    "The order {order_id} can only go whole into a package with other orders.",
    remedy="Give a parcel with a part of an order a tracking number of its own.",
)

NUMBER_INVALID = ErrorCode(
    21011022,
    "The tracking number or the shipping provider is invalid: {reason}.",
    remedy="Use a provider that getShippingProviders answers and a number as that carrier writes them.",
)
NUMBER_CHARACTERS = ErrorCode(
    21004012,
    "The tracking number {number} holds special characters.",
    remedy="Send letters, digits and dashes only.",
)
NUMBER_OF_ANOTHER_CARRIER = ErrorCode(
    21004015,
    "The tracking number {number} is none of {carrier}.",
    remedy="Compare number and shipping_provider_id; getShippingProviders answers the carriers.",
)
CARRIER_UNAVAILABLE = ErrorCode(
    21004016,
    "The shipping provider {provider_id} does not work in {region}.",
    remedy="Use a provider that getShippingProviders answers for the order's delivery option.",
)
NO_CARRIER_MATCHES = ErrorCode(
    11028006,
    "No carrier of the market writes its numbers like {number}.",
    remedy="Send the shipping_provider_id, and a number as that carrier writes them.",
)
NUMBER_DUPLICATE = ErrorCode(
    21011025,
    "Another package travels under the tracking number {number}: {package_id}.",
    remedy="Use each number once, but for orders of one buyer to one address where the market combines them so.",
)
NUMBER_TOO_OFTEN = ErrorCode(
    21011026,
    "The tracking number {number} stands for {limit} orders already.",
    remedy="Give the further orders a parcel, and a number, of their own.",
)
NUMBER_USED_UP = ErrorCode(
    21034012,
    "The parcel with the tracking number {number} has left already.",
    remedy="Give what is shipped now a number of its own.",
)
TOO_LATE_TO_CORRECT = ErrorCode(
    21011049,
    "The tracking number of the package {package_id} could be corrected within {hours} hours of shipping only.",
    remedy="Ask the platform's support.",
)
CORRECTED_ONCE = ErrorCode(
    21011051,
    "The tracking number of the package {package_id} was corrected already, which can be done once.",
    remedy="Ask the platform's support.",
)
CORRECTED_TOO_OFTEN = ErrorCode(
    21011052,
    "The tracking number of the package {package_id} was corrected {limit} times already.",
    remedy="Ask the platform's support.",
)
NOT_CORRECTABLE_NOW = ErrorCode(
    10007002,
    "The shipping information of the order {order_id} cannot be changed as a whole: it is in several packages.",
    remedy="Correct each package with updatePackageShippingInfo.",
)

NO_HANDOVER = ErrorCode(
    11021009,
    "No carrier of TikTok's takes over the package {package_id}: {reason}.",
    remedy="Ask for the slots of packages that TikTok's carriers collect, before they are shipped.",
)
HANDOVER_UNAVAILABLE = ErrorCode(
    21011054,
    "The package {package_id} cannot be handed over by {method}.",
    remedy="Use a way that getPackageHandoverTimeSlots says can be used.",
)
SLOT_NOT_OPEN = ErrorCode(
    21011053,
    "{start} to {end} is not a pick-up slot that can be booked.",
    remedy="Use start and end of a slot of getPackageHandoverTimeSlots that is avaliable.",
)
SLOT_NOT_ON_DEMAND = ErrorCode(
    21004017,
    "{start} to {end} is not a pick-up slot for {delivery_type} delivery.",
    remedy="Such parcels are collected within hours: use a slot of getPackageHandoverTimeSlots that is avaliable.",
)
DEVICE_WITH_OTHERS = ErrorCode(
    11006013,
    "The package {package_id} holds a phone or tablet together with other goods.",
    remedy="Split the order so that each such device goes alone; getOrderSplitAttributes tells which orders must be.",
)
DEVICES_SHARE = ErrorCode(
    11006014,
    "The package {package_id} holds more than one phone or tablet.",
    remedy="Split the order so that each such device goes alone; getOrderSplitAttributes tells which orders must be.",
)
SKU_TOO_HEAVY = ErrorCode(
    11021016,
    "A unit of the SKU {sku_id} is too heavy for its delivery option: {reason}",
    remedy="Correct the weight of the product or SKU, or cancel the order as one that cannot be delivered.",
)
SKU_TOO_LARGE = ErrorCode(
    11021017,
    "A unit of the SKU {sku_id} is too large for its delivery option: {reason}",
    remedy="Correct the dimensions of the product or SKU, or cancel the order as one that cannot be delivered.",
)
PARCEL_TOO_HEAVY = ErrorCode(
    11021015,
    "The package {package_id} is too heavy for its delivery option: {reason}",
    remedy="Split the order, or cancel it as one that cannot be delivered, which costs no penalty.",
)
PARCEL_TOO_LARGE = ErrorCode(
    11021014,
    "The parcel is too large for the shipping service {service}.",
    remedy="Choose another service of getEligibleShippingServices, or split the order.",
)
SERVICE_UNKNOWN = ErrorCode(
    21004008,
    "There is no shipping service {service_id}.",
    remedy="Use the id of a service that getEligibleShippingServices answers.",
)
NO_SERVICE = ErrorCode(
    21011037,
    "No shipping service serves the order {order_id}: {reason}.",
    remedy="Correct weight and dimension, or ship in another way.",
)
SERVICE_CONFLICT = ErrorCode(
    11003011,
    "The orders {order_id} and {other} have different delivery options or warehouses.",
    remedy="Put orders of one delivery option and one warehouse into a package.",
)
NOT_FOR_ONE_PACKAGE = ErrorCode(
    21011012,
    "The orders do not fit into one package: {reason}.",
    remedy="Combine 2 to 20 orders of one buyer to one address.",
)
