"""createManufacturer, createResponsiblePerson, their edits and their searches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import msgspec

from shopwright import decoders
from shopwright.platform.accounts.persons import (
    MARKET_LOCALES,
    Person,
    PersonKind,
    Phone,
    PostalAddress,
    Profile,
    usual_locale,
)
from shopwright.platform.accounts.persons_store import PersonFilter, Persons
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.compliance import errors as codes
from shopwright.platform.catalogue.compliance.rules import MOST_PERSONS, check_profile
from shopwright.platform.core.call import Call
from shopwright.platform.core.paging import find_page
from shopwright.platform.core.registry import operation
from shopwright.wire.ids import IdKind

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        CreateManufacturerResponseData,
        CreateResponsiblePersonResponseData,
        SearchManufacturersResponseData,
        SearchResponsiblePersonsResponseData,
    )
    from shopwright.contract.types.requests_product import (
        CreateManufacturerRequest,
        CreateResponsiblePersonRequest,
        PartialEditManufacturerRequest,
        PartialEditResponsiblePersonRequest,
        SearchManufacturersRequest,
        SearchResponsiblePersonsRequest,
    )

    Written = (
        CreateManufacturerRequest
        | PartialEditManufacturerRequest
        | CreateResponsiblePersonRequest
        | PartialEditResponsiblePersonRequest
    )

_BOTH = (codes.ADDRESS_TOO_LONG, codes.EMAIL, codes.GLOBAL_SELLER, codes.NAME_TOO_LONG, codes.PHONE_NUMBER)
_OF_MANUFACTURERS = (
    *_BOTH,
    codes.COUNTRY_CODE,
    codes.MANUFACTURER_ADDRESS,
    codes.MANUFACTURER_NAME,
    codes.PHONE,
    codes.TRADE_NAME,
    codes.TRADE_NAME_TOO_LONG,
)
_OF_PERSONS = (
    *_BOTH,
    codes.PERSON_ADDRESS,
    codes.PERSON_NAME,
    codes.PERSON_NOT_IN_EU,
    codes.PERSON_PHONE_COUNTRY,
)
_IDS = (codes.OF_ANOTHER, codes.UNKNOWN_ID)
_USUAL_LOCALE = "Data that name no locale are in the one of the seller's home market, outside of the EU in en-IE."


@operation("createManufacturer", raises=(*_OF_MANUFACTURERS, codes.MANUFACTURERS_USED_UP), differs=_USUAL_LOCALE)
def create_manufacturer(call: Call, body: CreateManufacturerRequest) -> CreateManufacturerResponseData:
    """Add a manufacturer to the seller's, for all its shops."""
    return {"manufacturer_id": _create(call, PersonKind.MANUFACTURER, body)}


@operation("createResponsiblePerson", raises=(*_OF_PERSONS, codes.PERSONS_USED_UP), differs=_USUAL_LOCALE)
def create_responsible_person(call: Call, body: CreateResponsiblePersonRequest) -> CreateResponsiblePersonResponseData:
    """Add a responsible person in the EU to the seller's, for all its shops."""
    return {"responsible_person_id": _create(call, PersonKind.RESPONSIBLE_PERSON, body)}


@operation("partialEditManufacturer", raises=(*_OF_MANUFACTURERS, *_IDS), differs=_USUAL_LOCALE)
def partial_edit_manufacturer(call: Call, body: PartialEditManufacturerRequest) -> dict[str, object]:
    """Change the data of a manufacturer in one language, or add a language: what is not sent is as in the oldest."""
    return _edit(call, PersonKind.MANUFACTURER, call.path["manufacturer_id"], body)


@operation("partialEditResponsiblePerson", raises=(*_OF_PERSONS, *_IDS), differs=_USUAL_LOCALE)
def partial_edit_responsible_person(call: Call, body: PartialEditResponsiblePersonRequest) -> dict[str, object]:
    """Change the data of a responsible person in one language, or add a language, as partialEditManufacturer does."""
    return _edit(call, PersonKind.RESPONSIBLE_PERSON, call.path["responsible_person_id"], body)


@operation(
    "searchManufacturers",
    raises=(codes.GLOBAL_SELLER, codes.LOCALE, codes.PAGE_SIZE, codes.PAGE_TOKEN, codes.TOO_MANY_IDS),
    differs="A keyword is looked for in names and trade names; locales also choose the profiles that are shown.",
)
def search_manufacturers(call: Call, body: SearchManufacturersRequest) -> SearchManufacturersResponseData:
    """A page of the seller's manufacturers, the oldest first."""
    for locale in body.locales or ():
        if locale not in MARKET_LOCALES.values():
            raise codes.LOCALE(locale=locale[:20])
    wanted = _filter(PersonKind.MANUFACTURER, body.manufacturer_ids, body.keyword, body.locales)
    return cast("SearchManufacturersResponseData", _search(call, wanted))


@operation(
    "searchResponsiblePersons",
    raises=(codes.GLOBAL_SELLER, codes.PAGE_SIZE, codes.PAGE_TOKEN, codes.TOO_MANY_IDS),
    differs="A keyword is looked for in names; locales also choose the profiles that are shown.",
)
def search_responsible_persons(
    call: Call, body: SearchResponsiblePersonsRequest
) -> SearchResponsiblePersonsResponseData:
    """A page of the seller's responsible persons, the oldest first."""
    wanted = _filter(PersonKind.RESPONSIBLE_PERSON, body.responsible_person_ids, body.keyword, body.locales)
    return cast("SearchResponsiblePersonsResponseData", _search(call, wanted))


