"""Codes of the product operations: ids, states, searches, the seller, uploads, brands, stock and price updates.

Codes of a listing's content stand in ``listing_rules/errors.py``, those of its SKUs in ``listing_rules/sku_errors.py``.
Meanings: docs/reference/codes.md#products. TikTok numbers some meanings twice (12052xxx in general, 12019xxx older);
which number an operation lists is in the contract, and the older constants end in ``_OLD``.
"""

from __future__ import annotations

from shopwright.wire.errors import ErrorCode

_IDS = "Use a product id that createProduct or searchProducts answered for this shop's cipher."
_SKU_IDS = "Use SKU ids that getProduct answers for the product."

# Ids and ownership
PRODUCT_ID_MISSING = ErrorCode(12052030, "A product id is required.", remedy=_IDS)
PRODUCT_IDS_INVALID = ErrorCode(12052031, "These product ids are not valid: {ids}.", remedy=_IDS)
PRODUCT_DOES_NOT_EXIST = ErrorCode(12052032, "The product {product_id} does not exist.", remedy=_IDS)
PRODUCT_OF_ANOTHER_SHOP = ErrorCode(12052034, "The product {product_id} does not belong to this shop.", remedy=_IDS)
PRODUCT_NOT_IN_ACCOUNT = ErrorCode(12052048, "The product {product_id} is not in your account.", remedy=_IDS)
PRODUCT_NOT_FOUND = ErrorCode(12052260, "There is no product {product_id}.", remedy=_IDS)
PRODUCT_NOT_FOUND_OLD = ErrorCode(12019150, "There is no product {product_id}.", remedy=_IDS)
PRODUCT_ID_INVALID = ErrorCode(12019008, "The product id {product_id} is not valid.", remedy=_IDS)
SKU_ID_MISSING = ErrorCode(12052036, "A SKU id is required.", remedy=_SKU_IDS)
SKU_ID_REPEATED = ErrorCode(12052553, "The SKU id {sku_id} is given twice.", remedy="Name each SKU once.")
SKU_NOT_FOUND = ErrorCode(12052556, "The product has no SKU {sku_id}.", remedy=_SKU_IDS)
SKU_OF_ANOTHER_PRODUCT = ErrorCode(12052557, "The SKU {sku_id} belongs to another product.", remedy=_SKU_IDS)
SKU_LIST_EMPTY = ErrorCode(12052902, "The list of SKUs is empty.", remedy="Send at least one SKU.")
PARAMETERS_INVALID = ErrorCode(
    12052910, "The parameters do not fit: {reason}", remedy="Correct what the message names."
)
CHECK_FAILED = ErrorCode(
    12052990, "The check failed; every reason is in extra_errors.", remedy="Work through extra_errors one by one."
)
INTERNAL = ErrorCode(12052881, "Internal error.", remedy="Repeat the call after a pause.")
INTERNAL_OLD = ErrorCode(12001000, "Internal error.", remedy="Repeat the call after a pause.")
SYSTEM_OLD = ErrorCode(33001002, "Internal error.", remedy="Repeat the call after a pause.")
UPGRADE_SYSTEM = ErrorCode(35003001, "Internal error.", remedy="Repeat the call after a pause.")

