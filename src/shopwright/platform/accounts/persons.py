"""Who answers for a seller's goods in the EU: manufacturers, and responsible persons who are established there."""

from __future__ import annotations

from enum import StrEnum

import msgspec

#: The language in which each market of the EU reads a person's data.
MARKET_LOCALES = {"DE": "de-DE", "ES": "es-ES", "FR": "fr-FR", "IE": "en-IE", "IT": "it-IT"}

#: The language of data that name none, of a seller who is at home outside of these markets (invented).
USUAL_LOCALE = "en-IE"


class PersonKind(StrEnum):
    """The two roles, as the paths of their operations name them."""

    MANUFACTURER = "manufacturer"
    RESPONSIBLE_PERSON = "responsible_person"


class Phone(msgspec.Struct, frozen=True, omit_defaults=True):
    """A telephone number; ``availability`` is UNAVAILABLE for a manufacturer that has none."""

    country_code: str = ""
    local_number: str = ""
    availability: str = "AVAILABLE"


class PostalAddress(msgspec.Struct, frozen=True, omit_defaults=True):
    """The address of a responsible person, by the fields of the contract."""

    street_address_line1: str
    postal_code: str
    country: str
    street_address_line2: str = ""
    district: str = ""
    city: str = ""
    province: str = ""


class Profile(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person's data in one language. A manufacturer's address is text, a responsible person's has parts."""

    name: str
    email: str
    phone_number: Phone
    address: str | PostalAddress
    registered_trade_name: str = ""


class Person(msgspec.Struct, frozen=True):
    """One manufacturer or responsible person of a seller; ``profiles`` by locale."""

    account_id: str
    person_id: str
    kind: PersonKind
    profiles: dict[str, Profile]
    created_at: int


def usual_locale(region: str) -> str:
    """The locale of data that name none, by the region that the seller is at home in."""
    return MARKET_LOCALES.get(region, USUAL_LOCALE)
