"""Files of very many rows are written in the background, and have what a file has that is written at once."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook

from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import Role
from shopwright.hub.background import exports, services, work
from shopwright.hub.background.models import BackgroundRun, RunPart
from shopwright.hub.lists import pages
from shopwright.hub.lists.models import Export
from shopwright.hub.orders.intake import apply
from tests.hub import rows
from tests.hub.harness import Hub, Person
from tests.hub.lists import FILTERS, cells, fill

pytestmark = pytest.mark.postgres


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of more than no rows are large, and a step reads two."""
    monkeypatch.setattr(pages, "MOST_AT_ONCE", 0)
    monkeypatch.setattr(exports, "CHUNK", 2)


def last(hub: Hub) -> BackgroundRun:
    return BackgroundRun.objects.filter(workspace=hub.workspace).latest("pk")


def taken_out(hub: Hub, person: Person, name: str, form: str = "csv", *args: int, **narrowed: str) -> bytes:
    """The file of a list, by the run that its page leads to."""
    assert person.get(name, *args, format=form, **narrowed).status == 302, name
    while work.work_due():
        pass
    run = last(hub)
    assert run.state == "done", run.trouble
    return person.post("background-file", run.pk).content


def orders(hub: Hub, count: int) -> list[str]:
    shop = rows.connection(hub)
    return [apply(shop, rows.order()).number for _ in range(count)]


def test_every_list_has_the_same_file_at_once_and_in_the_background(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    made = fill(hub)
    wanted = [(name, (), narrowed) for name, narrowed in FILTERS.items()]
    wanted += [(name, (pk,), {}) for name, pk in made.ids.items()]
    for name, args, narrowed in wanted:
        with monkeypatch.context() as patched:
            patched.setattr(pages, "MOST_AT_ONCE", 10_000)
            direct = hub.owner.get(name, *args, format="csv", **narrowed).content
        assert cells(taken_out(hub, hub.owner, name, "csv", *args, **narrowed)) == cells(direct), name


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_large_file_has_every_row_once_whatever_dies(hub: Hub, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = orders(hub, 5)
    step, beats = exports.Export.step, iter(range(1_000))

    def die(kind: exports.Export, run: BackgroundRun) -> bool:
        is_more = step(kind, run)
        if next(beats) % 2 == 0:
            raise KeyboardInterrupt  # nothing catches it: the process would be gone
        return is_more

    monkeypatch.setattr(exports.Export, "step", die)
    to_run = hub.owner.get("orders", format=form).response
    assert to_run.url == hub.owner.url("background-run", last(hub).pk)
    assert "0 of 5" in hub.owner.get("background-run", last(hub).pk).text
    assert f"Export of “Orders” as {form.upper()}" in hub.owner.get("jobs", kind="background").text
    for _ in range(20):
        try:
            work.work_due()
        except KeyboardInterrupt:
            continue
    run = last(hub)
    page = hub.owner.get("background-run", run.pk)
    assert re.search(rf"Open orders-[\d-]+\.{form}", page.text)
    assert "5 rows of the list are in the file" in page.text
    answer = hub.owner.post("background-file", run.pk)
    content = answer.content
    if form == "csv":
        written = [line["Order"] for line in cells(content)]
    else:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        written = [str(line[0]) for line in sheet[1:]]
    assert sorted(written) == sorted(numbers)
    assert "5 rows taken out" in hub.owner.get("history").text
    assert Export.objects.filter(workspace=hub.workspace).count() == 1


def test_a_large_file_is_for_who_asked_and_has_what_they_may_see(hub: Hub) -> None:
    orders(hub, 3)
    packer, analyst = hub.person(Role.PACKER), hub.person(Role.ANALYST)
    assert "Zoë O'Hara" in taken_out(hub, packer, "orders").decode()
    run = last(hub)
    assert "Zoë O'Hara" not in taken_out(hub, analyst, "orders").decode()
    assert "E-mail address" not in cells(analyst.post("background-file", last(hub).pk).content)[0]
    assert hub.owner.get("background-run", run.pk).status == 200
    assert "Open orders" not in hub.owner.get("background-run", run.pk).text
    assert hub.owner.post("background-file", run.pk).status == 403
    assert hub.stranger().post("background-file", run.pk).status == 404
    Member.objects.filter(workspace=hub.workspace, user=packer.user).update(role=Role.ANALYST)
    assert packer.post("background-file", run.pk).status == 403


def test_what_was_searched_for_and_found_is_kept_encrypted_and_for_some_days(hub: Hub) -> None:
    orders(hub, 3)
    hub.owner.get("orders", format="csv", q="Zoë")
    run = last(hub)
    assert "Zo" not in str(run.facts)
    work.work_due()
    kept = b"".join(bytes(part.sealed) for part in RunPart.objects.filter(run=run))
    assert b"Zo" not in kept
    assert kept
    while work.work_due():
        pass
    run.refresh_from_db()
    for days, is_there in ((2, True), (4, False)):
        BackgroundRun.objects.filter(pk=run.pk).update(finished_at=run.finished_at - timedelta(days=1) * days)
        services.forget_old()
        assert run.parts.exists() == is_there
    assert "Files are kept for 3 days" in hub.owner.post("background-file", run.pk).text


def test_a_file_for_somebody_who_left_is_not_written(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    orders(hub, 3)
    packer = hub.person(Role.PACKER)
    packer.get("orders", format="csv")
    work.work_due()
    Member.objects.filter(workspace=hub.workspace, user=packer.user).delete()
    run = last(hub)
    for _ in range(6):
        BackgroundRun.objects.filter(pk=run.pk).update(due_at=run.created_at)
        work.work_due()
    run.refresh_from_db()
    assert run.state == "failed"
    assert "the list is not there any more for the member who asked" in hub.owner.get("background-run", run.pk).text


def test_a_file_that_is_cancelled_is_gone(hub: Hub) -> None:
    orders(hub, 3)
    hub.owner.get("orders", format="csv")
    run = last(hub)
    work.work_due()
    assert "There is no file" in hub.owner.post("background-act", run.pk, act="cancel").text
    assert not run.parts.exists()


def test_a_few_rows_are_sent_at_once(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_AT_ONCE", 3)
    orders(hub, 3)
    assert len(cells(hub.owner.get("orders", format="csv").content)) == 3
    assert not BackgroundRun.objects.filter(workspace=hub.workspace).exists()
