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
    worker: dict[str, str] | None = getattr(session.config, "workerinput", None)
    if worker is None or not _is_fresh():
        return (yield)
    with Path(tempfile.gettempdir(), f"shopwright-tests-{worker['testrunuid']}").open("a+") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # that of a worker that ends is free again, whatever it ended by
        turn.seek(0)
        if not turn.read():
            result = yield
            turn.write("collected")
            return result
    return (yield)


def _is_fresh() -> bool:
    """Whether most test files were not compiled yet."""
    compiled = {(path.parent.parent, path.name.partition(".")[0]) for path in _TESTS.rglob("__pycache__/test_*.pyc")}
    return len(compiled) < sum(1 for _ in _TESTS.rglob("test_*.py")) / 2
