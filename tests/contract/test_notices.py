"""Notices of what changes and what ends: complete, dated, and each with what to do."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from shopwright.cli.main import main
from shopwright.contract.load import operations
from shopwright.contract.notices import notices
from shopwright.contract.patches import patched_document

ROOT = Path(__file__).parents[2]


def told(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, str]]:
    assert main(["notices", *words, "--json"]) == 0
    rows: list[dict[str, str]] = json.loads(capsys.readouterr().out)
    return rows


def test_every_older_path_and_every_deprecated_field_has_a_notice() -> None:
    words = [notice.what for notice in notices()]
    for operation in operations().values():
        for older in operation.legacy:
            assert any(f"{older.method.upper()} {older.path} " in what for what in words), older.path
    document: Any = patched_document()
    schemas = document["components"]["schemas"]
    fields = [
        (field, name)
        for name, schema in schemas.items()
        for field, about in schema.get("properties", {}).items()
        if about.get("deprecated")
    ]
    assert fields
    for field, name in fields:
        assert f"The field {field} of {name} is deprecated." in words
    assert sum(what.startswith("The field ") for what in words) == len(fields)


def test_each_notice_has_a_day_an_advice_operations_that_exist_and_a_page() -> None:
    for notice in notices():
        assert notice.what
        assert notice.advice
        assert re.fullmatch(r"|\d{4}-\d{2}(-\d{2})?", notice.on)
        assert set(notice.operations) <= set(operations())
        assert (ROOT / notice.source.partition("#")[0]).is_file()


def test_the_command_lists_the_latest_first_and_selects(capsys: pytest.CaptureFixture[str]) -> None:
    everything = told(capsys)
    days = [row["on"] for row in everything]
    assert days == sorted(days, reverse=True)
    recent = told(capsys, "--since", "2026-06")
    assert 0 < len(recent) < len(everything)
    assert all(row["on"] >= "2026-06" for row in recent)
    assert "2026-06-17" in {row["on"] for row in recent}
    orders = told(capsys, "getorderdetail")
    assert orders
    assert all("getorderdetail" in f"{row['what']} {row['operations']}".casefold() for row in orders)
    assert told(capsys, "nothing of that name") == []


def test_a_day_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["notices", "--since", "soon"]) == 2
    assert "'soon' is no day" in capsys.readouterr().err