def _refuse_global_sellers(call: Call) -> None:
    """38023050 for a seller whose shops are all across the border."""
    shops = call.tx[Accounts].shops_of(call.account.account_id)
    if shops and all(shop.doc.seller_type == "CROSS_BORDER" for shop in shops):
        raise codes.GLOBAL_SELLER()


def _create(call: Call, kind: PersonKind, body: CreateManufacturerRequest | CreateResponsiblePersonRequest) -> str:
    _refuse_global_sellers(call)
    account_id, persons = call.account.account_id, call.tx[Persons]
    profile = _profile(body, None)
    check_profile(kind, profile)
    call.tx[Accounts].get(account_id, for_change=True)  # so that two calls at once cannot both be the last
    if persons.count(account_id, PersonFilter(kind)) >= MOST_PERSONS:
        used_up = codes.MANUFACTURERS_USED_UP if kind is PersonKind.MANUFACTURER else codes.PERSONS_USED_UP
        raise used_up(limit=MOST_PERSONS)
    locale = body.locale or usual_locale(call.account.region)
    person = Person(account_id, call.tx.new_id(IdKind.ASSET), kind, {locale: profile}, call.tx.now_ms())
    persons.add(person)
    return person.person_id


def _edit(
    call: Call,
    kind: PersonKind,
    person_id: str,
    body: PartialEditManufacturerRequest | PartialEditResponsiblePersonRequest,
) -> dict[str, object]:
    _refuse_global_sellers(call)
    account_id = call.account.account_id
    call.tx[Accounts].get(account_id, for_change=True)  # so that two edits at once do not undo each other
    person = next((person for person in call.tx[Persons].some([person_id]) if person.kind is kind), None)
    if person is None:
        raise codes.UNKNOWN_ID(person_id=person_id[:40])
    if person.account_id != account_id:
        raise codes.OF_ANOTHER(person_id=person_id)
    oldest, usual = next(iter(person.profiles)), usual_locale(call.account.region)
    locale: str = body.locale or (usual if usual in person.profiles else oldest)
    known = person.profiles.get(locale, person.profiles[oldest])
    profile = _profile(body, known)
    check_profile(kind, profile)
    person.profiles[locale] = profile
    call.tx[Persons].save(person)
    return {}


def _profile(body: Written, known: Profile | None) -> Profile:
    """The data that a body describes; what it leaves out is as it was known."""
    phone, address = body.phone_number, body.address
    trade_name: str | None = getattr(body, "registered_trade_name", None)
    changes = {
        "name": body.name,
        "email": body.email,
        "phone_number": None if phone is None else _converted(phone, Phone),
        "address": address if address is None or isinstance(address, str) else _converted(address, PostalAddress),
        "registered_trade_name": trade_name,
    }
    told = {name: value for name, value in changes.items() if value is not None}
    return msgspec.structs.replace(known, **told) if known is not None else Profile(**told)  # type: ignore[arg-type]


def _converted(value: msgspec.Struct, kind: type[msgspec.Struct]) -> msgspec.Struct:
    return decoders.convert(msgspec.to_builtins(value), kind)


def _filter(
    kind: PersonKind, ids: Sequence[str] | None, keyword: str | None, locales: Sequence[str] | None
) -> PersonFilter:
    return PersonFilter(kind, tuple(sorted(set(ids or ()))), (keyword or "").strip(), tuple(sorted(set(locales or ()))))


def _search(call: Call, wanted: PersonFilter) -> dict[str, object]:
    _refuse_global_sellers(call)
    account_id, persons, size = call.account.account_id, call.tx[Persons], call.number("page_size")
    if len(wanted.person_ids) > size:
        raise codes.TOO_MANY_IDS(count=len(wanted.person_ids), page_size=size)
    page = find_page(
        call,
        start=("",),
        selects=[wanted],
        count=lambda: persons.count(account_id, wanted),
        find=lambda after, most: persons.page(account_id, wanted, str(after[0]) if after else "", most),
        position=lambda last: (last.person_id,),
        wrong_token=codes.PAGE_TOKEN,
    )
    rows = [{"id": person.person_id, "regional_profiles": _profiles(person, wanted.locales)} for person in page.rows]
    return {f"{wanted.kind}s": rows, "total_count": page.total, "next_page_token": page.next_token}


def _profiles(person: Person, locales: Sequence[str]) -> list[dict[str, object]]:
    """The data in each language that is asked for, which are all where none is."""
    return [
        {"locale": locale, **_profile_fields(person.kind, profile)}
        for locale, profile in person.profiles.items()
        if not locales or locale in locales
    ]


def _profile_fields(kind: PersonKind, profile: Profile) -> dict[str, object]:
    row: dict[str, object] = msgspec.to_builtins(profile)
    if kind is PersonKind.MANUFACTURER:
        row["phone_number"] = {
            "availability": profile.phone_number.availability,
            **msgspec.to_builtins(profile.phone_number),
        }
    return row
