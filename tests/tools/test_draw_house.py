"""The drawing of the house: layers from the contract, rooms and arrows from the imports."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import draw_house
import pytest
from house.model import read_house

LAYERS = """
[[tool.importlinter.contracts]]
name = "inside sales"
type = "layers"
containers = ["shopwright.platform.sales"]
layers = ["pages", "operations", "rules", "states"]

[[tool.importlinter.contracts]]
name = "between contexts"
type = "layers"
containers = ["shopwright.platform"]
layers = ["(affiliate) | sales", "catalogue : buyers", "core"]
"""

FILES = {
    "__init__.py": "",
    "capabilities.py": "from shopwright.platform.sales.orders import operations\n",
    "sales/__init__.py": "",
    "sales/orders/__init__.py": "",
    "sales/orders/operations.py": (
        "from shopwright.core import elsewhere\nfrom shopwright.platform.catalogue import listing, stock\n"
        "from ..refunds.refund import Refund\nfrom ...core.call import Call\n"
    ),
    "sales/refunds/refund.py": "class Refund:\n    pass\n",
    "catalogue/listing.py": "def late():\n    from shopwright.platform.sales.refunds import refund\n",
    "catalogue/stock.py": "import shopwright.platform.core.call\n",
    "buyers/buyer.py": "",
    "core/call.py": "",
    "database/migrations/0001_first.py": "import shopwright.platform.core.call\n",
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "src/shopwright/platform" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "pyproject.toml").write_text(LAYERS)
    return tmp_path


def test_the_layers_are_those_of_the_contract_between_contexts(repository: Path) -> None:
    house = read_house(repository)
    assert house.layers == (("sales",), ("catalogue", "buyers"), ("core",))
    assert house.unbound == ("(top level)",)


def test_imports_are_counted_by_room_wherever_they_stand(repository: Path) -> None:
    rooms = read_house(repository).rooms
    assert rooms["sales"].imports == {"catalogue": 2, "sales": 1, "core": 1}
    assert rooms["catalogue"].imports == {"sales": 1, "core": 1}
    assert (rooms["sales"].files, len(rooms["sales"].folders)) == (4, 3)


def test_the_share_that_stays_inside_counts_capabilities_only(repository: Path) -> None:
    assert read_house(repository).business_imports == (1, 4)


def test_the_drawing_has_each_room_and_each_arrow_once(repository: Path) -> None:
    files = draw_house.written_files(repository, repository / "docs")
    drawing = ET.fromstring(files[repository / "docs/pictures/house.svg"])
    space = "{http://www.w3.org/2000/svg}"
    names = [text.text for text in drawing.iter(f"{space}text") if text.get("class") == "name"]
    assert sorted(filter(None, names)) == ["(top level)", "buyers", "catalogue", "core", "sales"]
    arrows = {
        (title.text, group.get("class"))
        for group in drawing.iter(f"{space}g")
        if (title := group.find(f"{space}title")) is not None
    }
    assert arrows == {
        ("sales imports catalogue: 2", "down"),
        ("sales imports core: 1", "down"),
        ("catalogue imports core: 1", "down"),
        ("catalogue imports sales: 1", "up"),
    }


def run(monkeypatch: pytest.MonkeyPatch, repository: Path, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["draw_house.py", "--root", str(repository), *arguments])
    return draw_house.main()


def test_the_check_fails_until_the_files_are_written_and_after_an_import_is_added(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(monkeypatch, repository, "--check") == 1
    assert run(monkeypatch, repository) == 0
    assert run(monkeypatch, repository, "--check") == 0
    (repository / "src/shopwright/platform/buyers/buyer.py").write_text("import shopwright.platform.core.call\n")
    assert run(monkeypatch, repository, "--check") == 1


def test_a_page_with_a_block_gets_the_figures_there_and_keeps_its_text(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = repository / "docs/architecture.md"
    page.parent.mkdir()
    page.write_text("# Plan\n\n<!-- house: written by tools/draw_house.py -->\nstale\n<!-- end of house -->\n\nText.\n")
    assert run(monkeypatch, repository) == 0
    text = page.read_text()
    assert text.startswith("# Plan\n\n<!-- house")
    assert text.endswith("<!-- end of house -->\n\nText.\n")
    assert "stale" not in text
    assert "| `sales` | 4 | 3 |" in text
    assert not (repository / "docs" / "house-figures.md").exists()


def test_the_project_itself_can_be_drawn() -> None:
    house = read_house(draw_house.ROOT)
    assert len(house.layers) > 3
    assert {name for band in house.bands for name in band} == set(house.rooms)
