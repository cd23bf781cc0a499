"""The request inspector: the calls that came in, newest first, and one of them in full."""

from __future__ import annotations

from urllib.parse import urlencode

import msgspec
from starlette.responses import Response

from shopwright.contract.load import operations
from shopwright.platform.accounts.apps_store import Apps
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.pages.product_detail import product_url
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.sales.pages.order_detail import order_url
from shopwright.platform.sandbox.inspection import (
    RequestDetailView,
    RequestPage,
    RequestQuery,
    list_requests,
    show_request,
)
from shopwright.platform.webhooks.store import Outbox
from shopwright.wire.errors import ApiError, ErrorCode
from shopwright.wire.redaction import redact_body
from shopwright.wire.signing import parse_query

from .call_again import send_again
from .call_copies import as_curl, as_python, why_not_copied
from .signature import Piece, pieces
from .words import code_words

NOTHING_FOUND = ErrorCode(
    40403,
    "Nothing here is called {text}.",
    404,
    "Search for an operation by its id, or for a call, a delivery, an app or a shop by theirs.",
)

#: Rows on the front page, and on the page of its own.
FEW, MANY = 20, 50

#: How much of a canonical string is taken apart, in characters.
_CANONICAL = 100_000


class Filter(msgspec.Struct, frozen=True):
    """What of the log is shown; ``base`` is the page that it is shown on."""

    base: str
    failed: str = ""
    operation: str = ""
    app_key: str = ""
    shop_id: str = ""
    before: str = ""

    def url(self, target: str = "", **changes: str) -> str:
        """The same with changes, on its page or another; a page starts anew when the filter changes."""
        kept = {name: value for name, value in msgspec.structs.asdict(self).items() if name not in {"base", "before"}}
        query = urlencode({name: value for name, value in {**kept, **changes}.items() if value})
        return f"{target or self.base}?{query}" if query else target or self.base

    @property
    def is_set(self) -> bool:
        return self != Filter(self.base)

    @property
    def chips(self) -> list[tuple[str, str, str]]:
        """The filters that are set: name, value, and the address without it."""
        names = (("operation", self.operation), ("app", self.app_key), ("shop", self.shop_id))
        fields = {"app": "app_key", "shop": "shop_id"}
        return [(name, value, self.url(**{fields.get(name, name): ""})) for name, value in names if value]


class Calls(msgspec.Struct, frozen=True):
    """A page of the log."""

    page: RequestPage
    filter: Filter
    size: int

    @property
    def source(self) -> str:
        """Where the script finds this list anew."""
        return self.filter.url(
            "/portal/requests", before=self.filter.before, size=str(self.size), base=self.filter.base
        )


class CallDetail(msgspec.Struct, frozen=True):
    """One call, its code explained; ``copies`` are the call for other tools, where it can be made again, else
    ``why_not`` says why it cannot."""

    call: RequestDetailView
    meaning: str
    remedy: str
    pieces: list[Piece]
    query: list[tuple[str, str]]
    copies: list[tuple[str, str]]
    why_not: str


def read_filter(ask: Ask, base: str) -> Filter:
    names = ("failed", "operation", "app_key", "shop_id", "before")
    return Filter(base, **{name: ask.query(name)[:300] for name in names})


async def read_calls(ask: Ask, base: str, size: int) -> Calls:
    """A page of the log as the address asks for it."""
    wanted = read_filter(ask, base)
    query = RequestQuery(
        operation=wanted.operation or None,
        app_key=wanted.app_key or None,
        shop_id=wanted.shop_id or None,
        failed={"1": True, "0": False}.get(wanted.failed),
        before=wanted.before or None,
        size=size,
    )
    run = await ask.run(lambda: list_requests(ask.services, query))
    return Calls(run, wanted, size)


async def requests_page(ask: Ask) -> Response:
    """``/portal/requests``."""
    size = FEW if ask.query("size") == str(FEW) else MANY
    base = "/" if ask.query("base") == "/" else "/portal/requests"
    calls = await read_calls(ask, base, size)
    if ask.part:
        return ask.fragment("_calls.html", calls=calls)
    return ask.page("calls.html", calls=calls, operation_ids=list(operations()))


async def request_page(ask: Ask) -> Response:
    """``/portal/requests/{request_id}``."""
    return await _call_reply(ask, ask.path("request_id"))


async def call_again(ask: Ask) -> Response:
    """Send a call once more, then show the new one."""
    request_id = ask.path("request_id")
    call = await ask.run(lambda: show_request(ask.services, request_id))
    new_id = await send_again(ask, call)
    if not ask.part:
        return ask.go(f"/portal/requests/{new_id}", "Sent again: this is the new call.")
    reply = await _call_reply(ask, new_id)
    reply.headers["x-shown"] = f"/portal/requests/{new_id}"
    return reply


async def _call_reply(ask: Ask, request_id: str) -> Response:
    call = await ask.run(lambda: show_request(ask.services, request_id))
    detail = explain(call, ask.services.public_url(""))
    if ask.part:
        return ask.fragment("_call.html", detail=detail)
    return ask.page("call.html", detail=detail)


def explain(call: RequestDetailView, base_url: str) -> CallDetail:
    """What a call's code means; for a bad signature also the string to sign in its parts."""
    known = code_words(call.code, call.message) if call.code else None
    parts = []
    if call.canonical is not None:
        canonical = call.canonical if len(call.canonical) <= _CANONICAL else call.canonical[:_CANONICAL]
        parts = pieces(canonical, call.path, call.query, call.mistake)
    meaning = call.message or (known.message if known else "")
    why_not = why_not_copied(call)
    copies = [] if why_not else [("curl", as_curl(call, base_url)), ("Python", as_python(call, base_url))]
    return CallDetail(
        call=call,
        meaning=redact_body(meaning),
        remedy=known.remedy if known else "",
        pieces=parts,
        query=parse_query(call.query),
        copies=[(title, text) for title, text in copies if text],
        why_not=why_not,
    )


async def search(ask: Ask) -> Response:
    """``/portal/search``: an operation, or the id of a call, delivery, app or shop leads to its page; that of an
    order, a package, a cancellation or a return to the order's, that of a product or a SKU to the product's."""
    text = ask.query("q")
    if not text:
        return ask.go("/portal/requests")
    by_lower = {name.lower(): name for name in operations()}
    if text.lower() in by_lower:
        return ask.go(f"/portal/requests?{urlencode({'operation': by_lower[text.lower()]})}")
    target = await ask.read(
        lambda tx: (
            (f"/portal/apps/{text}" if tx[Apps].get(text) else "")
            or (f"/portal/shops/{text}" if tx[Accounts].shop(text) else "")
            or (f"/portal/deliveries/{text}" if tx[Outbox].get(text) else "")
            or order_url(tx, text)
            or product_url(tx, text)
        )
    )
    if target:
        return ask.go(target)
    try:
        await ask.run(lambda: show_request(ask.services, text))
    except ApiError:
        raise NOTHING_FOUND(text=text[:100]) from None
    return ask.go(f"/portal/requests/{text}")
