"""``shopwright coverage``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from shopwright.cli.captures.exchange import Exchange, Notification
from shopwright.cli.captures.files import read_recordings
from shopwright.cli.connection import SWITCH, AnyShop, Connection, shop_id_of
from shopwright.cli.control import Control, in_path
from shopwright.cli.output import print_json
from shopwright.cli.refusal import RefusedError
from shopwright.cli.table import print_table
from shopwright.cli.text import console, print_message

from .measure import LoggedCall, measure


def coverage(
    export: Annotated[
        Path | None, Parameter(help="Recorded calls in place of a running platform's: HAR or lines of JSON.")
    ] = None,
    *,
    connection: Connection | None = None,
    app_key: Annotated[str | None, Parameter(help="Only of this app.")] = None,
    shop: AnyShop = None,
    check: Annotated[bool, Parameter(help="Exit with 1 where something is missed."), SWITCH] = False,
) -> int:
    """Show what of the Partner API an integration uses, and which features it misses.

    It reads the platform's log of calls and notifications: operations, webhooks, scopes, refusals that were met. What
    is missed is told for the areas that are used, with the page of the guide about it.

    For example:
        shopwright coverage
        shopwright coverage calls.jsonl --json
        shopwright coverage --app-key 5e2a5e355a6f1 --check
    """
    options = connection or Connection()
    if export is not None:
        if app_key or shop:
            raise RefusedError("--app-key and --shop are for a running platform", "leave them out")
        report = _of_recordings(export)
    else:
        report = _of_platform(options.open(), app_key, shop)
    if not report["operations"]:
        raise RefusedError("no operation was called", "run the integration against the platform first")
    if options.as_json:
        print_json(report)
    else:
        _print(report)
    return 1 if check and report["misses"] else 0


def _of_recordings(export: Path) -> dict[str, Any]:
    recorded = read_recordings(export)
    calls = [_call(each) for each in recorded if isinstance(each, Exchange)]
    notifications = [each.body for each in recorded if isinstance(each, Notification)]
    taken = [{"topic": body.get("type", 0), "status": "DELIVERED"} for body in notifications]
    return measure(calls, taken or None, ())


def _call(exchange: Exchange) -> LoggedCall:
    operation = exchange.operation
    code = exchange.reply.get("code") if isinstance(exchange.reply, dict) else None
    if not isinstance(code, int):  # a reply that was not kept whole: its status tells
        code = 0 if exchange.status in (None, 200) else -1
    return LoggedCall(operation.id if operation else exchange.path, exchange.path, exchange.status or 200, code)


def _of_platform(control: Control, app_key: str | None, shop: str | None) -> dict[str, Any]:
    shop_id = shop_id_of(control, shop)
    rows = control.rows("requests", "requests", 0, app_key=app_key, shop_id=shop_id)[::-1]
    calls = [LoggedCall(row["operation"] or row["path"], row["path"], row["http_status"], row["code"]) for row in rows]
    deliveries = control.rows("deliveries", "deliveries", 0, app_key=app_key, shop_id=shop_id)
    granted = control.get(f"apps/{in_path(app_key)}").get("scopes", []) if app_key else []
    return measure(calls, deliveries, granted)


def _print(report: dict[str, Any]) -> None:
    _title("Operations")
    print_table(
        ["operation", "calls", "fine", "refused with"],
        [
            [row["operation"], str(row["calls"]), str(row["fine"]), " ".join(row["refused_with"])]
            for row in report["operations"]
        ],
    )
    _title("Areas")
    print_table(["area", "used", "of"], [[row["area"], str(row["used"]), str(row["of"])] for row in report["areas"]])
    if report["webhooks"] is not None:
        _title("Webhooks")
        rows = [[str(row["topic"]), row["name"], str(row["sent"]), str(row["accepted"])] for row in report["webhooks"]]
        print_table(["topic", "name", "sent", "taken"], rows)
    _title("Scopes")
    print_table(["scope"], [[scope] for scope in report["scopes"]["used"]])
    if unused := report["scopes"]["granted_and_unused"]:
        print_message(f"granted, and not used: {', '.join(unused)}", style="dim")
    _title("Missed")
    rows = [[miss["feature"], miss["says"], miss["guide"]] for miss in report["misses"]]
    print_table(["feature", "what", "guide"], rows, sentences={"what"})


def _title(text: str) -> None:
    if sys.stdout.isatty():
        console().print(f"\n{text}", style="bold")
