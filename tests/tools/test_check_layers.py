"""Layers inside capabilities: an import that leads up is reported, wherever it stands."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import check_layers
import pytest

#: A file of each layer, from the highest to the lowest.
FILES = ("pages/routes", "operations/search", "order_change", "cases_store", "rules", "order", "states")
PAIRS = list(combinations(range(len(FILES)), 2))
ROOT = Path(__file__).parents[2]


def write(folder: Path, **imports: str) -> Path:
    """A capability whose files import nothing, but for those that are named with what they import."""
    for name in (*FILES, "helper"):
        path = folder / f"shopwright/platform/sales/orders/{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    for name, target in imports.items():
        module = target.replace("/", ".")
        path = folder / f"shopwright/platform/sales/orders/{name}.py"
        path.write_text(f"import shopwright.platform.sales.orders.{module}\n")
    return folder


@pytest.mark.parametrize("number", range(len(FILES)))
def test_each_name_has_its_layer(number: int) -> None:
    assert check_layers.layer_of("shopwright.platform.sales.orders." + FILES[number].replace("/", ".")) == number


@pytest.mark.parametrize(("high", "low"), PAIRS)
def test_a_file_may_import_those_below_it(high: int, low: int, tmp_path: Path) -> None:
    assert check_layers.main(write(tmp_path, **{FILES[high]: FILES[low]})) == 0


@pytest.mark.parametrize(("high", "low"), PAIRS)
def test_a_file_may_not_import_those_above_it(
    high: int, low: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check_layers.main(write(tmp_path, **{FILES[low]: FILES[high]})) == 1
    assert FILES[high].replace("/", ".") in capsys.readouterr().err


@pytest.mark.parametrize(("high", "low"), PAIRS)
def test_a_file_may_not_reach_those_above_it_through_one_of_no_layer(
    high: int, low: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check_layers.main(write(tmp_path, **{FILES[low]: "helper", "helper": FILES[high]})) == 1
    assert "orders.helper -> " in capsys.readouterr().err


def test_the_layers_hold_in_every_capability() -> None:
    imports = check_layers.read_imports(ROOT / "src")
    assert list(check_layers.broken_imports(imports)) == []
    capabilities = {check_layers.capability_of(module) for module in imports}
    assert {"accounts", "catalogue", "clock", "faults", "logistics", "media", "sales", "webhooks"} <= capabilities
    for number, (kind, _) in enumerate(check_layers.LAYERS):
        assert any(check_layers.layer_of(module) == number for module in imports), kind
