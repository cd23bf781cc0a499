"""Codes of promotions.

Facts: docs/reference/codes.md#promotions and docs/reference/promotions.md.
"""

from __future__ import annotations

from shopwright.wire.errors import ErrorCode

PARAMETER_WRONG = ErrorCode(17029001, "{reason}", remedy="Correct the parameter and send the call again.")
TITLE_TOO_LONG = ErrorCode(
    17029002, "The title has {length} characters; {most} are allowed.", remedy="Shorten the title."
)
TITLE_EMPTY = ErrorCode(17029003, "The title is empty.", remedy="Send a title.")
TITLE_REPEATED = ErrorCode(17029004, "An activity of the shop has the title already.", remedy="Choose another title.")
BEGINS_IN_THE_PAST = ErrorCode(
    17029005, "begin_time is not in the future.", remedy="Send a begin_time that lies in the future."
)
TOO_SHORT = ErrorCode(17029006, "The activity lasts {seconds} seconds; 600 are the least.", remedy="Let it end later.")
TOO_LONG = ErrorCode(
    17029007,
    "The activity lasts more than {days} days.",
    remedy="Let it end earlier; go on with another activity afterwards.",
)
FLASH_TOO_LONG = ErrorCode(17029008, "A flash deal lasts 3 days at the most.", remedy="Let it end earlier.")
ACTIVITY_UNKNOWN = ErrorCode(
    17029009,
    "There is no activity {activity_id} in this shop.",
    remedy="Use an id that searchPromotionActivities answers.",
)
ACTIVITY_DEACTIVATED = ErrorCode(
    17029010,
    "The activity was deactivated.",
    remedy="Create another activity, or bring this one back with republishActivity.",
)
BEGIN_FROZEN = ErrorCode(
    17029011,
    "The activity has begun: {what} can no longer change.",
    remedy="Leave it as it is, or deactivate the activity.",
)
ACTIVITY_EXPIRED = ErrorCode(
    17029012,
    "The activity has expired.",
    remedy="Create another activity, or bring this one back with republishActivity.",
)
SKUS_AT_PRODUCT_LEVEL = ErrorCode(
    17029013,
    "skus must be empty in an activity on whole products (product {product_id}).",
    remedy="Leave skus empty, or create an activity at the level VARIATION.",
)
BUYER_LIMIT_WRONG = ErrorCode(
    17029014, "quantity_per_user of {id} must be -1 or 1 to 99.", remedy="Send -1 for none, or 1 to 99."
)
PRODUCT_LIMIT_AT_VARIATION = ErrorCode(
    17029015,
    "The limits of the product {product_id} must be -1, as those of its SKUs count.",
    remedy="Send -1 as the product's limits.",
)
SKU_WRONG = ErrorCode(17029016, "The SKU {sku_id} is not valid.", remedy="Use SKU ids that getProduct answers.")
PRODUCTS_NOT_YOURS = ErrorCode(
    17029017, "Not products of this shop: {ids}.", remedy="Use ids that searchProducts answers for this shop's cipher."
)
OVER_SKU_STOCK = ErrorCode(
    17029018,
    "The limit {limit} of the SKU {sku_id} is more than its stock, {stock}.",
    remedy="Lower the limit, or raise the stock with updateInventory.",
)
OVER_PRODUCT_STOCK = ErrorCode(
    17029019,
    "The limit {limit} of the product {product_id} is more than its stock, {stock}.",
    remedy="Lower the limit, or raise the stock with updateInventory.",
)
PRODUCT_DISCOUNT_RANGE = ErrorCode(
    17029020,
    "The discount of the product {id} must be {least} to {most} per cent.",
    remedy="Choose a whole number of per cent within the range.",
)
SKU_DISCOUNT_RANGE = ErrorCode(
    17029021,
    "The discount of the SKU {id} must be {least} to {most} per cent.",
    remedy="Choose a whole number of per cent within the range.",
)
IN_ANOTHER_ACTIVITY = ErrorCode(
    17029022,
    "{id} is in the running or coming activity {activity_id} already.",
    remedy="Remove it from the other activity, or choose times that do not meet.",
)
PRODUCT_NOT_IN_ACTIVITY = ErrorCode(
    17029023,
    "The product {product_id} is not in the activity.",
    remedy="Name products that getActivity answers for the activity.",
)
SKU_NOT_IN_ACTIVITY = ErrorCode(
    17029024, "The SKU {sku_id} is not in the activity.", remedy="Name SKUs that getActivity answers for the activity."
)
TOO_MANY_ITEMS = ErrorCode(
    17029025,
    "The activity would hold {count} products or SKUs; {most} are allowed.",
    remedy="Begin another activity for the rest.",
)
NOT_YOUR_ACTIVITY = ErrorCode(
    17029028, "The activity {activity_id} is the platform's.", remedy="Leave it as it is: only the platform changes it."
)
PRICE_INSTEAD_OF_DISCOUNT = ErrorCode(
    17029029, "The product {id} takes a discount, not a price.", remedy="Send the discount of the product instead."
)
DISCOUNT_INSTEAD_OF_PRICE = ErrorCode(
    17029030, "The product {id} takes a price, not a discount.", remedy="Send the price of the product instead."
)
SKU_PRICE_INSTEAD_OF_DISCOUNT = ErrorCode(
    17029031, "The SKU {id} takes a discount, not a price.", remedy="Send the discount of the SKU instead."
)
SKU_DISCOUNT_INSTEAD_OF_PRICE = ErrorCode(
    17029032, "The SKU {id} takes a price, not a discount.", remedy="Send the price of the SKU instead."
)
NO_PRODUCTS = ErrorCode(17029033, "No products were named.", remedy="Name at least one product.")
PRICE_WRONG = ErrorCode(
    17029034,
    "The price of {id} is not valid: {reason}.",
    remedy="Send a positive decimal number in a string, below the usual price.",
)
TYPE_WRONG = ErrorCode(
    17029036, "The type {type} does not go with this call.", remedy="Use an activity of a type that the call names."
)
NO_SKUS = ErrorCode(
    17029037, "No SKUs of the product {product_id} were named.", remedy="Name the SKUs of each product."
)
PRODUCT_PRICE_AT_VARIATION = ErrorCode(
    17029038,
    "The product {product_id} has a price or discount of its own, in an activity on SKUs.",
    remedy="Give prices and discounts at the SKUs.",
)
PRODUCT_REPEATED = ErrorCode(17029039, "The product {product_id} is named twice.", remedy="Name each product once.")
SKU_REPEATED = ErrorCode(17029040, "The SKU {sku_id} is named twice.", remedy="Name each SKU once.")
PRODUCT_PRICE_MISSING = ErrorCode(
    17029041, "The product {id} needs activity_price_amount.", remedy="Give every product its price."
)
PRODUCT_DISCOUNT_MISSING = ErrorCode(
    17029042, "The product {id} needs a discount.", remedy="Give every product its discount."
)
SKU_PRICE_MISSING = ErrorCode(17029043, "The SKU {id} needs activity_price_amount.", remedy="Give every SKU its price.")
SKU_DISCOUNT_MISSING = ErrorCode(17029044, "The SKU {id} needs a discount.", remedy="Give every SKU its discount.")
TOO_MANY_PER_CALL = ErrorCode(
    17029046, "The call names {count} products or SKUs; 300 are allowed.", remedy="Split the call."
)
FLASH_FROZEN = ErrorCode(
    17029047,
    "A running flash deal keeps its prices and limits ({id}).",
    remedy="Wait for its end, or deactivate it with deactivateActivity and create another.",
)
LIMIT_WRONG = ErrorCode(
    17029050, "quantity_limit of {id} must be -1 or 1 to 99.", remedy="Send -1 for none, or 1 to 99."
)
PRODUCT_UNKNOWN = ErrorCode(
    17029051,
    "There is no product {product_id}.",
    remedy="Use an id that searchProducts answers for this shop's cipher.",
)
LEVEL_WRONG = ErrorCode(
    17029052,
    "An activity of the type {type} cannot be at the level {level}.",
    remedy="Send a product_level that goes with the activity's type.",
)
SKU_OF_ANOTHER_PRODUCT = ErrorCode(
    17029053,
    "The SKU {sku_id} is not of the product {product_id}.",
    remedy="Use SKU ids that getProduct answers for that product.",
)
PRODUCT_NOT_ON_SALE = ErrorCode(
    17029056, "The product {product_id} is {status}.", remedy="Activate the product first, or leave it out."
)
LIMIT_SHRINKS = ErrorCode(
    17029058, "The limits of {id} cannot become less than they are.", remedy="Keep the limits or raise them."
)
SEARCH_TOO_DEEP = ErrorCode(17029059, "A search gives at most 10000 results.", remedy="Narrow the search.")
PRODUCT_DISCOUNT_SMALL = ErrorCode(
    17029062,
    "The product {id} had the price {lowest} within 30 days: a flash deal is not above it.",
    remedy="Lower the price.",
)
SKU_DISCOUNT_SMALL = ErrorCode(
    17029063,
    "The SKU {id} had the price {lowest} within 30 days: a flash deal is not above it.",
    remedy="Lower the price.",
)
NOT_SELLABLE = ErrorCode(17029064, "The product {product_id} is not for sale.", remedy="Leave it out.")
QUOTA_BELOW_SOLD = ErrorCode(
    17029065,
    "{sold} units of {id} are sold already: its limit cannot be less.",
    remedy="Raise the limit, or send -1 for none.",
)
INVENTORY_TYPE_WRONG = ErrorCode(
    17029068,
    "The inventory type {inventory_type} needs the level SHOP and no threshold.",
    remedy="Send SELF_FULFILLED, or create an activity for the whole shop without a threshold.",
)
GIFT_SKU_MISSING = ErrorCode(17029070, "A gift has no SKU.", remedy="Name the SKU that is given.")
GIFT_SKU_NOT_A_NUMBER = ErrorCode(
    17029071, "The id {sku_id} of a gift's SKU is not a number.", remedy="Send a SKU id that getProduct answers."
)
GIFT_REPEATED = ErrorCode(17029072, "The gift {sku_id} is named twice in a tier.", remedy="Name each gift once.")
GIFT_TOO_DEAR = ErrorCode(
    17029073,
    "The gift {sku_id} costs {price}, more than the threshold {most}.",
    remedy="Choose a cheaper gift, or raise the threshold.",
)
GIFT_IS_THE_PRODUCT = ErrorCode(
    17029074,
    "The product {product_id} cannot be bought for a gift and be the gift.",
    remedy="Choose another product as the gift.",
)
GIFTS_PER_TIER = ErrorCode(
    17029075, "A tier has {count} gifts; 1 to {most} are allowed.", remedy="Send the number of gifts that a tier takes."
)
GIFT_OUT_OF_STOCK = ErrorCode(
    17029076,
    "The gift {sku_id} has {stock} in stock, less than total_claim_limit.",
    remedy="Raise its stock with updateInventory, or choose another gift.",
)
GIFT_IN_SEVERAL_TIERS = ErrorCode(
    17029077, "The gift {sku_id} stands in several tiers.", remedy="Name each gift in one tier only."
)
TIERS_WRONG = ErrorCode(
    17029078,
    "There are {count} tiers; 1 to {most} are allowed, numbered from 1.",
    remedy="Send the number of tiers that the activity's type takes.",
)
TIMES_WRONG = ErrorCode(
    17029082, "begin_time and end_time do not go together: {reason}.", remedy="Correct begin and end."
)
GIFT_QUOTA_SHRINKS = ErrorCode(
    17029083, "total_claim_limit of the gift {sku_id} cannot become less.", remedy="Keep the quota or raise it."
)
THRESHOLDS_FROZEN = ErrorCode(
    17029084, "The activity runs: its thresholds can no longer change.", remedy="Leave the thresholds as they are."
)
TIERS_FROZEN = ErrorCode(
    17029085, "The activity runs: its number of tiers can no longer change.", remedy="Leave the tiers as they are."
)
LEVEL_FROZEN = ErrorCode(
    17029102,
    "The level of the activity can no longer change.",
    remedy="Leave the level as it is, or create another activity.",
)
PRODUCT_CLASHES = ErrorCode(
    17029103,
    "The product {id} is in the promotion {activity_id} of another type.",
    remedy="Remove it from the other promotion, or choose times that do not meet.",
)
SKU_CLASHES = ErrorCode(
    17029104,
    "The SKU {id} is in the promotion {activity_id} of another type.",
    remedy="Remove it from the other promotion, or choose times that do not meet.",
)
DISCOUNT_TYPE_FROZEN = ErrorCode(
    17029105,
    "The activity runs: its types of threshold and discount can no longer change.",
    remedy="Leave the types as they are, or create another activity.",
)
BUYER_LIMIT_FROZEN = ErrorCode(
    17029106, "The activity runs: its limit for buyers can no longer change.", remedy="Leave the limit as it is."
)
SHOP_WIDE_OVERLAP = ErrorCode(
    17029107,
    "The activity {activity_id} is for the whole shop at the same time.",
    remedy="Choose another time, or end the other activity first.",
)
DISCOUNT_OVER_THRESHOLD = ErrorCode(
    17029109,
    "The discount {value} is more than its threshold {threshold}.",
    remedy="Lower the discount, or raise the threshold.",
)
UNDER_THRESHOLD = ErrorCode(
    17029110,
    "The tier {tier} does not rise above the one before it.",
    remedy="Raise threshold_value and value from tier to tier.",
)
THRESHOLD_WRONG = ErrorCode(
    17029111,
    "The threshold {threshold} is not valid: {reason}.",
    remedy="Send positive thresholds that rise from tier to tier.",
)
VALUE_WRONG = ErrorCode(
    17029112,
    "The value {value} is not valid: {reason}.",
    remedy="Send a value within the limits of the discount's type.",
)
TOO_MANY_RELATIONS = ErrorCode(
    17029113, "{what} would hold {count} products; 100 are allowed.", remedy="Remove some first."
)
TYPE_FORBIDS = ErrorCode(
    17029114,
    "An activity of the type {type} does not take this: {reason}.",
    remedy="Send what the activity's type takes.",
)
FREE_SHIPPING_EXISTS = ErrorCode(
    17003203,
    "The activity {activity_id} gives free shipping in the whole shop already.",
    remedy="Update or end the existing one.",
)

# What buyers and the platform meet: codes of the control API
COUPON_UNKNOWN = ErrorCode(
    40404, "There is no coupon {coupon_id} in this shop.", 404, "Make one with POST /sandbox/coupons."
)
COUPON_REFUSED = ErrorCode(
    40981, "The coupon {coupon_id} cannot be used: {reason}.", 409, "Use another, or buy without it."
)
ACTIVITY_NOT_THERE = ErrorCode(
    40405, "There is no activity {activity_id}.", 404, "Take an id that searchPromotionActivities answers."
)
ACTIVITY_IS_OVER = ErrorCode(
    40982,
    "The activity {activity_id} is {status}.",
    409,
    "Name one that is still to begin, or, to end it, one that runs.",
)
