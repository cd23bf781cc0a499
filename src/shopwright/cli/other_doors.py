"""Requests for Shopwright's doors beside the Partner API: plain REST and the Business API's."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from shopwright.wire.business.paths import ROOT as BUSINESS_ROOT
from shopwright.wire.signing import parse_query

from .captures.exchange import Exchange
from .check_result import CheckResult, Verdict

_PLAIN_ROOT = "/api/"
#: Paths of the token service, which begin alike.
_TOKEN_ROOT = "/api/v2/token/"


class Door(NamedTuple):
    """A door: what its requests are, the header of their token and what stands before it, and who has it."""

    name: str
    header: str
    before: str
    home: str


PLAIN = Door("plain REST", "authorization", "Bearer ", "an extension of Shopwright's: TikTok has no such path")
BUSINESS = Door("the Business API", "access-token", "", "TikTok's API for Business, and not the Partner API")


class Known(NamedTuple):
    """A request that a door takes. ``names``: the parameters of its query, ``None`` where they are not known."""

    method: str
    path: str
    does: str
    names: frozenset[str] | None = None
    required: frozenset[str] = frozenset()


def door_of(path: str) -> Door | None:
    """The door that a path is for; ``None`` for the Partner API, the token service and what is nobody's."""
    if path.startswith(BUSINESS_ROOT):
        return BUSINESS
    return PLAIN if path.startswith(_PLAIN_ROOT) and not path.startswith(_TOKEN_ROOT) else None


def known_requests(door: Door) -> list[Known]:
    """What a door takes; empty where the platform is not installed."""
    try:
        return _plain() if door is PLAIN else _business()
    except ImportError:
        return []


def _plain() -> list[Known]:
    from shopwright.platform.rest.openapi import build
    from shopwright.platform.rest.routes import ROUTES

    known = []
    for path, methods in build(ROUTES, "")["paths"].items():
        for method, described in methods.items():
            queries = [each for each in described["parameters"] if each["in"] == "query"]
            known.append(
                Known(
                    method.upper(),
                    path,
                    f"{described['summary']}. {described['description']}",
                    frozenset(each["name"] for each in queries),
                    frozenset(each["name"] for each in queries if each["required"]),
                )
            )
    return known


def _business() -> list[Known]:
    from shopwright.platform.business.routes import ROUTES

    return [Known(route.operation.method, route.operation.path, route.operation.summary) for route in ROUTES]


def examine_other(exchange: Exchange, door: Door) -> Iterator[CheckResult]:
    """What is right and wrong about a request for a door."""
    known = known_requests(door)
    here = [each for each in known if _fits(each.path, exchange.path)]
    literal = max((_literal_parts(each.path) for each in here), default=0)
    here = [each for each in here if _literal_parts(each.path) == literal]
    request = next((each for each in here if each.method == exchange.method), None)
    if request is not None or not known:
        what = f"{request.method} {request.path}" if request else f"{exchange.method} {exchange.path}"
        does = f" {request.does}" if request else ""
        yield CheckResult("operation", Verdict.FINE, f"{what} is a request of {door.name}, {door.home}.{does}", "")
    elif here:
        methods = " or ".join(sorted(each.method for each in here))
        says = f"{door.name} takes no {exchange.method} at this path."
        yield CheckResult("operation", Verdict.WRONG, says, f"Use {methods} there.")
    else:
        near = difflib.get_close_matches(exchange.path, [each.path for each in known], 1, 0.5)
        remedy = f"Did you mean {near[0]}?" if near else "See the guide to it (docs/guide)."
        yield CheckResult("operation", Verdict.WRONG, f"{door.name} has no such path on a Shopwright platform.", remedy)
    if door is PLAIN and "tiktok" in exchange.scheme_and_host:
        yield CheckResult(
            "address", Verdict.WRONG, "TikTok answers no plain requests.", "Send it to a Shopwright platform."
        )
    yield _token(exchange, door)
    if request is not None and request.names is not None:
        yield from _parameters(exchange, request)
    yield CheckResult("signature", Verdict.FINE, f"none is needed: {door.name} is not signed.", "")


def _token(exchange: Exchange, door: Door) -> CheckResult:
    wanted = f"{door.header}: {door.before}<access token>"
    value = exchange.header(door.header)
    if value is None:
        return CheckResult("headers", Verdict.WRONG, f"{door.header} is missing.", f"Send {wanted}.")
    if not value.lower().startswith(door.before.lower()):
        return CheckResult("headers", Verdict.WRONG, f"{door.header} has no {door.before.strip()}.", f"Send {wanted}.")
    return CheckResult("headers", Verdict.FINE, f"the token is in {door.header}.", "")


def _parameters(exchange: Exchange, request: Known) -> Iterator[CheckResult]:
    sent = {name for name, value in parse_query(exchange.query) if value}
    names = request.names or frozenset()
    unknown, missing = sorted(sent - names), sorted(request.required - sent)
    for name in unknown:
        near = difflib.get_close_matches(name, names, 1)
        remedy = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(sorted(names))}."
        yield CheckResult("parameters", Verdict.WRONG, f"{name[:60]} is no parameter of it.", remedy)
    for name in missing:
        yield CheckResult("parameters", Verdict.WRONG, f"{name} is missing.", f"Send {name} in the query.")
    if not unknown and not missing:
        yield CheckResult("parameters", Verdict.FINE, "those that are needed are there, and none is unknown.", "")


def _fits(template: str, path: str) -> bool:
    wanted, sent = template.strip("/").split("/"), unquote(path).strip("/").split("/")
    return len(wanted) == len(sent) and all(
        part == given or part.startswith("{") for part, given in zip(wanted, sent, strict=True)
    )


def _literal_parts(path: str) -> int:
    return sum(not part.startswith("{") for part in path.split("/"))
