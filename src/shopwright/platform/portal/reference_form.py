"""What the form of an operation's page shows: as whom the call is sent, and with which values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import urlencode

import msgspec

from shopwright.contract.load import resolve, schema
from shopwright.contract.model import Entity, Operation
from shopwright.platform.accounts.apps_store import Apps
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.accounts.tokens_store import Tokens
from shopwright.platform.core.identity import App, Shop
from shopwright.platform.core.pages.forms import Form
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.database.transaction import Tx
from shopwright.platform.developers.pages.who import visitor_of
from shopwright.platform.reference.examples import Example, example_of, example_sample, things
from shopwright.platform.reference.samples import Sample
from shopwright.platform.reference.uploads import FILE_FIELDS, SAMPLES, File, multipart_body, sample_file

from .reference_calls import Payload, json_payload
from .reference_things import Things, Values


class UploadField(msgspec.Struct, frozen=True):
    """A field of a form that uploads. ``value``: its text, or the name of the sample file that is sent."""

    name: str
    value: str
    is_file: bool
    is_required: bool
    choices: tuple[str, ...]


class Choice(msgspec.Struct, frozen=True):
    """As whom a call can be sent, and what the form begins with. ``app``: ``None`` where the asker has none, or named
    one that is not theirs. ``missing``: what the shop has not that the call names; ``wanted_shop``: in which shop it
    is answered, where there is none such. ``told``: the sample for a reader, with words for what is missing."""

    shops: list[Shop]
    apps: list[App]
    shop: Shop | None
    app: App | None
    example: Example
    sample: Sample
    told: Sample
    body: str
    uploads: tuple[UploadField, ...] = ()
    missing: tuple[str, ...] = ()
    wanted_shop: str = ""

    @property
    def needs_a_shop(self) -> bool:
        """Whether there is no shop that the call is answered in."""
        return self.shop is None or bool(self.wanted_shop)

    @property
    def app_key(self) -> str:
        """The key of the app that calls; empty where there is none."""
        return self.app.app_key if self.app else ""


def address_of(operation: Operation, shop_id: str, app_key: str, made: Mapping[str, Values]) -> str:
    """The page of an operation with its form filled for a shop."""
    things_made = {f"{thing}.{name}": text for thing, values in made.items() for name, text in values.items()}
    query = urlencode({"shop_id": shop_id, "app_key": app_key, **things_made})
    return f"/reference/operations/{operation.id}?{query}"


async def read_choice(ask: Ask, operation: Operation) -> Choice:
    """The form as the page fills it: with what the address names, else an app of the asker's and a shop that fits."""
    chosen = {name: ask.form.text(name) for name in ("shop_id", "app_key") if ask.form.has(name)}
    query = {**ask.request.query_params, **chosen}
    choice = await _callers(ask, operation, query.get("shop_id", ""), query.get("app_key", ""))
    shop_things = Things(ask.services, choice.app, choice.shop, _made(query))
    sample = await ask.run(lambda: shop_things.filled(choice.sample))
    lacks = [things()[name].is_ for name in shop_things.missing if name in things()]
    told = await ask.run(lambda: shop_things.told(choice.sample)) if lacks else sample
    return msgspec.structs.replace(
        choice, sample=sample, told=told, body=_body_text(sample), uploads=_uploads(sample), missing=tuple(lacks)
    )


async def sent_choice(ask: Ask, operation: Operation) -> Choice:
    """The form as it was sent."""
    form = ask.form
    choice = await _callers(ask, operation, form.text("shop_id"), form.text("app_key"))
    path = {name: form.text(f"p-{name}") for name in choice.sample.path_values}
    asked = {item.name: form.text(f"p-{item.name}") for item in operation.parameters if item.location == "query"}
    query = {name: text for name, text in asked.items() if text}
    sample = Sample(operation, path, query, _sent_body(form, choice.sample))
    return msgspec.structs.replace(choice, sample=sample, told=sample, body=form.text("body"), uploads=_uploads(sample))