# States and locks
STATUS_FORBIDS = ErrorCode(
    12052901, "A product that is {status} does not allow this.", remedy="Bring the product into an allowed state first."
)
STATUS_INVALID = ErrorCode(
    12019113, "The status {status} is not valid.", remedy="Use a status that the operation lists."
)
STATUS_CANNOT_ACTIVATE = ErrorCode(
    12052003,
    "A product that is {status} cannot be activated.",
    remedy="Only SELLER_DEACTIVATED and PLATFORM_DEACTIVATED products can be activated.",
)
TOO_MANY_EDITS = ErrorCode(
    12052922, "The product was edited too often.", remedy="Wait before the next edit of this product."
)
NO_VERSION_UNDER_REVIEW = ErrorCode(
    12052547, "The product has no version under review.", remedy="Leave out return_under_review_version."
)
NO_DRAFT_AFTER_SUBMIT = ErrorCode(
    12052488, "{region} has no drafts of submitted products.", remedy="Send save_mode LISTING."
)
NO_DRAFT_WITH_SUBSCRIPTION = ErrorCode(
    12052359, "A product with a subscription has no drafts.", remedy="Send save_mode LISTING."
)
APPEAL_RUNNING = ErrorCode(
    12052308, "An appeal for the product is running.", remedy="Wait until the appeal is decided."
)
AUCTION_RUNNING = ErrorCode(
    12052371, "An auction of the product is running.", remedy="Wait until the auction has ended."
)
GIFT_PRODUCT_LOCKED = ErrorCode(
    12052163, "A product given as a gift cannot be changed.", remedy="End the promotion that gives it away first."
)
LOTTERY_SKU_LOCKED = ErrorCode(
    12052307, "The SKU {sku_id} is in a lottery and cannot go.", remedy="Keep the SKU until the lottery has ended."
)
DISTRIBUTED_STOCK_LEFT = ErrorCode(
    12052377,
    "Distributed stock is left; the product cannot be deleted.",
    remedy="Take the distributed stock back first.",
)
NO_STOCK_FOR_SOME_SKU = ErrorCode(12052486, "Every SKU needs stock.", remedy="Send inventory for every SKU.")
PRODUCT_EMPTY = ErrorCode(12052487, "The product is empty.", remedy="Send the product's content.")
SHOP_LOCKED_IN_INTEGRATION = ErrorCode(
    12052332,
    "The shop is being integrated: only price and stock can change.",
    remedy="Change price and stock only, and wait until the integration is done.",
)
PLATFORM_FORBIDS = ErrorCode(12052330, "The product's platform does not allow this.", remedy="Check listing_platforms.")

# Searches and batches
RESULT_WINDOW_EXCEEDED = ErrorCode(
    12052180, "The search reaches past {limit} results.", remedy="Narrow the search, for example by update time."
)
TOO_MANY_SELLER_SKUS = ErrorCode(
    12019027, "At most {limit} seller SKUs per search.", remedy="Split the search into several."
)
TOO_MANY_SKU_IDS = ErrorCode(12019087, "At most {limit} SKU ids per search.", remedy="Split the search into several.")
TOO_MANY_SKUS_OLD = ErrorCode(12019015, "At most {limit} SKUs per call.", remedy="Split the SKUs over several calls.")
TOO_MANY_PRODUCT_IDS = ErrorCode(
    12019120, "At most {limit} product ids per call.", remedy="Split the ids over several calls."
)
PAGE_NUMBER_INVALID = ErrorCode(12019108, "The page number is not valid.", remedy="Follow next_page_token.")
PAGE_SIZE_INVALID = ErrorCode(
    12019109,
    "The page size must be {least} to {most}.",
    remedy="Send a page_size within the limits that the message names.",
)
PAGE_OUT_OF_REACH = ErrorCode(
    12019123, "Page size times page number is too big.", remedy="Narrow the search, or take smaller pages."
)
PAGE_HALF_GIVEN = ErrorCode(12019124, "Page size and page number go together.", remedy="Send both, or neither.")
CREATE_TIME_RANGE_INVALID = ErrorCode(
    12019118, "create_time_ge is after create_time_le.", remedy="Let create_time_ge lie before create_time_le."
)
UPDATE_TIME_RANGE_INVALID = ErrorCode(
    12019119, "update_time_ge is after update_time_le.", remedy="Let update_time_ge lie before update_time_le."
)

