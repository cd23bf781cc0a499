"""Codes of a listing's content: texts, images, category, brand, attributes, certificates, persons, parcel of the
product, platforms. Codes of its SKUs stand in ``product_sku``. Meanings: contract/semantics 3.4.
"""

from __future__ import annotations

from shopwright.wire.errors import ErrorCode

_UPLOAD = "Upload the image to this shop and use the uri of the reply."
_TAG = "Use p, img, ul, ol, li, br, strong, b, i, em, u and other plain tags."
_PLAIN = "Remove HTML escapes, emoji and control characters, and do not repeat one character ten times."
_CATEGORY = "Choose a leaf from Get Categories with the same category_version."
_ATTRIBUTES = "Follow Get Category Attributes for the category."
_RULES = "Follow Get Category Rules for the category."
_DESCRIPTION_IMAGE = "Write <img src width height> with the url of an upload."

# Title
TITLE_EMPTY = ErrorCode(12052261, "The title is empty.", remedy="Write a title.")
TITLE_LENGTH = ErrorCode(
    12052051,
    "The title has {length} characters; {region} takes {least} to {most}.",
    remedy="Change the title's length.",
)
TITLE_PREFIX = ErrorCode(12052263, "The title must not begin with {prefix}.", remedy="Begin with a letter or digit.")
TITLE_CHINESE = ErrorCode(12052262, "The title has Chinese characters.", remedy="Use the market's language.")
TITLE_NOT_ENGLISH = ErrorCode(12052266, "The title is not English.", remedy="Write the title in English.")
TITLE_CHARACTERS = ErrorCode(12052931, "The title has {what}.", remedy=_PLAIN)

# Description
DESCRIPTION_EMPTY = ErrorCode(12052015, "A description is required.", remedy="Write a description.")
DESCRIPTION_TOO_LONG = ErrorCode(
    12052013, "The description has {length} characters, more than {most}.", remedy="Shorten the description."
)
DESCRIPTION_CHINESE = ErrorCode(
    12052346, "The description has Chinese characters.", remedy="Use the market's language."
)
DESCRIPTION_NOT_ENGLISH = ErrorCode(12052351, "The description is not English.", remedy="Write it in English.")
DESCRIPTION_INVALID_OLD = ErrorCode(12019006, "The description is not valid.", remedy="Correct the description.")
DESCRIPTION_CHARACTERS = ErrorCode(12052932, "The description has {what}.", remedy=_PLAIN)
HTML_SYNTAX = ErrorCode(12052344, "The description's HTML is broken: {reason}.", remedy="Close tags in order.")
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
HTML_TOO_DEEP = ErrorCode(12052352, "Tags are nested more than {most} deep.", remedy="Flatten the description.")
DESCRIPTION_TOO_MANY_IMAGES = ErrorCode(
    12052056, "The description has {count} images, more than {most}.", remedy="Use fewer images."
)
DESCRIPTION_IMAGE_FOREIGN = ErrorCode(
    12052340, "The description shows an image that was not uploaded here: {src}.", remedy=_DESCRIPTION_IMAGE
)
DESCRIPTION_IMAGE_SIZE = ErrorCode(
    12052341,
    "An image in the description is {width} × {height}; each side must be 1 to under {most} px.",
    remedy="Use a smaller image.",
)
DESCRIPTION_IMAGE_SPACE = ErrorCode(12052342, "The images take too much space.", remedy="Use smaller images.")
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
MAIN_IMAGE_ASPECT = ErrorCode(12052305, "The main image {uri} has a refused aspect ratio.", remedy="Crop the image.")
MAIN_IMAGES_TOO_MANY = ErrorCode(12052306, "{count} main images, more than {most}.", remedy="Send fewer images.")
IMAGE_NOT_UPLOADED_HERE = ErrorCode(12052722, "The image {uri} was not uploaded here.", remedy=_UPLOAD)
IMAGE_LIST_INVALID_OLD = ErrorCode(12019009, "The list of images is not valid.", remedy=_UPLOAD)
VIDEO_UNKNOWN = ErrorCode(12052360, "There is no uploaded video {id}.", remedy="Upload the video first.")
SIZE_CHART_UNKNOWN = ErrorCode(12052128, "There is no size chart {id}.", remedy="Use an id from Search Size Charts.")
SIZE_CHART_IMAGE_URI = ErrorCode(12052670, "The size chart {uri} is not an upload of this shop.", remedy=_UPLOAD)
SIZE_CHART_IMAGE_SIZE = ErrorCode(
    12052671, "The size chart {uri} is {width} × {height} px; each side needs {least}.", remedy="Use a larger image."
)
SIZE_CHART_MISSING = ErrorCode(12052673, "The category requires a size chart.", remedy=_RULES)
ENERGY_LABEL_FAILED = ErrorCode(12052372, "The EU energy label failed.", remedy="Correct the energy label.")

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
    12052221, "The category {id} is open to invited sellers only.", remedy="Ask to be invited."
)
CATEGORY_NO_COD = ErrorCode(
    12052222, "The category {id} has no cash on delivery in {region}.", remedy="Leave is_cod_allowed out."
)
CATEGORY_RESTRICTED = ErrorCode(12052223, "The category {id} is restricted.", remedy="Apply for the category.")
CATEGORY_NOT_QUALIFIED = ErrorCode(12052226, "The category {id} is restricted.", remedy="Apply for the category.")
CATEGORY_OUTSIDE_MAIN = ErrorCode(
    12052225, "The category {id} is outside the shop's main category.", remedy="Stay in the main category."
)
CATEGORY_UNAUTHORISED = ErrorCode(12052227, "The shop is not authorised for the category {id}.", remedy="Apply for it.")
CATEGORY_NOT_LEAF_OR_WRONG_VERSION = ErrorCode(
    12052230, "The category {id} is no leaf of the tree {version}.", remedy=_CATEGORY
)
CATEGORY_NOT_PREDICTED = ErrorCode(12052303, "No category could be predicted.", remedy="Choose one yourself.")
CATEGORY_NOT_OPEN = ErrorCode(12052446, "The category {id} is not open in {region}.", remedy=_CATEGORY)
CATEGORY_NO_MATCH = ErrorCode(12052912, "No category matches.", remedy="Choose one yourself.")
CATEGORY_NO_MATCH_OLD = ErrorCode(12019064, "No category matches.", remedy="Choose one yourself.")

