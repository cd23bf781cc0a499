"""``shopwright logs``: the calls that came in."""

from __future__ import annotations

from collections import deque
from typing import Annotated, Any

from cyclopts import Parameter

from .connection import SWITCH, AnyShop, Connection, Limit, shop_id_of
from .control import Control, in_path
from .events import Events
from .lines import parts_of_call, print_event, print_line
from .refusal import RefusedError
from .text import print_message

#: How many calls are remembered, so that none is printed twice when following begins.
_REMEMBERED = 5_000


def logs(
    *,
    connection: Connection | None = None,
    follow: Annotated[bool, Parameter(name=("--follow", "-f"), help="Go on with those to come."), SWITCH] = False,
    failed: Annotated[bool, Parameter(help="Only those that were refused or failed."), SWITCH] = False,
    operation: Annotated[str | None, Parameter(help="Only of this operation, by name or id.")] = None,
    app_key: Annotated[str | None, Parameter(help="Only of this app.")] = None,
    shop: AnyShop = None,
    limit: Limit = 20,
    details: Annotated[
        bool, Parameter(help="With query, headers, body and reply, for drift and coverage; needs --json."), SWITCH
    ] = False,
) -> int:
    """Show the calls that came in, and follow them.

    The newest stands last. A line holds time, HTTP status, code, operation, duration, request id, and what went wrong;
    sandbox requests show tells all of one. With --json each is a line of JSON. Ctrl+C ends it.

    For example:
        shopwright logs
        shopwright logs --follow --failed
        shopwright logs --operation order.get_order_list --limit 100 --json
        shopwright logs --limit 0 --details --json > calls.jsonl
    """
    platform = connection or Connection()
    if details and (follow or not platform.as_json):
        raise RefusedError("--details is for exports", "add --json, and leave out --follow")
    control = platform.open()
    wanted = {
        "operation": _operation_id(operation),
        "app_key": app_key,
        "shop_id": shop_id_of(control, shop),
        "failed": failed or None,
    }
    if not follow:
        for call in _past(control, limit, wanted):
            _print(_whole(control, call) if details else call, as_json=platform.as_json)
        return 0
    try:
        _follow(control, limit, wanted, as_json=platform.as_json)
    except KeyboardInterrupt:
        return 0
    return 0


def _past(control: Control, limit: int, wanted: dict[str, Any]) -> list[dict[str, Any]]:
    return control.rows("requests", "requests", limit, **wanted)[::-1]


def _whole(control: Control, call: dict[str, Any]) -> dict[str, Any]:
    """A call with all that the platform keeps of it."""
    return dict(control.get(f"requests/{in_path(call['request_id'])}"))


def _follow(control: Control, limit: int, wanted: dict[str, Any], *, as_json: bool) -> None:
    printed: deque[str] = deque(maxlen=_REMEMBERED)

    def show(call: dict[str, Any]) -> None:
        if call["request_id"] not in printed:
            printed.append(call["request_id"])
            _print(call, as_json=as_json)

    is_first = True

    def opened() -> None:
        nonlocal is_first
        if is_first:
            for call in _past(control, limit, wanted):
                show(call)
            note("following …")
        is_first = False

    for event in Events(control, opened, lambda reason: note(f"{reason}; connecting again …")):
        if event.name == "request" and _is_wanted(event.data, wanted):
            show(event.data)


def _is_wanted(call: dict[str, Any], wanted: dict[str, Any]) -> bool:
    if wanted["failed"] and call["code"] == 0:
        return False
    return all(wanted[name] in (None, call[name]) for name in ("operation", "app_key", "shop_id"))


def _print(call: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_event(call)
    else:
        print_line(parts_of_call(call))


def note(text: str) -> None:
    """Say something beside the output."""
    print_message(text, style="dim")


def _operation_id(name: str | None) -> str | None:
    if name is None:
        return None
    from .call_arguments import method_named

    return method_named(name).operation.id
