"""Every list goes out as CSV and XLSX: what it shows, no more than the member may see, and history keeps it."""

from __future__ import annotations

import io
import re
import tempfile
import tracemalloc
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

import shopwright.hub
from shopwright.hub.access import keys
from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import PERMISSIONS, Permission, Role
from shopwright.hub.core.lists import Sorting, parts_of
from shopwright.hub.core.spreadsheets import write_csv, write_xlsx
from shopwright.hub.lists.models import Export
from shopwright.hub.lists.registry import LISTS
from shopwright.hub.orders.intake import apply
from shopwright.hub.orders.models import Order
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.lists import FILTERS, NAMES, OF_ROWS, cells, fill
from tests.hub.routes import permission_of

pytestmark = pytest.mark.postgres

#: Pages whose rows go out by a file of another kind, each with why.
_OTHER_FILES = {
    "price_list.html": "Its file is one that is sent again with other prices.",
}


def _sheet(content: bytes) -> list[list[object]]:
    return list(CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python())


def _templates() -> dict[str, str]:
    """The texts of all templates of the hub's pages, by their names."""
    folder = Path(shopwright.hub.__file__).parent
    return {path.name: path.read_text() for path in folder.glob("*/templates/*/*.html")}


@pytest.mark.parametrize("mark", ['{% include "_pages.html" %}', "data-list-search"])
def test_every_page_with_rows_of_any_number_has_the_tools_of_a_list_and_is_live(mark: str) -> None:
    """Rows that come in pages, or are searched, are a list: saved views, CSV and XLSX, told of what changes."""
    pages = {name: text for name, text in _templates().items() if mark in text and name not in _OTHER_FILES}
    assert len(pages) > 15
    assert [name for name, text in pages.items() if '{% include "lists/_tools.html" %}' not in text] == []
    assert [name for name, text in pages.items() if not re.search(r"{% block live %}[a-z]", text)] == []


def test_every_list_is_known_and_has_a_row_in_these_tests(hub: Hub) -> None:
    assert sorted(FILTERS) == NAMES
    assert {name: permission_of(name) for name in LISTS} == {name: LISTS[name].permission for name in LISTS}
    assert set(fill(hub).ids) == set(OF_ROWS)


def test_every_list_on_the_page_of_a_row_goes_out_too(hub: Hub) -> None:
    made = fill(hub)
    for name, pk in made.ids.items():
        page = hub.owner.get(name, pk).html
        assert "format=xlsx" in page, name
        assert "Save view" not in page, name
        lines = cells(hub.owner.get(name, pk, format="csv").content)
        assert lines, name
        assert _sheet(hub.owner.get(name, pk, format="xlsx").content)[0] == list(lines[0]), name


def test_every_list_goes_out_as_csv_and_xlsx_with_the_rows_of_its_filter(hub: Hub) -> None:
    fill(hub)
    for name, narrowed in FILTERS.items():
        plain = hub.owner.get(name, format="csv", **narrowed)
        assert plain.response.headers["content-disposition"].endswith('.csv"'), name
        lines = cells(plain.content)
        assert lines, name
        sheet = _sheet(hub.owner.get(name, format="xlsx", **narrowed).content)
        assert sheet[0] == list(lines[0]), name
        assert len(sheet) == len(lines) + 1, name
        if "q" in narrowed:
            assert cells(hub.owner.get(name, format="csv", q="nothing of the kind").content) == [], name


def test_every_list_shows_its_tools(hub: Hub) -> None:
    fill(hub)
    for name, narrowed in FILTERS.items():
        page = hub.owner.get(name, **narrowed).html
        assert "format=csv" in page, name
        assert "format=xlsx" in page, name


def test_only_the_rows_that_were_chosen_go_out(hub: Hub) -> None:
    shop = rows.connection(hub)
    made = [apply(shop, rows.order()) for _ in range(3)]
    content = hub.owner.browser.get(
        hub.owner.url("orders"), {"format": "csv", "rows": [made[0].pk, made[2].pk]}
    ).getvalue()
    assert {line["Order"] for line in cells(content)} == {made[0].number, made[2].number}
    assert "3 rows" not in hub.owner.get("history").text
    assert "2 rows taken out, narrowed by chosen rows" in hub.owner.get("history").text


def test_buyers_go_out_to_those_who_may_see_them_alone(hub: Hub) -> None:
    apply(rows.connection(hub), rows.order())
    for role in (Role.PACKER, Role.SUPPORT, Role.ANALYST, Role.VIEWER):
        content = hub.person(role).get("orders", format="csv").content
        sees = Permission.BUYERS_VIEW in PERMISSIONS[role]
        assert ("Zoë O'Hara" in content.decode()) == sees, role
        assert ("E-mail address" in cells(content)[0]) == sees, role