# Brand
BRAND_UNKNOWN = ErrorCode(12052026, "There is no brand {id}.", remedy="Use an id from Get Brands.")
BRAND_INVALID_OLD = ErrorCode(12019013, "The brand {id} is not valid.", remedy="Use an id from Get Brands.")
BRAND_EXPIRED = ErrorCode(12052200, "The authorisation for the brand {id} has expired.", remedy="Renew it.")
BRAND_NOT_FOR_CATEGORY = ErrorCode(
    12052201, "The brand {id} is not authorised in the category {category_id}.", remedy="Apply for the brand there."
)
BRAND_AND_WAREHOUSE = ErrorCode(12052207, "The brand and the warehouse do not go together.", remedy="Change one.")
BRAND_NOT_AUTHORISED = ErrorCode(12052208, "The brand {id} needs an authorisation.", remedy="Apply for the brand.")

# Attributes of the product
ATTRIBUTE_MISSING = ErrorCode(12052104, "The category requires the attribute {name} ({id}).", remedy=_ATTRIBUTES)
ATTRIBUTE_INVALID_OLD = ErrorCode(12019030, "The attribute {id} is not valid.", remedy=_ATTRIBUTES)
ATTRIBUTE_WORDS = ErrorCode(12052151, "The attribute {id} has restricted words.", remedy="Take them out.")
VARIANT_NAME_WORDS = ErrorCode(12052152, "A sales attribute has restricted words.", remedy="Take them out.")
VARIANT_VALUE_WORDS = ErrorCode(12052153, "A sales value has restricted words.", remedy="Take them out.")
ATTRIBUTE_NOT_EDITABLE = ErrorCode(12052157, "A cross-border seller cannot edit it.", remedy="Edit the global product.")
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
ATTRIBUTE_NAME_TOO_LONG = ErrorCode(12052242, "An attribute's name is too long.", remedy="Shorten the name.")
ATTRIBUTE_NAME_CHINESE = ErrorCode(12052243, "An attribute's name is Chinese.", remedy="Use the market's language.")
ATTRIBUTE_NAME_REPEATED = ErrorCode(12052244, "The attribute {name} is given twice.", remedy="Give it once.")
ATTRIBUTE_CHARACTERS = ErrorCode(12052245, "The attribute {id} has {what}.", remedy=_PLAIN)
ATTRIBUTE_SINGLE_CHOICE = ErrorCode(12052246, "The attribute {name} ({id}) takes one value.", remedy="Send one value.")
ATTRIBUTE_VALUE_NOT_CUSTOM = ErrorCode(
    12052247, "The attribute {name} ({id}) takes values of its list only, not {value!r}.", remedy=_ATTRIBUTES
)
ATTRIBUTE_WITHOUT_VALUE = ErrorCode(12052248, "The attribute {id} has no value.", remedy="Send a value.")
ATTRIBUTE_VALUE_TOO_LONG = ErrorCode(
    12052249, "A value of the attribute {id} has {length} characters, more than {most}.", remedy="Shorten the value."
)
ATTRIBUTE_VALUE_CHINESE = ErrorCode(
    12052250, "A value of the attribute {id} has Chinese characters.", remedy="Use the market's language."
)
ATTRIBUTE_VALUE_REPEATED = ErrorCode(
    12052251, "The attribute {id} has the value {value!r} twice.", remedy="Give each value once."
)
ATTRIBUTE_VALUE_ID_REPEATED = ErrorCode(
    12052253, "The attribute {id} has the value id {value} twice.", remedy="Give each value once."
)
ATTRIBUTE_ID_REPEATED = ErrorCode(12052254, "The attribute {id} is given twice.", remedy="Give it once.")
ATTRIBUTE_NOT_POSITIVE = ErrorCode(
    12052256, "The attribute {name} ({id}) takes a positive number, not {value!r}.", remedy="Send digits."
)
ATTRIBUTE_VALUE_CHARACTERS = ErrorCode(12052935, "A value of the attribute {id} has {what}.", remedy=_PLAIN)

