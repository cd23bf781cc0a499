"""Codes of a listing's content: texts, images, category, brand, attributes, certificates, persons, parcel of the
product, platforms. Codes of its SKUs stand in ``sku_errors``. Meanings: docs/reference/codes.md#products.
"""

from __future__ import annotations

from shopwright.wire.errors import ErrorCode

_UPLOAD = "Upload the image with uploadProductImage and send the uri of its reply."
_TAG = "Use p, img, ul, ol, li, br, strong, b, i, em, u and other plain tags."
_PLAIN = "Remove HTML escapes, emoji and control characters, and do not repeat one character ten times."
_CATEGORY = "Choose a leaf that getCategories answers for the same category_version."
_ATTRIBUTES = "Follow what getCategoryAttributes answers for the category."
_RULES = "Follow what getCategoryRules answers for the category."
_DESCRIPTION_IMAGE = "Write <img src width height> with the url of an upload."

# Title
TITLE_EMPTY = ErrorCode(12052261, "The title is empty.", remedy="Send a title.")
TITLE_LENGTH = ErrorCode(
    12052051,
    "The title has {length} characters; {region} takes {least} to {most}.",
    remedy="Shorten or lengthen the title.",
)
TITLE_PREFIX = ErrorCode(12052263, "The title must not begin with {prefix}.", remedy="Begin with a letter or digit.")
TITLE_CHINESE = ErrorCode(
    12052262, "The title has Chinese characters.", remedy="Write the title in the market's language."
)
TITLE_NOT_ENGLISH = ErrorCode(12052266, "The title is not English.", remedy="Write the title in English.")
TITLE_CHARACTERS = ErrorCode(12052931, "The title has {what}.", remedy=_PLAIN)

# Description
DESCRIPTION_EMPTY = ErrorCode(12052015, "A description is required.", remedy="Send a description.")
DESCRIPTION_TOO_LONG = ErrorCode(
    12052013, "The description has {length} characters, more than {most}.", remedy="Shorten the description."
)
DESCRIPTION_CHINESE = ErrorCode(
    12052346, "The description has Chinese characters.", remedy="Write the description in the market's language."
)
DESCRIPTION_NOT_ENGLISH = ErrorCode(
    12052351, "The description is not English.", remedy="Write the description in English."
)
DESCRIPTION_INVALID_OLD = ErrorCode(
    12019006,
    "The description is not valid.",
    remedy="Correct the description: plain HTML with images that were uploaded to TikTok Shop.",
)
DESCRIPTION_CHARACTERS = ErrorCode(12052932, "The description has {what}.", remedy=_PLAIN)
HTML_SYNTAX = ErrorCode(
    12052344, "The description's HTML is broken: {reason}.", remedy="Close every tag, in the reverse order of opening."
)
HTML_TAG_REFUSED = ErrorCode(12052345, "The tag <{tag}> is not allowed in a description.", remedy=_TAG)
HTML_ATTRIBUTE_MISSING = ErrorCode(
    12052348, "The tag <{tag}> in the description lacks {attribute}.", remedy=_DESCRIPTION_IMAGE
)
HTML_NESTING_REFUSED = ErrorCode(
    12052349, "The tag <{tag}> may not stand inside <{parent}>.", remedy="Take the inner tag out."
)
HTML_ATTRIBUTE_REFUSED = ErrorCode(
    12052350, "The attribute {attribute} of <{tag}> is not allowed.", remedy="Leave scripts and handlers out."
)
HTML_TOO_DEEP = ErrorCode(12052352, "Tags are nested more than {most} deep.", remedy="Nest fewer tags in each other.")
DESCRIPTION_TOO_MANY_IMAGES = ErrorCode(
    12052056, "The description has {count} images, more than {most}.", remedy="Use fewer images in the description."
)
DESCRIPTION_IMAGE_FOREIGN = ErrorCode(
    12052340, "The description shows an image that was not uploaded here: {src}.", remedy=_DESCRIPTION_IMAGE
)
DESCRIPTION_IMAGE_SIZE = ErrorCode(
    12052341,
    "An image in the description is {width} × {height}; each side must be 1 to under {most} px.",
    remedy="Use a smaller image.",
)
DESCRIPTION_IMAGE_SPACE = ErrorCode(12052342, "The images take too much space.", remedy="Use fewer or smaller images.")
DESCRIPTION_IMAGE_FORMAT = ErrorCode(12052343, "Images of this format are not shown: {format}.", remedy=_UPLOAD)
DESCRIPTION_FILE_FORMAT = ErrorCode(12052324, "An image file in the description is {format}.", remedy=_UPLOAD)

