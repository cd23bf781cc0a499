"""Token stores of each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shopwright.client.auth.tokens import TokenStore

from .support import Place, opener
from .vault_server import VaultState, vault_server


def _place(kind: str, folder: Path, request: pytest.FixtureRequest) -> Place:
    if kind == "file":
        return Place("file", str(folder / "tokens" / "tokens.json"))
    if kind == "sqlite":
        return Place("sql", f"sqlite:///{folder}/tokens.db")
    if kind == "vault":
        return Place("vault", request.getfixturevalue("vault")[0])
    return Place("sql", request.getfixturevalue("database"))


ENCRYPTED = ["file", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
SHARED = [*ENCRYPTED, "vault"]


@pytest.fixture
def vault() -> Iterator[tuple[str, VaultState]]:
    """A server that answers as Vault does: its address and its state."""
    with vault_server() as running:
        yield running


@pytest.fixture(params=ENCRYPTED)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where tokens are kept that processes share, encrypted with a key of ours."""
    return _place(request.param, tmp_path, request)


@pytest.fixture(params=SHARED)
def shared_place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where tokens are kept that processes share."""
    return _place(request.param, tmp_path, request)


@pytest.fixture(params=["memory", *SHARED])
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], TokenStore]:
    """Opens one and the same store, of each kind."""
    return opener(None if request.param == "memory" else _place(request.param, tmp_path, request))
