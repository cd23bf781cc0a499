"""Makes what a call of the reference needs and a shop has not: by the control API, and by calls of the app's own."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.control.replies import BAD_REQUEST
from shopwright.platform.core.identity import App, Shop
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.gateway.pipeline import Pipeline
from shopwright.platform.reference.examples import Example, Step, example_sample, things
from shopwright.platform.reference.samples import Sample
from shopwright.platform.sandbox.routes import ENDPOINTS

from .reference_calls import payload_of, signed_call
from .reference_things import Things, Values, place

#: Things that things are made of; more than this is a circle.
_DEEPEST = 6

#: A name that a step before has kept, in a path.
_NAME = re.compile(r"<(\w+)>")


class Maker:
    """Makes things for one page. ``did`` tells what was made, in words."""

    def __init__(self, ask: Ask, app: App | None) -> None:
        self._ask = ask
        self._app = app
        self._found = Things(ask.services, app, None, {})
        self._made: dict[str, Values] = {}
        self.did: list[str] = []

    async def made_for(self, operation_id: str, shop: Shop) -> Mapping[str, Values]:
        """Make in a shop what an operation's example names; answers what no search finds again."""
        self._found = Things(self._ask.services, self._app, shop, {})
        await self._fill(example_sample(operation_id), {}, 0)
        return self._made

    async def shop_for(self, example: Example) -> Shop:
        """Make a shop that an example's call is answered in, with the app's consent."""
        region = example.market or "GB"
        authorize = [self._app.app_key] if self._app else []
        wanted = {"region": region, "authorize": authorize, "seller_type": example.seller_type or "LOCAL"}
        made = await self._control("POST /sandbox/shops", wanted)
        if example.second:
            second = {**wanted, "region": example.second, "account_id": made["account_id"], "authorize": []}
            await self._control("POST /sandbox/shops", second)
        if example.flow:
            await self._control(f"PATCH /sandbox/shops/{made['shop_id']}", {"aftersales_flow": example.flow})
        self.did.append(f"a shop in {region}")
        shop = await self._ask.read(lambda tx: tx[Accounts].shop(str(made["shop_id"])))
        assert shop is not None, "it was just made"
        return shop

    async def _fill(self, sample: Sample, made: Mapping[str, str], depth: int) -> Sample:
        """A sample with ids of this shop; what is missing is made."""
        filled = await self._ask.run(lambda: self._found.filled(sample, made))
        if not self._found.missing:
            return filled
        await self._make_all(self._found.missing, depth)
        return await self._ask.run(lambda: self._found.filled(sample, made))

    async def _make_all(self, names: list[str], depth: int) -> None:
        for name in names:
            if await self._ask.run(lambda name=name: self._found.find(name)) is None:  # type: ignore[misc]
                await self._make(name, depth + 1)

    async def _make(self, name: str, depth: int) -> None:
        thing = things().get(name)
        if thing is None or not thing.make or depth > _DEEPEST:
            words = thing.is_ if thing else f"<{name}>"
            raise BAD_REQUEST(reason=f"The shop has no such thing, and none can be made here: {words}")
        made: dict[str, str] = {}
        for step in thing.make:
            reply = await self._do(step, made, depth)
            made |= {kept: str(place(reply, spot) or "") for kept, spot in step.keep.items()}
        self._found.forget(name)
        if await self._ask.run(lambda: self._found.find(name)) is None:
            if not made.keys() >= thing.gives.keys():
                raise BAD_REQUEST(reason=f"It was made and cannot be found: {thing.is_}")
            self._found.forget(name, made)
            self._made[name] = made
        self.did.append(thing.is_)

    async def _do(self, step: Step, made: Mapping[str, str], depth: int) -> object:
        if step.call:
            return await self._call(step, made, depth)
        await self._ask.run(lambda: self._found.filled_body(step.body, made))
        await self._make_all(self._found.missing, depth)
        body = await self._ask.run(lambda: self._found.filled_body(step.body, made))
        return await self._control(_NAME.sub(lambda match: made[match[1]], step.control), body)

    async def _control(self, call: str, body: Mapping[str, object]) -> Mapping[str, object]:
        method, _, path = call.partition(" ")
        for endpoint in ENDPOINTS:
            if endpoint.method == method and (names := endpoint.match(path)) is not None:
                return await endpoint.call(self._ask.services, names, body)
        raise LookupError(call)

    async def _call(self, step: Step, made: Mapping[str, str], depth: int) -> object:
        example = example_sample(step.call)
        path = {name: step.parameters.get(name, text) for name, text in example.path_values.items()}
        asked = {name: text for name, text in step.parameters.items() if name not in path}
        body = None if example.body is None else {**example.body, **step.body}
        sample = await self._fill(Sample(example.operation, path, {**example.query, **asked}, body), made, depth)
        values = {**sample.query, **sample.path_values}
        shop, payload = self._found.shop, payload_of(sample)
        signed = await self._ask.read(lambda tx: signed_call(tx, sample.operation, self._app, shop, values, payload))
        reply = json.loads((await self._ask.run(lambda: self._ask.services[Pipeline].handle(signed.request))).body)
        if reply["code"]:
            raise BAD_REQUEST(reason=f"{sample.operation.summary} answered {reply['code']}: {reply['message']}")
        return reply["data"]
