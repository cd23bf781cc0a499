"""Every built operation refuses who may not call it, with the documented code, and then nothing has changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pytest

from shopwright.contract.load import all_scopes, operations
from shopwright.contract.model import Entity, Operation
from shopwright.platform.core.registry import BUILT
from shopwright.wire.signing import sign_request
from tests.harness.calls import Seller, Signed, new_app, new_seller
from tests.harness.server import RunningPlatform
from tests.harness.whole_state import whole_state

from .conftest import Callers, new_user, token_of
from .right_calls import right_call

#: Codes and statuses of docs/reference/gateway.md and docs/reference/authorization.md.
INVALID, SIGN, WRONG_USER, SCOPE = (36009004, 400), (106001, 401), (101000, 401), (105005, 403)
NO_CIPHER, WRONG_CIPHER, SHOP_INACTIVE = (106013, 400), (106011, 400), (36009043, 401)

ALL = [operation for operation in operations().values() if operation.id in BUILT]
OF_SHOPS = [operation for operation in ALL if operation.entity is Entity.SHOP]


@dataclass(frozen=True)
class Strangers:
    """Others on the server of the callers."""

    callers: Callers

    @property
    def platform(self) -> RunningPlatform:
        return self.callers.platform

    @cached_property
    def app(self) -> Mapping[str, Any]:
        """An app whom nobody authorised."""
        return new_app(self.platform)

    @cached_property
    def seller(self) -> Seller:
        """Another seller, who authorised the same app."""
        return new_seller(self.platform, self.callers.app)

    @cached_property
    def inactive_shop(self) -> Seller:
        """A seller who authorised the same app, and whose shop is inactive."""
        seller = new_seller(self.platform, self.callers.app)
        self.platform.patch(f"/sandbox/shops/{seller.shop_id}", {"status": "INACTIVE"})
        return seller

    @cached_property
    def partner(self) -> Mapping[str, Any]:
        """A partner who authorised the same app."""
        return token_of(self.platform, new_user(self.platform, "partner"), self.callers.app)

    def of_another_kind(self, entity: Entity) -> str:
        """The token of a user who may not call an entity's operations, whatever the scopes."""
        of_partner = entity in {Entity.PARTNER, Entity.ASSET}
        return self.seller.token if of_partner else str(self.callers.creator["access_token"])

    def consent(
        self, call: Signed, entity: Entity, *, of_app: list[str] | None = None, of_token: list[str] | None = None
    ) -> Signed:
        """The call by a new app with some scopes, with a token of some scopes; all of them where none are named."""
        app = new_app(self.platform, **({} if of_app is None else {"scopes": of_app}))
        user = {Entity.CREATOR: self.callers.creator, Entity.PARTNER: self.callers.partner}.get(
            entity, {"account_id": self.callers.seller.account_id}
        )
        body = {"app_key": app["app_key"], "account_id": user["account_id"]}
        tokens = self.platform.post("/sandbox/tokens", body if of_token is None else {**body, "scopes": of_token})
        return call.but(app=app, token=str(tokens["access_token"]))


Spoil = Callable[[Signed, Strangers], Signed]


def signature_of(call: Signed, *, path: str | None = None, body: bytes | None = None, secret: str | None = None) -> str:
    """The signature that a call with something else in it has, at the call's timestamp."""
    assert call.timestamp
    query = [*call.query, ("app_key", str(call.app["app_key"])), ("timestamp", call.timestamp)]
    sent = call.body if body is None else body
    return sign_request(secret or str(call.app["app_secret"]), path or call.path, query, sent, call.content_type)


def now() -> str:
    return str(int(time.time()))


def signed_over(**other: Any) -> Spoil:
    """A call whose signature belongs to another one."""

    def spoil(call: Signed, strangers: Strangers) -> Signed:
        call = call.but(timestamp=now())
        return call.but(sign=signature_of(call, **other))

    return spoil


def of_another_app(call: Signed, strangers: Strangers) -> Signed:
    call = call.but(timestamp=now())
    return call.but(sign=signature_of(call, secret=str(strangers.app["app_secret"])))


def with_a_parameter_more(call: Signed, strangers: Strangers) -> Signed:
    call = call.but(timestamp=now())
    return call.but(sign=signature_of(call), query=[*call.query, ("more", "1")])


def with_another_body(call: Signed, strangers: Strangers) -> Signed:
    call = call.but(timestamp=now())
    return call.but(sign=signature_of(call), body=b'{"tampered": true}')


#: How calls come that are not signed as they are sent, or late, or by nobody who may.
FORGERIES: Mapping[str, tuple[Spoil, tuple[int, int]]] = {
    "no signature": (lambda call, _: call.but(sign=None), INVALID),
    "an invented signature": (lambda call, _: call.but(sign="0" * 64), SIGN),
    "the signature in capitals, cut": (lambda call, _: call.but(sign="A" * 63), SIGN),
    "another app's secret": (of_another_app, SIGN),
    "another path": (signed_over(path="/authorization/202309/shops/"), SIGN),
    "another body": (with_another_body, SIGN),
    "a parameter more than was signed": (with_a_parameter_more, SIGN),
    "a timestamp too old": (lambda call, _: call.but(age=310), INVALID),
    "a timestamp ahead": (lambda call, _: call.but(age=-45), INVALID),
    "no timestamp": (lambda call, _: call.but(timestamp=None), INVALID),
    "no app": (lambda call, _: call.but(app_key=None), INVALID),
    "no token": (lambda call, _: call.but(token=None), INVALID),
    "an invented token": (lambda call, _: call.but(token="GCP_invented"), INVALID),
    "another app's key with this app's token": (lambda call, others: call.but(app=others.app), INVALID),
}