def _sent_body(form: Form, sample: Sample) -> dict[str, object] | None:
    if sample.body is None:
        return None
    if sample.uploads:
        texts = {field.name: form.text(f"f-{field.name}") for field in _uploads(sample)}
        return {name: f"@{text}" if name in FILE_FIELDS else text for name, text in texts.items() if text}
    try:
        body = json.loads(form.text("body") or "{}")
    except ValueError:
        body = None
    return body if isinstance(body, dict) else None


def form_payload(form: Form, sample: Sample) -> Payload:
    """The body of the form that was sent, with files of one's own, or samples."""
    if not sample.uploads:
        return json_payload(sample.operation, form.text("body"))
    fields: dict[str, str] = {}
    files: dict[str, File] = {}
    for field in _uploads(sample):
        own = form.data(f"file-{field.name}")
        if not field.is_file:
            fields |= {field.name: field.value} if field.value else {}
        elif own:
            files[field.name] = File(form.file_name(f"file-{field.name}"), own)
        elif field.value in SAMPLES:
            files[field.name] = sample_file(field.value)
    return Payload(*multipart_body(fields, files))


async def _callers(ask: Ask, operation: Operation, shop_id: str, app_key: str) -> Choice:
    visitor = visitor_of(ask)

    def read(tx: Tx) -> Choice:
        shops, apps = tx[Accounts].all_shops(), [app for app in tx[Apps].all() if visitor.owns(app)]
        example = example_of(operation.id)
        chosen = next((shop for shop in shops if shop.shop_id == shop_id), None)
        wanted = [app for app in apps if app.app_key == app_key] if app_key else apps
        app, shop = _first(tx, [chosen] if chosen else shops, example, wanted)
        shop = chosen or shop or next((shop for shop in shops if shop.doc.is_demo), None)
        fits = shop is not None and _fits(tx, shop, example)
        lacks = "" if fits or operation.entity not in {Entity.SHOP, Entity.SELLER} else _words(example)
        sample = example_sample(operation.id)
        return Choice(shops, apps, shop, app, example, sample, sample, "", wanted_shop=lacks)

    return await ask.read(read)


def _first(tx: Tx, shops: list[Shop], example: Example, apps: list[App]) -> tuple[App | None, Shop | None]:
    """The first app that may speak for the seller of a shop that an example's call is answered in, and that shop; the
    demo's before others. Where there is none, the first app."""
    by_demo = sorted(apps, key=lambda app: not app.doc.is_demo)
    fitting = [shop for shop in sorted(shops, key=lambda shop: not shop.doc.is_demo) if _fits(tx, shop, example)]
    for app in by_demo:
        for shop in fitting:
            if tx[Tokens].newest_pair(app.app_key, shop.account_id):
                return app, shop
    return next(iter(by_demo), None), None


def _fits(tx: Tx, shop: Shop, example: Example) -> bool:
    others = {each.region for each in tx[Accounts].shops_of(shop.account_id)} if example.second else set()
    return (
        example.market in ("", shop.region)
        and example.seller_type in ("", shop.doc.seller_type)
        and example.flow in ("", shop.doc.aftersales_flow)
        and (not example.second or example.second in others)
    )


def _words(example: Example) -> str:
    kind = {"CROSS_BORDER": "a cross-border shop", "": "a shop"}.get(example.seller_type, "a shop")
    where = f" in {example.market}" if example.market else ""
    second = f" of a seller who has one in {example.second} too" if example.second else ""
    flow = f" with {example.flow} returns" if example.flow else ""
    return f"{kind}{where}{second}{flow}"


def _made(query: Mapping[str, str]) -> dict[str, Values]:
    made: dict[str, Values] = {}
    for name, text in query.items():
        thing, point, field = name.partition(".")
        if point and thing in things():
            made.setdefault(thing, {})[field] = text
    return made


def _body_text(sample: Sample) -> str:
    return "" if sample.body is None else json.dumps(sample.body, ensure_ascii=False, indent=2)


def _uploads(sample: Sample) -> tuple[UploadField, ...]:
    body = sample.operation.body
    if body is None or not sample.uploads:
        return ()
    values, node = sample.body or {}, schema(body.schema)
    return tuple(
        UploadField(
            name,
            str(values.get(name, "")).removeprefix("@"),
            name in FILE_FIELDS,
            name in node.required,
            tuple(map(str, resolve(member).enum)),
        )
        for name, member in node.properties.items()
    )
