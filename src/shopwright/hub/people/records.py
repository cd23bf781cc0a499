"""What records are called where people read of them, and the page that each of them has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Model
from django.urls import reverse

from shopwright.hub.access.models import Workspace

from .event_tables import EventModel


class Record(NamedTuple):
    """What a record is called, and the address of its page; empty where it has none."""

    name: str
    url: str


class _Kind(NamedTuple):
    """A kind of record. ``page``: its page, by the name of an address. ``part``: what stands in that address.

    ``names``: what it is called by, each a way through its fields; empty where the record says itself what it is.
    """

    page: str
    part: str = "pk"
    names: tuple[str, ...] = ()


_KINDS = {
    "access.apikey": _Kind("keys", "", ("name",)),
    "access.member": _Kind("members", "", ("user.email",)),
    "aftersales.case": _Kind("return"),
    "catalog.product": _Kind("product"),
    "catalog.variant": _Kind("variant-stock"),
    "channels.connection": _Kind("connection"),
    "fulfilment.route": _Kind("order", "order_id", ("order.number",)),
    "fulfilment.routingrule": _Kind("routing-rule", "pk", ("location.name",)),
    "fulfilment.servicerule": _Kind("service-rules", "", ("connection.name", "rule", "name")),
    "fulfilment.shipment": _Kind("order", "order_id"),
    "fulfilment.thirdparty": _Kind("third-party", "pk", ("location.name",)),
    "listings.certificate": _Kind("papers", "", ("name",)),
    "listings.listing": _Kind("listing", "pk", ("product.title", "connection.name")),
    "listings.listingrule": _Kind("listing-rule", "connection_id", ("connection.name",)),
    "listings.picturetemplate": _Kind("picture-template", "connection_id", ("connection.name",)),
    "listings.pricelist": _Kind("price-list"),
    "listings.publishrule": _Kind("publish-rule"),
    "listings.sizechart": _Kind("papers", "", ("name",)),
    "notices.noticeswitch": _Kind("notice-shop", "connection_id", ("connection.name", "step")),
    "notices.noticetext": _Kind("notice-text", "step", ("step", "language")),
    "orders.buyerretention": _Kind("buyers-data", ""),
    "orders.holdrule": _Kind("hold-rule"),
    "orders.order": _Kind("order"),
    "people.approval": _Kind("approval"),
    "stock.bufferrule": _Kind("buffer", "pk", ("variant.sku", "tag", "connection.name", "channel")),
    "stock.bundlepart": _Kind("variant-stock", "bundle_id", ("bundle.sku",)),
    "stock.channellocation": _Kind("places", "connection_id", ("connection.name", "name")),
    "stock.location": _Kind("locations", ""),
    "stock.soldoutrule": _Kind("rules", "", ("variant.sku", "connection.name")),
    "stock.withholding": _Kind("", "", ("source",)),
}
_PLAIN = _Kind("", "")


def records_of(model: EventModel, workspace: Workspace, pks: Iterable[int]) -> dict[int, Record]:
    """The records of some ids that are still there."""
    tracked: type[Model] = model.pgh_tracked_model
    kind = _KINDS.get(tracked._meta.label_lower, _PLAIN)
    rows = tracked._default_manager.all()
    if over := {way.partition(".")[0] for way in kind.names if "." in way}:
        rows = rows.select_related(*over)
    known = rows.in_bulk(list(set(pks)))
    return {pk: Record(_name(kind, row), _url(kind, row, workspace)) for pk, row in known.items()}


def last_name(row: Model) -> str:
    """What a record that is gone was called, by an event of it."""
    names = (getattr(row, name, "") for name in ("sku", "title", "number", "name", "words"))
    return next((str(name) for name in names if name), "")


def names_of_rows(model: type[Model], pks: Iterable[object]) -> Mapping[object, str]:
    """What the rows that a field of a record leads to are called, those that say it themselves."""
    if model.__str__ is Model.__str__:
        return {}
    return {pk: str(row) for pk, row in model._default_manager.in_bulk(list(set(pks))).items()}


def _name(kind: _Kind, row: Model) -> str:
    if kind.names:
        return " · ".join(str(text) for way in kind.names if (text := _follow(row, way)))
    return "" if type(row).__str__ is Model.__str__ else str(row)


def _follow(row: object, way: str) -> Any:
    value: Any = row
    for part in way.split("."):
        display = getattr(value, f"get_{part}_display", None)
        value = display() if display else getattr(value, part, None)
    return value


def _url(kind: _Kind, row: Model, workspace: Workspace) -> str:
    if not kind.page:
        return ""
    parts = [getattr(row, kind.part)] if kind.part else []
    return reverse(kind.page, args=[workspace.slug, *parts])
