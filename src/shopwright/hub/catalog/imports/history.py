"""Leaves changes out of the history that triggers keep: an import's history is its run and its file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pgtrigger
from django.db import connection

_TRIGGERS = tuple(
    f"catalog.{model}:{act}" for model in ("Product", "Variant") for act in ("update_update", "delete_delete")
)


@contextmanager
def without_history() -> Iterator[None]:
    """Within a transaction. pgtrigger's own ``ignore`` knows no statements with parameters by name."""
    names = ",".join(trigger.get_pgid(model) for model, trigger in pgtrigger.registered(*_TRIGGERS))
    _ignore(f"{{{names}}}")
    yield
    _ignore("{}")


def _ignore(names: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [names])
