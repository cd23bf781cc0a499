"""Codes of the operations on manufacturers and responsible persons. Meanings: docs/reference/codes.md#persons."""

from __future__ import annotations

from shopwright.wire.errors import ErrorCode

PERSON_NAME = ErrorCode(
    38023022, "The name of the responsible person is not valid.", remedy="Send a name with at least one letter."
)
PERSON_ADDRESS = ErrorCode(
    38023024,
    "The address of the responsible person is not valid: {field} is empty.",
    remedy="Send street_address_line1, postal_code and country.",
)
PERSON_NOT_IN_EU = ErrorCode(
    38023026,
    "The responsible person is in {country}, which is not in the EU.",
    remedy="Give an address in a country of the EU.",
)
PERSONS_USED_UP = ErrorCode(
    38023027,
    "The seller has {limit} responsible persons, which is the most.",
    remedy="Use or edit one that searchResponsiblePersons answers.",
)
PERSON_PHONE_COUNTRY = ErrorCode(
    38023028,
    "The country code {country_code} does not fit an address in {country}, where it is {expected}.",
    remedy="Send the country code of the responsible person's country.",
)
MANUFACTURERS_USED_UP = ErrorCode(
    38023032,
    "The seller has {limit} manufacturers, which is the most.",
    remedy="Use or edit one that searchManufacturers answers.",
)
MANUFACTURER_NAME = ErrorCode(
    38023033, "The name of the manufacturer is not valid.", remedy="Send a name with at least one letter."
)
MANUFACTURER_ADDRESS = ErrorCode(
    38023034, "The address of the manufacturer is empty.", remedy="Send the whole postal address."
)
TRADE_NAME = ErrorCode(
    38023037, "The registered trade name is not valid.", remedy="Send a name with at least one letter, or none."
)
PHONE_NUMBER = ErrorCode(
    38023041,
    "The telephone number does not have {least} to {most} digits.",
    remedy="Send the number in digits without the country code, which is a field of its own.",
)
EMAIL = ErrorCode(38023042, "The e-mail address is not valid.", remedy="Send a whole address such as qa@example.com.")
ADDRESS_TOO_LONG = ErrorCode(38023043, "{field} has more than {most} characters.", remedy="Shorten the address.")
NAME_TOO_LONG = ErrorCode(38023044, "The name has more than {most} characters.", remedy="Shorten the name.")
TRADE_NAME_TOO_LONG = ErrorCode(
    38023045, "The registered trade name has more than {most} characters.", remedy="Shorten the trade name."
)
COUNTRY_CODE = ErrorCode(
    38023046,
    "The country code {country_code} is not valid.",
    remedy="Send a country code with a leading plus, such as +49.",
)
PAGE_SIZE = ErrorCode(
    38023047, "The page size must be between {least} and {most}.", remedy="Send a page_size within the range."
)
PAGE_TOKEN = ErrorCode(
    38023048,
    "The page token is not of this search.",
    remedy="Begin again without page_token, and follow next_page_token with the same filters.",
)
TOO_MANY_IDS = ErrorCode(
    38023049, "{count} ids are more than the page of {page_size}.", remedy="Send at most page_size ids in a call."
)
GLOBAL_SELLER = ErrorCode(
    38023050,
    "Global sellers cannot use this operation.",
    remedy="Call it with the token of a seller who has a local shop.",
)
UNKNOWN_ID = ErrorCode(
    38023051,
    "There is no manufacturer or responsible person {person_id}.",
    remedy="Use an id that searchManufacturers or searchResponsiblePersons answers.",
)
OF_ANOTHER = ErrorCode(
    38023052,
    "{person_id} is another seller's.",
    remedy="Use an id that the search answers for this token.",
)
LOCALE = ErrorCode(38023057, "The locale {locale} is not valid.", remedy="Send de-DE, en-IE, es-ES, fr-FR or it-IT.")
PHONE = ErrorCode(
    38023060,
    "The telephone number cannot be used: {reason}",
    remedy="Send a number with availability AVAILABLE, or UNAVAILABLE without one.",
)
