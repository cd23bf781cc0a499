"""The compiled contract: complete, consistent, up to date with its sources, and cheap to import."""

import importlib
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import generate_contract
import msgspec
import pytest
from tiktok_shop_api.generated import _meta as peer

from shopwright.contract.load import all_scopes, api_packages, operations, schema, webhook_by_event_name, webhooks
from shopwright.contract.model import Entity, Operation

ROOT = Path(__file__).resolve().parents[2]

#: A process that imports the package, and prints how many tables were read and which modules came in.
IMPORT = """
import sys
before = set(sys.modules)
import shopwright.contract, shopwright.contract.load
tables = shopwright.contract.load
read = sum(one.cache_info().currsize for one in vars(tables).values() if hasattr(one, "cache_info"))
print(read, *sorted({name.split(".")[0] for name in set(sys.modules) - before}))
"""


def each_operation() -> Iterator[Operation]:
    return iter(operations().values())


def test_the_generated_files_are_up_to_date() -> None:
    run = [sys.executable, str(ROOT / "tools" / "generate_contract.py"), "--check"]
    done = subprocess.run(run, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_a_generated_file_that_was_changed_by_hand_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = tmp_path / "src/shopwright/contract/operations.json"
    changed.parent.mkdir(parents=True)
    changed.write_text("[]")
    monkeypatch.setattr(generate_contract, "CONTRACT", changed.parent)
    monkeypatch.setattr(generate_contract, "products", lambda: {changed: "[{}]"})
    monkeypatch.setattr(sys, "argv", ["generate_contract.py", "--check"])
    assert generate_contract.main() == 1
    assert "out of date: src/shopwright/contract/operations.json" in capsys.readouterr().err
    assert changed.read_text() == "[]"


def test_there_are_318_operations_and_44_webhooks_beside_the_extensions() -> None:
    assert len([operation for operation in each_operation() if not operation.extension]) == 318
    assert len([hook for hook in webhooks().values() if not hook.extension]) == 44


def test_operations_and_webhooks_are_those_of_the_client_that_people_use() -> None:
    theirs = {
        (operation["operationId"], operation["method"].upper(), operation["path"]) for operation in peer.OPERATIONS
    }
    assert {
        (operation.id, operation.method, operation.path) for operation in each_operation() if not operation.extension
    } == theirs
    assert {webhook["type"]: webhook["schema"] for webhook in peer.WEBHOOKS} == {
        webhook.type: webhook.schema for webhook in webhooks().values() if not webhook.extension
    }


def test_an_operation_needs_a_shop_cipher_where_the_client_sends_one() -> None:
    needing = {operation["operationId"] for operation in peer.OPERATIONS if operation["requiresShopCipher"]}
    theirs = [operation for operation in each_operation() if not operation.extension]
    assert {operation.id for operation in theirs if operation.entity is Entity.SHOP} == needing


def test_names_in_snake_case_are_unique_and_valid() -> None:
    names = Counter(operation.name for operation in each_operation())
    assert [name for name, count in names.items() if count > 1] == []
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name)] == []
    assert all(operation.name.replace("_", "") == operation.id.lower() for operation in each_operation())


def test_no_two_operations_share_method_and_path() -> None:
    shapes = Counter((operation.method, re.sub(r"\{[^}]+\}", "{}", operation.path)) for operation in each_operation())
    assert max(shapes.values()) == 1


def test_a_path_names_its_area_its_version_and_its_parameters() -> None:
    for operation in each_operation():
        area, version = operation.path.split("/")[1:3]
        variables = set(re.findall(r"\{([^}]+)\}", operation.path))
        assert (area, version) == (operation.area, operation.version), operation.id
        assert variables == {each.name for each in operation.parameters if each.location == "path"}, operation.id


def test_every_operation_needs_a_scope_that_some_package_grants() -> None:
    granted = {scope for package in api_packages() for scope in package.scopes}
    assert [operation.id for operation in each_operation() if not operation.scopes] == []
    assert set(all_scopes()) <= granted


def test_every_operation_needs_a_scope_that_its_kind_of_user_can_give() -> None:
    kinds = {Entity.CREATOR: {"creator"}, Entity.PARTNER: {"partner"}, Entity.ASSET: {"partner"}}
    for operation in each_operation():
        givers = {scope.split(".")[0] for scope in operation.scopes}
        assert givers & kinds.get(operation.entity, givers - {"creator", "partner"}), operation.id


def test_packages_name_operations_that_there_are() -> None:
    assert {name for package in api_packages() for name in package.operations} <= set(operations())


def test_bodies_replies_and_webhooks_have_schemas() -> None:
    for operation in each_operation():
        assert schema(operation.reply), operation.id
        assert operation.body is None or schema(operation.body.schema), operation.id
    assert all(schema(hook.schema) for hook in webhooks().values())


def test_every_json_body_has_a_type_to_decode_it_into() -> None:
    for operation in each_operation():
        if operation.body is not None and not operation.body.is_multipart:
            types = importlib.import_module(f"shopwright.contract.types.requests_{operation.area}")
            assert issubclass(getattr(types, operation.body.schema), msgspec.Struct), operation.id


def test_a_get_is_a_read() -> None:
    assert {operation.effect.value for operation in each_operation() if operation.method == "GET"} == {"read"}


def test_the_event_api_sets_addresses_of_16_topics() -> None:
    assert len(webhook_by_event_name()) == 16
    assert webhook_by_event_name()["PRODUCT_STATUS_CHANGE"].type == 5


def test_importing_the_contract_reads_no_data_and_needs_nothing_but_msgspec() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True, cwd=ROOT)
    tables_read, *modules = done.stdout.split()
    assert tables_read == "0"
    assert {name for name in modules if name not in sys.stdlib_module_names} <= {
        "msgspec",
        "typing_extensions",
        "shopwright",
    }