# Seller and shop
SELLER_INACTIVE = ErrorCode(12052700, "The seller is inactive.", remedy="Ask the seller to reactivate the account.")
SELLER_INACTIVE_OLD = ErrorCode(12019004, "The seller is inactive.", remedy="Ask the seller to reactivate the account.")
CROSS_BORDER_LOCAL_CREATION = ErrorCode(
    12052701,
    "A cross-border seller cannot create local products directly.",
    remedy="Create a global product and publish it.",
)
TAX_NUMBER_MISSING = ErrorCode(
    12052703, "The seller's tax number is missing.", remedy="Add the tax number in Seller Center."
)
SELLER_UNKNOWN = ErrorCode(12052704, "There is no such seller.", remedy="Use a cipher that getAuthorizedShops answers.")
LOCAL_PRODUCT_FORBIDDEN = ErrorCode(
    12052705, "This seller cannot manage local products.", remedy="Use the operations for global products."
)
SELLER_ID_INVALID = ErrorCode(
    12019112, "The seller id is not valid.", remedy="Use a cipher that getAuthorizedShops answers."
)
NO_PERMISSION = ErrorCode(
    12019114, "The seller has no permission for this.", remedy="Ask the seller for the permission."
)
NO_PERMISSION_OLD = ErrorCode(
    12009014, "The seller has no permission for this.", remedy="Ask the seller for the permission."
)
LISTING_QUOTA_USED_UP = ErrorCode(
    12052093,
    "The listing quota of {limit} products is used up.",
    remedy="Delete products that are not needed, or ask the platform for a higher quota.",
)
PUBLISH_QUOTA_USED_UP = ErrorCode(
    12052117,
    "The listing quota is used up; the product was kept as a draft.",
    remedy="Publish the draft when the quota allows more products.",
)
TOO_MANY_REQUESTS_BY_SELLER = ErrorCode(
    12052109, "Too many requests by this seller.", remedy="Slow down and repeat the call after a pause."
)
DEPOSIT_TOO_LOW = ErrorCode(12052585, "The seller's deposit is too low.", remedy="Top the deposit up in Seller Center.")
DEPOSIT_TOO_LOW_OLD = ErrorCode(
    12019215, "The seller's deposit is too low.", remedy="Top the deposit up in Seller Center."
)
ONBOARDING_OPEN = ErrorCode(12052419, "Onboarding tasks are open.", remedy="Finish the tasks in Seller Center.")
CONTACT_INFO_MISSING = ErrorCode(
    12052923, "The seller's contact data are missing.", remedy="Add the contact data in Seller Center."
)
NEW_SHOP_LISTING_LIMIT = ErrorCode(
    12019068,
    "A shop on probation lists at most {limit} products a day.",
    remedy="Go on tomorrow; the limit rises when probation ends.",
)
SHIPPING_TEMPLATE_MISSING = ErrorCode(
    12019088, "The shop has no shipping template.", remedy="Create a shipping template in Seller Center."
)
NOT_A_TOKOPEDIA_SELLER = ErrorCode(
    12052994, "The seller does not sell on Tokopedia.", remedy="Leave TOKOPEDIA out of listing_platforms."
)
SELLER_NOT_ONBOARDED = ErrorCode(
    12052995, "The seller is not onboarded there.", remedy="Finish the onboarding to that platform first."
)

# Uploads
IMAGE_PIXELS_OUT_OF_RANGE = ErrorCode(
    12038014, "The image is {width} × {height} px; each side must be {least} to {most} px.", remedy="Resize the image."
)
IMAGE_NOT_PROCESSED = ErrorCode(
    12038001, "The image could not be processed.", remedy="Save the image anew as JPG or PNG, or send another one."
)
FILE_EMPTY = ErrorCode(12019103, "The file is empty.", remedy="Send a file that has content.")
FILE_NAME_MISSING = ErrorCode(12019104, "The file has no name.", remedy="Send the file's name with it.")
FILE_UNREADABLE = ErrorCode(
    12019105, "The file could not be read.", remedy="Check that the file opens, and send it again."
)
VIDEO_RATIO_OUT_OF_RANGE = ErrorCode(
    12019122, "The video's aspect ratio must be between 9:16 and 16:9.", remedy="Crop the video."
)
URI_NOT_FROM_UPLOAD_OLD = ErrorCode(
    12019065,
    "The URI {uri} is not from an upload.",
    remedy="Upload the image with uploadProductImage first, and send the uri of its reply.",
)
URI_NOT_FROM_UPLOAD = ErrorCode(
    12038008,
    "The URI {uri} is not from an upload.",
    remedy="Upload the image with uploadProductImage first, and send the uri of its reply.",
)
OPTIMISE_MODE_INVALID = ErrorCode(
    12019070, "The optimisation mode is not valid.", remedy="Use a mode that optimizeImages lists."
)
TOO_MANY_URIS = ErrorCode(12038007, "At most {limit} URIs per call.", remedy="Split the URIs over several calls.")
TRANSLATION_LANGUAGE_INVALID = ErrorCode(
    12038009, "The language is not supported.", remedy="Use a language that createImageTranslationTasks lists."
)
TOO_MANY_TRANSLATION_TASKS = ErrorCode(
    12038010, "At most {limit} tasks per call.", remedy="Split the tasks over several calls."
)
TRANSLATION_TASK_UNKNOWN = ErrorCode(
    12038011,
    "There is no translation task {task_id}.",
    remedy="Use a task id that createImageTranslationTasks answered.",
)
TRANSLATION_QUOTA_USED_UP = ErrorCode(12038012, "At most {limit} images a day.", remedy="Go on tomorrow.")
TRANSLATION_NOT_ELIGIBLE = ErrorCode(
    12038013,
    "The shop may not translate images.",
    remedy="Ask the platform whether the shop can be given this service.",
)

