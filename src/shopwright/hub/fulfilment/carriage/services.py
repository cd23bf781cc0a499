"""Every write about shipping services: rules, and a parcel that is shipped with one of them."""

from __future__ import annotations

from shopwright.hub.access.models import Workspace
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.parcels import ShippingService, ShippingServices
from shopwright.hub.channels.protocol import ChannelError, Outcome, Result, Session
from shopwright.hub.core.money import money_words
from shopwright.hub.fulfilment.models import Shipment

from .models import ServiceRule
from .queries import rule_of
from .rules import LASTING, Rule, choose

_REMEDY = "Choose a shipping service on its order's page."


class ServiceRuleError(Exception):
    """A rule that cannot be kept; the text says why."""


def write_rule(workspace: Workspace, connection: Connection | None, rule: str, name: str) -> None:
    """Keep how parcels of a connection get their service, or those of all without a rule of their own.

    An empty rule is removed. Raises ServiceRuleError for one that is not known, and for a service without a name.
    """
    if not rule:
        ServiceRule.objects.filter(workspace=workspace, connection=connection).delete()
        return
    if rule not in LASTING:
        raise ServiceRuleError("Choose one of the rules.")
    if rule == Rule.NAMED and not name:
        raise ServiceRuleError("Write the name of the service as the channel writes it.")
    ServiceRule.objects.update_or_create(
        workspace=workspace,
        connection=connection,
        defaults={"rule": rule, "name": name[:120] if rule == Rule.NAMED else ""},
    )


def ship(session: Session, shipment: Shipment) -> Outcome:
    """Ask a channel for carriage: with a service by rule or by hand where it offers several, which is written down.

    Raises ChannelError where it cannot be asked now.
    """
    if shipment.is_own or not isinstance(session, ShippingServices):
        return _ship_without(session, shipment)
    try:
        offered = session.shipping_services(shipment.external_id)
    except ChannelError as error:
        if error.is_passing or error.needs_consent:
            raise
        return Outcome(Result.REFUSED, error.code, error.message, error.remedy)
    if not offered:
        return _ship_without(session, shipment)
    if shipment.service_rule == Rule.CHOSEN:
        service = next((each for each in offered if each.external_id == shipment.service_id), None)
        name = shipment.service
    else:
        rule = rule_of(shipment.connection)
        service, name = choose(offered, shipment.service_rule or rule.rule, rule.name), rule.name
    if service is None:
        return Outcome(Result.REFUSED, message=f"“{name}” is not offered for this parcel.", remedy=_REMEDY)
    if trouble := dearer(service, shipment):
        return Outcome(Result.REFUSED, message=trouble, remedy=_REMEDY)
    keep_service(shipment, service)
    Shipment.objects.filter(pk=shipment.pk).update(
        service_id=shipment.service_id,
        service=shipment.service,
        cost=shipment.cost,
        cost_currency=shipment.cost_currency,
    )
    return session.ship_with(shipment.external_id, service.external_id)


def keep_service(shipment: Shipment, service: ShippingService) -> None:
    """Write a service and its price on a shipment, which the caller saves."""
    shipment.service_id, shipment.service = service.external_id, service.name[:120]
    shipment.cost, shipment.cost_currency = service.price, service.currency


def dearer(service: ShippingService, shipment: Shipment) -> str:
    """Why a service that somebody chose is not bought: it costs more by now; "" where it does not."""
    if shipment.service_rule != Rule.CHOSEN or shipment.cost is None or service.price <= shipment.cost:
        return ""
    now, then = money_words(service.price, service.currency), money_words(shipment.cost, shipment.cost_currency)
    return f"{service.name} costs {now} now, and cost {then} when it was chosen."


def _ship_without(session: Session, shipment: Shipment) -> Outcome:
    number = shipment.tracking_number if shipment.is_own else ""
    return session.ship(shipment.external_id, shipment.carrier_id, number)