# Main images, size chart image, video
MAIN_IMAGE_MISSING = ErrorCode(12052028, "A main image is required.", remedy=_UPLOAD)
MAIN_IMAGE_URI = ErrorCode(12052300, "The main image {uri} is not an upload of this shop.", remedy=_UPLOAD)
MAIN_IMAGE_TOO_SMALL = ErrorCode(
    12052301, "The main image {uri} is {width} × {height} px, under {least}.", remedy="Use a larger image."
)
MAIN_IMAGE_TOO_BIG = ErrorCode(
    12052302, "The main image {uri} is {width} × {height} px, over {most}.", remedy="Use a smaller image."
)
MAIN_IMAGE_FORMAT = ErrorCode(12052304, "The main image {uri} is {format}.", remedy="Use JPEG, PNG or WEBP.")
MAIN_IMAGE_ASPECT = ErrorCode(12052305, "The main image {uri} is over {most}:1.", remedy="Crop the image.")
MAIN_IMAGES_TOO_MANY = ErrorCode(12052306, "{count} main images, more than {most}.", remedy="Send fewer images.")
IMAGE_NOT_UPLOADED_HERE = ErrorCode(
    12052722,
    "The image {uri} was not uploaded here.",
    remedy="Upload the image with uploadProductImage and send the uri of its reply.",
)
IMAGE_LIST_INVALID_OLD = ErrorCode(12019009, "The list of images is not valid.", remedy=_UPLOAD)
VIDEO_UNKNOWN = ErrorCode(
    12052360,
    "There is no uploaded video {id}.",
    remedy="Upload the video with uploadProductFile first, and send the id of its reply.",
)
SIZE_CHART_UNKNOWN = ErrorCode(
    12052128, "There is no size chart {id}.", remedy="Use an id that searchSizeCharts answers."
)
SIZE_CHART_IMAGE_URI = ErrorCode(12052670, "The size chart {uri} is not an upload of this shop.", remedy=_UPLOAD)
SIZE_CHART_IMAGE_SIZE = ErrorCode(
    12052671, "The size chart {uri} is {width} × {height} px; each side needs {least}.", remedy="Use a larger image."
)
SIZE_CHART_MISSING = ErrorCode(12052673, "The category requires a size chart.", remedy=_RULES)
ENERGY_LABEL_FAILED = ErrorCode(
    12052372, "The EU energy label failed.", remedy="Correct the energy label, or leave it out where none is required."
)

# Category
CATEGORY_FORMAT = ErrorCode(12052002, "The category id {id} is not a number.", remedy=_CATEGORY)
CATEGORY_UNKNOWN = ErrorCode(12052023, "There is no category {id} in the tree {version}.", remedy=_CATEGORY)
CATEGORY_NOT_LEAF = ErrorCode(12052024, "The category {id} is not a leaf.", remedy=_CATEGORY)
CATEGORY_INVALID = ErrorCode(12052025, "The category {id} is not valid.", remedy=_CATEGORY)
CATEGORY_INVALID_OLD = ErrorCode(12019002, "The category {id} is not valid.", remedy=_CATEGORY)
CATEGORY_MAY_NOT_CHANGE = ErrorCode(
    12052158, "The category cannot change: {reason}.", remedy="Keep the category, or create another product."
)
CATEGORY_VERSION = ErrorCode(
    12052217,
    "{region} does not use the category tree {version}.",
    remedy="Send the category_version that the market uses (v2 in the US and in SEA), with an id from that tree.",
)
CATEGORY_PROHIBITED = ErrorCode(12052220, "Products of the category {id} are prohibited.", remedy=_CATEGORY)
CATEGORY_ALLOW_LISTED = ErrorCode(
    12052221,
    "The category {id} is open to invited sellers only.",
    remedy="Ask TikTok Shop for an invitation, or choose another category.",
)
CATEGORY_NO_COD = ErrorCode(
    12052222, "The category {id} has no cash on delivery in {region}.", remedy="Leave is_cod_allowed out."
)
CATEGORY_RESTRICTED = ErrorCode(
    12052223, "The category {id} is restricted.", remedy="Apply for the category in Seller Center."
)
CATEGORY_NOT_QUALIFIED = ErrorCode(
    12052226, "The category {id} is restricted.", remedy="Apply for the category in Seller Center."
)
CATEGORY_OUTSIDE_MAIN = ErrorCode(
    12052225,
    "The category {id} is outside the shop's main category.",
    remedy="Choose a category within the shop's main category.",
)
CATEGORY_UNAUTHORISED = ErrorCode(
    12052227, "The shop is not authorised for the category {id}.", remedy="Apply for the category in Seller Center."
)
CATEGORY_NOT_LEAF_OR_WRONG_VERSION = ErrorCode(
    12052230, "The category {id} is no leaf of the tree {version}.", remedy=_CATEGORY
)
CATEGORY_NOT_PREDICTED = ErrorCode(
    12052303, "No category could be predicted.", remedy="Choose a category that getCategories answers."
)
CATEGORY_NOT_OPEN = ErrorCode(12052446, "The category {id} is not open in {region}.", remedy=_CATEGORY)
CATEGORY_NO_MATCH = ErrorCode(12052912, "No category matches.", remedy="Choose a category that getCategories answers.")
CATEGORY_NO_MATCH_OLD = ErrorCode(
    12019064, "No category matches.", remedy="Choose a category that getCategories answers."
)

