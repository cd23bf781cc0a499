"""Operations and webhooks of our own are kept apart from TikTok's, and marked wherever they are seen."""

from __future__ import annotations

import msgspec
import pytest

from shopwright.client.api.product_review import AsyncProductReview, ProductReview
from shopwright.client.webhooks.events import EVENTS
from shopwright.contract import extensions
from shopwright.contract.json_values import Json
from shopwright.contract.load import api_packages, operations, webhooks
from shopwright.contract.patches import patched_document

OURS = [operation for operation in operations().values() if operation.extension]


def test_the_reviews_are_the_one_extension() -> None:
    assert {operation.area for operation in OURS} == {"product_review"}
    assert {operation.group for operation in OURS} == {"Product reviews (extension)"}
    assert len(OURS) == 10
    assert not {operation.area for operation in operations().values() if not operation.extension} & {"product_review"}


def test_a_webhook_of_ours_has_a_number_far_from_tiktoks() -> None:
    ours = [number for number, hook in webhooks().items() if hook.extension]
    assert ours == [9001]
    assert max(number for number in webhooks() if number not in ours) < 9000


def test_scopes_of_ours_are_in_a_package_that_says_whose_it_is() -> None:
    (package,) = (package for package in api_packages() if package.extension)
    assert "extension" in package.name
    assert set(package.scopes) == {scope for operation in OURS for scope in operation.scopes}
    assert set(package.operations) == {operation.id for operation in OURS}
    assert not set(package.scopes) & {
        scope for other in operations().values() if not other.extension for scope in other.scopes
    }


def test_codes_of_ours_are_in_a_range_that_tiktok_does_not_use() -> None:
    ours = {int(code) for operation in OURS for code in operation.documented_codes}
    theirs = {int(code) for other in operations().values() if not other.extension for code in other.documented_codes}
    assert {code // 10_000 for code in ours} == {9601}
    assert not {code // 1_000_000 for code in ours} & {code // 1_000_000 for code in theirs}


def test_the_client_says_which_methods_are_no_ones_but_ours() -> None:
    for operation in OURS:
        for group in (ProductReview, AsyncProductReview):
            assert "TikTok has no such operation" in (getattr(group, operation.name).__doc__ or ""), operation.id
    assert "TikTok sends none" in (EVENTS[9001].__doc__ or "")


def test_the_document_marks_each_operation_and_each_webhook_of_ours() -> None:
    paths = patched_document()["paths"]
    assert isinstance(paths, dict)
    marked = {
        source["operationId"]
        for methods in msgspec.convert(paths, dict[str, dict[str, dict[str, object]]]).values()
        for source in methods.values()
        if source.get("x-extension")
    }
    assert marked == {operation.id for operation in OURS}


def test_an_extension_cannot_replace_what_tiktok_has(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: Json = {"paths": {"/order/202309/orders": {"get": {}}}, "webhooks": {}}
    monkeypatch.setattr(extensions, "extensions", lambda: iter([taken]))
    with pytest.raises(LookupError, match="/order/202309/orders"):
        extensions.add_extensions({"paths": {"/order/202309/orders": {}}, "webhooks": {}})
