"""``shopwright sandbox fault``: what goes wrong on purpose."""

from __future__ import annotations

from typing import Annotated, Any

from cyclopts import Parameter

from shopwright.cli.connection import SWITCH, AnyShop, Connection, shop_id_of
from shopwright.cli.control import Control, in_path
from shopwright.cli.output import print_rows, print_view
from shopwright.cli.refusal import RefusedError
from shopwright.cli.sandbox.choices import topics_of

Count = Annotated[int | None, Parameter(help="How often; without end unless named.")]
Rate = Annotated[float | None, Parameter(help="The share that is hit, from 0 to 1.")]
AppKey = Annotated[str | None, Parameter(help="Only of this app.")]


def list_faults(*, connection: Connection | None = None) -> int:
    """List the faults in force.

    For example:
        shopwright sandbox fault
    """
    platform = connection or Connection()
    rows = platform.open().get("faults")["faults"]
    columns = "fault_id remaining rule.operation rule.http_status rule.code rule.delay_ms rule.drop rule.webhook"
    print_rows(rows, columns, as_json=platform.as_json)
    return 0


def add(
    operation: Annotated[str, Parameter(help="An operation's name or id, or a pattern over ids: get*.")] = "*",
    *,
    connection: Connection | None = None,
    http_status: Annotated[int | None, Parameter(name=("--http-status", "--status"), help="Answer this.")] = None,
    code: Annotated[int | None, Parameter(help="Answer this code of the envelope.")] = None,
    message: Annotated[str | None, Parameter(help="Answer this message.")] = None,
    retry_after: Annotated[int | None, Parameter(help="Seconds of the header Retry-After.")] = None,
    delay_ms: Annotated[int | None, Parameter(help="Answer so much later.")] = None,
    drop: Annotated[bool, Parameter(help="Close the connection without an answer."), SWITCH] = False,
    after: Annotated[bool, Parameter(help="Let the operation act, and lose its answer only."), SWITCH] = False,
    count: Count = None,
    rate: Rate = None,
    app_key: AppKey = None,
    shop: AnyShop = None,
) -> int:
    """Let calls of an operation go wrong.

    For example:
        shopwright sandbox fault add product.search_products --status 429 --retry-after 1 --count 3
        shopwright sandbox fault add updateInventory --drop --after --count 1
        shopwright sandbox fault add 'get*' --delay-ms 2000 --rate 0.1
    """
    rule: dict[str, object] = {
        "operation": _operation_id(operation),
        "http_status": http_status,
        "code": code,
        "message": message,
        "retry_after": retry_after,
        "delay_ms": delay_ms,
        "drop": drop or None,
        "when": "after" if after else None,
    }
    return _add(connection or Connection(), rule, count, rate, app_key, shop)


def webhooks(
    topics: Annotated[
        str | None, Parameter(help="Topics by number or name, joined by commas; all unless named.")
    ] = None,
    *,
    connection: Connection | None = None,
    drop: Annotated[bool, Parameter(help="Lose them."), SWITCH] = False,
    copies: Annotated[int | None, Parameter(help="Send each so often.")] = None,
    delay_seconds: Annotated[int | None, Parameter(help="Hold them back, by the platform's clock.")] = None,
    reorder: Annotated[bool, Parameter(help="Let newer ones out first."), SWITCH] = False,
    count: Count = None,
    rate: Rate = None,
    app_key: AppKey = None,
    shop: AnyShop = None,
) -> int:
    """Let notifications get lost, doubled, late or out of order.

    For example:
        shopwright sandbox fault webhooks 1,PACKAGE_UPDATE --copies 2
        shopwright sandbox fault webhooks --drop --count 1
    """
    webhook = {"drop": drop or None, "copies": copies, "delay_seconds": delay_seconds, "reorder": reorder or None}
    rule: dict[str, object] = {
        "webhook": {name: value for name, value in webhook.items() if value is not None},
        "topics": topics_of(topics) if topics else None,
    }
    return _add(connection or Connection(), rule, count, rate, app_key, shop)


def remove(
    fault_id: Annotated[str | None, Parameter(help="The fault's id.")] = None,
    *,
    connection: Connection | None = None,
    every: Annotated[bool, Parameter(name="--all", help="End all faults."), SWITCH] = False,
) -> int:
    """End a fault, or all of them.

    For example:
        shopwright sandbox fault remove --all
    """
    if (fault_id is None) != every:
        raise RefusedError("which fault is to end?", "give its id, or --all; see shopwright sandbox fault")
    platform = connection or Connection()
    path = "faults" if fault_id is None else f"faults/{in_path(fault_id)}"
    print_view(platform.open().delete(path), as_json=platform.as_json)
    return 0


def _add(
    platform: Connection,
    rule: dict[str, object],
    count: int | None,
    rate: float | None,
    app_key: str | None,
    shop: str | None,
) -> int:
    control: Control = platform.open()
    limits = {"count": count, "rate": rate, "app_key": app_key, "shop_id": shop_id_of(control, shop)}
    fault: dict[str, Any] = control.post("faults", {**rule, **limits})
    print_view(fault, as_json=platform.as_json)
    return 0


def _operation_id(name: str) -> str:
    """The id of an operation that is named as ``call`` takes it; patterns stay as they are."""
    if any(sign in name for sign in "*?["):
        return name
    from shopwright.cli.call_arguments import method_named

    return method_named(name).operation.id
