"""A refusal says why it came and what to do about it."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.client.core.remedies import page_of, remedy_of
from shopwright.client.errors import ApiCallError, ScopeError
from shopwright.wire.meanings import meaning_of
from tests.harness.calls import new_app, new_seller

from .support import Face

SHOPS = "authorization.get_authorized_shops"


def refusal(face: Face, name: str, **settings: Any) -> ApiCallError:
    """What calling the operation is refused with."""
    with pytest.raises(ApiCallError) as caught:
        face.call(face.shop(**settings), name, **({"page_size": 1} if name.startswith("product.search") else {}))
    return caught.value


@pytest.mark.own_platform
@pytest.mark.parametrize("code", [101000, 106011, 12052700, 12052048, 16032005, 21011044, 25001028, 45101002, 90010501])
def test_a_refusal_carries_meaning_cause_and_remedy_of_its_code(face: Face, code: int) -> None:
    face.platform.post("/sandbox/faults", {"operation": "getAuthorizedShops", "code": code, "http_status": 400})
    error, known = refusal(face, SHOPS), meaning_of(code)
    assert known is not None
    assert (error.code, error.remedy) == (code, known.remedy)
    assert error.cause.startswith(known.meaning)
    assert error.cause.endswith(known.cause)
    assert f"Cause: {error.cause}" in str(error)
    assert f"Remedy: {error.remedy}" in str(error)
    assert error.page == f"{face.platform.url}/reference/codes/{code}"
    assert f"Page: {error.page}" in str(error)
    page = face.platform.send("GET", error.page.removeprefix(face.platform.url), None, {})
    assert (page.status, str(code) in page.body.decode()) == (200, True)


@pytest.mark.parametrize(
    ("code", "link", "page"),
    [
        (36009004, "", "docs/error-codes.md#36009004"),
        (36009004, '<https://elsewhere.example/x>; rel="help"', "docs/error-codes.md#36009004"),
        (36009004, '<//elsewhere.example/x>; rel="help"', "https://shop.example/elsewhere.example/x"),
        (36009004, '</a/reference/codes/1>; rel="help"', "https://shop.example/a/reference/codes/1"),
        (999999999, "", ""),
    ],
)
def test_a_page_is_the_answering_platforms_own_or_the_documentations(code: int, link: str, page: str) -> None:
    assert page_of(code, {"link": link} if link else {}, "https://shop.example/a") == page


def test_a_real_refusal_sends_to_the_operation_that_answers_what_was_wrong(shared_face: Face) -> None:
    with pytest.raises(ApiCallError) as caught:
        shared_face.call(shared_face.shop(), "product.get_product", "1729000000000009999")
    assert caught.value.code in (12052032, 12052034, 12052048, 12052260)
    assert "searchProducts" in caught.value.remedy


def test_a_missing_scope_is_named_with_where_to_switch_it_on(face: Face) -> None:
    app = new_app(face.platform, scopes=["seller.authorization.info"])
    seller = new_seller(face.platform, app)
    settings = {
        "app_key": app["app_key"],
        "app_secret": app["app_secret"],
        "access_token": seller.token,
        "shop_cipher": seller.cipher,
    }
    error = refusal(face, "product.search_products", **settings)
    assert isinstance(error, ScopeError)
    assert error.scopes == ("seller.product.basic",)
    assert "seller.product.basic" in error.cause
    for part in ("seller.product.basic", "Partner Center", "Manage API", "authorise again"):
        assert part in error.remedy


@pytest.mark.own_platform
def test_a_code_that_nobody_documented_sends_to_the_message_and_the_request_id(face: Face) -> None:
    face.platform.post("/sandbox/faults", {"operation": "getAuthorizedShops", "code": 77777777, "http_status": 400})
    error = refusal(face, SHOPS)
    assert (error.cause, error.remedy) == remedy_of(77777777)
    assert "request id" in error.remedy
    assert error.request_id in str(error)
