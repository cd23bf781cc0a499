"""``/reference``: a page for each operation and webhook, a search over all, and a form that sends the call."""

from __future__ import annotations

import json
from collections.abc import Sequence

import msgspec
from starlette.responses import Response

from shopwright.contract.changes import changes
from shopwright.contract.feed import MEDIA_TYPE, atom
from shopwright.contract.load import operations, webhooks
from shopwright.platform.accounts.tokens_store import Tokens
from shopwright.platform.core.control.replies import NOT_FOUND
from shopwright.platform.core.http import Reply
from shopwright.platform.core.pages.forms import problem_of
from shopwright.platform.core.pages.page import BOTH, GET, Ask, Page
from shopwright.platform.core.registry import BUILT
from shopwright.platform.developers.errors import OPERATOR_ONLY
from shopwright.platform.developers.pages.who import visitor_of
from shopwright.platform.gateway.pipeline import Pipeline
from shopwright.platform.reference.entries import (
    codes_by_area,
    operation_entry,
    operations_by_area,
    share_of_fields,
    webhook_entry,
)
from shopwright.platform.reference.programs import programs
from shopwright.platform.reference.samples import Sample
from shopwright.platform.reference.search_index import search_index
from shopwright.platform.reference.uploads import SAMPLES, sample_file
from shopwright.platform.webhooks.store import Delivery, Outbox, noting_deliveries
from shopwright.platform.webhooks.words import topic_words
from shopwright.wire.errors import ApiError
from shopwright.wire.meanings import Meaning, meanings

from .reference_calls import NO_TOKEN, Signed, consent_page, signed_call
from .reference_form import Choice, address_of, form_payload, read_choice, sent_choice
from .reference_maker import Maker
from .words import code_words

#: The most notifications of one call that are shown.
_MOST_CAUSED = 20


class Addresses:
    """Where the pages of the reference are."""

    index = "/reference"
    operations = "/reference/operations"
    webhooks = "/reference/webhooks"
    codes = "/reference/codes"

    def operation(self, operation_id: str) -> str:
        return f"/reference/operations/{operation_id}"

    def webhook(self, number: int | str) -> str:
        return f"/reference/webhooks/{number}"

    def code(self, number: int | str) -> str:
        return f"/reference/codes/{number}"

    def guide(self, key: str) -> str:
        return f"/portal/docs#{key}"


AT = Addresses()
INDEX = "/reference/index.json"
_LIST = "reference_list.html"


class Result(msgspec.Struct, frozen=True):
    """What came of a call."""

    signed: Signed
    status: int
    code: int
    words: str
    reply: str
    request_id: str
    caused: list[Delivery]


async def index_page(ask: Ask) -> Response:
    """``/reference``: everything by area, with the search."""
    written, total = share_of_fields()
    hooks = list(webhooks().values())
    return ask.page(
        "reference.html",
        at=AT,
        index_url=INDEX,
        areas=operations_by_area(),
        built=BUILT,
        hooks=hooks,
        written=written,
        total=total,
    )


async def operations_page(ask: Ask) -> Response:
    """``/reference/operations``: every operation with its call, by area."""
    areas = operations_by_area()
    return ask.page(_LIST, kind="operations", title="All operations", at=AT, index_url=INDEX, areas=areas, built=BUILT)


async def webhooks_page(ask: Ask) -> Response:
    """``/reference/webhooks``: every webhook."""
    hooks = list(webhooks().values())
    return ask.page(_LIST, kind="webhooks", title="All webhooks", at=AT, index_url=INDEX, hooks=hooks)


