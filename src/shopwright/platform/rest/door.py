"""Answers the plain door: a bearer token in the place of key, time and signature, then the gateway's own steps."""

from __future__ import annotations

from shopwright.platform.accounts.apps_store import Apps
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.accounts.tokens_store import ACCESS, Tokens
from shopwright.platform.core.call import Call
from shopwright.platform.core.http import Reply, Request
from shopwright.platform.gateway.pipeline import Pipeline
from shopwright.platform.gateway.reply_shape import omit_empty_lists
from shopwright.platform.gateway.steps.content import check_content_type
from shopwright.platform.gateway.steps.fault import inject_fault_after, inject_fault_before
from shopwright.platform.gateway.steps.identify import check_token
from shopwright.platform.gateway.steps.limit import charge_when_done, limit_rate
from shopwright.platform.gateway.steps.permit import check_entity, check_scope
from shopwright.wire.errors import ApiError
from shopwright.wire.gateway_codes import CIPHER_WRONG, INVALID, SHOP_INACTIVE, UNKNOWN_PATH, WRONG_METHOD
from shopwright.wire.message_keywords import FIELD_MISSING

from . import openapi
from .ask import ask
from .read import defaults_of, names_of_query, read_object, split_query
from .refusals import BEARER_INVALID, METHOD_WITHOUT_MEANING
from .route import PathValues, Route, find, values_of
from .routes import INSTEAD, ROUTES

#: The first segment of the door's paths.
ROOT = "/api/"
_BEARER = "bearer "


class PlainDoor(Pipeline):
    """Runs calls of the plain door. They are logged, limited and disturbed by faults as signed calls are."""

    def handle(self, request: Request) -> Reply:
        """Answer one call. Never raises. The description of the door needs no token."""
        if request.path == openapi.PATH and request.method in ("GET", "HEAD"):
            return Reply(200, openapi.encoded(self._services.public_url("")), {"content-type": "application/json"})
        return super().handle(request)

    def _run_watched(self, call: Call) -> None:
        with call:
            self._run(call)
            omit_empty_lists(call)

    def _run(self, call: Call) -> None:
        route, values = _find_route(call)
        call.operation, call.path, call.keeps_names = route.operation, dict(values), True
        check_content_type(call)
        _identify(call)
        check_entity(call)
        _check_scopes(call, route)
        _resolve_shop(call)
        inject_fault_before(call)
        if call.finished:
            return
        _limit(call, route)
        call.data = _answer(call, route, values)
        inject_fault_after(call)


def _find_route(call: Call) -> tuple[Route, PathValues]:
    request = call.request
    hits = {route.method: (route, values) for route, values in find(ROUTES, request.segments)}
    if not hits:
        raise UNKNOWN_PATH(path=request.path[:200])
    if request.method not in hits:
        allowed = ", ".join(sorted(hits))
        call.reply_headers["allow"] = allowed
        raise _wrong_method(request, allowed)
    if "\0" in request.path or "%00" in request.raw_query:
        raise INVALID(reason="path or query contains a NUL character.")
    return hits[request.method]


def _wrong_method(request: Request, allowed: str) -> ApiError:
    method = request.method[:10]
    for (hopeless, place), instead in INSTEAD.items():
        if hopeless == method and values_of(place, request.segments) is not None:
            return METHOD_WITHOUT_MEANING(method=method, allowed=allowed, instead=instead)
    return WRONG_METHOD(method=method, allowed=allowed)


def _identify(call: Call) -> None:
    """The token's user, and the app that it was issued to."""
    header = call.request.headers.get("authorization", "")
    if not header.lower().startswith(_BEARER):
        raise BEARER_INVALID(reason="is missing" if not header else "holds no bearer token")
    token = call.tx[Tokens].find(header[len(_BEARER) :].strip())
    app = call.tx[Apps].get(token.app_key) if token else None
    if token is None or token.kind != ACCESS or app is None or not app.is_active:
        raise BEARER_INVALID(reason="holds a token that was not issued as an access token")
    call.app = app
    check_token(call, token)


def _check_scopes(call: Call, route: Route) -> None:
    main = call.operation
    for operation in route.operations:
        call.operation = operation
        check_scope(call)
    call.operation = main


def _limit(call: Call, route: Route) -> None:
    """Every operation that is asked has its own limit, as if it were called by itself."""
    main = call.operation
    for operation in route.operations:
        call.operation = operation
        limit_rate(call)
        call.owed[operation.id] -= 1
    call.operation = main
    charge_when_done(call)


def _resolve_shop(call: Call) -> None:
    """The shop that ``shop_id`` or ``shop_cipher`` names, or the only one of the seller."""
    shops = call.tx[Accounts].shops_of(call.account.account_id)
    shop_id, cipher = call.parameter("shop_id"), call.parameter("shop_cipher")
    named = [shop for shop in shops if shop_id in (None, shop.shop_id) and cipher in (None, shop.cipher)]
    if not named:
        raise CIPHER_WRONG(name="shop_cipher" if cipher else "shop_id")
    if len(named) > 1:
        ids = ", ".join(shop.shop_id for shop in named)
        raise INVALID(reason=f"the token is for several shops: add shop_id, one of {ids}.")
    if not named[0].is_active:
        raise SHOP_INACTIVE()
    call.shop = named[0]


def _answer(call: Call, route: Route, values: PathValues) -> object:
    operation = route.operation
    parameters, fields = split_query(call, names_of_query(route))
    parameters = {**defaults_of(route), **parameters}
    body: dict[str, object] = {**fields, **(read_object(call) if route.takes_body else {}), **route.fill(values)}
    if route.run is not None:
        return route.run(call, values, {**parameters, **body})
    names = {item.name for item in operation.parameters if item.location == "path"}
    path = {name: value for name, value in values.items() if name in names}
    path.update({name: _taken(body, name) for name in route.from_body})
    query = {**parameters, **{name: values[source] for name, source in route.as_query.items()}}
    return route.shape(call, ask(call, operation.id, path=path, query=query, body=body if operation.body else None))


def _taken(body: dict[str, object], name: str) -> str:
    """What a body says that the operation has in its path, taken out of the body."""
    value = body.pop(name, "")
    if value == "":
        raise FIELD_MISSING(field=name)
    if not isinstance(value, str):
        raise INVALID(reason=f"{name} must be a string.")
    return value
