"""The check of names: gerunds and names that fit anything are refused, nouns of the trade pass."""

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


EMPTY = {
    "variable": "one = 1",
    "several": "first, (one, *found) = rows",
    "argument": "def order(*, one=1): ...",
    "lambda": "key = lambda one: one.id",
    "loop": "for one in orders: ...",
    "comprehension": "ids = {one.id for one in orders}",
    "inside text": "words = f'{[one for one in orders]}'",
    "walrus": "if found := search(): ...",
    "with": "with search() as found: ...",
    "except": "try: ...\nexcept ValueError as found: ...",
    "match": "match rows:\n    case [1, *found]: ...",
    "match with a condition": "match rows:\n    case one if one: ...",
    "import": "import orders as found",
    "field": "class Run:\n    found: int",
    "attribute": "run.found = 1",
    "function": "async def found(): ...",
    "class": "class one: ...",
}


@pytest.mark.parametrize("folder", check_names.CODE_FOLDERS)
def test_an_empty_name_is_refused_with_its_place_and_a_remedy(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, text in enumerate(EMPTY.values()):
        tree(tmp_path, path := f"{folder}/kind_{number}.py")
        (tmp_path / path).write_text(f"\n{text}")
    assert check_names.main(tmp_path) == 1
    said = capsys.readouterr().out
    for number, kind in enumerate(EMPTY):
        assert f"{folder}/kind_{number}.py:" in said, kind
    assert f"{folder}/kind_0.py:2: 'one' does not say what it is: name the thing" in said
    assert f"{len(EMPTY)} files looked at, {len(EMPTY) + 1} empty names" in said


def test_words_and_the_names_of_others_pass(tmp_path: Path) -> None:
    tree(tmp_path, "src/a.py")
    (tmp_path / "src/a.py").write_text(
        "# found one\nrow = rows.one()\nsend(found=True, words='one')\nwas_found = row\n"
    )
    assert check_names.main(tmp_path) == 0