# Brand
BRAND_UNKNOWN = ErrorCode(12052026, "There is no brand {id}.", remedy="Use an id that getBrands answers.")
BRAND_INVALID_OLD = ErrorCode(12019013, "The brand {id} is not valid.", remedy="Use an id that getBrands answers.")
BRAND_EXPIRED = ErrorCode(
    12052200, "The authorisation for the brand {id} has expired.", remedy="Renew the authorisation in Seller Center."
)
BRAND_NOT_FOR_CATEGORY = ErrorCode(
    12052201,
    "The brand {id} is not authorised in the category {category_id}.",
    remedy="Apply for the brand in this category in Seller Center.",
)
BRAND_AND_WAREHOUSE = ErrorCode(
    12052207,
    "The brand and the warehouse do not go together.",
    remedy="Choose another warehouse for products of this brand, or another brand.",
)
BRAND_NOT_AUTHORISED = ErrorCode(
    12052208, "The brand {id} needs an authorisation.", remedy="Apply for the brand in Seller Center."
)

# Attributes of the product
ATTRIBUTE_MISSING = ErrorCode(12052104, "The category requires the attribute {name} ({id}).", remedy=_ATTRIBUTES)
ATTRIBUTE_INVALID_OLD = ErrorCode(12019030, "The attribute {id} is not valid.", remedy=_ATTRIBUTES)
ATTRIBUTE_WORDS = ErrorCode(
    12052151, "The attribute {id} has restricted words.", remedy="Take the restricted words out of the attribute."
)
VARIANT_NAME_WORDS = ErrorCode(
    12052152, "A sales attribute has restricted words.", remedy="Take the restricted words out of the name."
)
VARIANT_VALUE_WORDS = ErrorCode(
    12052153, "A sales value has restricted words.", remedy="Take the restricted words out of the value."
)
ATTRIBUTE_NOT_EDITABLE = ErrorCode(
    12052157, "A cross-border seller cannot edit it.", remedy="Edit the attribute on the global product."
)
ATTRIBUTE_CHILD_REQUIRED = ErrorCode(
    12052182, "The attribute {name} ({id}) is required by the value of another one.", remedy=_ATTRIBUTES
)
ATTRIBUTE_CHILD_NOT_EMPTY = ErrorCode(
    12052183, "The attribute {name} ({id}) must be empty by the value of another one.", remedy=_ATTRIBUTES
)
ATTRIBUTE_NOT_CUSTOM = ErrorCode(
    12052240, "The category takes no attributes or values of your own: {name}.", remedy=_ATTRIBUTES
)
ATTRIBUTE_WITHOUT_NAME_OR_ID = ErrorCode(12052241, "An attribute has no name and no id.", remedy=_ATTRIBUTES)
ATTRIBUTE_NAME_TOO_LONG = ErrorCode(
    12052242, "An attribute's name is too long.", remedy="Shorten the attribute's name."
)
ATTRIBUTE_NAME_CHINESE = ErrorCode(
    12052243, "An attribute's name is Chinese.", remedy="Write the name in the market's language."
)
ATTRIBUTE_NAME_REPEATED = ErrorCode(
    12052244, "The attribute {name} is given twice.", remedy="Give the attribute once, with all its values."
)
ATTRIBUTE_CHARACTERS = ErrorCode(12052245, "The attribute {id} has {what}.", remedy=_PLAIN)
ATTRIBUTE_SINGLE_CHOICE = ErrorCode(
    12052246, "The attribute {name} ({id}) takes one value.", remedy="Send a single value."
)
ATTRIBUTE_VALUE_NOT_CUSTOM = ErrorCode(
    12052247, "The attribute {name} ({id}) takes values of its list only, not {value!r}.", remedy=_ATTRIBUTES
)
ATTRIBUTE_WITHOUT_VALUE = ErrorCode(
    12052248, "The attribute {id} has no value.", remedy="Send a value, or leave the attribute out."
)
ATTRIBUTE_VALUE_TOO_LONG = ErrorCode(
    12052249,
    "A value of the attribute {id} has {length} characters, more than {most}.",
    remedy="Shorten the attribute's value.",
)
ATTRIBUTE_VALUE_CHINESE = ErrorCode(
    12052250,
    "A value of the attribute {id} has Chinese characters.",
    remedy="Write the value in the market's language.",
)
ATTRIBUTE_VALUE_REPEATED = ErrorCode(
    12052251, "The attribute {id} has the value {value!r} twice.", remedy="Give each value once."
)
ATTRIBUTE_VALUE_ID_REPEATED = ErrorCode(
    12052253, "The attribute {id} has the value id {value} twice.", remedy="Give each value once."
)
ATTRIBUTE_ID_REPEATED = ErrorCode(
    12052254, "The attribute {id} is given twice.", remedy="Give the attribute once, with all its values."
)
ATTRIBUTE_NOT_POSITIVE = ErrorCode(
    12052256, "The attribute {name} ({id}) takes a positive number, not {value!r}.", remedy="Send a positive number."
)
ATTRIBUTE_VALUE_CHARACTERS = ErrorCode(12052935, "A value of the attribute {id} has {what}.", remedy=_PLAIN)

