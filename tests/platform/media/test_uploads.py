"""Every operation that takes a picture refuses the same pictures."""

from __future__ import annotations

import pytest

from shopwright.contract.load import operation
from shopwright.platform.logistics.delivery_options import carriers
from shopwright.platform.logistics.tracking_numbers import make_tracking_number
from tests.harness.calls import BOUNDARY, Seller, Signed, multipart, new_seller
from tests.harness.catalogue import picture
from tests.harness.returns import approve, ask, delivered, done
from tests.harness.server import Reply, RunningPlatform

UNREADABLE, REFUSED, SIDES = 12038002, 12038004, 12019116

#: Pictures that no operation takes, each with its code and the words of the message that name the reason.
WRONG = {
    "no picture": (b"no picture", UNREADABLE, "not a readable image"),
    "head only": (b"\x89PNG\r\n\x1a\n", UNREADABLE, "not a readable image"),
    "cut off": (picture()[:-40], UNREADABLE, "not a readable image"),
    "foreign format": (b"GIF89a" + bytes(40), REFUSED, "GIF"),
    "narrow": (picture(99, 400), SIDES, "99 × 400 px"),
    "long": (picture(100, 20_001), SIDES, "100 × 20001 px"),
}


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return new_seller(platform)


def upload(seller: Seller, name: str, data: bytes, fields: dict[str, str], part: str, **query: str) -> Reply:
    called = operation(name)
    pairs = [("shop_cipher", seller.cipher), *query.items()]
    body = multipart(fields, data, "a.png", part)
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return Signed(called.method, called.path, seller.app, pairs, body, seller.token, kind).send(seller.platform)


def proof(seller: Seller, data: bytes) -> Reply:
    return upload(seller, "uploadProofOfDeliveryImage", data, {}, "data")


def product_image(seller: Seller, data: bytes) -> Reply:
    return seller.upload("uploadProductImage", {"use_case": "MAIN_IMAGE"}, data)


@pytest.fixture
def approved(seller: Seller) -> str:
    """A return whose goods are still to be sent back."""
    return_id = ask(seller, delivered(seller), "RETURN_AND_REFUND")
    done(approve(seller, return_id, "APPROVE_RETURN"))
    return return_id


def label(seller: Seller, return_id: str, data: bytes, part: str = "return_shipping_label") -> Reply:
    carrier = carriers("GB")[0].id
    fields = {"tracking_number": make_tracking_number("GB", carrier, 3), "return_provider_id": carrier}
    return upload(seller, "uploadReturnShippingInformation", data, fields, part, return_ids=return_id)


@pytest.mark.parametrize("name", WRONG)
def test_a_picture_of_a_product_and_a_proof_of_delivery_are_refused_alike(seller: Seller, name: str) -> None:
    data, code, words = WRONG[name]
    for reply in (product_image(seller, data), proof(seller, data)):
        assert reply.code == code
        assert words in reply.message


@pytest.mark.parametrize("part", ["return_shipping_label", "return_qr_code"])
def test_a_return_label_is_refused_for_the_same_reasons_under_the_code_of_returns(
    seller: Seller, approved: str, part: str
) -> None:
    for data, _, words in WRONG.values():
        reply = label(seller, approved, data, part)
        assert reply.code == 25001001
        assert words in reply.message


@pytest.mark.parametrize("size", [(100, 100), (100, 20_000)])
def test_a_picture_of_the_least_and_of_the_greatest_size_is_kept_everywhere(
    seller: Seller, approved: str, size: tuple[int, int]
) -> None:
    data = picture(*size)
    assert [product_image(seller, data).code, proof(seller, data).code, label(seller, approved, data).code] == [0, 0, 0]
