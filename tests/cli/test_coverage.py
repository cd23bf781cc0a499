"""``shopwright coverage``: what an integration uses, and what it misses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shopwright.cli.coverage.measure import features
from shopwright.cli.main import main
from shopwright.client.shop import Shop
from shopwright.contract.load import operations
from tests.client.support import Still, settings_of
from tests.harness.server import RunningPlatform

pytestmark = [pytest.mark.slow, pytest.mark.own_platform]

Said = pytest.CaptureFixture[str]


def covered(said: Said, *arguments: str, code: int = 0) -> dict[str, Any]:
    assert main(["coverage", *arguments, "--json"]) == code
    report: dict[str, Any] = json.loads(said.readouterr().out)
    return report


def missed(report: dict[str, Any]) -> set[str]:
    return {miss["feature"] for miss in report["misses"]}


def recorded(folder: Path, *rows: dict[str, Any]) -> str:
    file = folder / "calls.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(file)


def call(operation: str, code: int = 0, status: int = 200) -> dict[str, Any]:
    return {"operation": operation, "status": status, "reply": {"code": code}}


def test_every_feature_names_what_there_is() -> None:
    pages = Path(__file__).parents[2] / "docs" / "guide"
    areas = {operation.area for operation in operations().values()}
    for feature in features():
        assert {*feature.any_of, *feature.operations} <= operations().keys(), feature
        assert set(feature.areas) <= areas, feature
        assert (pages / f"{feature.guide}.md").exists(), feature
        assert feature.areas or feature.operations, feature


def test_who_ships_and_never_cancels_is_told(tmp_path: Path, capsys: Said) -> None:
    calls = [call("getOrderList"), call("getOrderDetail"), call("shipPackage", 11006013)]
    report = covered(capsys, recorded(tmp_path, *calls))
    assert {"cancellations", "returns", "shipping", "labels", "token refresh"} <= missed(report)
    assert not {"order details", "stock", "payments"} & missed(report)
    assert report["operations"][-1] == {
        "operation": "shipPackage",
        "calls": 1,
        "fine": 0,
        "refused_with": {"11006013": 1},
    }
    assert "seller.order.info" in report["scopes"]["used"]
    assert report["webhooks"] is None


@pytest.mark.parametrize(
    ("codes", "says"),
    [
        ([0], "No call came too fast"),
        ([36009002], "A call was refused with 429, and never made again."),
        ([36009002, 0], None),
    ],
)
def test_what_follows_a_429_is_looked_at(tmp_path: Path, capsys: Said, codes: list[int], says: str | None) -> None:
    report = covered(capsys, recorded(tmp_path, *[call("getOrderList", code) for code in codes]))
    told = [miss["says"] for miss in report["misses"] if miss["feature"] == "rate limits"]
    assert bool(told) == (says is not None)
    assert says is None or told[0].startswith(says)


def test_a_check_fails_where_something_is_missed(tmp_path: Path, capsys: Said) -> None:
    assert missed(covered(capsys, recorded(tmp_path, call("getOrderList")), "--check", code=1))


def test_a_running_platform_tells_by_its_log(
    platform: RunningPlatform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setenv("SHOPWRIGHT_URL", platform.url)
    assert main(["coverage"]) == 2
    assert "no operation was called" in capsys.readouterr().err
    platform.post("/sandbox/faults", {"operation": "getOrderList", "http_status": 429, "count": 1})
    clock = Still()
    with Shop(**settings_of(platform, clock=clock, pause=clock.pause)) as shop:
        shop.order.get_order_list(page_size=10)
        shop.authorization.get_authorized_shops()
    report = covered(capsys, "--app-key", platform.keys["app_key"])
    assert not {"rate limits", "authorized shops"} & missed(report)
    assert {"webhooks", "token refresh"} <= missed(report)
    assert "seller.finance.info" in report["scopes"]["granted_and_unused"]

    assert main(["logs", "--limit", "0", "--details", "--json"]) == 0
    export = tmp_path / "calls.jsonl"
    export.write_text(capsys.readouterr().out)
    again = covered(capsys, str(export))
    assert again["operations"] == report["operations"]
    assert main(["drift", str(export)]) == 0