# Certificates
CERTIFICATE_MISSING = ErrorCode(12052105, "The category requires the certificate {name} ({id}).", remedy=_RULES)
CERTIFICATE_IMAGE_URI = ErrorCode(12052650, "The certificate {id}: {uri} is not an upload.", remedy=_UPLOAD)
CERTIFICATE_IMAGE_SIZE = ErrorCode(12052651, "The certificate {id}: {uri} is too large.", remedy="Use a smaller image.")
CERTIFICATE_UNKNOWN = ErrorCode(12052655, "The category has no certificate {id}.", remedy=_RULES)
CERTIFICATE_REPEATED = ErrorCode(12052656, "The certificate {id} is given twice.", remedy="Give each certificate once.")
CERTIFICATE_TOO_MANY_FILES = ErrorCode(
    12052657,
    "The certificate {id} has {count} images and files, more than {most}.",
    remedy="Send fewer images and files.",
)
CERTIFICATE_FILE = ErrorCode(
    12052658,
    "The certificate {id}: {file} is not an uploaded PDF.",
    remedy="Upload the file with uploadProductFile first.",
)
CERTIFICATE_EXPIRY = ErrorCode(
    12052385,
    "The certificate {id} needs an expiry date in the future.",
    remedy="Send expiration_date in Unix seconds, later than now.",
)

# Manufacturers and responsible persons
MANUFACTURER_DATA = ErrorCode(
    12052216,
    "The manufacturer's data are not valid.",
    remedy="Correct the manufacturer's data with partialEditManufacturer.",
)
MANUFACTURER_REQUIRED = ErrorCode(
    12052282,
    "A manufacturer is required.",
    remedy="Create one with createManufacturer and send its id in manufacturer_ids.",
)
MANUFACTURERS_TOO_MANY = ErrorCode(12052283, "{count} manufacturers, more than {most}.", remedy="Send fewer ids.")
MANUFACTURER_UNKNOWN = ErrorCode(
    12052284, "There is no manufacturer {id}.", remedy="Use an id that searchManufacturers answers."
)
MANUFACTURER_OF_ANOTHER = ErrorCode(
    12052285, "The manufacturer {id} is not yours.", remedy="Use an id that searchManufacturers answers."
)
MANUFACTURER_REPEATED = ErrorCode(
    12052295, "The manufacturer {id} is given twice.", remedy="Give each manufacturer once."
)
MANUFACTURER_LANGUAGE = ErrorCode(
    12052365, "The manufacturer {id} lacks the language.", remedy="Add the language with partialEditManufacturer."
)
PERSON_REQUIRED = ErrorCode(
    12052287,
    "A responsible person is required.",
    remedy="Create one with createResponsiblePerson and send its id in responsible_person_ids.",
)
PERSONS_TOO_MANY = ErrorCode(12052288, "{count} responsible persons, more than {most}.", remedy="Send fewer ids.")
PERSON_UNKNOWN = ErrorCode(
    12052289, "There is no responsible person {id}.", remedy="Use an id that searchResponsiblePersons answers."
)
PERSON_OF_ANOTHER = ErrorCode(
    12052290, "The responsible person {id} is not yours.", remedy="Use an id that searchResponsiblePersons answers."
)
PERSON_REPEATED = ErrorCode(
    12052296, "The responsible person {id} is given twice.", remedy="Give each responsible person once."
)
PERSON_LANGUAGE = ErrorCode(
    12052366,
    "The responsible person {id} lacks the language.",
    remedy="Add the language with partialEditResponsiblePerson.",
)

