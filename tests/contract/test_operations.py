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


def test_there_are_318_operations_and_44_webhooks() -> None:
    assert len([one for one in each_operation() if not one.extension]) == 318
    assert len(webhooks()) == 44


def test_operations_and_webhooks_are_those_of_the_client_that_people_use() -> None:
    theirs = {(one["operationId"], one["method"].upper(), one["path"]) for one in peer.OPERATIONS}
    assert {(one.id, one.method, one.path) for one in each_operation() if not one.extension} == theirs
    assert {one["type"]: one["schema"] for one in peer.WEBHOOKS} == {
        one.type: one.schema for one in webhooks().values()
    }


def test_an_operation_needs_a_shop_cipher_where_the_client_sends_one() -> None:
    needing = {one["operationId"] for one in peer.OPERATIONS if one["requiresShopCipher"]}
    assert {one.id for one in each_operation() if one.entity is Entity.SHOP} == needing


def test_names_in_snake_case_are_unique_and_valid() -> None:
    names = Counter(one.name for one in each_operation())
    assert [name for name, count in names.items() if count > 1] == []
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name)] == []
    assert all(one.name.replace("_", "") == one.id.lower() for one in each_operation())


def test_no_two_operations_share_method_and_path() -> None:
    shapes = Counter((one.method, re.sub(r"\{[^}]+\}", "{}", one.path)) for one in each_operation())
    assert max(shapes.values()) == 1


def test_a_path_names_its_area_its_version_and_its_parameters() -> None:
    for one in each_operation():
        area, version = one.path.split("/")[1:3]
        named = set(re.findall(r"\{([^}]+)\}", one.path))
        assert (area, version) == (one.area, one.version), one.id
        assert named == {each.name for each in one.parameters if each.location == "path"}, one.id


def test_every_operation_needs_a_scope_that_some_package_grants() -> None:
    granted = {scope for package in api_packages() for scope in package.scopes}
    assert [one.id for one in each_operation() if not one.scopes] == []
    assert set(all_scopes()) <= granted


def test_every_operation_needs_a_scope_that_its_kind_of_user_can_give() -> None:
    kinds = {Entity.CREATOR: {"creator"}, Entity.PARTNER: {"partner"}, Entity.ASSET: {"partner"}}
    for one in each_operation():
        givers = {scope.split(".")[0] for scope in one.scopes}
        assert givers & kinds.get(one.entity, givers - {"creator", "partner"}), one.id


def test_packages_name_operations_that_there_are() -> None:
    assert {name for package in api_packages() for name in package.operations} <= set(operations())


def test_bodies_replies_and_webhooks_have_schemas() -> None:
    for one in each_operation():
        assert schema(one.reply), one.id
        assert one.body is None or schema(one.body.schema), one.id
    assert all(schema(hook.schema) for hook in webhooks().values())


def test_every_json_body_has_a_type_to_decode_it_into() -> None:
    for one in each_operation():
        if one.body is not None and not one.body.is_multipart:
            types = importlib.import_module(f"shopwright.contract.types.requests_{one.area}")
            assert issubclass(getattr(types, one.body.schema), msgspec.Struct), one.id


def test_a_get_is_a_read() -> None:
    assert {one.effect.value for one in each_operation() if one.method == "GET"} == {"read"}


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