def test_an_export_is_for_those_who_see_the_list(hub: Hub) -> None:
    fill(hub)
    for role in Role:
        person = hub.person(role)
        for name in NAMES:
            status = person.get(name, format="csv").status
            assert (status == 200) == (LISTS[name].permission in PERMISSIONS[role]), (role, name)
    stranger = hub.stranger()
    assert {stranger.get(name, format="csv").status for name in NAMES} == {404}


def test_a_program_takes_out_every_list_that_its_scopes_cover(hub: Hub) -> None:
    made = fill(hub)
    member = Member.objects.get(workspace=hub.workspace, user=hub.owner.user)
    seen = {name: listed for name, listed in LISTS.items() if listed.permission not in keys.NEVER}
    key = keys.make_key(member, "Books", sorted({str(item.permission) for item in seen.values()}), timedelta(days=1))
    program = Client(headers={"Authorization": f"Bearer {key}"})
    for name, listed in seen.items():
        parts = [made.ids[name]] if listed.is_of_row else []
        answer = program.get(hub.owner.url(name, *parts), {"format": "csv", **FILTERS.get(name, {})})
        assert cells(answer.getvalue()), name
    assert program.get(hub.owner.url("alerts")).json()["error"]["code"] == "no_json"
    assert program.get(hub.owner.url("third-parties"), {"format": "csv"}).status_code == 406
    few = Client(
        headers={"Authorization": f"Bearer {keys.make_key(member, 'Few', ['orders.view'], timedelta(days=1))}"}
    )
    assert few.get(hub.owner.url("alerts"), {"format": "csv"}).json()["error"]["code"] == "scope_missing"


def test_no_cell_is_a_formula(hub: Hub) -> None:
    shop = rows.connection(hub)
    apply(shop, rows.order(shipping_option="=cmd|'/C calc'!A1", buyer_note="@SUM(1)"))
    (line,) = cells(hub.owner.get("orders", format="csv").content)
    assert line["Shipping"] == "'=cmd|'/C calc'!A1"
    assert line["Buyer's note"] == "'@SUM(1)"
    assert "'@SUM(1)" in _sheet(hub.owner.get("orders", format="xlsx").content)[1]


def test_the_history_tells_who_took_out_what(hub: Hub) -> None:
    fill(hub)
    analyst = hub.person(Role.ANALYST)
    analyst.get("orders", format="xlsx", view="ship", q="Zoë")
    text = hub.owner.get("history").text
    assert "rows taken out, narrowed by view, q" in text
    assert analyst.user.email in text
    assert "Zoë" not in text
    member = Member.objects.get(workspace=hub.workspace, user=hub.owner.user)
    key = keys.make_key(member, "Books", ["orders.view"], timedelta(days=1))
    Client(headers={"Authorization": f"Bearer {key}"}).get(hub.owner.url("orders"), {"format": "csv"}).close()
    assert Export.objects.get(workspace=hub.workspace, by_key=True).by == hub.owner.user
    assert "by an API key" in hub.owner.get("history").text


def test_rows_are_read_in_parts_each_once(hub: Hub) -> None:
    shop = rows.connection(hub)
    made = [apply(shop, rows.order()) for _ in range(5)]  # all placed at the same moment
    own = Order.objects.filter(workspace=hub.workspace)
    parts = list(parts_of(own, Sorting(("placed_at", "pk")), size=2))
    assert [len(part) for part in parts] == [2, 2, 1]
    assert [order.pk for part in parts for order in part] == [order.pk for order in reversed(made)]


class _Sink(io.RawIOBase):
    """Takes what is written, and keeps none of it."""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        return len(data)  # type: ignore[arg-type]


def _peak(form: str, count: int) -> int:
    """Bytes that were in use at most while so many rows were written."""
    lines = ([f"SKU-{number}", number, "A mug"] for number in range(count))
    header = ["SKU", "Pieces", "Product"]
    tracemalloc.start()
    if form == "csv":
        written = write_csv(header, lines, _Sink())  # type: ignore[arg-type]
    else:
        with tempfile.TemporaryFile() as target:
            written = write_xlsx(header, lines, target, title="Stock")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert written == count
    return peak


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_many_rows_take_no_more_memory_than_a_few(form: str) -> None:
    few, many = _peak(form, 500), _peak(form, 4_000)
    assert many < few + (200 << 10)


def test_a_workbook_goes_on_in_a_further_sheet() -> None:
    target = io.BytesIO()
    assert write_xlsx(["SKU"], [["A"], ["B"], ["C"]], target, title="Stock", most_rows=2) == 3
    target.seek(0)
    book = CalamineWorkbook.from_filelike(target)
    assert book.sheet_names == ["Stock", "Stock 2"]
    assert book.get_sheet_by_index(1).to_python() == [["SKU"], ["C"]]
