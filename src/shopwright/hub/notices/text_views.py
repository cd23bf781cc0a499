"""The page of a text: written with its fields, checked, and previewed against an order."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render

from shopwright.hub.access.guard import WorkspaceRequest, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.core.ids import id_of
from shopwright.hub.orders.models import Order

from . import fields, services, texts, trial
from .models import Step


@page(Permission.CHANNELS_EDIT, methods=("GET", "POST"))
def edit_text(request: WorkspaceRequest, step: str) -> HttpResponse:
    """``language`` and ``shop`` say which text; ``order``: the number of the order that it is previewed against."""
    if step not in Step.values:
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    language = asked.get("language", texts.ENGLISH)
    language = language if language in texts.languages() else texts.ENGLISH
    own_shops = Connection.objects.filter(workspace=request.workspace).exclude(state=ConnectionState.GONE)
    number = asked.get("shop", "")
    shop = own_shops.filter(pk=id_of(number)).first() if number else None
    own = texts.own_texts(request.workspace.pk)
    text = request.POST.get("text") if request.method == "POST" else None
    trouble = ""
    if text is not None and "save" in request.POST:
        try:
            services.write_text(request.workspace, step, language, text, shop)
            messages.success(
                request, "The text is saved." if text.strip() else "The text that comes with the hub holds."
            )
            own, text = texts.own_texts(request.workspace.pk), None
        except fields.TextError as error:
            trouble = str(error)
    if text is None:
        text = texts.text_for(own, step, language, shop.pk if shop else None).text
    order, seen, words = _preview(request, asked.get("order", ""), shop, step, text)
    return render(
        request,
        "notices/text.html",
        {
            "step": step,
            "words": Step(step).label,
            "steps": Step.choices,
            "language": language,
            "languages": texts.languages().items(),
            "shop": shop,
            "shops": own_shops.order_by("name", "pk"),
            "text": text,
            "is_own": (step, language, shop.pk if shop else None) in own,
            "fields": [(name, fields.MEANINGS[name]) for name in fields.fields_of(step)],
            "most": services.LONGEST_TEXT,
            "order": order,
            "number": asked.get("order", ""),
            "preview": seen,
            "trouble": trouble or words,
        },
    )


def _preview(
    request: WorkspaceRequest, number: str, shop: Connection | None, step: str, text: str
) -> tuple[Order | None, str, str]:
    """The order, the text as its buyer would read it, and what is wrong with the text."""
    rows = Order.objects.filter(workspace=request.workspace).select_related("connection").prefetch_related("lines")
    if shop is not None:
        rows = rows.filter(connection=shop)
    if number.strip():
        rows = rows.filter(number=number.strip())
    order = rows.order_by("-placed_at", "-pk").first()
    if order is None:
        return None, "", ""
    try:
        return order, trial.preview(order, step, text), ""
    except fields.TextError as error:
        return order, "", str(error)
