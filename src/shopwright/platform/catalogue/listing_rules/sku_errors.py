"""Codes of a listing's SKUs: variants, prices, stock, parcel, pre-sale, identifier codes, bundles.

Meanings: docs/reference/codes.md#products.
"""

from __future__ import annotations

from shopwright.wire.errors import ErrorCode

_UPLOAD = "Upload the image with uploadProductImage and send the uri of its reply."
_SAME = "Give every SKU the same sales attributes, each with one value."
_ATTRIBUTES = "Follow what getCategoryAttributes answers for the category."
_PLAIN = "Remove HTML escapes, emoji and control characters, and do not repeat one character ten times."
_WAREHOUSES = "Use an id that getWarehouseList answers."
_PRE_SALE = "Follow allowed_special_product_types in the reply of getCategoryRules."
_NUMBER = "Send a positive decimal number as a string."

# SKUs and what tells them apart
SKUS_TOO_MANY = ErrorCode(12052050, "{count} SKUs; {region} takes at most {most}.", remedy="Send fewer SKUs.")
SKUS_TOO_MANY_EDIT = ErrorCode(12052558, "{count} SKUs, more than {most}.", remedy="Send fewer SKUs.")
SELLER_SKU_LENGTH = ErrorCode(
    12052054,
    "A seller SKU has {least} to {most} characters in {region} and no spaces: {value!r}.",
    remedy="Shorten or lengthen the seller SKU, and take spaces out.",
)
SKU_ADD_FORBIDDEN = ErrorCode(12019056, "SKUs may not be added.", remedy="Keep the SKUs that the product has.")
SKU_DELETE_FORBIDDEN = ErrorCode(12019057, "SKUs may not be deleted.", remedy="Keep the SKUs that the product has.")
UNIQUE_ITEM_QUANTITY = ErrorCode(12052159, "A unique item has one unit in all.", remedy="Send the quantity 1.")
UNIQUE_ITEM_SKUS_EDIT = ErrorCode(12052160, "The product has one SKU and no variants.", remedy="Send a single SKU.")
UNIQUE_ITEM_SKUS = ErrorCode(12052162, "A unique item has one SKU and no variants.", remedy="Send a single SKU.")
BASE_UNIT_REFUSED = ErrorCode(12052361, "This base unit value is not supported.", remedy=_ATTRIBUTES)
UNIT_COUNT_MISSING = ErrorCode(12052362, "sku_unit_count is required.", remedy="Send sku_unit_count for every SKU.")
EXTERNAL_SKU_ID_REPEATED = ErrorCode(
    12052996, "external_sku_id {value!r} is given twice.", remedy="Give every SKU an external id of its own."
)
EXTERNAL_SKU_ID_LENGTH = ErrorCode(
    12052369, "external_sku_id has {length} characters, more than {most}.", remedy="Shorten the external id."
)
EXTERNAL_URL_FORMAT = ErrorCode(
    12052235, "{url!r} is not an http or https URL.", remedy="Send the whole URL, with http or https."
)
EXTERNAL_URL_UNSAFE = ErrorCode(12052236, "{url!r} is unsafe.", remedy="Send the URL of a public web site.")
EXTERNAL_URL_BLOCKED = ErrorCode(12052237, "{url!r} is unsafe.", remedy="Send the URL of a public web site.")
EXTERNAL_URL_LENGTH = ErrorCode(12052238, "An external URL is longer than {most}.", remedy="Shorten the URL.")
VARIANTS_TOO_MANY_KINDS = ErrorCode(
    12052525, "{count} sales attributes, more than {most}.", remedy="Use fewer sales attributes."
)
VARIANTS_TOO_MANY_VALUES = ErrorCode(
    12052526, "The sales attribute {name} has {count} values, more than {most}.", remedy="Use fewer values."
)
VARIANT_ATTRIBUTE_UNKNOWN = ErrorCode(12052527, "The category has no sales attribute {id}.", remedy=_ATTRIBUTES)
VALUE_UNKNOWN = ErrorCode(12052529, "The attribute {id} has no value {value_id}.", remedy=_ATTRIBUTES)
VARIANT_INCOMPLETE = ErrorCode(12052550, "Each SKU needs all sales attributes: {reason}.", remedy=_SAME)
VARIATION_MISSING_OLD = ErrorCode(12019117, "The variation is missing.", remedy=_SAME)
VARIANT_NAME_CHINESE = ErrorCode(
    12052554, "The variant {name!r} is Chinese.", remedy="Write the name in the market's language."
)
VARIANT_REPEATED = ErrorCode(
    12052560, "Two SKUs have the same combination: {combination}.", remedy="Give every SKU a combination of its own."
)
DEFAULT_SKU_TWICE = ErrorCode(12052559, "Two SKUs have no sales attributes.", remedy=_SAME)
VARIANT_INVALID_OLD = ErrorCode(12019019, "The sales attribute is not valid: {reason}.", remedy=_ATTRIBUTES)
VARIANT_NAME_CHARACTERS = ErrorCode(12052933, "The sales attribute {name!r} has {what}.", remedy=_PLAIN)
VARIANT_VALUE_CHARACTERS = ErrorCode(12052934, "The sales value {value!r} has {what}.", remedy=_PLAIN)
VARIANT_IMAGE_URI = ErrorCode(12052520, "The variant image {uri} is not an upload of this shop.", remedy=_UPLOAD)
VARIANT_IMAGE_SIZE = ErrorCode(
    12052521,
    "The variant image {uri} is {width} × {height} px; each side must be {least} to {most}.",
    remedy="Resize the image.",
)
VARIANT_IMAGE_MISSING = ErrorCode(
    12052522, "Some values of {name} have an image, {value!r} has none.", remedy="Give all values an image, or none."
)
VARIANT_IMAGE_FORMAT = ErrorCode(12052523, "The variant image {uri} is {format}.", remedy="Use JPEG, PNG or WEBP.")
VARIANT_IMAGE_ASPECT = ErrorCode(12052524, "The variant image {uri} is over {most}:1.", remedy="Crop the image.")
VARIANT_IMAGES_ON_TWO_KINDS = ErrorCode(
    12052528,
    "Images stand on more than one sales attribute: {names}.",
    remedy="Keep images on one sales attribute and remove them from the others.",
)
SUPPLEMENTARY_TOO_MANY = ErrorCode(
    12052356,
    "{count} supplementary images for one value, more than {most} in {region}.",
    remedy="Send fewer supplementary images.",
)
SUPPLEMENTARY_WITHOUT_MAIN = ErrorCode(
    12052357, "Supplementary images need a main image of the same value.", remedy="Send sku_img for the same value too."
)

