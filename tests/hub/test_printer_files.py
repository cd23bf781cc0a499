"""A file in a printer's folder appears once, wherever the hub is killed: what a printer took does not come again."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction

from shopwright.hub.fulfilment import printer_files
from shopwright.hub.fulfilment.models import PrinterFile
from shopwright.hub.fulfilment.printer_files import Draft
from tests.hub.harness import Hub

pytestmark = pytest.mark.postgres

_DRAFTS = [Draft(f"run-{number}.pdf", b"%d" % number) for number in (1, 2, 3)]


class KilledError(BaseException):
    """The process ends here."""


def take(folder: Path) -> list[str]:
    """What a printer does: it takes the files that it sees, in their order, and no drafts."""
    files = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    taken = [f"{path.name} {path.read_text()}" for path in files]
    for path in files:
        path.unlink()
    return taken


def put(hub: Hub, folder: Path) -> None:
    with transaction.atomic():
        printer_files.put(hub.workspace, folder, _DRAFTS)


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("place", [1, 2, 3])
def test_every_file_is_taken_once_wherever_a_kill_comes(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int, is_after: bool
) -> None:
    """Before a file has its name, or after it has, while its row says otherwise."""
    rename, count = Path.rename, 0

    def killed(path: Path, target: Path) -> None:
        nonlocal count
        count += 1
        if count == place and not is_after:
            raise KilledError
        rename(path, target)
        if count == place:
            raise KilledError

    monkeypatch.setattr(Path, "rename", killed)
    with pytest.raises(KilledError):
        put(hub, tmp_path)
    taken = take(tmp_path)
    assert len(taken) == place - (not is_after)
    monkeypatch.undo()
    hub.work()
    taken += take(tmp_path)
    assert taken == ["run-1.pdf 1", "run-2.pdf 2", "run-3.pdf 3"]
    assert printer_files.release_due() == 0
    assert list(tmp_path.iterdir()) == []


def test_a_kill_before_the_prints_are_noted_lets_nothing_appear_and_the_next_try_writes_it_once(
    hub: Hub, tmp_path: Path
) -> None:
    def killed() -> None:
        with transaction.atomic():
            printer_files.put(hub.workspace, tmp_path, _DRAFTS)
            raise KilledError

    with pytest.raises(KilledError):
        killed()
    hub.work()
    assert take(tmp_path) == []
    put(hub, tmp_path)
    assert len(take(tmp_path)) == 3
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_in_the_way_for_a_while_gets_its_files_later(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "run-2.pdf").mkdir()
    put(hub, tmp_path)
    assert PrinterFile.objects.filter(workspace=hub.workspace).count() == 2
    (tmp_path / "run-2.pdf").rmdir()
    hub.work()
    assert take(tmp_path) == ["run-1.pdf 1", "run-2.pdf 2", "run-3.pdf 3"]
