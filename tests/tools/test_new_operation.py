"""The command that begins an operation: what it writes, where, and when it refuses."""

from __future__ import annotations

import ast
import sys

import msgspec
import new_operation
import pytest
from scaffold.changes import Changes, Refusal
from scaffold.codes import constant_name
from scaffold.operation import add_operation
from scaffold.places import place_of

from shopwright.contract.load import operation, operations
from shopwright.contract.model import Operation
from shopwright.platform.capabilities import error_codes
from shopwright.platform.core.registry import BUILT
from shopwright.wire.meanings import meanings
from tests.harness.copied import ROOT

CATALOGUE = "src/shopwright/platform/catalogue"
AREAS = {built.operation.area for built in BUILT.values()}
UNBUILT = [each for each in operations().values() if each.area in AREAS and each.id not in BUILT]


def invented(like: str = "createCustomBrands", **fields: object) -> Operation:
    """An operation that nobody will build, like one of the contract."""
    return msgspec.structs.replace(operation(like), **{"id": "inventBrands", "name": "invent_brands", **fields})


def begin(contract: Operation, capability: str | None = None, module: str | None = None) -> Changes:
    """What the command would write."""
    changes = Changes(ROOT)
    add_operation(changes, contract, place_of(contract, capability, changes), module)
    return changes


def test_an_unknown_id_is_refused_with_those_that_are_alike() -> None:
    with pytest.raises(Refusal, match=r"no operation createCustomBrand: did you mean createCustomBrands or "):
        new_operation.find_operation("createCustomBrand")


def test_a_built_operation_is_refused_with_the_place_of_its_handler() -> None:
    with pytest.raises(Refusal, match=r"getBrands has a handler already: src/.*/catalogue/operations/brands\.py:\d+"):
        new_operation.find_operation("getBrands")


def test_an_unknown_capability_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(Refusal, match=r"no capability warehouse \(.*catalogue, .*promotion, sales"):
        begin(invented(), "warehouse")


def test_an_area_without_a_capability_is_refused_until_one_is_named() -> None:
    changes, stranger = Changes(ROOT), invented(area="cooking")
    with pytest.raises(Refusal, match=r"operations of /cooking/ yet: name one with --capability, or .*new_capability"):
        place_of(stranger, None, changes)
    assert place_of(stranger, "catalogue", changes).folder == "catalogue"


def test_a_file_in_the_way_is_refused() -> None:
    changes = begin(invented())
    with pytest.raises(Refusal, match=r"test_invent_brands\.py exists already"):
        add_operation(changes, invented(), place_of(invented(), None, changes), None)


@pytest.mark.parametrize(
    "name", ["find_listing_auditing", "a_name_that_is_far_too_long_for_the_module_of_any_operation"]
)
def test_a_name_that_fits_no_file_is_refused_until_a_module_is_named(name: str) -> None:
    with pytest.raises(Refusal, match="with --module"):
        begin(invented(name=name))
    assert f"{CATALOGUE}/operations/audits.py" in begin(invented(name=name), module="audits").changed()


@pytest.mark.parametrize(
    ("like", "folder"),
    [
        ("getBrands", "catalogue"),
        ("approveCancellation", "sales/cancellations"),
        ("approveReturn", "sales/returns"),
        ("getPackageDetail", "sales/packages"),
        ("getWarehouseList", "logistics"),
    ],
)
def test_an_operation_goes_where_those_are_whose_paths_are_most_alike(like: str, folder: str) -> None:
    contract = invented(like, path=f"{operation(like).path}/more")
    assert place_of(contract, None, Changes(ROOT)).folder == folder


@pytest.mark.parametrize("contract", UNBUILT, ids=lambda contract: contract.id)
def test_what_is_written_is_python_in_short_lines_and_small_files(contract: Operation) -> None:
    changes = begin(contract, "catalogue", "begun")
    for path in changes.changed():
        if path.endswith(".py"):
            text = changes.read(path)
            ast.parse(text)
            assert max(map(len, text.splitlines())) <= 120
            assert len(text.splitlines()) <= 400


def test_a_documented_code_becomes_a_constant_and_its_texts_leave_the_list_of_meanings() -> None:
    constants = {error.code for error in error_codes()}
    code, meaning = next((code, meaning) for code, meaning in meanings().items() if code not in constants)
    changes = begin(invented(documented_codes=(str(code),)))
    errors = next(path for path in changes.changed() if path.endswith("errors.py"))
    assert f"{constant_name(meaning.meaning)} = ErrorCode(" in changes.read(errors)
    assert str(code) in changes.read(errors)
    (list_path,) = (path for path in changes.changed() if path.startswith("tools/error_meanings/"))
    (line,) = (line for line in changes.read(list_path).splitlines() if line.startswith(str(code)))
    assert meaning.meaning not in line
    assert meaning.remedy not in line
    handler = changes.read(f"{CATALOGUE}/operations/invent_brands.py")
    assert f"raises=({constant_name(meaning.meaning)},)" in handler


def test_constants_that_there_are_are_used() -> None:
    changes = begin(invented(documented_codes=("12052700", "12052704", "36009003")))
    handler = changes.read(f"{CATALOGUE}/operations/invent_brands.py")
    assert "from shopwright.platform.catalogue.errors import SELLER_INACTIVE, SELLER_UNKNOWN\n" in handler
    assert '@operation("inventBrands", raises=(SELLER_INACTIVE, SELLER_UNKNOWN))\n' in handler
    assert not [path for path in changes.changed() if path.endswith("errors.py")]


def test_another_operation_joins_a_module_and_its_imports() -> None:
    changes = begin(invented("getProduct"), module="brands")
    text = changes.read(f"{CATALOGUE}/operations/brands.py")
    assert "    GetBrandsResponseDataBrand,\n        GetProductResponseData,\n        IdObject,\n" in text
    assert text.index("def create_custom_brands(") < text.index("def invent_brands(")
    assert text.count("from shopwright.platform.core.call import Call\n") == 1


def test_a_dry_run_tells_all_and_writes_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(operations(), "inventBrands", invented())
    monkeypatch.setattr(sys, "argv", ["new_operation.py", "inventBrands", "--dry-run"])
    assert new_operation.main() == 0
    told = capsys.readouterr().out
    assert "+def invent_brands(call: Call, body: CreateCustomBrandsRequest) -> IdObject:\n" in told
    assert f"create {CATALOGUE}/operations/invent_brands.py" in told
    assert not (ROOT / CATALOGUE / "operations" / "invent_brands.py").exists()


def test_a_refusal_is_told_in_a_sentence(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["new_operation.py", "createProduct"])
    assert new_operation.main() == 1
    assert capsys.readouterr().err.startswith("nothing written: createProduct has a handler already: src/")