# Prices
PRICE_FORMAT = ErrorCode(
    12052012,
    "{value!r} is not a price: {reason}.",
    remedy="Send a plain decimal number in a string, without currency or separators.",
)
PRICE_INVALID = ErrorCode(12052073, "{value!r} is not a valid price in {currency}.", remedy=_NUMBER)
PRICE_INVALID_OLD = ErrorCode(12019010, "{value!r} is not a valid price.", remedy=_NUMBER)
PRICE_OUT_OF_RANGE = ErrorCode(
    12052570,
    "The price {value} {currency} is outside {least} to {most} in {region}.",
    remedy="Choose a price within the range that the message names.",
)
PRICE_MISSING = ErrorCode(12052571, "Every SKU needs a price.", remedy="Send price.amount for every SKU.")
SALE_PRICE_INVALID = ErrorCode(12052572, "The sale price {value!r} is not valid.", remedy=_NUMBER)
SALE_PRICE_INVALID_OLDER = ErrorCode(12052092, "The sale price {value!r} is not valid.", remedy=_NUMBER)
SALE_PRICE_MISSING = ErrorCode(12052424, "A sale price is missing.", remedy="Send price.sale_price for every SKU.")
CURRENCY_WRONG = ErrorCode(
    12052084, "{region} sells in {expected}, not {currency}.", remedy="Send the currency of the shop's market."
)
LIST_PRICE_INVALID = ErrorCode(12052375, "The list price {value!r} is not valid.", remedy=_NUMBER)
LIST_PRICE_UNSUPPORTED = ErrorCode(12052376, "{region} has no list prices.", remedy="Leave list_price out.")
LIST_PRICE_RANGE = ErrorCode(
    12052383,
    "The list price {value} is outside {least} to {most}.",
    remedy="Choose a list price within the range that the message names.",
)
UNIT_PRICE_INVALID = ErrorCode(
    12052574, "The unit price is not valid: {reason}.", remedy="Correct sku_unit_count and the base unit."
)
PFAND_TYPE = ErrorCode(
    12052495,
    "The deposit (Pfand) is not valid: {reason}.",
    remedy="Follow what getCategoryRules answers for the category.",
)
PFAND_COUNTRY = ErrorCode(12052497, "{region} has no deposit (Pfand).", remedy="Leave the deposit out of fees.")
PFAND_AMOUNT_REFUSED = ErrorCode(
    12052498, "A NOT_APPLICABLE deposit (Pfand) has no amount.", remedy="Leave the deposit's amount out."
)
PFAND_IN_BUNDLE = ErrorCode(12052543, "A bundle has no deposit (Pfand).", remedy="Leave the deposit out of fees.")

