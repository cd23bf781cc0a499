"""Manufacturers and responsible persons: made, edited, searched for, and named by listings in the EU."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.catalogue import create_product, get_product, product_body
from tests.harness.server import Reply, RunningPlatform
from tests.platform.support import data_of

LOCALES = {"DE": "de-DE", "ES": "es-ES", "FR": "fr-FR", "IE": "en-IE", "IT": "it-IT"}
MARKETS = [*LOCALES]
KINDS = ("Manufacturer", "ResponsiblePerson")


def field_of(kind: str) -> str:
    """The name of a kind in requests and replies."""
    return {"Manufacturer": "manufacturer", "ResponsiblePerson": "responsible_person"}[kind]


def body_of(kind: str, **fields: object) -> dict[str, Any]:
    """Data of a person that break no rule."""
    phone = {"country_code": "+49", "local_number": "3023125101"}
    address: object = "Ahornhof 12, 12489 Berlin, Germany"
    if kind == "ResponsiblePerson":
        address = {"street_address_line1": "Ahornhof 12", "postal_code": "12489", "country": "DE"}
    return {
        "name": "Larkmere Works",
        "email": "qa@larkmere.example",
        "phone_number": phone,
        "address": address,
    } | fields


def create(seller: Seller, kind: str, **fields: object) -> str:
    reply = seller.call(f"create{kind}", body_of(kind, **fields))
    return str(data_of(f"create{kind}", reply)[f"{field_of(kind)}_id"])


def edit(seller: Seller, kind: str, person_id: str, **fields: object) -> Reply:
    return seller.call(f"partialEdit{kind}", fields, **{f"{field_of(kind)}_id": person_id})


def search(seller: Seller, kind: str, size: int = 100, token: str = "", **filters: object) -> dict[str, Any]:
    name = f"search{kind}s"
    query = {"page_size": size} | ({"page_token": token} if token else {})
    return data_of(name, seller.call(name, filters, query=query))


def rows(seller: Seller, kind: str, **filters: object) -> list[dict[str, Any]]:
    persons: list[dict[str, Any]] = search(seller, kind, **filters)[f"{field_of(kind)}s"]
    return persons


def profiles(seller: Seller, kind: str, person_id: str, **filters: object) -> list[dict[str, Any]]:
    (row,) = rows(seller, kind, **{f"{field_of(kind)}_ids": [person_id]}, **filters)
    regional: list[dict[str, Any]] = row["regional_profiles"]
    return regional


@pytest.mark.parametrize("market", MARKETS)
def test_a_listing_in_the_eu_names_persons_that_were_created(platform: RunningPlatform, market: str) -> None:
    seller = new_seller(platform, region=market)
    made = {f"{field_of(kind)}_ids": [create(seller, kind)] for kind in KINDS}
    product = get_product(seller, create_product(seller, **made)["product_id"])
    assert {name: product[name] for name in made} == made
    assert made["manufacturer_ids"][0] in platform.get(f"/sandbox/shops/{seller.shop_id}")["manufacturer_ids"]
    (profile,) = profiles(seller, "Manufacturer", made["manufacturer_ids"][0])
    assert profile["locale"] == LOCALES[market]


@pytest.mark.parametrize(("kind", "code"), [("Manufacturer", 12052365), ("ResponsiblePerson", 12052366)])
def test_a_person_answers_in_a_market_once_its_data_are_there_in_its_language(
    platform: RunningPlatform, kind: str, code: int
) -> None:
    seller = new_seller(platform, region="FR")
    person_id = create(seller, kind, locale="it-IT")
    ids = {f"{field_of(kind)}_ids": [person_id]}
    assert seller.call("createProduct", product_body(seller, **ids)).code == code
    assert person_id not in platform.get(f"/sandbox/shops/{seller.shop_id}")[f"{field_of(kind)}_ids"]
    assert edit(seller, kind, person_id, locale="fr-FR", name="Ateliers Larkmere").code == 0
    assert seller.call("createProduct", product_body(seller, **ids)).code == 0
    names = {profile["locale"]: profile["name"] for profile in profiles(seller, kind, person_id)}
    assert names == {"it-IT": "Larkmere Works", "fr-FR": "Ateliers Larkmere"}


def test_a_shop_in_the_eu_can_list_from_the_start(platform: RunningPlatform) -> None:
    seller = new_seller(platform, region="DE")
    (profile,) = rows(seller, "ResponsiblePerson")[0]["regional_profiles"]
    assert profile["address"]["country"] == "DE"
    assert profile["phone_number"]["country_code"] == "+49"
    assert profile["locale"] == "de-DE"
    assert create_product(seller)["product_id"]


@pytest.mark.parametrize("kind", KINDS)
def test_an_edit_changes_what_it_names_and_nothing_else(platform: RunningPlatform, kind: str) -> None:
    seller = new_seller(platform, region="GB")
    person_id = create(seller, kind)
    before = profiles(seller, kind, person_id)[0]
    assert before["locale"] == "en-IE"
    assert edit(seller, kind, person_id, email="new@larkmere.example").code == 0
    assert profiles(seller, kind, person_id) == [{**before, "email": "new@larkmere.example"}]
    assert edit(seller, kind, person_id).code == 0
    changed = body_of(kind, name="Larkmere Two")
    assert edit(seller, kind, person_id, locale="en-IE", **changed).code == 0
    assert profiles(seller, kind, person_id)[0]["name"] == "Larkmere Two"


def test_a_manufacturer_may_have_a_trade_name_and_no_telephone(platform: RunningPlatform) -> None:
    seller = new_seller(platform, region="GB")
    phone = {"availability": "UNAVAILABLE"}
    person_id = create(seller, "Manufacturer", registered_trade_name="LARK®", phone_number=phone)
    (profile,) = profiles(seller, "Manufacturer", person_id)
    assert (profile["registered_trade_name"], profile["phone_number"]) == ("LARK®", phone)
    number = {"availability": "AVAILABLE", "country_code": "+1", "local_number": "5550100"}
    assert edit(seller, "Manufacturer", person_id, registered_trade_name="LARK", phone_number=number).code == 0
    (profile,) = profiles(seller, "Manufacturer", person_id)
    assert profile["phone_number"] == number
    assert [row["id"] for row in rows(seller, "Manufacturer", keyword="lark")] == [person_id]


def test_the_older_parts_of_an_address_are_shown_as_they_were_sent(platform: RunningPlatform) -> None:
    seller = new_seller(platform, region="GB")
    older = {"street_address_line2": "2nd floor", "district": "Adlershof", "city": "Berlin", "province": "Berlin"}
    address = {**body_of("ResponsiblePerson")["address"], **older}
    person_id = create(seller, "ResponsiblePerson", address=address)
    (profile,) = profiles(seller, "ResponsiblePerson", person_id)
    assert profile["address"] == address
    assert edit(seller, "ResponsiblePerson", person_id, address={**address, "city": "Potsdam"}).code == 0
    assert profiles(seller, "ResponsiblePerson", person_id)[0]["address"]["city"] == "Potsdam"


_LONG = "Larkmere " * 60
_PHONE = {"country_code": "+49", "local_number": "3023125101"}


def _address(**fields: str) -> dict[str, object]:
    return {"address": {"street_address_line1": "1 Street", "postal_code": "1", "country": "DE"} | fields}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": "123"}, 38023033),
        ({"name": "a\u202eb"}, 38023033),
        ({"name": _LONG}, 38023044),
        ({"address": "  "}, 38023034),
        ({"address": _LONG}, 38023043),
        ({"email": "larkmere"}, 38023042),
        ({"email": "a@b"}, 38023042),
        ({"registered_trade_name": "--"}, 38023037),
        ({"registered_trade_name": _LONG}, 38023045),
        ({"phone_number": {**_PHONE, "local_number": "123456"}}, 38023041),
        ({"phone_number": {**_PHONE, "local_number": "1" * 21}}, 38023041),
        ({"phone_number": {**_PHONE, "local_number": "03023x5101"}}, 38023041),
        ({"phone_number": {**_PHONE, "country_code": "49"}}, 38023046),
        ({"phone_number": {**_PHONE, "country_code": "+0491"}}, 38023046),
        ({"phone_number": {"country_code": "+49"}}, 38023060),
        ({"phone_number": {**_PHONE, "availability": "UNAVAILABLE"}}, 38023060),
        ({"phone_number": {**_PHONE, "availability": "PERHAPS"}}, 38023060),
    ],
)
def test_data_of_a_manufacturer_that_break_a_rule_are_refused_and_change_nothing(
    platform: RunningPlatform, fields: dict[str, object], code: int
) -> None:
    check_refused(new_seller(platform, region="GB"), "Manufacturer", fields, code)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": "123"}, 38023022),
        ({"name": _LONG}, 38023044),
        (_address(postal_code=" "), 38023024),
        (_address(street_address_line1=_LONG), 38023043),
        (_address(country="GB"), 38023026),
        (_address(country="FR"), 38023028),
        ({"email": "larkmere"}, 38023042),
        ({"phone_number": {**_PHONE, "local_number": "1" * 12}}, 38023041),
        ({"phone_number": {**_PHONE, "country_code": "+44"}}, 38023028),
    ],
)
def test_data_of_a_responsible_person_that_break_a_rule_are_refused_and_change_nothing(
    platform: RunningPlatform, fields: dict[str, object], code: int
) -> None:
    check_refused(new_seller(platform, region="GB"), "ResponsiblePerson", fields, code)


def check_refused(seller: Seller, kind: str, fields: dict[str, object], code: int) -> None:
    """Neither a creation nor an edit takes the fields."""
    person_id = create(seller, kind)
    before = rows(seller, kind)
    assert seller.call(f"create{kind}", body_of(kind, **fields)).code == code
    assert edit(seller, kind, person_id, **fields).code == code
    assert rows(seller, kind) == before


@pytest.mark.parametrize(("kind", "digits"), [("Manufacturer", 20), ("ResponsiblePerson", 11)])
def test_limits_hold_at_their_values(platform: RunningPlatform, kind: str, digits: int) -> None:
    seller = new_seller(platform, region="GB")
    longest = {"Manufacturer": 255, "ResponsiblePerson": 200}[kind]
    for fields in (
        {"name": "n" * longest},
        {"phone_number": {**_PHONE, "local_number": "1" * 7}},
        {"phone_number": {**_PHONE, "local_number": "1" * digits}},
        {"address": "a" * 500} if kind == "Manufacturer" else _address(street_address_line1="a" * 500),
    ):
        create(seller, kind, **fields)


@pytest.mark.parametrize(("kind", "code"), [("Manufacturer", 38023032), ("ResponsiblePerson", 38023027)])
def test_a_seller_has_at_most_a_hundred_persons_of_a_kind(platform: RunningPlatform, kind: str, code: int) -> None:
    seller = new_seller(platform, region="GB")
    for _ in range(100):
        create(seller, kind)
    assert seller.call(f"create{kind}", body_of(kind)).code == code
    assert search(seller, kind)["total_count"] == 100


@pytest.mark.parametrize("kind", KINDS)
def test_a_person_of_another_seller_or_kind_cannot_be_edited_or_named(platform: RunningPlatform, kind: str) -> None:
    seller, other = new_seller(platform, region="DE"), new_seller(platform, region="DE")
    theirs, wrong_kind = create(other, kind), create(seller, next(each for each in KINDS if each != kind))
    assert edit(seller, kind, theirs, name="Mine").code == 38023052
    assert edit(seller, kind, wrong_kind, name="Mine").code == 38023051
    assert edit(seller, kind, "7600000000000000999", name="Mine").code == 38023051
    assert rows(seller, kind, **{f"{field_of(kind)}_ids": [theirs]}) == []
    field = f"{field_of(kind)}_ids"
    unknown, of_another = (12052284, 12052285) if kind == "Manufacturer" else (12052289, 12052290)
    assert seller.call("createProduct", product_body(seller, **{field: [theirs]})).code == of_another
    assert seller.call("createProduct", product_body(seller, **{field: [wrong_kind]})).code == unknown


@pytest.mark.parametrize("kind", KINDS)
def test_a_search_is_narrowed_by_ids_keyword_and_locale_and_paged(platform: RunningPlatform, kind: str) -> None:
    seller = new_seller(platform, region="GB")
    names = ("Larkmere", "Alvenwick 100%", "Larch & Co")
    ids = [
        create(seller, kind, name=name, locale=locale) for name, locale in zip(names, LOCALES.values(), strict=False)
    ]
    edit(seller, kind, ids[0], locale="it-IT", name="Allodola")

    def ids_of(**filters: object) -> list[str]:
        return [row["id"] for row in rows(seller, kind, **filters)]

    assert ids_of() == ids
    assert ids_of(keyword="LAR") == [ids[0], ids[2]]
    assert ids_of(keyword="allodola") == [ids[0]]
    assert ids_of(keyword="%") == [ids[1]]
    assert ids_of(locales=["es-ES", "it-IT"]) == ids[:2]
    assert ids_of(**{f"{field_of(kind)}_ids": [ids[2], "1"]}) == [ids[2]]
    assert [row["locale"] for row in profiles(seller, kind, ids[0], locales=["it-IT"])] == ["it-IT"]
    first = search(seller, kind, size=2)
    assert (len(first[f"{field_of(kind)}s"]), first["total_count"]) == (2, 3)
    rest = search(seller, kind, size=2, token=first["next_page_token"])
    assert [row["id"] for row in rest[f"{field_of(kind)}s"]] == ids[2:]
    assert not rest["next_page_token"]
    too_many = {f"{field_of(kind)}_ids": ids}
    name = f"search{kind}s"
    assert seller.call(name, too_many, query={"page_size": 2}).code == 38023049
    assert seller.call(name, {}, query={"page_size": 101}).code == 38023047
    assert seller.call(name, {}, query={"page_size": 2, "page_token": "x"}).code == 38023048
    wrong = seller.call(name, {"locales": ["sv-SE"]}, query={"page_size": 2}).code
    assert wrong == (38023057 if kind == "Manufacturer" else 36009004)


@pytest.mark.parametrize("kind", KINDS)
def test_a_seller_with_shops_across_the_border_alone_is_refused(platform: RunningPlatform, kind: str) -> None:
    app = new_app(platform)
    made = {"region": "DE", "authorize": [app["app_key"]], "seller_type": "CROSS_BORDER"}
    shop = platform.post("/sandbox/shops", made)
    seller = Seller(platform, app, shop, shop["tokens"][0])
    person_id = shop[f"{field_of(kind)}_ids"][0]
    assert seller.call(f"create{kind}", body_of(kind)).code == 38023050
    assert edit(seller, kind, person_id, name="Mine").code == 38023050
    assert seller.call(f"search{kind}s", {}, query={"page_size": 2}).code == 38023050
    assert create_product(seller)["product_id"]
