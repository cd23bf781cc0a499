"""Where history comes from: the events of records, log-ins, uses of API keys, and files that were taken out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from shopwright.hub.access.models import ApiKey, SignIn, User, Workspace
from shopwright.hub.lists import queries as lists

from . import first_values
from .differences import differences
from .event_tables import EventModel, event_models, workspace_column
from .history import Bound, Change, Line, Source
from .records import Record, last_name, records_of

#: What happened to a record, in words.
_ACTS = {"insert": "made", "update": "changed", "delete": "removed"}
_HOUR = timedelta(hours=1)

# The newest of each member, so that the statement ends at an index however often the others logged in.
_SIGN_INS = """
    SELECT sign_in.at, sign_in.id FROM access_member member CROSS JOIN LATERAL (
        SELECT at, id FROM access_signin WHERE user_id = member.user_id AND {bound}
        ORDER BY at DESC, id DESC LIMIT %(limit)s
    ) sign_in WHERE member.workspace_id = %(workspace)s ORDER BY at DESC, id DESC LIMIT %(limit)s
"""
# Uses are kept for 30 days. One hour of one key is a line, with the time of its last minute.
_KEY_USES = """
    SELECT at, id FROM (
        SELECT max(used.minute) AS at, max(used.id) AS id FROM access_apikey key CROSS JOIN LATERAL (
            SELECT minute, id FROM access_keyuse WHERE key_id = key.id AND minute < %(hour_end)s
            ORDER BY minute DESC LIMIT 60 * %(limit)s
        ) used WHERE key.workspace_id = %(workspace)s GROUP BY key.id, date_trunc('hour', used.minute)
    ) line WHERE {bound} ORDER BY at DESC, id DESC LIMIT %(limit)s
"""
_HOURS = """
    SELECT last.id, last.key_id, sum(every.count) FROM access_keyuse last JOIN access_keyuse every
        ON every.key_id = last.key_id AND date_trunc('hour', every.minute) = date_trunc('hour', last.minute)
        AND every.minute BETWEEN last.minute - interval '1 hour' AND last.minute
    WHERE last.id = ANY(%s) GROUP BY last.id, last.key_id