# Stock and warehouses
QUANTITY_OUT_OF_RANGE = ErrorCode(
    12052055,
    "A quantity is {least} to {most}, not {quantity}.",
    remedy="Choose a quantity within the limits that the message names.",
)
SKU_WITHOUT_WAREHOUSE = ErrorCode(
    12052096, "A SKU has no warehouse.", remedy="Send inventory with a warehouse_id for every SKU."
)
WAREHOUSE_UNKNOWN = ErrorCode(
    12052097, "There is no warehouse {warehouse_id}.", remedy="Use an id that getWarehouseList answers."
)
NO_WAREHOUSE = ErrorCode(12052115, "The shop has no sales warehouse.", remedy="Add a sales warehouse in Seller Center.")
WAREHOUSE_OF_ANOTHER = ErrorCode(
    12052530, "The warehouse {warehouse_id} is not yours.", remedy="Use an id that getWarehouseList answers."
)
WAREHOUSE_DISABLED = ErrorCode(
    12052531,
    "The warehouse {warehouse_id} is disabled.",
    remedy="Enable the warehouse in Seller Center, or use another one.",
)
WAREHOUSE_NOT_FOR_DELIVERY = ErrorCode(
    12052532, "The warehouse {warehouse_id} takes returns and ships nothing.", remedy="Use one of type SALES_WAREHOUSE."
)
WAREHOUSE_REPEATED = ErrorCode(
    12052555, "The warehouse {warehouse_id} is given twice.", remedy="Name each warehouse once."
)
WAREHOUSES_DIFFER = ErrorCode(
    12052143, "All SKUs must be stocked at the same warehouses.", remedy="Name the same warehouses on every SKU."
)
NO_MULTI_WAREHOUSE = ErrorCode(12052094, "The shop has no multi-warehouse stock.", remedy="Name a single warehouse.")
NO_GLOBAL_MULTI_WAREHOUSE = ErrorCode(
    12052142, "A global product has one warehouse.", remedy="Name a single warehouse."
)
WAREHOUSE_OF_PLATFORM = ErrorCode(
    12052144,
    "The warehouse {warehouse_id} is the platform's.",
    remedy="Leave the stock of this warehouse to the platform.",
)
WAREHOUSE_IN_CAMPAIGN = ErrorCode(
    12052145, "A campaign uses the warehouse.", remedy="Wait until the campaign has ended."
)
WAREHOUSE_NOT_FOR_MARKET = ErrorCode(
    12052364, "The warehouse cannot ship to the market.", remedy="Use a warehouse that ships to the market."
)
WAREHOUSE_COVERAGE = ErrorCode(
    12052379, "The warehouses do not cover the market.", remedy="Add a warehouse that delivers there."
)
WAREHOUSE_NOT_PARSED = ErrorCode(
    12052095,
    "The warehouses cannot be read.",
    remedy="Correct inventory: each entry has a warehouse_id and a quantity.",
)
STOCK_BY_DILAYANI = ErrorCode(
    12052382, "The stock is Dilayani Tokopedia's.", remedy="Change the stock with Dilayani Tokopedia."
)
STOCK_RESERVED_IN_CHINA = ErrorCode(
    12052447, "Reserved stock must lie in China.", remedy="Use a warehouse in China for reserved stock."
)
LOCAL_WAREHOUSE_NEEDED = ErrorCode(
    12052448, "A local warehouse is needed.", remedy="Add a local warehouse, or name one that the shop has."
)
WAREHOUSE_NOT_FOR_GPR = ErrorCode(
    12052465,
    "The warehouse is not open to products under EU product safety rules.",
    remedy="Use another warehouse for this product.",
)
BACKORDER_NO_RIGHT = ErrorCode(12052309, "{region} has no backorders.", remedy="Leave backorder_quantity out.")
BACKORDER_INVALID = ErrorCode(
    12052310, "The backorder is not valid: {reason}.", remedy="Correct the backorder's quantity and its days."
)
BACKORDER_TOO_MANY = ErrorCode(12052311, "The backorder is over {most}.", remedy="Lower backorder_quantity.")
BACKORDER_REFUSED = ErrorCode(12052313, "Backorders do not go with {with_what}.", remedy="Leave one of them out.")
HANDLING_TIME_INVALID = ErrorCode(
    12052490,
    "A handling time is {least} to {most} days, not {value}.",
    remedy="Choose a handling_time within the limits that the message names.",
)

