"""``shopwright sandbox requests show``, and ``request``: one call that came in, and any call of the control API."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter

from shopwright.cli.connection import Connection
from shopwright.cli.control import in_path
from shopwright.cli.output import print_json, print_view
from shopwright.cli.refusal import RefusedError
from shopwright.cli.sandbox.fields import Fields, body_of, fields_of


def show(
    request_id: Annotated[str, Parameter(help="The request's id.")], *, connection: Connection | None = None
) -> int:
    """Show a call with its body, its reply and a bad sign's cause.

    For example:
        shopwright sandbox requests show 20261128105501A1B2C3D4
    """
    platform = connection or Connection()
    print_view(platform.open().get(f"requests/{in_path(request_id)}"), as_json=platform.as_json)
    return 0


def request(
    method: Annotated[Literal["GET", "POST", "PATCH", "DELETE"], Parameter(help="The method.")],
    path: Annotated[str, Parameter(help="The path below /sandbox, with its query.")],
    *fields: Fields,
    connection: Connection | None = None,
    body: Annotated[str | None, Parameter(help="The whole body as JSON; @file, or - for standard input.")] = None,
) -> int:
    """Call the control API itself: whatever it has.

    GET openapi.json describes all of it.

    For example:
        shopwright sandbox request GET openapi.json
        shopwright sandbox request POST clock/advance seconds=60
        shopwright sandbox request POST orders --body @order.json
    """
    if body is not None and fields:
        raise RefusedError("--body and fields exclude each other", "leave one of them out")
    platform = connection or Connection()
    control = platform.open()
    below = path.removeprefix("/").removeprefix("sandbox/")
    if below.partition("?")[0] == "openapi.json":
        print_json(control.document(below))
        return 0
    content = body_of(body) if body is not None else fields_of(fields) if fields else {}
    data = control.ask(method, below, None if method in ("GET", "DELETE") else content)
    if platform.as_json or not isinstance(data, dict):
        print_json(data)
    else:
        print_view(data, as_json=False)
    return 0