# Certificates
CERTIFICATE_MISSING = ErrorCode(12052105, "The category requires the certificate {name} ({id}).", remedy=_RULES)
CERTIFICATE_IMAGE_URI = ErrorCode(12052650, "The certificate {id}: {uri} is not an upload.", remedy=_UPLOAD)
CERTIFICATE_IMAGE_SIZE = ErrorCode(12052651, "The certificate {id}: {uri} is too large.", remedy="Use a smaller one.")
CERTIFICATE_UNKNOWN = ErrorCode(12052655, "The category has no certificate {id}.", remedy=_RULES)
CERTIFICATE_REPEATED = ErrorCode(12052656, "The certificate {id} is given twice.", remedy="Give it once.")
CERTIFICATE_TOO_MANY_FILES = ErrorCode(
    12052657, "The certificate {id} has {count} images and files, more than {most}.", remedy="Send fewer."
)
CERTIFICATE_FILE = ErrorCode(
    12052658, "The certificate {id}: {file} is not an uploaded PDF.", remedy="Upload the file first."
)
CERTIFICATE_EXPIRY = ErrorCode(
    12052385, "The certificate {id} needs an expiry date in the future.", remedy="Send expiration_date in seconds."
)

# Manufacturers and responsible persons
MANUFACTURER_DATA = ErrorCode(12052216, "The manufacturer's data are not valid.", remedy="Correct the manufacturer.")
MANUFACTURER_REQUIRED = ErrorCode(12052282, "A manufacturer is required.", remedy="Create one, send its id.")
MANUFACTURERS_TOO_MANY = ErrorCode(12052283, "{count} manufacturers, more than {most}.", remedy="Send fewer ids.")
MANUFACTURER_UNKNOWN = ErrorCode(12052284, "There is no manufacturer {id}.", remedy="Use Search Manufacturers.")
MANUFACTURER_OF_ANOTHER = ErrorCode(12052285, "The manufacturer {id} is not yours.", remedy="Use your own.")
MANUFACTURER_REPEATED = ErrorCode(12052295, "The manufacturer {id} is given twice.", remedy="Give it once.")
MANUFACTURER_LANGUAGE = ErrorCode(12052365, "The manufacturer {id} lacks the language.", remedy="Add it.")
PERSON_REQUIRED = ErrorCode(12052287, "A responsible person is required.", remedy="Create one, send its id.")
PERSONS_TOO_MANY = ErrorCode(12052288, "{count} responsible persons, more than {most}.", remedy="Send fewer ids.")
PERSON_UNKNOWN = ErrorCode(12052289, "There is no responsible person {id}.", remedy="Use Search Responsible Persons.")
PERSON_OF_ANOTHER = ErrorCode(12052290, "The responsible person {id} is not yours.", remedy="Use your own.")
PERSON_REPEATED = ErrorCode(12052296, "The responsible person {id} is given twice.", remedy="Give it once.")
PERSON_LANGUAGE = ErrorCode(12052366, "The responsible person {id} lacks the language.", remedy="Add it.")