async def codes_page(ask: Ask) -> Response:
    """``/reference/codes``: every error code with its meaning, by area."""
    return ask.page(_LIST, kind="codes", title="All error codes", at=AT, index_url=INDEX, families=codes_by_area())


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
    """``/reference/operations/{operation_id}``: all about an operation; a POST fills the form, makes what the shop
    lacks, or sends the call of the form."""
    operation = operations().get(ask.path("operation_id"))
    if operation is None:
        raise NOT_FOUND(what="The operation")
    act = ask.form.text("act") if ask.request.method == "POST" else ""
    if act == "fill":
        return ask.go(address_of(operation, ask.form.text("shop_id"), ask.form.text("app_key"), {}))
    result, problem, consent = None, "", ""
    choice = await (read_choice(ask, operation) if act in ("", "make") else sent_choice(ask, operation))
    if act == "make" and choice.needs_a_shop and not visitor_of(ask).is_operator:
        raise OPERATOR_ONLY()
    try:
        if act == "make":
            await _check_consent(ask, choice)
            return await _make(ask, choice)
        if act:
            result = await _send(ask, choice)
    except ApiError as error:
        problem = problem_of(error)[1]
        consent = consent_page(operation, choice.app, choice.shop) if choice.app and error.error is NO_TOKEN else ""
    return ask.page(
        "reference_operation.html",
        at=AT,
        index_url=INDEX,
        entry=operation_entry(operation),
        choice=choice,
        samples=list(SAMPLES),
        topic_words=topic_words,
        result=result,
        problem=problem,
        consent=consent,
        programs=programs(_with_cipher(choice), ask.services.public_url("")),
    )


def _with_cipher(choice: Choice) -> Sample:
    sample = choice.told
    is_shops = sample.operation.entity.value == "shop"
    cipher = {"shop_cipher": choice.shop.cipher} if is_shops and choice.shop else {}
    return msgspec.structs.replace(sample, query={**sample.query, **cipher})


async def _make(ask: Ask, choice: Choice) -> Response:
    """Make what the call needs, then show the form filled with it."""
    operation = choice.sample.operation
    maker = Maker(ask, choice.app)
    shop = choice.shop if choice.shop and not choice.needs_a_shop else await maker.shop_for(choice.example)
    made = await maker.made_for(operation.id, shop)
    url = address_of(operation, shop.shop_id, choice.app_key, made)
    return ask.go(url, f"Made {', '.join(maker.did)}." if maker.did else "The shop has all that it takes.")


async def _check_consent(ask: Ask, choice: Choice) -> None:
    """Things are made in a shop whose seller authorised the app; the operator's are made anywhere."""
    shop = choice.shop
    if shop is None or visitor_of(ask).is_operator:
        return
    if not await ask.read(lambda tx: tx[Tokens].newest_pair(choice.app_key, shop.account_id)):
        raise NO_TOKEN()


async def _send(ask: Ask, choice: Choice) -> Result:
    operation = choice.sample.operation
    values = {**choice.sample.query, **choice.sample.path_values}
    payload = form_payload(ask.form, choice.sample)
    signed = await ask.read(lambda tx: signed_call(tx, operation, choice.app, choice.shop, values, payload))

    def handled() -> tuple[Reply, list[str]]:
        with noting_deliveries() as ids:
            return ask.services[Pipeline].handle(signed.request), ids

    reply, ids = await ask.run(handled)
    ask.services.wake()
    caused = await ask.read(lambda tx: tx[Outbox].of_ids(ids[-_MOST_CAUSED:], choice.app_key))
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


async def sample_page(ask: Ask) -> Response:
    """``/reference/samples/{name}``: a sample file for uploads."""
    name = ask.path("name")
    if name not in SAMPLES:
        raise NOT_FOUND(what="The sample")
    file = sample_file(name)
    headers = {"x-content-type-options": "nosniff", "content-disposition": f'attachment; filename="{name}"'}
    return Response(file.content, media_type=file.media_type, headers=headers)


async def webhook_page(ask: Ask) -> Response:
    """``/reference/webhooks/{number}``."""
    number = ask.path("number")
    hook = webhooks().get(int(number)) if number.isdecimal() and len(number) < 10 else None
    if hook is None:
        raise NOT_FOUND(what="The webhook")
    return ask.page("reference_webhook.html", at=AT, index_url=INDEX, entry=webhook_entry(hook))


async def code_page(ask: Ask) -> Response:
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
    Page(AT.index, GET, index_page),
    Page(AT.operations, GET, operations_page),
    Page(AT.webhooks, GET, webhooks_page),
    Page(AT.codes, GET, codes_page),
    Page("/reference/index.json", GET, search_file),
    Page("/reference/feed.atom", GET, feed_file),
    Page("/reference/samples/{name}", GET, sample_page),
    Page("/reference/operations/{operation_id}", BOTH, operation_page),
    Page("/reference/webhooks/{number}", GET, webhook_page),
    Page("/reference/codes/{number}", GET, code_page),
)
