"""What a shop has that a call can name: found by the operations that list it, as its developer would find it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import cast
from urllib.parse import quote, urlencode

from shopwright.contract.model import Effect
from shopwright.platform.accounts.tokens_store import ACCESS, Tokens
from shopwright.platform.core.call import Call
from shopwright.platform.core.http import Request
from shopwright.platform.core.identity import App, Shop
from shopwright.platform.core.services import Services
from shopwright.platform.gateway.steps.body import read_body
from shopwright.platform.gateway.steps.dispatch import dispatch
from shopwright.platform.gateway.steps.identify import check_token
from shopwright.platform.gateway.steps.parameters import read_parameters
from shopwright.platform.gateway.steps.route import find_operation
from shopwright.platform.reference.examples import (
    Find,
    Put,
    Thing,
    example_sample,
    replaced_in,
    texts,
    things,
)
from shopwright.platform.reference.fields import CIPHERS
from shopwright.platform.reference.samples import Sample
from shopwright.wire.envelope import encode_success
from shopwright.wire.errors import ApiError

from .reference_values import MOMENTS, VALUES

#: What is known of a thing: values by the names that it gives.
Values = dict[str, str]


class Things:
    """The things of a shop, each looked up once. ``missing``: those that were asked for and are not there.

    ``known`` are things that were made for this page. ``made`` are names of the step that is being done.
    """

    def __init__(self, services: Services, app: App | None, shop: Shop | None, known: Mapping[str, Values]) -> None:
        self._services = services
        self._app = app
        self.shop = shop
        self._known: dict[str, Values | None] = dict(known)
        self.missing: list[str] = []
        self._tells = False

    def filled(self, sample: Sample, made: Mapping[str, str] | None = None) -> Sample:
        """A sample with the ids of this shop; what the shop has not is empty, and then in ``missing``."""
        self.missing = []
        return self._filled(sample, made or {})

    def told(self, sample: Sample) -> Sample:
        """The same for a reader: what the shop has not is told, as `<id of a return>`."""
        self._tells = True
        try:
            return self.filled(sample)
        finally:
            self._tells = False

    def _filled(self, sample: Sample, made: Mapping[str, str]) -> Sample:
        put = self._put(made)
        path, query = texts(sample.path_values, put), texts(sample.query, put)
        query = {name: text for name, text in query.items() if name not in CIPHERS.values()}
        body = None if sample.body is None else replaced_in(sample.body, put)
        return Sample(sample.operation, path, query, body)

    def filled_body(self, body: Mapping[str, object], made: Mapping[str, str]) -> dict[str, object]:
        """A body with the ids of this shop."""
        self.missing = []
        return replaced_in(body, self._put(made))

    def _put(self, made: Mapping[str, str]) -> Put:
        def put(match: re.Match[str]) -> object:
            thing, field = match["thing"], match["field"]
            if field is None:
                return self._moment(match) if thing in MOMENTS else made.get(thing, "")
            values = self.find(thing)
            if values is None and thing not in self.missing:
                self.missing.append(thing)
            if values is None and self._tells and thing in things():
                return f"<{field} of {things()[thing].is_}>"
            text = (values or {}).get(field, "")
            return int(text) if match["number"] and text.isdecimal() else text

        return put

    def _moment(self, match: re.Match[str]) -> object:
        with self._services.store.read() as tx:
            return MOMENTS[match["thing"]](tx.now_ms() // 1000 + int(match["offset"] or 0))

    def find(self, name: str) -> Values | None:
        """What a thing of this shop gives; nothing where the shop has none."""
        if name not in self._known:
            self._known[name] = None  # a thing that is found by itself is not there
            self._known[name] = self._look_up(name)
        return self._known[name]

    def forget(self, name: str, values: Values | None = None) -> None:
        """Look for a thing again, or know it from now on."""
        self._known = {key: known for key, known in self._known.items() if known is not None and key != name}
        if values is not None:
            self._known[name] = values

    def _look_up(self, name: str) -> Values | None:
        if self.shop is None:
            return None
        if name in VALUES:
            with self._services.store.read() as tx:
                return VALUES[name](tx, self.shop) or None
        thing = things()[name]
        if thing.find is None:
            return None
        outer, self.missing = self.missing, []
        sample = self._search(thing.find)
        is_whole, self.missing = not self.missing, outer
        return _first(self._answer(sample, self.shop), thing) if is_whole else None

    def _search(self, find: Find) -> Sample:
        example = example_sample(find.call)
        path = {name: find.parameters.get(name, text) for name, text in example.path_values.items()}
        asked = {name: text for name, text in find.parameters.items() if name not in path}
        body = None if example.body is None else find.body
        return self._filled(Sample(example.operation, path, {**example.query, **asked}, body), {})

    def _answer(self, sample: Sample, shop: Shop) -> object:
        """The data that an operation answers, past signature, limits, faults and log; nothing where it refuses."""
        operation = sample.operation
        assert operation.effect is Effect.READ, f"{operation.id} changes something"
        query = urlencode(list(sample.query.items()), quote_via=quote)
        request = Request(operation.method, sample.path, query, {}, sample.body_text.encode())
        with Call(request, self._services, "") as call:
            find_operation(call)
            app = self._app
            pair = call.tx[Tokens].newest_pair(app.app_key, shop.account_id) if app else {}
            if app is None or not pair:
                return None
            call.app, call.shop = app, shop
            try:
                for step in (lambda call: check_token(call, pair[ACCESS]), read_parameters, read_body, dispatch):
                    step(call)
            except ApiError:
                return None
            return json.loads(encode_success(call.data, ""))["data"]


def _first(data: object, thing: Thing) -> Values | None:
    """What the first row gives that has all of it."""
    assert thing.find is not None
    rows = place(data, thing.find.rows) if thing.find.rows else [data]
    for row in rows if isinstance(rows, list) else []:
        fits = all(str(place(row, spot) or "") == text for spot, text in thing.where.items()) and all(
            _number(place(row, spot)) >= least for spot, least in thing.least.items()
        )
        given = {name: place(row, spot) for name, spot in thing.gives.items()}
        if fits and all(isinstance(value, str | int) and value != "" for value in given.values()):
            return {name: str(value) for name, value in given.items()}
    return None


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def place(data: object, path: str) -> object:
    """What stands at a place, dots between names and numbers of rows; nothing where there is no such place."""
    for part in path.split("."):
        if isinstance(data, list) and part.isdecimal():
            data = data[int(part)] if int(part) < len(data) else None
        else:
            data = cast("dict[str, object]", data).get(part) if isinstance(data, dict) else None
    return data
