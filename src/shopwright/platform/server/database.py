"""Databases that hold what the capabilities keep."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from shopwright.platform.capabilities import CONTENTS
from shopwright.platform.database import store
from shopwright.platform.database.store import Store
from shopwright.platform.database.transaction import Tx


def open_store(*, database: str | None = None, folder: Path | None = None, image: bytes | None = None) -> Store:
    """Open PostgreSQL by URL, else a SQLite file in ``folder``, else SQLite in memory (from an image, if given)."""
    return store.open_store(CONTENTS, database=database, folder=folder, image=image)


def memory_image(fill: Callable[[Tx], object]) -> bytes:
    """A memory database with what ``fill`` puts into it, for :func:`open_store`, and without its data key."""
    return store.memory_image(CONTENTS, fill)
