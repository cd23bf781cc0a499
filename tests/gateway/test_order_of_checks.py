"""A call that breaks two rules is told of the one that is checked first."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pytest

from shopwright.contract.load import operations
from shopwright.contract.model import Entity, Operation
from shopwright.platform.core.registry import BUILT
from tests.harness.calls import Seller, Signed, new_app
from tests.harness.catalogue import product_body
from tests.harness.server import RunningPlatform

from .conftest import Callers, new_callers, new_user, token_of


@dataclass(frozen=True)
class PreparedPlatform:
    """Callers, an app without scopes whom the same users authorised, a used idempotency key, an hour used up."""

    callers: Callers
    narrow: Seller
    creators: Mapping[str, str]
    listing: dict[str, Any]

    def base(self, broken: set[str]) -> Signed:
        """A right call that can be broken in those ways."""
        seller = self.callers.seller
        if "unbuilt" in broken:
            operation = next(iter(unbuilt_searches()))
            return seller.signed(operation.id, {}, query={"page_size": 10})
        if broken & {"idempotency", "rule"}:
            return seller.signed("createProduct", {**self.listing, "idempotency_key": f"new {sorted(broken)}"})
        return self.callers.search


def unbuilt_searches() -> Iterator[Operation]:
    """Operations that take a shop, a page size and a body that may be empty, and are not built."""
    for operation in operations().values():
        names = {each.name for each in operation.parameters}
        if (
            operation.id not in BUILT
            and operation.entity is Entity.SHOP
            and operation.body
            and "page_size" in names
            and "{" not in operation.path
        ):
            yield operation


def query_without(call: Signed, name: str) -> list[tuple[str, str]]:
    return [pair for pair in call.query if pair[0] != name]


def listing_with(call: Signed, **changes: object) -> Signed:
    return call.but(body=json.dumps({**json.loads(call.body), **changes}).encode())


@dataclass(frozen=True)
class Breach:
    """One way to break a call: what the answer then is, and what its message names."""

    name: str
    code: int
    status: int
    says: str
    spoil: Callable[[Signed, PreparedPlatform], Signed]


#: In the order in which they are checked.
BREACHES = (
    Breach("path", 36009009, 404, "/product/209901", lambda c, p: c.but(path="/product/209901/products/search")),
    Breach("method", 36009010, 405, "PATCH", lambda c, p: c.but(method="PATCH")),
    Breach("content type", 36009022, 400, "json", lambda c, p: c.but(content_type="text/plain", body=c.body or b"{}")),
    Breach("app", 36009004, 400, "app_key", lambda c, p: c.but(app_key="nobody")),
    Breach("timestamp", 36009004, 400, "timestamp", lambda c, p: c.but(age=400)),
    Breach("signature", 106001, 401, "signature", lambda c, p: c.but(sign="0" * 64)),
    Breach("token", 36009004, 400, "token", lambda c, p: c.but(token="GCP_unknown")),
    Breach("user", 101000, 401, "seller's token", lambda c, p: c.but(token=p.creators[c.app["app_key"]])),
    Breach("scope", 105005, 403, "scope", lambda c, p: c.but(app=p.narrow.app, token=p.narrow.token)),
    Breach("shop", 106013, 400, "shop_cipher", lambda c, p: c.but(query=query_without(c, "shop_cipher"))),
    Breach("rate", 36009037, 429, "quota", lambda c, p: c),
    Breach(
        "parameter",
        36009004,
        400,
        "PageSize",
        lambda c, p: c.but(query=[*query_without(c, "page_size"), ("page_size", "x")]),
    ),
    Breach("body", 36009004, 400, "JSON", lambda c, p: c.but(body=b"{" + c.body)),
    Breach(
        "idempotency",
        36009004,
        400,
        "idempotency",
        lambda c, p: listing_with(c, idempotency_key="used", external_product_id="other"),
    ),
    Breach("unbuilt", 90010501, 501, "not implemented", lambda c, p: c),
    Breach("rule", 12052261, 200, "itle", lambda c, p: listing_with(c, title="")),
)

#: What one call cannot break together: an unbuilt operation has no rules; createProduct has no query parameters.
APART = [{"unbuilt", "idempotency"}, {"unbuilt", "rule"}, {"parameter", "idempotency"}, {"parameter", "rule"}]
PAIRS = [pair for pair in combinations(BREACHES, 2) if {breach.name for breach in pair} not in APART]


def prepare_platform(platform: RunningPlatform) -> PreparedPlatform:
    callers = new_callers(platform)
    seller, narrow = callers.seller, new_app(platform, scopes=[])
    creator = new_user(platform, "creator")
    of_seller = platform.post("/sandbox/tokens", {"app_key": narrow["app_key"], "account_id": seller.account_id})
    creators = {app["app_key"]: token_of(platform, creator, app)["access_token"] for app in (callers.app, narrow)}
    listing = product_body(seller)
    assert seller.call("createProduct", {**listing, "idempotency_key": "used"}).code == 0
    return PreparedPlatform(callers, Seller(platform, narrow, seller.shop, of_seller), creators, listing)


@pytest.fixture(scope="module")
def prepared(gateway: RunningPlatform) -> PreparedPlatform:
    """A platform without limits."""
    return prepare_platform(gateway)


@pytest.fixture(scope="module")
def used_up() -> Iterator[PreparedPlatform]:
    """A platform where the shop's calls of this hour are used up."""
    platform = RunningPlatform(demo=False)
    prepared = prepare_platform(platform)
    platform.patch("/sandbox/settings", {"hourly_quota": 1})
    assert prepared.callers.search.send(platform).code == 0
    yield prepared
    platform.stop()


def answer(prepared: PreparedPlatform, *broken: Breach) -> tuple[int, int, str]:
    """Break a right call, last rule first, so that the one checked first is surely broken."""
    call = prepared.base({breach.name for breach in broken})
    for breach in reversed(broken):
        call = breach.spoil(call, prepared)
    reply = call.send(prepared.callers.platform)
    assert set(reply.json) == {"code", "message", "data", "request_id"}
    assert reply.json["data"] is None
    return reply.code, reply.status, reply.message


@pytest.mark.parametrize("breach", BREACHES, ids=lambda item: item.name)
def test_a_broken_rule_answers_its_code_and_status(breach: Breach, request: pytest.FixtureRequest) -> None:
    prepared: PreparedPlatform = request.getfixturevalue("used_up" if breach.name == "rate" else "prepared")
    code, status, message = answer(prepared, breach)
    assert (code, status) == (breach.code, breach.status), message
    assert breach.says in message


@pytest.mark.parametrize(("first", "second"), PAIRS, ids=lambda item: item.name)
def test_of_two_broken_rules_the_earlier_one_answers(
    first: Breach, second: Breach, request: pytest.FixtureRequest
) -> None:
    prepared: PreparedPlatform = request.getfixturevalue(
        "used_up" if "rate" in {first.name, second.name} else "prepared"
    )
    code, status, message = answer(prepared, first, second)
    assert (code, status) == (first.code, first.status), message
    assert first.says in message


def test_a_call_that_breaks_nothing_succeeds(prepared: PreparedPlatform) -> None:
    assert prepared.callers.search.send(prepared.callers.platform).code == 0


def test_a_call_that_breaks_everything_is_told_of_the_path(prepared: PreparedPlatform) -> None:
    together = [breach for breach in BREACHES if breach.name not in {"unbuilt", "idempotency", "rule"}]
    assert answer(prepared, *together)[:2] == (36009009, 404)
