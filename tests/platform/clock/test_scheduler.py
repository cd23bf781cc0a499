"""A due action without a handler is refused where it is planned, and where a platform starts: not at its hour."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from shopwright.platform.clock import scheduler
from shopwright.platform.clock.scheduler import DueName, NoHandlerError
from tests.conftest import StartPlatform
from tests.harness.server import RunningPlatform

FAR = 2**42


def test_planning_a_due_action_that_has_no_handler_is_refused_at_once(platform: RunningPlatform) -> None:
    with pytest.raises(NoHandlerError, match=r"'order\.nosuch' has no handler"):
        platform.inside(lambda tx: scheduler.plan(tx, DueName("order.nosuch"), "1", "", FAR))
    assert "order.nosuch" not in {planned["name"] for planned in platform.get("/sandbox/due")["planned"]}


def test_a_platform_does_not_start_while_a_declared_due_action_has_no_handler(
    start_platform: StartPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "DECLARED", set(scheduler.DECLARED))
    scheduler.declare("order.nosuch")
    with pytest.raises(NoHandlerError, match=r"order\.nosuch$"):
        start_platform()


def test_a_platform_does_not_start_on_data_that_plans_what_no_handler_does(
    start_platform: StartPlatform, tmp_path: Path
) -> None:
    start_platform(folder=tmp_path).stop()
    with closing(sqlite3.connect(tmp_path / "shop.db")) as database, database:
        database.execute(
            "INSERT INTO due_actions (action_id, name, subject, shop_id, payload, due_at)"
            " VALUES ('1', 'order.nosuch', '1', '', '{}', ?)",
            (FAR,),
        )
    with pytest.raises(NoHandlerError, match=r"order\.nosuch$"):
        start_platform(folder=tmp_path)


def test_a_due_action_has_one_handler() -> None:
    name = next(iter(scheduler.DECLARED))
    with pytest.raises(TypeError, match="has two handlers"):
        scheduler.due(name)(lambda tx, action: None)