@pytest.fixture(scope="module")
def strangers(callers: Callers) -> Strangers:
    """Others on the same server, all of whom exist before the first call is refused."""
    strangers = Strangers(callers)
    assert all((strangers.app, strangers.seller, strangers.inactive_shop, strangers.partner))
    return strangers


def check_refusals(
    operation: Operation, spoilt: Mapping[str, tuple[Signed, tuple[int, int]]], strangers: Strangers
) -> None:
    """Each call gets its code and status and no data, and the platform is afterwards what it was before."""
    platform = strangers.platform
    before = whole_state(platform)
    answers = {name: call.send(platform) for name, (call, _) in spoilt.items()}
    got = {name: (reply.code, reply.status, reply.json["data"]) for name, reply in answers.items()}
    assert got == {name: (*expected, None) for name, (_, expected) in spoilt.items()}, operation.id
    assert whole_state(platform) == before


def each(chosen: list[Operation]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("operation", [pytest.param(operation, id=operation.id) for operation in chosen])


@each(ALL)
def test_a_forged_call_is_refused_and_changes_nothing(operation: Operation, strangers: Strangers) -> None:
    call = right_call(operation, strangers.callers)
    fit = {name: forgery for name, forgery in FORGERIES.items() if name != "another body" or signs_its_body(operation)}
    spoilt = {name: (spoil(call, strangers), expected) for name, (spoil, expected) in fit.items()}
    check_refusals(operation, spoilt, strangers)


def signs_its_body(operation: Operation) -> bool:
    """Not uploads; and the body of a GET may be left out of what is signed (docs/reference/signing.md#algorithm)."""
    return operation.method != "GET" and not (operation.body is not None and operation.body.is_multipart)


@each(ALL)
def test_a_user_of_another_kind_is_refused_and_changes_nothing(operation: Operation, strangers: Strangers) -> None:
    call = right_call(operation, strangers.callers).but(token=strangers.of_another_kind(operation.entity))
    check_refusals(operation, {"another kind": (call, WRONG_USER)}, strangers)


@each(ALL)
def test_a_call_without_the_scope_is_refused_and_changes_nothing(operation: Operation, strangers: Strangers) -> None:
    assert operation.scopes, "every built operation has a scope"
    call = right_call(operation, strangers.callers)
    others = [scope for scope in all_scopes() if scope not in operation.scopes]
    of_kind = [scope for scope in others if scope.startswith(operation.scopes[0].partition(".")[0] + ".")]
    spoilt = {
        "not on the app": (strangers.consent(call, operation.entity, of_app=others), SCOPE),
        "not in the token": (strangers.consent(call, operation.entity, of_token=of_kind), SCOPE),
    }
    check_refusals(operation, spoilt, strangers)
    for refused, _ in spoilt.values():
        message = refused.send(strangers.platform).message
        assert all(scope in message for scope in operation.scopes)


@each(ALL)
def test_any_one_of_the_scopes_is_enough(operation: Operation, strangers: Strangers) -> None:
    call = right_call(operation, strangers.callers)
    for scope in operation.scopes:
        reply = strangers.consent(call, operation.entity, of_app=[scope]).send(strangers.platform)
        assert (reply.code, reply.status) not in {SCOPE, WRONG_USER}, reply.message


def with_cipher(call: Signed, cipher: str | None) -> Signed:
    """The call with another cipher, or without one."""
    rest = [pair for pair in call.query if pair[0] != "shop_cipher"]
    return call.but(query=rest if cipher is None else [*rest, ("shop_cipher", cipher)])


@each(OF_SHOPS)
def test_a_shop_that_the_token_is_not_for_is_refused_and_nothing_changes(
    operation: Operation, strangers: Strangers
) -> None:
    call = right_call(operation, strangers.callers)
    inactive = strangers.inactive_shop
    spoilt = {
        "none": (with_cipher(call, None), NO_CIPHER),
        "an empty one": (with_cipher(call, ""), NO_CIPHER),
        "an invented one": (with_cipher(call, "GCP_invented"), WRONG_CIPHER),
        "the id in its place": (with_cipher(call, strangers.callers.seller.shop_id), WRONG_CIPHER),
        "another seller's": (with_cipher(call, strangers.seller.cipher), WRONG_USER),
        "one of an inactive shop": (with_cipher(call, inactive.cipher).but(token=inactive.token), SHOP_INACTIVE),
    }
    check_refusals(operation, spoilt, strangers)


@each(ALL)
def test_an_inactive_seller_is_refused_and_changes_nothing(operation: Operation, inactive: Strangers) -> None:
    call = right_call(operation, inactive.callers)
    check_refusals(operation, {"an inactive user": (call, (36009044, 401))}, inactive)


@pytest.fixture(scope="module")
def inactive(gateway: RunningPlatform, callers: Callers) -> Strangers:
    """Callers whose accounts are inactive."""
    seller = new_seller(gateway, callers.app)
    partner = new_user(gateway, "partner")
    tokens = token_of(gateway, partner, callers.app)
    for account_id in (seller.account_id, partner["account_id"]):
        gateway.patch(f"/sandbox/accounts/{account_id}", {"status": "INACTIVE"})
    return Strangers(replace(callers, seller=seller, partner=tokens))
