"""What the capabilities bring to a database, and the databases that hold it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .store import core
from .store.apps import Apps
from .store.buyers import Buyers
from .store.core import Store
from .store.orders import Orders
from .store.tokens import Tokens
from .store.transaction import Contents, Tx
from .store.world import PlatformState

CONTENTS = Contents(
    now_ms=lambda tx: tx[PlatformState].now_ms(),
    prepare=lambda tx: tx[PlatformState].ensure(),
    secrets=(Apps, Tokens, Buyers, Orders),
)


def open_store(*, database: str | None = None, folder: Path | None = None, image: bytes | None = None) -> Store:
    """Open PostgreSQL by URL, else a SQLite file in ``folder``, else SQLite in memory (from an image, if given)."""
    return core.open_store(CONTENTS, database=database, folder=folder, image=image)


def memory_image(fill: Callable[[Tx], object]) -> bytes:
    """A memory database with what ``fill`` puts into it, for :func:`open_store`, and without its data key."""
    return core.memory_image(CONTENTS, fill)
