"""The paths that real clients still call: each leads to its operation, or is known not to."""

import json
import re
from pathlib import Path

import pytest

from shopwright.contract.load import operations
from shopwright.contract.model import Operation
from shopwright.platform.gateway.steps.route import match

DATA = Path(__file__).resolve().parents[2] / "src/shopwright/contract/data"
SEEN: list[dict[str, str | None]] = json.loads((DATA / "legacy-paths.json").read_text())
NOT_ROUTED = {
    (row["method"], row["path"]) for row in json.loads((DATA / "entities.json").read_text())["unrouted_paths"]
}


def concrete(path: str) -> str:
    return re.sub(r"\{[^}]+\}", "1729000000000000001", path)


def target(method: str, path: str) -> str | None:
    """The id of the operation that a call means."""
    matched = match(concrete(path)[1:].split("/"))
    node = matched[0].targets.get(method.upper()) if matched else None
    return node.operation.id if node else None


def test_73_older_paths_were_seen() -> None:
    assert len({(row["method"], row["path"]) for row in SEEN}) == len(SEEN) == 73


@pytest.mark.parametrize("row", SEEN, ids=lambda row: f"{row['method']} {row['path']}")
def test_an_older_path_leads_to_the_operation_that_superseded_it_or_nowhere(row: dict[str, str | None]) -> None:
    method, path = str(row["method"]), str(row["path"])
    if (method, path) in NOT_ROUTED:
        assert target(method, path) is None
    elif row["superseded_by_operationId"]:
        assert target(method, path) == row["superseded_by_operationId"]
    else:
        assert target(method, path) == "getTransactionsByStatement"


def test_only_two_mistaken_calls_and_another_api_s_upload_lead_nowhere() -> None:
    assert {
        ("delete", "/promotion/202406/coupons/search"),
        ("post", "/affiliate_seller/202412/conversations/messages/list/newest"),
        ("post", "/open_api/v1.3/dmp/custom_audience/file/upload/"),
    } == NOT_ROUTED


@pytest.mark.parametrize("operation", operations().values(), ids=lambda item: item.id)
def test_a_current_path_leads_to_its_own_operation_whatever_older_ones_say(operation: Operation) -> None:
    assert target(operation.method, operation.path) == operation.id


def test_a_variable_segment_keeps_the_name_that_the_operation_gives_it() -> None:
    matched = match(["finance", "202309", "statements", "7", "transactions"])
    assert matched is not None
    node, values = matched
    assert dict(zip(node.targets["GET"].names, values, strict=True)) == {"statement_id": "7"}
