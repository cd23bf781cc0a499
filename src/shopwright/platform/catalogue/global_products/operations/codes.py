"""The codes that operations on the content of global products declare."""

from __future__ import annotations

from shopwright.contract.load import operation as contract_operation
from shopwright.platform.catalogue import errors as general
from shopwright.platform.catalogue.listing_rules import errors as content
from shopwright.platform.catalogue.listing_rules import sku_errors as sku
from shopwright.platform.catalogue.operations.listing_codes import RAISED

_documented = contract_operation("createGlobalProduct").documented_codes

#: What of the listing rules is refused: as far as the documentation of createGlobalProduct lists it. No category is
#: outside a seller's main one.
CONTENT_CODES = tuple(
    code for code in RAISED if str(code.code) in _documented and code is not content.CATEGORY_OUTSIDE_MAIN
)

#: What the documentation does not list, though no product could be made of it.
STRUCTURE_CODES = (
    content.MANUFACTURER_UNKNOWN,
    content.PERSON_UNKNOWN,
    general.SKU_OF_ANOTHER_PRODUCT,
    sku.VARIANT_REPEATED,
)

WRITES = (
    *CONTENT_CODES,
    *STRUCTURE_CODES,
    general.PARAMETERS_INVALID,
    general.SKU_ID_REPEATED,
    general.NO_PERMISSION,
    sku.NO_GLOBAL_MULTI_WAREHOUSE,
    sku.PRICE_FORMAT,
    sku.WAREHOUSES_DIFFER,
    sku.WAREHOUSE_OF_ANOTHER,
    sku.WAREHOUSE_DISABLED,
    sku.WAREHOUSE_REPEATED,
)

#: What an edit may not change.
FROZEN_CODES = (sku.IDENTIFIER_CODE_FROZEN, sku.IDENTIFIER_TYPE_FROZEN)

EDITS = (
    *WRITES,
    *FROZEN_CODES,
    general.PRODUCT_NOT_FOUND,
    general.STATUS_FORBIDS,
    general.STOCK_BELOW_LOCKED,
    general.TAX_NUMBER_MISSING,
)
