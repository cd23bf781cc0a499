"""The check that an operation's name belongs to its handler."""

from __future__ import annotations

from pathlib import Path

import check_operations
import pytest

from shopwright.contract.load import operations

HANDLER = '@operation("getOrderList", raises=(NOT_FOUND,))\ndef get_order_list(call):\n    return {}\n'


def platform(root: Path, **files: str) -> Path:
    folder = root / check_operations.PLATFORM
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    return root


def test_a_built_operation_has_its_handler_and_an_unbuilt_one_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = "def find_orders():\n    return get_order_list()\n\ndef get_order_list_page():\n    return 1\n"
    assert check_operations.main(platform(tmp_path, search=HANDLER, page=other)) == 0
    assert f"{len(operations())} operations looked at, 1 built, 0 complaints" in capsys.readouterr().out


@pytest.mark.parametrize(
    "other",
    [
        "def get_order_list():\n    return {}\n",
        "class Orders:\n    async def get_order_list(self):\n        return {}\n",
        '@operation("getOrderDetail")\ndef get_order_list(call):\n    return {}\n',
    ],
)
def test_another_function_with_the_name_of_a_handler_is_refused(
    other: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check_operations.main(platform(tmp_path, search=HANDLER, other=other)) == 1
    assert "is not the handler of getOrderList" in capsys.readouterr().out


def test_a_function_with_the_name_of_an_unbuilt_operation_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check_operations.main(platform(tmp_path, page="def get_order_list():\n    return {}\n")) == 1
    assert "(it is not built)" in capsys.readouterr().out


def test_two_handlers_of_an_operation_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_operations.main(platform(tmp_path, search=HANDLER, again=HANDLER)) == 1
    assert "getOrderList has 2 handlers" in capsys.readouterr().out


def test_a_handler_that_is_not_built_yet_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    begun = HANDLER.replace("return {}", "raise NOT_IMPLEMENTED(operation=call.operation.id)")
    assert check_operations.main(platform(tmp_path, search=begun)) == 1
    assert "search.py:2: getOrderList is begun and not built" in capsys.readouterr().out


def test_a_test_with_a_gap_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    test = platform(tmp_path, search=HANDLER) / check_operations.TESTS / "test_search.py"
    test.parent.mkdir(parents=True)
    test.write_text("def test_orders():\n    unwritten('the orders')\n")
    assert check_operations.main(tmp_path) == 1
    assert "test_search.py:2: a test has a gap" in capsys.readouterr().out


def test_the_handlers_that_the_source_shows_are_those_that_the_platform_has() -> None:
    import coverage_table

    names = {operation.name: operation.id for operation in check_operations.operations().values()}
    root = Path(check_operations.__file__).parents[1]
    places = check_operations.functions_of(root, names)
    assert {handled for known in places.values() for place in known for handled in place.handles} == set(
        coverage_table.BUILT
    )
