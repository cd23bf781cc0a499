"""Search over everything: a page for people, and the same as JSON for the palette and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from shopwright.hub.access.guard import WorkspaceRequest, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.core.json_pages import wants_json
from shopwright.hub.lists.codes import MOST_CODES, codes_in, rows_by_code, split_codes
from shopwright.hub.lists.commands import Offer, offers
from shopwright.hub.lists.pages import codes_query
from shopwright.hub.lists.registry import LISTS
from shopwright.hub.lists.search import Group, Hit, only_match, search

#: Things of a kind on the page, and in the palette.
_ON_PAGE, _IN_PALETTE = 20, 6


@page(Permission.TODAY_VIEW, has_json=True)
def show_search(request: WorkspaceRequest) -> HttpResponse:
    """What fits a text by kinds. Several codes open the list that has most of them, and a code its only thing."""
    text, as_json = request.GET.get("q", "").strip(), wants_json(request)
    codes = codes_in(text, lambda asked: _list_of(request, asked)[1])
    if codes:
        listed = LISTS[_list_of(request, codes[:MOST_CODES])[0]]
        place = f"{reverse(listed.name, args=[request.workspace.slug])}?{codes_query(codes)}"
        if not as_json:
            return redirect(place)
        hit = {"title": f"{len(codes)} codes in {listed.title.lower()}", "note": "", "url": place}
        return _json({"groups": [{"title": "Pasted codes", "all": place, "hits": [hit]}], "commands": []})
    groups = search(request.member, text, _IN_PALETTE if as_json else _ON_PAGE)
    if as_json:
        commands = [_command(offer) for offer in offers(request.member)] if not text else []
        return _json({"groups": [_group(request, group) for group in groups], "commands": commands})
    if hit_of_code := only_match(groups):
        return redirect(_url(request, hit_of_code))
    told = [(_group(request, group), group.has_more) for group in groups]
    return render(request, "console/search.html", {"q": text, "groups": told, "codes": split_codes(text)})


def _list_of(request: WorkspaceRequest, codes: Sequence[str]) -> tuple[str, int]:
    """The name of the list that has most of some codes, and how many it has."""
    counts = {
        listed.name: len(rows_by_code(listed, request.workspace.pk, codes))
        for listed in LISTS.values()
        if listed.codes and request.member.may(listed.permission)
    }
    best = max(counts, key=lambda name: counts[name], default="")
    return best, counts.get(best, 0)


def _group(request: WorkspaceRequest, group: Group) -> dict[str, Any]:
    query = urlencode({"q": request.GET.get("q", "").strip()})
    return {
        "title": group.source.title,
        "all": reverse(group.source.list_name, args=[request.workspace.slug]) + f"?{query}",
        "hits": [{"title": hit.title, "note": hit.note, "url": _url(request, hit)} for hit in group.hits],
    }


def _url(request: WorkspaceRequest, hit: Hit) -> str:
    return reverse(hit.page, args=[request.workspace.slug, hit.pk])


def _command(offer: Offer) -> dict[str, Any]:
    return {**offer._asdict(), "form": offer.form._asdict() if offer.form else None}


def _json(body: dict[str, Any]) -> JsonResponse:
    reply = JsonResponse(body)
    reply.headers["Cache-Control"] = "no-store"
    return reply