# Delivery, order quantity, platforms, kinds of product
DELIVERY_NOT_SET = ErrorCode(
    12052420, "The warehouse has no delivery service.", remedy="Set up a delivery service for it in Seller Center."
)
DELIVERY_NOT_OPEN = ErrorCode(
    12052405,
    "The warehouses do not offer the delivery option {id}.",
    remedy="Use an id that getWarehouseDeliveryOptions answers.",
)
WAREHOUSE_NOT_FOR_SHOP = ErrorCode(
    12052403,
    "The warehouse does not serve this shop.",
    remedy="Use a warehouse that getWarehouseList answers for this shop.",
)
TEMPLATE_MISSING = ErrorCode(
    12052402, "The shop has no shipping template.", remedy="Create a shipping template in Seller Center."
)
TEMPLATE_UNUSABLE = ErrorCode(
    12052549, "The shipping template {id} cannot be used.", remedy="Choose another shipping template."
)
DELIVERY_WITH_SEVERAL_WAREHOUSES = ErrorCode(
    12052404, "Delivery options of its own need a product at one warehouse.", remedy="Leave delivery_option_ids out."
)
QUANTITY_LIMIT_UNSUPPORTED = ErrorCode(
    12052317, "Order quantity limits are not supported: {reason}.", remedy="Leave the limits out."
)
MAXIMUM_BELOW_MINIMUM = ErrorCode(
    12052319,
    "The maximum order quantity {maximum} is below the minimum {minimum}.",
    remedy="Raise the maximum or lower the minimum.",
)
MINIMUM_QUANTITY_RANGE = ErrorCode(
    12052706,
    "The minimum order quantity is {least} to {most}, not {value}.",
    remedy="Choose a minimum within the limits that the message names.",
)
MINIMUM_QUANTITY_UNSUPPORTED = ErrorCode(
    12052707, "{region} has no minimum order quantity.", remedy="Leave minimum_order_quantity out."
)
MINIMUM_QUANTITY_IN_BUNDLE = ErrorCode(
    12052815, "The product is in a bundle deal.", remedy="End the bundle deal first."
)
NOT_FOR_SALE_INSTANT = ErrorCode(
    12052219, "Not for sale: no instant delivery.", remedy="Choose another way of delivery."
)
NOT_FOR_SALE_COMBO = ErrorCode(
    12052228, "A product not for sale cannot be a combo.", remedy="Sell the product, or do not combine it."
)
NOT_FOR_SALE_PRE_ORDER = ErrorCode(
    12052229, "A product not for sale has no pre-sale.", remedy="Sell the product, or leave the pre-sale out."
)
PRE_OWNED_FORBIDDEN = ErrorCode(12052316, "Second-hand goods are not allowed: {reason}.", remedy="Sell new goods.")
PLATFORM_REFUSED = ErrorCode(12052330, "{region} does not list on {platform}.", remedy="Leave listing_platforms out.")
TOKOPEDIA_TYPE = ErrorCode(12052358, "Tokopedia does not take this product: {reason}.", remedy="Leave TOKOPEDIA out.")
GIFT_FORBIDDEN = ErrorCode(
    12052992,
    "The seller may not create gift products.",
    remedy="Ask the platform for the permission, or sell the product without is_not_for_sale.",
)
SCHEDULED_LISTING_UNSUPPORTED = ErrorCode(
    12052603, "A scheduled listing is not supported: {reason}.", remedy="Leave scheduled_sale out."
)
SCHEDULED_TIME_INVALID = ErrorCode(
    12052604,
    "The time of sale must lie in the future.",
    remedy="Send schedule_sale_time in milliseconds, later than now.",
)
