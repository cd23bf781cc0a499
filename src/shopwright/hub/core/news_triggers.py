"""Steps of migrations by which a table tells pages that it has changed."""

from __future__ import annotations

from django.db.migrations import RunSQL

#: It tells on the channel of :mod:`.news`, once for each statement, however many rows it changes; equal texts of a
#: transaction are sent once.
_FUNCTION = """
CREATE FUNCTION tell_pages() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE workspace bigint;
BEGIN
    FOR workspace IN EXECUTE format('SELECT DISTINCT %s FROM changed', TG_ARGV[1]) LOOP
        IF workspace IS NOT NULL THEN
            PERFORM pg_notify('shopwright_pages', workspace || ' ' || TG_ARGV[0]);
        END IF;
    END LOOP;
    RETURN NULL;
END $$
"""
_TRIGGER = """
CREATE TRIGGER {table}_tell_{act} AFTER {act} ON {table} REFERENCING {rows} TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION tell_pages('{topic}', '{workspace}')
"""
_ROWS = {"insert": "NEW", "update": "NEW", "delete": "OLD"}


def make_teller() -> RunSQL:
    """The function that all of the triggers call."""
    return RunSQL(_FUNCTION, "DROP FUNCTION tell_pages")


def tell_changes(table: str, topic: str, workspace: str = "workspace_id") -> list[RunSQL]:
    """Tell pages of a topic when rows of a table change. ``workspace``: SQL that gives a row's workspace."""
    return [
        RunSQL(
            _TRIGGER.format(table=table, act=act, rows=rows, topic=topic, workspace=workspace.replace("'", "''")),
            f"DROP TRIGGER {table}_tell_{act} ON {table}",
        )
        for act, rows in _ROWS.items()
    ]
