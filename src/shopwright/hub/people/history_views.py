"""The page of what was done in a workspace."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date

from shopwright.hub.access.guard import WorkspaceRequest, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.lists.pages import begin_gathered

from . import history
from .lists import HISTORY
from .sources import sources


@page(Permission.HISTORY_VIEW)
def show_history(request: WorkspaceRequest) -> HttpResponseBase:
    """Lines of all sources or one, of all days or some, the newest first."""
    since, until = _day(request.GET.get("since", "")), _day(request.GET.get("until", ""))
    narrowed = history.Narrowed(
        request.GET.get("what", ""), _midnight(since), _midnight(until + timedelta(days=1) if until else None)
    )
    answer = begin_gathered(request, HISTORY, lambda _: history.all_of(request.workspace, sources(), narrowed))
    if answer:
        return answer
    return render(
        request,
        "people/history.html",
        {
            "page": history.page_of(request.workspace, sources(), narrowed, request.GET.get("after", "")),
            "sources": sources(),
            "what": narrowed.source,
            "since": since,
            "until": until,
        },
    )


def _day(text: str) -> date | None:
    try:
        day = parse_date(text.strip())
    except ValueError:
        return None
    return day if day and date(2000, 1, 1) <= day <= date(2100, 1, 1) else None


def _midnight(day: date | None) -> datetime | None:
    """When a day begins, where the reader is."""
    return timezone.make_aware(datetime.combine(day, time())) if day else None
