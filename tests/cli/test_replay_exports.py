"""What the command says of sellers' own exports, and what it leaves behind when it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopwright.cli.main import main
from tests.platform.replay.exports import seller_center, sold
from tests.platform.replay.shops import replay, table

pytestmark = pytest.mark.slow


def export(folder: Path, *rows: dict[str, object]) -> Path:
    path = folder / "orders.csv"
    path.write_text(seller_center(*rows), encoding="utf-8", newline="")
    return path


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_the_summary_says_how_rows_were_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = (
        sold(1, Quantity=2),
        sold(2, Order_Status="Canceled"),
        sold(3, **{"Cancelation/Return Type": "Return/Refund"}),
        sold(4, Created_Time="soon"),
    )
    assert replay(export(tmp_path, *rows), tmp_path / "data", "--region", "US") == 0
    said = lines(capsys.readouterr().out)
    for line in (
        "read as TikTok Shop Seller Center, utf-8, months before days, decimal points",
        "3 replayed",
        "1 refused bad date (Created Time)",
        "1 skipped description row",
        "1 sale",
        "1 cancellation",
        "1 return",
        "sold 4 79.96",
        "taken back -2 -39.98",
    ):
        assert line in said


def test_sums_have_the_decimals_of_the_currency(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = sold(SKU_Unit_Original_Price="845.000₫")
    assert replay(export(tmp_path, row), tmp_path / "data", "--region", "VN") == 0
    assert "sold 1 845,000" in lines(capsys.readouterr().out)


def test_when_every_row_is_refused_the_report_is_written_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, report = export(tmp_path, sold(1, Created_Time="soon"), sold(2, Created_Time="late")), tmp_path / "out.csv"
    assert replay(file, tmp_path / "data", "--region", "US", "--report", str(report)) == 2
    assert [end["reason"] for end in table(report)] == [
        "DESCRIPTION_ROW",
        "BAD_DATE: Created Time",
        "BAD_DATE: Created Time",
    ]
    said = capsys.readouterr().err
    assert "2 of 3 rows refused, bad date (Created Time)" in said
    assert "do: name the column of times" in said
    assert not (tmp_path / "data").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["orders.csv", "out.csv"]


def test_a_shop_of_another_market_is_told_how_to_name_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = sold(SKU_Unit_Original_Price="IDR 89.000")
    assert replay(export(tmp_path, row), tmp_path / "data") == 2
    said = capsys.readouterr().err
    assert "other currency (IDR)" in said
    assert "--region" in said.partition("do: ")[2]


@pytest.mark.parametrize("content", [b"", b"\x00\x01" * 99, b"PK\x03\x04broken", b"a,b\n1,2\n"])
def test_a_file_that_is_none_leaves_nothing_behind(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "orders.xlsx"
    file.write_bytes(content)
    assert replay(file, tmp_path / "data", "--report", str(tmp_path / "out.csv")) == 2
    assert "do: " in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["orders.xlsx"]


def test_cancelled_rows_are_left_out_on_request(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = export(tmp_path, sold(1), sold(2, Order_Status="Canceled"))
    assert replay(file, tmp_path / "data", "--region", "US", "--skip-cancelled") == 0
    assert "1 skipped cancelled" in lines(capsys.readouterr().out)


def test_days_and_months_cannot_both_come_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = export(tmp_path, sold())
    assert main(["platform", "replay", str(file), "--data", str(tmp_path / "d"), "--day-first", "--month-first"]) == 2
    assert "leave --day-first or --month-first out" in capsys.readouterr().err


def test_a_second_run_of_an_export_adds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = export(tmp_path, sold(1, Order_Status="Canceled"), sold(2))
    options = "--region", "US", "--report", str(tmp_path / "out.csv")
    assert replay(file, tmp_path / "data", *options) == 0
    first = table(tmp_path / "out.csv")
    assert replay(file, tmp_path / "data", *options) == 0
    assert table(tmp_path / "out.csv") == first