# Parcel
PARCEL_HEIGHT = ErrorCode(12052003, "The height {value!r} is not valid.", remedy=_NUMBER)
PARCEL_WIDTH = ErrorCode(12052004, "The width {value!r} is not valid.", remedy=_NUMBER)
PARCEL_LENGTH = ErrorCode(12052005, "The length {value!r} is not valid.", remedy=_NUMBER)
PARCEL_WEIGHT = ErrorCode(12052006, "The weight {value!r} is not valid.", remedy=_NUMBER)
PARCEL_WEIGHT_MISSING = ErrorCode(
    12052016, "A package weight is required.", remedy="Send package_weight with value and unit."
)
PARCEL_SIZE = ErrorCode(12052116, "Package dimensions are required or not valid: {reason}.", remedy=_NUMBER)
PARCEL_SIZE_OLD = ErrorCode(12019012, "The package's size is not valid.", remedy=_NUMBER)
PARCEL_WEIGHT_OLD = ErrorCode(12019011, "The package's weight is not valid.", remedy=_NUMBER)
PARCEL_WEIGHT_ZERO = ErrorCode(12052181, "The package's weight is zero.", remedy=_NUMBER)
PARCEL_TOO_HEAVY = ErrorCode(
    12052401,
    "The package weighs {weight}; no delivery option takes more than {most}.",
    remedy="Sell the goods in smaller packs.",
)
UNITS_MIXED = ErrorCode(
    12052915, "Metric and imperial units are mixed.", remedy="Use KILOGRAM with CENTIMETER, or POUND with INCH."
)
UNIT_NOT_ALLOWED = ErrorCode(
    12052916, "{region} takes {allowed}, not {unit}.", remedy="Use a unit that the market takes."
)
IMPERIAL_UNIT = ErrorCode(12019061, "Imperial units are for the US only.", remedy="Use KILOGRAM and CENTIMETER.")
IMPERIAL_UNIT_EDIT = ErrorCode(12019060, "Imperial units are for the US only.", remedy="Use KILOGRAM and CENTIMETER.")

# Pre-sale
PRE_SALE_NOT_ALLOWED = ErrorCode(12052268, "{type} is not allowed: {reason}.", remedy=_PRE_SALE)
PRE_SALE_DATE = ErrorCode(
    12052269, "{type} takes {least} to {most} days ahead.", remedy="Correct the release date or the number of days."
)
PRE_SALE_LOCKED = ErrorCode(
    12052273, "The pre-sale data are locked once live.", remedy="Keep type and date as they are."
)
PRE_SALE_EXCLUSIVE = ErrorCode(12052274, "Pre-sale modes exclude each other.", remedy="Use one type for all SKUs.")
MADE_TO_ORDER_DAYS = ErrorCode(12052275, "{type} takes {least} to {most} days.", remedy="Correct the number of days.")
MADE_TO_ORDER_NOT_ALLOWED = ErrorCode(12052278, "{type} is not allowed: {reason}.", remedy=_PRE_SALE)
CANNOT_BECOME_MADE_TO_ORDER = ErrorCode(
    12052314, "An ordinary product cannot become {type} once it is live.", remedy="Create another product."
)
CANNOT_BECOME_PRE_ORDER = ErrorCode(
    12052315, "An ordinary product cannot become {type} once it is live.", remedy="Create another product."
)
PRE_ORDER_CANNOT_END = ErrorCode(
    12052329, "A pre-order cannot become an ordinary product once it is live.", remedy="Create another product."
)
PRE_ORDER_FORBIDDEN = ErrorCode(12052702, "The seller has no pre-orders.", remedy="Leave pre_sale out.")
PRE_ORDER_INVALID = ErrorCode(12052712, "The pre-order is not valid.", remedy=_PRE_SALE)
SALE_TYPE_INVALID = ErrorCode(12052172, "{type!r} is not a pre-sale type.", remedy=_PRE_SALE)
FULFILLMENT_CONFLICT = ErrorCode(
    12019094, "A release date and handling days are given together.", remedy="Send the one that the type needs."
)
FULFILLMENT_MISSING = ErrorCode(
    12019095, "{type} needs fulfillment_type.", remedy="Send pre_sale with its fulfillment_type."
)
FULFILLMENT_TYPE_MISSING = ErrorCode(
    12019096, "fulfillment_type needs a pre-sale type.", remedy="Send pre_sale.type too, or leave fulfillment_type out."
)
RELEASE_DATE_ZERO = ErrorCode(12019097, "{type} needs a release date.", remedy="Send release_date in Unix seconds.")
HANDLING_DAYS_ZERO = ErrorCode(12019098, "{type} needs handling days.", remedy="Send handling_duration_days.")
FULFILLMENT_REGION = ErrorCode(12019099, "{region} has no {type}.", remedy=_PRE_SALE)
FULFILLMENT_MIXED = ErrorCode(12019100, "SKUs have different pre-sale types.", remedy="Use one type for all SKUs.")