"""


@cache
def sources() -> tuple[Source, ...]:
    """All sources, each with a name for addresses and a title for people."""
    records = [
        Source(name, title_of(model), partial(_event_lines, name, model), partial(_events, model))
        for name, model in event_models().items()
    ]
    others = [
        Source("exports", "Export", _export_lines, _exports),
        Source("key-uses", "Use of an API key", _key_use_lines, _key_uses),
        Source("log-ins", "Log-in", _sign_in_lines, _sign_ins),
    ]
    return tuple(sorted([*records, *others], key=lambda source: source.title))


def title_of(model: EventModel) -> str:
    """The name of a record as people write it: "Publish rule"."""
    name: str = model.pgh_tracked_model._meta.object_name
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()


def _event_lines(name: str, model: EventModel, workspace: Workspace, bound: Bound | None, limit: int) -> list[Line]:
    rows = model.objects.filter(**{workspace_column(model): workspace.pk}).exclude(pgh_label=first_values.LABEL)
    if bound:
        rows = rows.filter(bound.condition("pgh_created_at", "pgh_id"))
    places = rows.order_by("-pgh_created_at", "-pgh_id").values_list("pgh_created_at", "pgh_id")[:limit]
    return [Line(at, name, pk) for at, pk in places]


def _events(model: EventModel, workspace: Workspace, pks: Sequence[int]) -> dict[int, Change]:
    """What events say; each is compared with the one before it of the same record."""
    earlier = model.objects.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
    rows = list(
        model.objects.filter(pk__in=pks)
        .select_related("pgh_context")
        .annotate(before_id=Subquery(earlier.order_by("-pgh_id").values("pgh_id")[:1]))
    )
    before = model.objects.in_bulk([row.before_id for row in rows if row.before_id])
    updates = [row for row in rows if row.pgh_label == "update" and row.before_id]
    changed = differences(model, {row.pk: (before[row.before_id], row) for row in updates})
    contexts = {row.pk: row.pgh_context.metadata if row.pgh_context else {} for row in rows}
    names = _names_of(contexts.values())
    records = records_of(model, workspace, [row.pgh_obj_id for row in rows])
    title = title_of(model)
    told = {}
    for row in rows:
        difference = changed.get(row.pk, {})
        if row.pk in changed and not difference:
            continue
        record = records.get(row.pgh_obj_id) or Record(last_name(row), "")
        told[row.pk] = Change(
            row.pgh_created_at,
            title,
            record.name or str(row.pgh_obj_id),
            _act(row),
            difference,
            _who(contexts[row.pk], names),
            str(contexts[row.pk].get("url") or contexts[row.pk].get("job") or ""),
            record.url,
        )
    return told


def _act(row: Any) -> str:
    """What happened; of what was changed before the hub kept what was there, that is all that it knows."""
    is_bare = row.pgh_label == "update" and not row.before_id
    return "changed; what was there before was not kept yet" if is_bare else _ACTS.get(row.pgh_label, row.pgh_label)


def _who(context: Mapping[str, object], names: Mapping[object, str]) -> str:
    name = names.get(context.get("user"), "the hub")
    if asked := names.get(context.get("asked_by")):
        return f"{name}, as {asked} asked for"
    return f"{name} by the key {context['key']}" if context.get("key") else name


def _names_of(contexts: Iterable[Mapping[str, object]]) -> dict[object, str]:
    ids = {int(str(context[key])) for context in contexts for key in ("user", "asked_by") if context.get(key)}
    return {user.pk: user.email for user in User.objects.filter(pk__in=ids)}


def _sign_in_lines(workspace: Workspace, bound: Bound | None, limit: int) -> list[Line]:
    return _rows(_SIGN_INS, "log-ins", workspace, bound, limit)


def _sign_ins(workspace: Workspace, pks: Sequence[int]) -> dict[int, Change]:
    """Log-ins of those who are members now."""
    return {
        row.pk: Change(row.at, "Log-in", "", f"logged in by {row.ways}", {}, row.user.email, row.address or "")
        for row in SignIn.objects.select_related("user").filter(pk__in=pks)
    }


def _key_use_lines(workspace: Workspace, bound: Bound | None, limit: int) -> list[Line]:
    return _rows(_KEY_USES, "key-uses", workspace, bound, limit)


def _key_uses(workspace: Workspace, pks: Sequence[int]) -> dict[int, Change]:
    """How often each key was used in an hour."""
    with connection.cursor() as cursor:
        cursor.execute(_HOURS, [list(pks)])
        totals = {row_id: (key_id, total) for row_id, key_id, total in cursor.fetchall()}
        cursor.execute("SELECT id, minute FROM access_keyuse WHERE id = ANY(%s)", [list(pks)])
        times: dict[int, datetime] = dict(cursor.fetchall())
    keys = ApiKey.objects.select_related("made_by").in_bulk([key_id for key_id, _ in totals.values()])
    return {
        pk: Change(
            times[pk],
            "API key",
            f"{keys[key_id].hint}…",
            f"used {total} times in an hour",
            {},
            f"{keys[key_id].made_by.email} by the key {keys[key_id].name}",
            "",
        )
        for pk, (key_id, total) in totals.items()
    }


def _rows(statement: str, name: str, workspace: Workspace, bound: Bound | None, limit: int) -> list[Line]:
    """Lines of a statement that ends at a bound."""
    values: dict[str, int | str | datetime | None] = {
        "workspace": workspace.pk,
        "limit": limit,
        "hour_end": timezone.now() + _HOUR,
    }
    condition = "true"
    if bound:
        condition = _condition(bound)
        values |= {"at": bound.at, "pk": bound.pk, "hour_end": bound.at + _HOUR}
    with connection.cursor() as cursor:
        cursor.execute(statement.format(bound=condition), values)
        return [Line(at, name, pk) for at, pk in cursor.fetchall()]


def _condition(bound: Bound) -> str:
    if bound.pk is not None:
        return "(at, id) < (%(at)s, %(pk)s)"
    return "at <= %(at)s" if bound.takes_equal else "at < %(at)s"


def _export_lines(workspace: Workspace, bound: Bound | None, limit: int) -> list[Line]:
    rows = lists.exports(workspace)
    if bound:
        rows = rows.filter(bound.condition("at", "pk"))
    return [Line(at, "exports", pk) for at, pk in rows.order_by("-at", "-pk").values_list("at", "pk")[:limit]]


def _exports(workspace: Workspace, pks: Sequence[int]) -> dict[int, Change]:
    """Files that were taken out."""
    return {
        row.pk: Change(
            row.at, "Export", lists.title_of(row), lists.words_of(row), {}, lists.who_of(row), row.form.upper()
        )
        for row in lists.exports(workspace).filter(pk__in=pks).select_related("by")
    }
