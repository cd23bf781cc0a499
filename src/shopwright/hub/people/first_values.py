"""Keeps what a record was before its first change.

An event holds what a record became, so that the first one has nothing to be compared with where nobody logged how the
record was made: an import makes a hundred thousand at once. A trigger puts what was there into the same table, once
for each record that is changed at all.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.utils import CursorWrapper
from django.db.migrations import RunSQL

#: The label of such a row. It is no change, and no line of the history.
LABEL = "before"
#: Triggers go by their names, and this one comes before the one that logs the change.
TRIGGER = "keep_before"

# An import leaves its changes out of history by naming the triggers that log them (`catalog/imports/history.py`).
_FUNCTION = """
CREATE FUNCTION keep_before() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE known boolean;
BEGIN
    IF TG_ARGV[3] = ANY (coalesce(nullif(current_setting('pgtrigger.ignore', true), ''), '{}')::text[]) THEN
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE pgh_obj_id = $1.%I)', TG_ARGV[0], TG_ARGV[2])
        INTO known USING OLD;
    IF NOT known THEN
        EXECUTE format(
            'INSERT INTO %I (%s, pgh_obj_id, pgh_label, pgh_created_at) SELECT %s, $1.%I, ''before'', now()',
            TG_ARGV[0], TG_ARGV[1], regexp_replace(TG_ARGV[1], '("[^"]+")', '$1.\\1', 'g'), TG_ARGV[2]
        ) USING OLD;
    END IF;
    RETURN NULL;
END $$
"""
_TRIGGER = """
CREATE TRIGGER keep_before AFTER UPDATE ON {table} FOR EACH ROW
WHEN (({old}) IS DISTINCT FROM ({new}))
EXECUTE FUNCTION keep_before('{events}', '{columns}', '{key}', '{logger}')
"""


def make_keeper() -> RunSQL:
    """The step of a migration that makes the function which all of the triggers call."""
    return RunSQL(_FUNCTION, "DROP FUNCTION keep_before")


def keep_first_values(cursor: CursorWrapper, model: Any) -> None:
    """Give the table that a table of events follows its trigger, if changes of it are logged."""
    tracked = model.pgh_tracked_model
    loggers = [tracker for tracker in model.pgh_trackers or () if tracker.label == "update"]
    if not loggers:
        return
    columns = [f'"{field.column}"' for field in model._meta.concrete_fields if not field.name.startswith("pgh_")]
    names = {
        "table": tracked._meta.db_table,
        "events": model._meta.db_table,
        "columns": ", ".join(columns),
        "key": tracked._meta.pk.column,
        "logger": _logger_of(tracked),
    }
    both = {side: ", ".join(f"{side.upper()}.{column}" for column in columns) for side in ("old", "new")}
    cursor.execute(_TRIGGER.format(**names, **both))


def _logger_of(tracked: Any) -> str:
    """The name of the trigger that logs changes of a record."""
    import pgtrigger

    label = f"{tracked._meta.label}:update_update"
    return next(trigger.get_pgid(model) for model, trigger in pgtrigger.registered(label))
