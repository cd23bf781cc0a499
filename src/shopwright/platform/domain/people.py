from __future__ import annotations

import msgspec


class District(msgspec.Struct, frozen=True):
    level: str
    level_name: str
    name: str
    iso_code: str = ""


class Address(msgspec.Struct, frozen=True):
    full_address: str
    address_detail: str
    address_line1: str
    address_line2: str
    address_line3: str
    address_line4: str
    postal_code: str
    region_code: str
    post_town: str = ""
    districts: tuple[District, ...] = ()
    lat: float = 0.0
    lon: float = 0.0


class Person(msgspec.Struct, frozen=True):
    first_name: str
    last_name: str
    phone_number: str
    nickname: str
    address: Address
    first_name_local_script: str = ""
    last_name_local_script: str = ""
    cpf: str = ""
    cpf_name: str = ""

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


def make_address(region: str, seed: str) -> Address:
    d = (
        District("L0", "Country", region),
        District("L1", "State", "X"),
        District("L2", "City", "Y"),
        District("L3", "District", "Z"),
    )
    return Address("1 High St, Y", "1 High St", "1 High St", "", "", "", "AB1 2CD", region, "Y", d)


def make_person(region: str, seed: str) -> Person:
    return Person("Ann", "Smith", "(+44)7700900123", "ann", make_address(region, seed))
