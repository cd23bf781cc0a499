"""``shopwright drift``: replies beside the contract, recorded and live."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

import shopwright.platform.capabilities  # noqa: F401  registers every handler
from shopwright.cli.drift.compare import COMMON_CODES
from shopwright.cli.drift.live import reads
from shopwright.cli.drift.platform_answers import platform_answers
from shopwright.cli.main import main
from shopwright.contract.load import operation, operations
from shopwright.contract.patches import Patch, apply_patch, patched_document
from shopwright.platform.core.registry import BUILT
from tests.harness.server import RunningPlatform

from .test_call import variables_of

pytestmark = pytest.mark.slow

Said = pytest.CaptureFixture[str]

ORDERS = {"method": "POST", "path": "/order/202309/orders/search?page_size=1", "status": 200}
#: An operation that the platform does not build, and one with a documented code that it never answers.
NOT_BUILT = next(each for each in operations() if each not in BUILT)
SILENT = next(
    each
    for each, answers in platform_answers().items()
    if set(map(int, operation(each).documented_codes)) - answers.codes - COMMON_CODES
)
BUYER = "Ada Secretperson"


def envelope(data: object = None, code: int = 0) -> dict[str, Any]:
    return {"code": code, "message": "Success", "request_id": "1", "data": data if data is not None else {}}


def orders(**fields: Any) -> dict[str, Any]:
    return {**ORDERS, "reply": envelope({"orders": [{"id": "5764", **fields}], "total_count": 1})}


def recorded(folder: Path, *rows: Any, name: str = "calls.jsonl") -> str:
    file = folder / name
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(file)


def drifted(said: Said, *arguments: str, code: int = 1) -> dict[str, Any]:
    assert main(["drift", *arguments, "--json"]) == code
    report: dict[str, Any] = json.loads(said.readouterr().out)
    return report


def findings(report: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    return [(item["kind"], item["subject"], item["path"], item["seen"]) for item in report["drift"]]


def test_a_reply_as_the_contract_has_it_is_no_drift(tmp_path: Path, capsys: Said) -> None:
    report = drifted(capsys, recorded(tmp_path, orders(status="UNPAID", buyer_message=None)), code=0)
    assert (report["drift"], report["compared"]) == ([], {"getOrderList": 1})


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        (orders(warp=[{"a": 1}]), ("new field", "getOrderList", "data.orders[].warp", "array of object")),
        (orders(create_time="soon"), ("other type", "getOrderList", "data.orders[].create_time", "string")),
        (
            orders(line_items=[{"id": "1", "zone": 4}]),
            ("new field", "getOrderList", "data.orders[].line_items[].zone", "integer"),
        ),
        (orders(**{"577 12": "x"}), ("new field", "getOrderList", "data.orders[].{key}", "string")),
        ({**ORDERS, "reply": envelope(code=12345678)}, ("new code", "getOrderList", "code", "12345678")),
        (
            {**ORDERS, "status": 404, "reply": envelope(code=36009009)},
            ("gone operation", "getOrderList", "", "36009009"),
        ),
        ({**ORDERS, "reply": {**envelope(), "trace": "1"}}, ("new field", "getOrderList", "trace", "string")),
        ({**ORDERS, "reply": {"code": 0, "message": ""}}, ("gone field", "getOrderList", "request_id", "")),
        (
            {"method": "GET", "path": "/order/202612/orders/5764/wonders", "reply": envelope()},
            ("new operation", "GET /order/202612/orders/{id}/wonders", "", ""),
        ),
        ({"webhook": {"type": 900, "data": {}}}, ("new webhook", "webhook 900", "", "")),
        (
            {"webhook": {"type": 1, "timestamp": 1, "data": {"order_id": 7}}},
            ("other type", "webhook 1 OrderStatusChange", "data.order_id", "integer"),
        ),
    ],
)
def test_each_kind_of_drift_is_found(
    tmp_path: Path, capsys: Said, row: dict[str, Any], finding: tuple[str, str, str, str]
) -> None:
    assert finding in findings(drifted(capsys, recorded(tmp_path, row)))


def test_calls_of_the_other_doors_are_named_and_passed_over(tmp_path: Path, capsys: Said) -> None:
    """The request log has them under the operation behind, whose data theirs is not."""
    products = {"operation": "searchProducts", "path": "/api/products/list", "reply": envelope({"whole": 1})}
    upload = {"method": "POST", "path": "/open_api/v1.3/dmp/custom_audience/file/upload/", "reply": envelope()}
    place = recorded(tmp_path, orders(status="UNPAID"), products, upload)
    report = drifted(capsys, place, code=0)
    assert report["doors"] == {"plain REST": 1, "the Business API": 1}
    assert main(["drift", place]) == 0
    assert "2 calls are none of the Partner API's: 1 of plain REST, 1 of the Business API." in capsys.readouterr().err


def reply(operation_id: str, data: object = None, code: int = 0) -> dict[str, Any]:
    return {"operation": operation_id, "status": 200, "reply": envelope(data, code)}


def never_raised(operation_id: str) -> int:
    """A code that TikTok documents for an operation, and the platform never answers."""
    answered = {*platform_answers()[operation_id].codes, *COMMON_CODES}
    return next(int(code) for code in operation(operation_id).documented_codes if int(code) not in answered)


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        (
            orders(buyer_avatar="https://example.com/a.png"),
            ("never filled", "getOrderList", "data.orders.buyer_avatar", "filled"),
        ),
        (reply(NOT_BUILT), ("not built", NOT_BUILT, "", "")),
        (
            reply(SILENT, code=never_raised(SILENT)),
            ("never raised", SILENT, "code", str(never_raised(SILENT))),
        ),
    ],
)
def test_what_the_platform_does_otherwise_is_told_with_it(
    tmp_path: Path, capsys: Said, row: dict[str, Any], finding: tuple[str, str, str, str]
) -> None:
    place = recorded(tmp_path, row)
    assert findings(drifted(capsys, place, "--platform")) == [finding]
    drifted(capsys, place, code=0)


def test_a_reply_that_the_platform_gives_is_no_drift_with_it(tmp_path: Path, capsys: Said) -> None:
    rows = [orders(status="UNPAID", buyer_avatar=""), {**ORDERS, "reply": envelope(code=36009002)}]
    drifted(capsys, recorded(tmp_path, *rows), "--platform", code=0)


def test_what_the_platform_is_said_to_answer_is_what_it_builds_and_raises() -> None:
    assert platform_answers().keys() == BUILT.keys()
    for operation_id, built in BUILT.items():
        assert platform_answers()[operation_id].codes == {raised.code for raised in built.raises}


@pytest.mark.parametrize(
    ("fields", "seen"),
    [
        ({"shipping_type": "DRONE"}, [("new value", "getOrderList", "data.orders[].shipping_type", "DRONE")]),
        ({"shipping_type": "by Ada"}, [("new value", "getOrderList", "data.orders[].shipping_type", "another string")]),
        ({"shipping_type": "SELLER"}, []),
        ({"status": "WARPED"}, [("new value", "getOrderList", "data.orders[].status", "WARPED")]),
    ],
)
def test_values_outside_open_and_closed_lists_are_told(
    tmp_path: Path, capsys: Said, fields: dict[str, Any], seen: list[tuple[str, str, str, str]]
) -> None:
    assert findings(drifted(capsys, recorded(tmp_path, orders(**fields)), code=1 if seen else 0)) == seen


def test_codes_that_the_operation_or_the_gateway_documents_are_no_drift(tmp_path: Path, capsys: Said) -> None:
    rows = [{**ORDERS, "status": 429, "reply": envelope(code=code)} for code in (36009002, 36009003, 105005)]
    drifted(capsys, recorded(tmp_path, *rows), code=0)


def test_a_field_that_earlier_recordings_have_is_gone(tmp_path: Path, capsys: Said) -> None:
    before = recorded(tmp_path, orders(status="UNPAID", payment={"currency": "GBP"}), name="before.jsonl")
    now = recorded(tmp_path, orders(payment={}), name="now.jsonl")
    fields = [path for kind, _, path, _ in findings(drifted(capsys, now, "--before", before)) if kind == "gone field"]
    assert fields == ["data.orders[].payment.currency", "data.orders[].status"]


def test_a_har_is_read(tmp_path: Path, capsys: Said) -> None:
    entry = {
        "request": {"method": "POST", "url": "https://open-api.tiktokglobalshop.com/order/202309/orders/search"},
        "response": {"status": 200, "content": {"text": json.dumps(orders(warp=True)["reply"])}},
    }
    other = {"request": {"method": "GET", "url": "https://example.com/x.js"}, "response": {"status": 200}}
    report = drifted(capsys, recorded(tmp_path, {"log": {"entries": [entry, other]}}, name="session.har"))
    assert findings(report) == [("new field", "getOrderList", "data.orders[].warp", "boolean")]
    assert report["unreadable"] == 1


def test_reports_hold_names_and_types_and_no_value(tmp_path: Path, capsys: Said) -> None:
    row = orders(recipient_address={"nick": BUYER, BUYER: 1}, cpf=12, status="UNPAID")
    row["headers"] = {"x-tts-access-token": "TTP_secret"}
    report, patch = tmp_path / "drift.md", tmp_path / "drafts.json"
    place = recorded(tmp_path, row)
    assert main(["drift", place, "--markdown", str(report), "--patch", str(patch)]) == 1
    said = capsys.readouterr()
    texts = said.out + said.err + report.read_text() + patch.read_text()
    assert "| `new field` | `getOrderList` | `data.orders[].recipient_address.nick` | `string` |" in texts
    assert not [secret for secret in (BUYER, "Secretperson", "TTP_secret", "5764") if secret in texts]


def test_drafts_make_the_contract_take_what_was_seen(tmp_path: Path, capsys: Said) -> None:
    rows = [orders(warp=1, create_time="soon"), orders(warp="x", payment={"tip": {"a": 1}})]
    patch = tmp_path / "drafts.json"
    drifted(capsys, recorded(tmp_path, *rows), "--patch", str(patch))
    document = patched_document()
    drafts = msgspec.json.decode(patch.read_bytes(), type=list[Patch])
    for draft in drafts:
        apply_patch(document, draft)
    schemas: Any = document["components"]["schemas"]  # type: ignore[call-overload, index]
    order = schemas["GetOrderListResponseDataOrder"]["properties"]
    assert order["warp"]["type"] == ["integer", "string"]
    assert order["create_time"]["type"] == ["integer", "string"]
    assert all(draft.reason.startswith("DRAFT") and draft.source.startswith("DRAFT") for draft in drafts)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "takes recordings, or --live"),
        (["nowhere"], "there is no nowhere"),
        (["empty"], "holds no recorded calls"),
        (["bad.jsonl"], "bad.jsonl, line 2 is not JSON"),
        (["foreign.jsonl"], "none of the recordings is a whole reply"),
        (["empty", "--yes"], "belong to --live"),
        (["--live", "--given", "buyer=7"], "--given takes no 'buyer'"),
    ],
)
def test_what_cannot_be_compared_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said, arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.jsonl").write_text(json.dumps(orders()) + "\nAda's order")
    recorded(tmp_path, {"method": "GET", "path": "/elsewhere", "reply": {}}, name="foreign.jsonl")
    assert main(["drift", *arguments]) == 2
    said = capsys.readouterr()
    assert says in said.err
    assert "Ada" not in said.err


def test_live_reads_are_gets_that_only_read() -> None:
    assert len(reads()) > 20


@pytest.fixture
def live(shared_platform: RunningPlatform, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningPlatform]:
    for name, value in variables_of(shared_platform).items():
        monkeypatch.setenv(name, value)
    yield shared_platform
    for fault in shared_platform.get("/sandbox/faults")["faults"]:
        shared_platform.delete(f"/sandbox/faults/{fault['fault_id']}")


def test_calls_are_made_only_when_they_are_agreed_to(live: RunningPlatform, capsys: Said) -> None:
    assert main(["drift", "--live"]) == 2
    assert "add --yes if that is meant" in capsys.readouterr().err


def test_the_platform_answers_as_the_contract_says(live: RunningPlatform, capsys: Said) -> None:
    report = drifted(capsys, "--live", "--yes")
    # Two operations refuse a shop in GB with a code that the contract has for their siblings only.
    assert {(item["kind"], item["expected"]) for item in report["drift"]} == {
        ("new code", "documented for other operations")
    }
    assert report["compared"]["getWarehouseDeliveryOptions"] == 1
    assert "getOrderDetail" in report["left_out"]


def test_a_fault_of_the_platform_is_drift(live: RunningPlatform, capsys: Said) -> None:
    live.post("/sandbox/faults", {"operation": "getStatements", "code": 12345678, "message": "new"})
    report = drifted(capsys, "--live", "--yes")
    assert ("new code", "getStatements", "code", "12345678") in findings(report)
