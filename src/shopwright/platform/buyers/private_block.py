"""The block of an order that identifies its buyer: made, read and masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import msgspec

from shopwright import decoders
from shopwright.platform.market.masks import mask_style
from shopwright.platform.market.people import Address, District, Level, Person
from shopwright.platform.market.regions import region

from .masking import mask_line, mask_name, mask_phone, mask_postcode

if TYPE_CHECKING:
    from shopwright.contract.types.replies_order import OrderRecipientAddress


class Private(msgspec.Struct, omit_defaults=True):
    """The fields of an order that identify its buyer. ``recipient_address`` is the contract's."""

    recipient_address: dict[str, object]
    cpf: str = ""
    cpf_name: str = ""


class _District(msgspec.Struct):
    address_level: Level
    address_level_name: str
    address_name: str
    iso_code: str = ""


class _Recipient(msgspec.Struct):
    """The part of a recipient's block that is an address."""

    full_address: str
    address_detail: str
    address_line1: str
    address_line2: str
    address_line3: str
    address_line4: str
    postal_code: str
    region_code: str
    district_info: list[_District]
    post_town: str = ""


class _AddressOnly(msgspec.Struct):
    recipient_address: _Recipient


class _RecipientAsBytes(msgspec.Struct):
    recipient_address: msgspec.Raw


_decode = decoders.decoder(Private).decode
_decode_address = decoders.decoder(_AddressOnly).decode
_decode_bytes = decoders.decoder(_RecipientAsBytes).decode
_encode = msgspec.json.Encoder().encode


def private_of(person: Person, address: Address | None = None) -> bytes:
    """The block of a buyer and an address (the buyer's own, unless another is given)."""
    return _encode(Private(dict(recipient(person, address or person.address)), person.cpf, person.cpf_name))


def recipient(person: Person, address: Address) -> OrderRecipientAddress:
    """Name and address as orders show them: BR and MX have the whole name in ``first_name``."""
    code = address.region_code
    in_one = region(code).market_group == "LATAM"
    whole = person.full_name
    recipient_address: OrderRecipientAddress = {
        "name": whole,
        "first_name": whole if in_one else person.first_name,
        "last_name": "" if in_one else person.last_name,
        "phone_number": person.phone_number,
        "full_address": address.full_address,
        "address_detail": address.address_detail,
        "address_line1": address.address_line1,
        "address_line2": address.address_line2,
        "address_line3": address.address_line3,
        "address_line4": address.address_line4,
        "postal_code": address.postal_code,
        "region_code": code,
        "district_info": [
            {
                "address_level": district.level,
                "address_level_name": district.level_name,
                "address_name": district.name,
                "iso_code": district.iso_code,
            }
            for district in address.districts
        ],
    }
    if code == "JP":
        recipient_address["first_name_local_script"] = person.first_name_local_script
        recipient_address["last_name_local_script"] = person.last_name_local_script
    if address.post_town:
        recipient_address["post_town"] = address.post_town
    return recipient_address


def recipient_in(block: bytes) -> dict[str, object]:
    """Name and address in a block, which may be masked."""
    return _decode(block).recipient_address


def address_in(block: bytes) -> Address:
    """The address in a block that is not masked; where it lies is not kept, so ``lat`` and ``lon`` are 0."""
    kept = _decode_address(block).recipient_address
    return Address(
        full_address=kept.full_address,
        address_detail=kept.address_detail,
        address_line1=kept.address_line1,
        address_line2=kept.address_line2,
        address_line3=kept.address_line3,
        address_line4=kept.address_line4,
        postal_code=kept.postal_code,
        region_code=kept.region_code,
        post_town=kept.post_town,
        districts=tuple(
            District(level.address_level, level.address_level_name, level.address_name, level.iso_code)
            for level in kept.district_info
        ),
    )


def destination_of(block: bytes) -> bytes:
    """A key that is equal for two blocks just when they name the same recipient at the same address."""
    return bytes(_decode_bytes(block).recipient_address)


_NAMES = ("name", "first_name", "last_name", "first_name_local_script", "last_name_local_script")
_LINES = ("full_address", "address_detail", "address_line1", "address_line2", "address_line3", "address_line4")
_OPEN_LEVELS = frozenset({"L0", "L1", "L2"})


def masked(private: bytes) -> bytes:
    """The block with name, address lines, telephone number and the like masked, in the style of the address's market;
    country, state and city stay. Of a buyer whose data were deleted there is nothing to mask."""
    whole = _decode(private)
    address = cast("dict[str, str]", whole.recipient_address)
    if not address["region_code"]:
        return private
    style = mask_style(address["region_code"])
    recipient_address: dict[str, object] = dict(whole.recipient_address)
    recipient_address |= {name: mask_name(address[name], style) for name in _NAMES if address.get(name)}
    recipient_address |= {name: mask_line(address[name], style) for name in _LINES if address.get(name)}
    recipient_address["phone_number"] = mask_phone(address["phone_number"], style)
    recipient_address["postal_code"] = mask_postcode(address["postal_code"], style)
    recipient_address.pop("delivery_preferences", None)
    levels = [
        level
        if level["address_level"] in _OPEN_LEVELS
        else {**level, "address_name": mask_line(level["address_name"], style)}
        for level in cast("list[dict[str, str]]", whole.recipient_address.get("district_info", []))
    ]
    recipient_address["district_info"] = levels
    if style.full_address == "LEVELS" and levels:
        upper = ", ".join(level["address_name"] for level in levels)
        recipient_address["full_address"] = f"{upper},{recipient_address['address_detail']}"
    cpf = mask_line(whole.cpf, style) if whole.cpf else ""
    return _encode(Private(recipient_address, cpf, mask_name(whole.cpf_name, style) if whole.cpf_name else ""))


def emptied(private: bytes) -> bytes:
    """The block with every field of the recipient empty: whose data were deleted."""
    address = _decode(private).recipient_address
    return _encode(Private({name: [] if name == "district_info" else "" for name in address}))


def words_in(private: bytes) -> list[str]:
    """The texts of a block that name one person or one house: no country, state or city."""
    whole = _decode(private)
    address = whole.recipient_address
    names = (*_NAMES, *_LINES, "phone_number")
    return [str(address[name]) for name in names if address.get(name)] + [whole.cpf, whole.cpf_name]


def joined(text: bytes, block: bytes) -> bytes:
    """The JSON text of one object with the fields of both; neither may be empty."""
    return text[:-1] + b"," + block[1:]