# Identifier codes
IDENTIFIER_DIGITS = ErrorCode(12052591, "{code!r} is not a {type}: {rule}.", remedy="Send the code's digits only.")
IDENTIFIER_REPEATED = ErrorCode(12052592, "The code {code} is on two SKUs.", remedy="Give each SKU its own code.")
IDENTIFIER_CODE_FROZEN = ErrorCode(
    12052593, "The identifier code is frozen after submission.", remedy="Keep the code that was submitted."
)
IDENTIFIER_TYPE_FROZEN = ErrorCode(
    12052594, "The identifier type is frozen after submission.", remedy="Keep the type that was submitted."
)
IDENTIFIER_X_LAST = ErrorCode(
    12052598,
    "X stands only at the end of an ISBN-10: {code!r}.",
    remedy="Correct the code: only the last character of an ISBN-10 may be X.",
)
IDENTIFIER_TYPE_NEEDED = ErrorCode(
    12052600, "An identifier code needs a type: GTIN, EAN, UPC, ISBN or JAN.", remedy="Send the code's type with it."
)
EXTRA_CODES_REFUSED = ErrorCode(
    12052291, "{region} has no extra identifier codes.", remedy="Leave the extra codes out."
)
EXTRA_CODES_TOO_MANY = ErrorCode(
    12052292, "{count} extra identifier codes, more than {most}.", remedy="Send fewer extra codes."
)
EXTRA_CODES_WITHOUT_MAIN = ErrorCode(
    12052293, "Extra codes need the main code first.", remedy="Send identifier_code as well."
)
EXTRA_CODE_FORMAT = ErrorCode(12052294, "The extra code {code!r} is not valid.", remedy="Send 8 to 14 digits.")