# Custom brands
BRAND_NAME_TOO_SHORT = ErrorCode(
    12052189, "A brand name has at least {least} characters.", remedy="Choose a longer name."
)
BRAND_NAME_TOO_LONG = ErrorCode(
    12052190, "A brand name has at most {most} characters.", remedy="Choose a shorter name."
)
BRAND_NAME_FONT = ErrorCode(
    12052191, "A brand name has no special fonts or symbols.", remedy="Write the name in plain letters."
)
BRAND_NAME_DIGITS = ErrorCode(
    12052192, "A brand name has no {limit} digits in a row.", remedy="Choose a name with fewer digits in a row."
)
BRAND_DAILY_QUOTA_USED_UP = ErrorCode(12052202, "At most {limit} new brands a day.", remedy="Go on tomorrow.")
BRAND_QUOTA_USED_UP = ErrorCode(
    12052203, "At most {limit} brands of your own.", remedy="Use a brand that getBrands answers."
)
BRAND_NAME_INVALID = ErrorCode(12052204, "The brand name is not valid.", remedy="Choose another name for the brand.")
BRAND_EXISTS = ErrorCode(
    12052205, "The brand {name} exists.", remedy="Use the id that getBrands answers for this name."
)
BRAND_NAME_LENGTH = ErrorCode(
    12052206, "A brand name has {least} to {most} characters.", remedy="Shorten or lengthen the name."
)

# Stock updates (quantity out of range: sku_errors)
STOCK_BELOW_LOCKED = ErrorCode(
    12052146,
    "The SKU {sku_id} has {locked} units committed or locked at the warehouse {warehouse_id}; {quantity} is too few.",
    remedy="Keep at least as many units as orders and campaigns hold.",
)
STOCK_BELOW_PROMOTION = ErrorCode(
    12052393,
    "Promotions hold {locked} units of the SKU {sku_id} at the warehouse {warehouse_id}; {quantity} is too few.",
    remedy="Keep the promotion's stock, or end the promotion.",
)
STOCK_MANAGED_ELSEWHERE = ErrorCode(
    12052037, "The stock is managed elsewhere.", remedy="Change the stock in the system that manages it."
)
STOCK_SHARED = ErrorCode(
    12052921, "The stock is shared with another product.", remedy="Change the stock on the product that shares it."
)
STOCK_FROM_GLOBAL = ErrorCode(
    12052141, "The stock is edited on the global product.", remedy="Change the stock with updateGlobalInventory."
)
STOCK_QUANTITY_INVALID_OLD = ErrorCode(
    12019024,
    "A quantity is {least} to {most}, not {quantity}.",
    remedy="Choose a quantity within the limits that the message names.",
)
WAREHOUSES_LEFT_OUT = ErrorCode(
    12052516,
    "The SKU {sku_id} is stocked at more warehouses than are named: {missing}.",
    remedy="Name every warehouse of the SKU.",
)
WAREHOUSES_LEFT_OUT_OLD = ErrorCode(
    12019028,
    "The SKU {sku_id} is stocked at more warehouses than are named: {missing}.",
    remedy="Name every warehouse of the SKU.",
)
WAREHOUSE_NEEDED_OLD = ErrorCode(12019022, "A warehouse is needed.", remedy="Name a warehouse for every SKU.")
WAREHOUSE_NEEDED_TO_PUBLISH = ErrorCode(
    12019016, "Publishing needs a warehouse.", remedy="Name a warehouse for every SKU."
)
WAREHOUSE_MAY_NOT_CHANGE = ErrorCode(
    12052533, "The warehouse may not be changed.", remedy="Keep the warehouse that the SKU has."
)
WAREHOUSE_CANNOT_GO = ErrorCode(
    12052534, "The warehouse {warehouse_id} cannot be removed.", remedy="Set the warehouse's quantity to 0 instead."
)
RETURN_WAREHOUSE_MISSING = ErrorCode(
    12052535, "The shop has no return warehouse.", remedy="Add a return warehouse in Seller Center."
)
SHARED_STOCK_DIFFERS = ErrorCode(
    12052503, "Shared stock must be equal everywhere.", remedy="Send the same quantity for every SKU."
)

