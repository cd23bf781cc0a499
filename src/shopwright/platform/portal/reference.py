"""``/reference``: a page for each operation and webhook, a search over all, and a form that sends the call."""

from __future__ import annotations

import json
from collections.abc import Sequence

import msgspec
from starlette.responses import Response

from shopwright.contract.changes import changes
from shopwright.contract.feed import MEDIA_TYPE, atom
from shopwright.contract.load import operations, webhooks
from shopwright.contract.model import Operation
from shopwright.platform.accounts.apps_store import Apps
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.control.replies import NOT_FOUND
from shopwright.platform.core.identity import App, Shop
from shopwright.platform.core.pages.forms import Form, problem_of
from shopwright.platform.core.pages.page import BOTH, GET, Ask, Page
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx
from shopwright.platform.gateway.pipeline import Pipeline
from shopwright.platform.reference.entries import operation_entry, share_of_fields, webhook_entry
from shopwright.platform.reference.samples import Sample, programs
from shopwright.platform.reference.search_index import search_index
from shopwright.platform.webhooks.store import Delivery, Outbox
from shopwright.wire.errors import ApiError
from shopwright.wire.meanings import Meaning, meanings

from .reference_calls import Signed, filled, shop_of, signed_call
from .words import code_words

#: The most notifications of one call that are shown.
_MOST_CAUSED = 20


class Addresses:
    """Where the pages of the reference are."""

    def operation(self, operation_id: str) -> str:
        return f"/reference/operations/{operation_id}"

    def webhook(self, number: int | str) -> str:
        return f"/reference/webhooks/{number}"

    def code(self, number: int | str) -> str:
        return f"/reference/codes/{number}"


AT = Addresses()
INDEX = "/reference/index.json"


class Result(msgspec.Struct, frozen=True):
    """What came of a call."""

    signed: Signed
    status: int
    code: int
    words: str
    reply: str
    request_id: str
    caused: list[Delivery]


class Choice(msgspec.Struct, frozen=True):
    """As whom a call can be sent, and what the form begins with."""

    shops: list[Shop]
    apps: list[App]
    shop: Shop | None
    app_key: str
    sample: Sample
    body: str


async def index_page(ask: Ask) -> Response:
    """``/reference``: everything by area, with the search."""
    areas: dict[str, list[Operation]] = {}
    for operation in operations().values():
        areas.setdefault(operation.area, []).append(operation)
    written, total = share_of_fields()
    hooks = list(webhooks().values())
    return ask.page(
        "reference.html", at=AT, index_url=INDEX, areas=sorted(areas.items()), hooks=hooks, written=written, total=total
    )


async def search_file(ask: Ask) -> Response:
    """``/reference/index.json``: what the search looks in."""
    headers = {"cache-control": "private, max-age=600", "x-content-type-options": "nosniff"}
    return Response(search_index(), media_type="application/json", headers=headers)


async def feed_file(ask: Ask) -> Response:
    """``/reference/feed.atom``: what of the API changes, as an Atom feed."""
    text = atom(changes(), lambda change: _page_of(change.operations), "feed.atom")
    headers = {"cache-control": "private, max-age=600", "x-content-type-options": "nosniff"}
    return Response(text, media_type=MEDIA_TYPE, headers=headers)


def _page_of(names: Sequence[str]) -> str | None:
    """The page of the first operation, relative to the feed."""
    return f"operations/{names[0]}" if names else None


async def operation_page(ask: Ask) -> Response:
    """``/reference/operations/{operation_id}``: all about an operation; a POST sends the call of the form."""
    operation = operations().get(ask.path("operation_id"))
    if operation is None:
        raise NOT_FOUND(what="The operation")
    choice = await ask.read(lambda tx: _choice(tx, operation, ask.form if ask.request.method == "POST" else None))
    result, problem = None, ""
    if ask.request.method == "POST":
        try:
            result = await _send(ask, operation, choice)
        except ApiError as error:
            problem = problem_of(error)[1]
    return ask.page(
        "reference_operation.html",
        at=AT,
        index_url=INDEX,
        entry=operation_entry(operation),
        choice=choice,
        result=result,
        problem=problem,
        programs=programs(_with_cipher(choice), ask.services.public_url("")),
    )