# Delivery, order quantity, platforms, kinds of product
DELIVERY_NOT_SET = ErrorCode(12052420, "The warehouse has no delivery service.", remedy="Set one in Seller Center.")
DELIVERY_NOT_OPEN = ErrorCode(
    12052405, "The warehouses do not offer the delivery option {id}.", remedy="Use Get Warehouse Delivery Options."
)
WAREHOUSE_NOT_FOR_SHOP = ErrorCode(12052403, "The warehouse does not serve this shop.", remedy="Use another one.")
TEMPLATE_MISSING = ErrorCode(12052402, "The shop has no shipping template.", remedy="Create one in Seller Center.")
TEMPLATE_UNUSABLE = ErrorCode(12052549, "The shipping template {id} cannot be used.", remedy="Choose another one.")
DELIVERY_WITH_SEVERAL_WAREHOUSES = ErrorCode(
    12052404, "Delivery options of its own need a product at one warehouse.", remedy="Leave delivery_option_ids out."
)
QUANTITY_LIMIT_UNSUPPORTED = ErrorCode(
    12052317, "Order quantity limits are not supported: {reason}.", remedy="Leave the limit out."
)
MAXIMUM_BELOW_MINIMUM = ErrorCode(
    12052319, "The maximum order quantity {maximum} is below the minimum {minimum}.", remedy="Raise the maximum."
)
MINIMUM_QUANTITY_RANGE = ErrorCode(
    12052706, "The minimum order quantity is {least} to {most}, not {value}.", remedy="Correct the quantity."
)
MINIMUM_QUANTITY_UNSUPPORTED = ErrorCode(
    12052707, "{region} has no minimum order quantity.", remedy="Leave minimum_order_quantity out."
)
MINIMUM_QUANTITY_IN_BUNDLE = ErrorCode(12052815, "The product is in a bundle deal.", remedy="End the deal.")
NOT_FOR_SALE_INSTANT = ErrorCode(12052219, "Not for sale: no instant delivery.", remedy="Choose another option.")
NOT_FOR_SALE_COMBO = ErrorCode(12052228, "A product not for sale cannot be a combo.", remedy="Leave one out.")
NOT_FOR_SALE_PRE_ORDER = ErrorCode(12052229, "A product not for sale has no pre-sale.", remedy="Leave one out.")
PRE_OWNED_FORBIDDEN = ErrorCode(12052316, "Second-hand goods are not allowed: {reason}.", remedy="Sell new goods.")
PLATFORM_REFUSED = ErrorCode(12052330, "{region} does not list on {platform}.", remedy="Leave listing_platforms out.")
TOKOPEDIA_TYPE = ErrorCode(12052358, "Tokopedia does not take this product: {reason}.", remedy="Leave TOKOPEDIA out.")
GIFT_FORBIDDEN = ErrorCode(12052992, "The seller may not create gift products.", remedy="Ask for the permission.")
SCHEDULED_LISTING_UNSUPPORTED = ErrorCode(
    12052603, "A scheduled listing is not supported: {reason}.", remedy="Leave scheduled_sale out."
)
SCHEDULED_TIME_INVALID = ErrorCode(
    12052604, "The time of sale must lie in the future.", remedy="Send schedule_sale_time in milliseconds."
)
