"""A pytest plugin: in a fresh clone one worker compiles the tests, and the others read what it wrote.

Rewriting the assertions of all tests, and reading the constants that properties draw from, takes several times as long
as collecting does from then on. Both are kept on disk; workers that begin at the same moment would each do it anew.
"""

from __future__ import annotations

import fcntl
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

_TESTS = Path(__file__).parents[1]


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Collect alone as the first worker of a fresh clone; as another one, when the first has collected."""
    path = _turn_of(session.config)
    if path is None or not _is_fresh():
        return (yield)
    with path.open("a+") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # that of a worker that ends is free again, whatever it ended by
        turn.seek(0)
        if not turn.read():
            result = yield
            turn.write("collected")
            return result
    return (yield)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """No worker waits any more once one has run tests: these begin when all have collected."""
    if path := _turn_of(session.config):
        path.unlink(missing_ok=True)


def _turn_of(config: pytest.Config) -> Path | None:
    """The file of a run that its workers lock; None outside of a worker."""
    worker: dict[str, str] | None = getattr(config, "workerinput", None)
    return Path(tempfile.gettempdir(), f"shopwright-tests-{worker['testrunuid']}") if worker else None


def _is_fresh() -> bool:
    """Whether most test files were not compiled yet."""
    compiled = {(path.parent.parent, path.name.partition(".")[0]) for path in _TESTS.rglob("__pycache__/test_*.pyc")}
    return len(compiled) < sum(1 for _ in _TESTS.rglob("test_*.py")) / 2