# Price updates (ranges and formats: sku_errors)
PRICE_LOCKED_BY_PROMOTION = ErrorCode(
    12052038,
    "A promotion locks the price of the SKU {sku_id}.",
    remedy="Change the price after the promotion has ended.",
)
PRICE_LOCKED_BY_PROMOTION_OLD = ErrorCode(
    12019045,
    "A promotion locks the price of the SKU {sku_id}.",
    remedy="Change the price after the promotion has ended.",
)
PRICE_NOT_CALCULATED = ErrorCode(12019121, "The price could not be calculated.", remedy="Send the price yourself.")
SELLER_SKU_INVALID_OLD = ErrorCode(
    12019059, "The seller SKU is not valid.", remedy="Send a seller SKU of 1 to 50 characters."
)

# Category upgrade and global products
UPGRADE_RUNNING = ErrorCode(
    12052234, "A category upgrade task is running.", remedy="Wait up to two hours until the task has ended."
)
UPGRADE_UNAVAILABLE = ErrorCode(
    12052265,
    "The category upgrade is not available.",
    remedy="Nothing is to be done: the products need no upgrade, or it is not open yet.",
)
REGION_INACTIVE = ErrorCode(
    12052903, "The region {region} is inactive.", remedy="Choose a region in which getActiveShops shows a shop."
)
ALREADY_PUBLISHED = ErrorCode(
    12019212, "The product is already published in {region}.", remedy="Edit the product of that region instead."
)
PUBLISH_PARAMETER_INVALID = ErrorCode(
    12019210, "The parameters to publish are not valid.", remedy="Correct the parameters of publishing."
)
REPLICATED_SKU_ID_INVALID = ErrorCode(12052508, "The replicated SKU id is not valid.", remedy=_SKU_IDS)
REPLICATED_SELLER_SKU_MISSING = ErrorCode(
    12052509, "Replicated SKUs need a seller SKU.", remedy="Send seller_sku for each of them."
)
REPLICATED_SKU_NO_MATCH = ErrorCode(12052510, "The replicated SKUs match none of the product.", remedy=_SKU_IDS)
REPLICATED_SKUS_INCOMPLETE = ErrorCode(12052511, "Replicated SKUs are left out.", remedy="Send all replicated SKUs.")
NOT_REPLICATED = ErrorCode(
    12052512, "The product has no replica.", remedy="Replicate the product with replicateProduct first."
)
NOT_REPLICATED_IN_REGION = ErrorCode(
    12052513,
    "The product has no replica in {region}.",
    remedy="Replicate the product there with replicateProduct first.",
)
REGIONS_NEEDED_AFTER_CATEGORY = ErrorCode(
    12052514, "A changed category needs every replicated region.", remedy="Send all replicated regions."
)
REGIONS_NEEDED_AFTER_ATTRIBUTES = ErrorCode(
    12052515, "Changed attributes need every replicated region.", remedy="Send all replicated regions."
)
SYSTEM = ErrorCode(12056001, "Internal error.", remedy="Repeat the call after a pause.")