# Bundles and combined listings
BUNDLE_TYPE = ErrorCode(
    12052805,
    "The product's kind of bundle does not allow this.",
    remedy="Check which kind of bundle the product is, and what that kind takes.",
)
BUNDLE_PRODUCTS_TOO_MANY = ErrorCode(12052830, "A bundle has too many products.", remedy="Bundle fewer products.")
BUNDLE_SKUS_TOO_MANY = ErrorCode(12052831, "A SKU bundles more than {most} others.", remedy="Bundle fewer parts.")
BUNDLE_COUNT = ErrorCode(
    12052832, "sku_count is {least} to {most}, not {count}.", remedy="Correct sku_count of the part."
)
BUNDLES_PER_PRODUCT = ErrorCode(12052833, "The product is in too many bundles.", remedy="Bundle another product.")
BUNDLES_PER_SKU = ErrorCode(12052834, "The SKU is in too many bundles.", remedy="Bundle another SKU.")
BUNDLE_PART_UNKNOWN = ErrorCode(
    12052835,
    "There is no product {product_id} with SKU {sku_id}.",
    remedy="Use ids that searchProducts and getProduct answer.",
)
BUNDLE_MAIN_CATEGORY = ErrorCode(
    12052836, "The category is not that of the primary product.", remedy="Choose the category of the primary product."
)
BUNDLE_CATEGORY = ErrorCode(
    12052837, "The category does not allow bundles.", remedy="Choose a category that allows bundles."
)
BUNDLE_CATEGORIES_MIXED = ErrorCode(
    12052838, "The parts' first-level categories differ.", remedy="Bundle products of the same first-level category."
)
BUNDLE_PART_REPEATED = ErrorCode(12052840, "The part {sku_id} is given twice.", remedy="Raise sku_count instead.")
BUNDLES_ALIKE = ErrorCode(12052841, "Two SKUs bundle the same parts.", remedy="Give each bundle parts of its own.")
BUNDLE_MAIN_MISSING = ErrorCode(
    12052842,
    "No part of the bundle is of its primary product.",
    remedy="Let primary_combined_product_id name the product of one of the parts.",
)
BUNDLE_MAIN_FROZEN = ErrorCode(
    12052843, "The main product cannot change.", remedy="Keep the main product, or create another bundle."
)
BUNDLE_PART_MISMATCH = ErrorCode(
    12052844,
    "The SKU {sku_id} is not of the product {product_id}.",
    remedy="Use SKU ids that getProduct answers for that product.",
)
BUNDLE_PART_NOT_LIVE = ErrorCode(
    12052845, "The part {product_id} is not live.", remedy="Activate the part's product first."
)
BUNDLE_PART_TYPE = ErrorCode(
    12052846, "A bundle does not take this product: {reason}.", remedy="Bundle an ordinary product instead."
)
BUNDLE_FROZEN = ErrorCode(12052847, "The bundle's parts cannot change.", remedy="Create another bundle.")
BUNDLE_HAS_NO_MINIMUM = ErrorCode(
    12052848, "A bundle has no minimum order quantity.", remedy="Leave minimum_order_quantity out."
)
BUNDLE_FORBIDDEN = ErrorCode(
    12052849, "The seller has no permission for bundles.", remedy="Ask the platform for the permission."
)
BUNDLE_STOCK_DERIVED = ErrorCode(
    12052850, "A bundle's stock follows its parts.", remedy="Change the stock of the parts."
)
BUNDLE_WITHOUT_WAREHOUSE = ErrorCode(
    12052851, "The bundle has no warehouse.", remedy="Stock all parts at one warehouse."
)
BUNDLE_ATTRIBUTE_MISMATCH = ErrorCode(
    12052853, "The bundle's attributes do not fit.", remedy="Give the bundle attributes that its parts have."
)
BUNDLE_VARIANT_REPEATED = ErrorCode(
    12052854, "The bundle's variants are not unique.", remedy="Give each variant a combination of its own."
)
BUNDLE_WAREHOUSES_DIFFER = ErrorCode(
    12052855, "The parts lie at different warehouses.", remedy="Stock all parts at one warehouse."
)
BUNDLE_CUSTOM_LOGISTICS = ErrorCode(
    12052856, "Bundles have no custom logistics.", remedy="Use the default delivery options."
)
BUNDLE_NO_CONVERSION = ErrorCode(
    12052857, "The product cannot become a bundle.", remedy="Create a bundle as a new product."
)
BUNDLE_NESTED = ErrorCode(
    12052858, "A bundle cannot be part of a bundle.", remedy="Bundle the parts of that bundle instead."
)
BUNDLE_OF_ONE = ErrorCode(
    12052859,
    "A bundle of one SKU needs a sku_count of 2 or more.",
    remedy="Raise sku_count to 2 or more, or add another part.",
)
BUNDLE_DEARER = ErrorCode(
    12052861,
    "The bundle is dearer than its parts.",
    remedy="Lower the price of the bundle to that of its parts or less.",
)
BUNDLE_BRAND = ErrorCode(
    12052862, "The bundle's brand does not fit its parts.", remedy="Choose a brand that the parts have."
)
BUNDLE_NOT_ALL = ErrorCode(
    12052863, "Either every SKU is a bundle or none is.", remedy="Send combined_skus on all SKUs, or on none."
)
BUNDLE_SKU_INACTIVE = ErrorCode(
    12052864, "The part {sku_id} is inactive.", remedy="Activate the SKU first, or leave it out."
)
