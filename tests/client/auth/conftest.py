"""Token stores of each kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from shopwright.client.auth.tokens import TokenStore

from .support import Place, opener


def _place(kind: str, folder: Path, request: pytest.FixtureRequest) -> Place:
    if kind == "file":
        return Place("file", str(folder / "tokens" / "tokens.json"))
    if kind == "sqlite":
        return Place("sql", f"sqlite:///{folder}/tokens.db")
    return Place("sql", request.getfixturevalue("database"))


SHARED = ["file", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=SHARED)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where tokens are kept that processes share."""
    return _place(request.param, tmp_path, request)


@pytest.fixture(params=["memory", *SHARED])
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], TokenStore]:
    """Opens one and the same store, of each kind."""
    return opener(None if request.param == "memory" else _place(request.param, tmp_path, request))
