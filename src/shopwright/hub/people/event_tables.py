"""The tables that history is read from: one for each kind of record that people edit.

They are made by a decorator in whichever app has the record. What reading them takes is the business of this app, so
it gives each of them an index and its triggers after every migration, and no app can forget it.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

import pghistory.models
from django.apps import apps
from django.db import connection

from shopwright.hub.access.models import Workspace
from shopwright.hub.core.news_triggers import tell_changes

from .first_values import TRIGGER, keep_first_values

#: The topic of pages that show history.
TOPIC = "history"
#: A table of events: its columns are those of whatever record it follows.
EventModel = type[Any]
_LONGEST_NAME = 63


@cache
def event_models() -> dict[str, EventModel]:
    """The event tables by their names in addresses, such as ``access-member``."""
    models = [model for model in apps.get_models() if issubclass(model, pghistory.models.Event)]
    return {_name_of(model): model for model in models if _is_of_records(model)}


def workspace_column(model: EventModel) -> str:
    """The column that says whose event it is."""
    return "pgh_obj_id" if model.pgh_tracked_model is Workspace else "workspace_id"


def index_name(table: str) -> str:
    """The name of the index that history reads a table by."""
    return f"{table[: _LONGEST_NAME - 8]}_history"


def clear_way(plan: Collection[object] = (), **_: object) -> None:
    """Before migrations: take the triggers away that name columns which a migration may change."""
    if not plan:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s", [TRIGGER])
        for (table,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {TRIGGER} ON {table}")


def prepare_tables(**_: object) -> None:
    """Give each event table its index, the newest of a workspace first, and its triggers.

    One tells pages of it; the other one, of the table that it follows, keeps what a record was at first.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        known = set(cursor.fetchall())
        for model in event_models().values():
            table, column = model._meta.db_table, workspace_column(model)
            columns = f"{column}, pgh_created_at, pgh_id"
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {index_name(table)} ON {table} ({columns})")
            if (f"{table}_tell_insert"[:_LONGEST_NAME], table) not in known:
                insert, *_rest = tell_changes(table, TOPIC, column)
                cursor.execute(str(insert.sql))
            if (TRIGGER, model.pgh_tracked_model._meta.db_table) not in known:
                keep_first_values(cursor, model)


def _name_of(model: EventModel) -> str:
    label: str = model.pgh_tracked_model._meta.label_lower
    return label.replace(".", "-")


def _is_of_records(model: EventModel) -> bool:
    return bool(model.pgh_tracked_model and model._meta.managed and not model._meta.proxy)
