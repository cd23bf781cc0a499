"""Every code that the rules raise is one that TikTok lists for Create or Edit Product, or is explained here."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from shopwright.platform.catalogue import errors as product
from shopwright.platform.catalogue import listing_rules as listing
from shopwright.platform.catalogue.listing_rules import errors as product_listing
from shopwright.platform.catalogue.listing_rules import sku_errors as product_sku
from shopwright.wire.errors import ErrorCode

from .test_each_code import CASES

RULES_FOLDER = Path(str(listing.__file__)).parent
CONTRACT = Path(__file__).parents[4] / "src/shopwright/contract/data/scopes-and-errors.json"
MODULES = (product, product_listing, product_sku)

#: Codes of docs/reference/codes.md#products that the lists of December 2025 do not give for Create or Edit Product.
#: "2026": no list of 2025 has it, so it comes from the pages of May 2026 that this page also draws on [inferred].
EXPLAINED = {
    12052016: "weight required: listed for the global operations; the contract leaves package_weight optional",
    12052268: "2026: a kind of pre-sale that the category does not take",
    12052292: "listed for Partial Edit Product",
    12052293: "listed for Create Global Product",
    12052309: "2026: backorders outside the US",
    12052369: "2026: length of an external SKU id",
    12052495: "2026: German deposit",
    12052497: "2026: German deposit",
    12052498: "2026: German deposit",
    12052543: "2026: German deposit",
    12052549: "2026: a shipping template that cannot be used",
    12052555: "2026: a warehouse twice",
    12052594: "type frozen: listed for Edit Global Product; Edit Product lists the code frozen (12052593)",
    12052604: "2026: time of a scheduled sale",
    12052722: "listed for Partial Edit Product, which alone takes print on demand",
    12052858: "2026: a bundle of bundles",
    12052916: "listed for Check Product Listing and Partial Edit Product",
}
#: Raised by a rule that is not in RULES, for the operations on global products.
GLOBAL_ONLY = {12052143}
#: Proved in ``test_rules``: passed in by Update Price; a permission that no category of our tree has.
OTHERS = {12052012, 12052225}


class _Operation(msgspec.Struct):
    error_codes: list[int]


class _File(msgspec.Struct):
    operations: dict[str, _Operation]


def documented() -> set[int]:
    file = msgspec.json.decode(CONTRACT.read_bytes(), type=_File, strict=False)
    return {code for name in ("createProduct", "editProduct") for code in file.operations[name].error_codes}


def raised() -> dict[int, str]:
    """The codes that the rule modules name, with the constant's name."""
    return {
        error.code: f"{path.name}: {name}"
        for path in RULES_FOLDER.glob("*.py")
        if path.stem not in {"__init__", "errors", "sku_errors"}
        for name, error in _constants(path)
    }


def _constants(path: Path) -> Iterator[tuple[str, ErrorCode]]:
    """Names imported from a module of codes, and attributes of such a module."""
    names = vars(importlib.import_module(f"{listing.__name__}.{path.stem}"))
    for name, value in names.items():
        if isinstance(value, ErrorCode):
            yield name, value
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and names.get(node.value.id) in MODULES:
            yield node.attr, getattr(names[node.value.id], node.attr)


def test_every_raised_code_is_documented_for_create_or_edit_product_or_explained() -> None:
    unexplained = {
        code: where for code, where in raised().items() if code not in documented() | EXPLAINED.keys() | GLOBAL_ONLY
    }
    assert not unexplained


def test_every_explained_code_is_raised() -> None:
    assert EXPLAINED.keys() <= raised().keys()
    assert not EXPLAINED.keys() & documented()


def test_every_raised_code_has_a_case_that_earns_it() -> None:
    proved = {case.code for case in CASES}
    unproved = {code: where for code, where in raised().items() if code not in proved | GLOBAL_ONLY | OTHERS}
    assert not unproved


def test_a_number_stands_for_one_constant() -> None:
    constants = [
        (value.code, name)
        for module in (product, product_listing, product_sku)
        for name, value in vars(module).items()
        if isinstance(value, ErrorCode)
    ]
    names = {code: {name for number, name in constants if number == code} for code, _ in constants}
    # TikTok uses these two for two meanings each: by operation, and by who is refused.
    double = {12052003: {"PARCEL_HEIGHT", "STATUS_CANNOT_ACTIVATE"}, 12052330: {"PLATFORM_FORBIDS", "PLATFORM_REFUSED"}}
    assert {code: doubles for code, doubles in names.items() if len(doubles) > 1} == double