def _choice(tx: Tx, operation: Operation, form: Form | None) -> Choice:
    shop = shop_of(tx, form.text("shop_id") if form else "")
    apps = tx[Apps].all()
    app_key = form.text("app_key") if form else next((app.app_key for app in apps if app.doc.is_demo), "")
    sample = filled(tx, operation, shop)
    body = json.dumps(sample.body, ensure_ascii=False, indent=2) if sample.body is not None else ""
    if form:
        paths = {name: form.text(f"p-{name}") for name in sample.path_values}
        asked = {item.name: form.text(f"p-{item.name}") for item in operation.parameters if item.location == "query"}
        sample = Sample(operation, paths, {name: text for name, text in asked.items() if text}, _decoded(form, sample))
        body = form.text("body")
    return Choice(tx[Accounts].all_shops(), apps, shop, app_key, sample, body)


def _decoded(form: Form, sample: Sample) -> dict[str, object] | None:
    try:
        body = json.loads(form.text("body") or "{}")
    except ValueError:
        body = None
    return body if sample.body is not None and isinstance(body, dict) else None


def _with_cipher(choice: Choice) -> Sample:
    sample = choice.sample
    is_shops = sample.operation.entity.value == "shop"
    cipher = {"shop_cipher": choice.shop.cipher} if is_shops and choice.shop else {}
    return msgspec.structs.replace(sample, query={**sample.query, **cipher})


async def _send(ask: Ask, operation: Operation, choice: Choice) -> Result:
    form = {**choice.sample.query, **choice.sample.path_values, "body": ask.form.text("body")}
    signed = await ask.read(lambda tx: signed_call(tx, operation, choice.app_key, choice.shop, form))
    began = wall_ms()
    reply = await ask.run(lambda: ask.services[Pipeline].handle(signed.request))
    ask.services.wake()
    caused = await ask.read(lambda tx: tx[Outbox].created_since(began, _MOST_CAUSED))
    text = reply.body.decode("utf-8", "replace")
    code, message = _outcome(reply.body)
    known = code_words(code, message) if code else None
    words = f"{message} {known.remedy if known else ''}" if code else ""
    return Result(signed, reply.status, code, words, text, reply.headers.get("x-tt-logid", ""), caused)


def _outcome(body: bytes) -> tuple[int, str]:
    try:
        reply = json.loads(body)
        return int(reply["code"]), str(reply["message"])
    except (ValueError, KeyError, TypeError):
        return -1, "The reply is no envelope: a fault did this."


async def webhook_page(ask: Ask) -> Response:
    """``/reference/webhooks/{number}``."""
    number = ask.path("number")
    hook = webhooks().get(int(number)) if number.isdecimal() and len(number) < 10 else None
    if hook is None:
        raise NOT_FOUND(what="The webhook")
    return ask.page("reference_webhook.html", at=AT, index_url=INDEX, entry=webhook_entry(hook))


async def codes_page(ask: Ask) -> Response:
    """``/reference/codes/{number}``: a code, with the others of its area and the operations that document it."""
    number = ask.path("number")
    known = meanings().get(int(number)) if number.isdecimal() and len(number) < 12 else None
    if known is None:
        raise NOT_FOUND(what="The code")
    users = [each for each in operations().values() if number in each.documented_codes]
    family: dict[int, Meaning] = {code: each for code, each in meanings().items() if each.area == known.area}
    return ask.page(
        "reference_code.html", at=AT, index_url=INDEX, number=int(number), meaning=known, users=users, family=family
    )


PAGES = (
    Page("/reference", GET, index_page),
    Page("/reference/index.json", GET, search_file),
    Page("/reference/feed.atom", GET, feed_file),
    Page("/reference/operations/{operation_id}", BOTH, operation_page),
    Page("/reference/webhooks/{number}", GET, webhook_page),
    Page("/reference/codes/{number}", GET, codes_page),
)
