"""What the data of manufacturers and responsible persons must be (docs/reference/compliance.md#persons)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import msgspec

from shopwright import decoders
from shopwright.platform.accounts.persons import PersonKind, Phone, PostalAddress, Profile
from shopwright.platform.core.data_files import read_data_file
from shopwright.wire.errors import ErrorCode

from . import errors as codes

#: The most characters of names, trade names and addresses, and the fewest and most digits of telephone numbers.
NAME_LENGTH = {PersonKind.MANUFACTURER: 255, PersonKind.RESPONSIBLE_PERSON: 200}
TRADE_NAME_LENGTH, ADDRESS_LENGTH = 200, 500
PHONE_DIGITS = {PersonKind.MANUFACTURER: (7, 20), PersonKind.RESPONSIBLE_PERSON: (7, 11)}

#: How many persons of each kind a seller may have (invented).
MOST_PERSONS = 100

_EMAIL = re.compile(r"[^@\s,;<>]{1,64}@(?!-)[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
_COUNTRY_CODE = re.compile(r"\+[1-9][0-9]{0,2}")


class _Countries(msgspec.Struct, frozen=True):
    about: str
    countries: dict[str, str]


@cache
def eu_prefixes() -> Mapping[str, str]:
    """The telephone prefix of each country of the EU, by its code."""
    return decoders.decode(read_data_file("catalogue", "eu_countries.json"), type=_Countries).countries


def check_profile(kind: PersonKind, profile: Profile) -> None:
    """Check a person's data in one language. Raises the code of the first field that breaks a rule."""
    is_manufacturer = kind is PersonKind.MANUFACTURER
    _check_words(profile.name, codes.MANUFACTURER_NAME if is_manufacturer else codes.PERSON_NAME)
    if len(profile.name) > NAME_LENGTH[kind]:
        raise codes.NAME_TOO_LONG(most=NAME_LENGTH[kind])
    if len(profile.email) > 254 or not _EMAIL.fullmatch(profile.email):
        raise codes.EMAIL()
    if profile.registered_trade_name:
        _check_words(profile.registered_trade_name, codes.TRADE_NAME)
        if len(profile.registered_trade_name) > TRADE_NAME_LENGTH:
            raise codes.TRADE_NAME_TOO_LONG(most=TRADE_NAME_LENGTH)
    if isinstance(profile.address, PostalAddress):
        _check_postal_address(profile.address)
        _check_phone_of_person(profile.phone_number, profile.address.country)
    else:
        _check_address(profile.address)
        _check_phone_of_manufacturer(profile.phone_number)


def _check_words(name: str, error: ErrorCode) -> None:
    """Raise the error for a text without a letter, or with a control character."""
    if not any(character.isalpha() for character in name) or not name.isprintable():
        raise error()


def _check_address(address: str) -> None:
    if not address.strip():
        raise codes.MANUFACTURER_ADDRESS()
    if len(address) > ADDRESS_LENGTH:
        raise codes.ADDRESS_TOO_LONG(field="address", most=ADDRESS_LENGTH)


def _check_postal_address(address: PostalAddress) -> None:
    for field in ("street_address_line1", "postal_code", "country"):
        if not getattr(address, field).strip():
            raise codes.PERSON_ADDRESS(field=field)
    for field in PostalAddress.__struct_fields__:
        if len(getattr(address, field)) > ADDRESS_LENGTH:
            raise codes.ADDRESS_TOO_LONG(field=field, most=ADDRESS_LENGTH)
    if address.country not in eu_prefixes():
        raise codes.PERSON_NOT_IN_EU(country=address.country[:20])


def _check_phone_of_person(phone: Phone, country: str) -> None:
    expected = eu_prefixes()[country]
    if phone.country_code != expected:
        raise codes.PERSON_PHONE_COUNTRY(country_code=phone.country_code[:10], country=country, expected=expected)
    _check_digits(phone.local_number, PersonKind.RESPONSIBLE_PERSON)


def _check_phone_of_manufacturer(phone: Phone) -> None:
    if phone.availability not in {"AVAILABLE", "UNAVAILABLE"}:
        raise codes.PHONE(reason="availability is neither AVAILABLE nor UNAVAILABLE.")
    if phone.availability == "UNAVAILABLE":
        if phone.country_code or phone.local_number:
            raise codes.PHONE(reason="it is said to be unavailable, and sent.")
        return
    if not phone.country_code or not phone.local_number:
        raise codes.PHONE(reason="it is said to be available, and a part of it is missing.")
    if not _COUNTRY_CODE.fullmatch(phone.country_code):
        raise codes.COUNTRY_CODE(country_code=phone.country_code[:10])
    _check_digits(phone.local_number, PersonKind.MANUFACTURER)


def _check_digits(number: str, kind: PersonKind) -> None:
    least, most = PHONE_DIGITS[kind]
    if not (number.isascii() and number.isdigit() and least <= len(number) <= most):
        raise codes.PHONE_NUMBER(least=least, most=most)
