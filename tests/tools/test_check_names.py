"""The check of file names: gerunds are refused, nouns of the trade pass."""

from __future__ import annotations

from pathlib import Path

import check_names
import pytest


def tree(root: Path, *names: str) -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    return root


@pytest.mark.parametrize(
    "name", ["src/a/cancelling.py", "tests/a/test_giving.py", "src/cancelling/order.py", "src/a/order_changing.py"]
)
def test_a_file_or_folder_named_by_a_gerund_is_refused(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check_names.main(tree(tmp_path, name)) == 1
    assert "is not a thing" in capsys.readouterr().out


@pytest.mark.parametrize(
    "name", ["src/a/pricing.py", "src/testing/clock.py", "tests/test_spelling.py", "src/listing_rules/a.py"]
)
def test_nouns_of_the_trade_pass(name: str, tmp_path: Path) -> None:
    assert check_names.main(tree(tmp_path, name)) == 0


def test_a_gerund_that_is_not_the_last_word_passes(tmp_path: Path) -> None:
    assert check_names.main(tree(tmp_path, "src/a/mapping_of_names.py")) == 0


def test_each_noun_is_there_for_a_reason() -> None:
    assert all(word.endswith("ing") and reason for word, reason in check_names.NOUNS.items())
