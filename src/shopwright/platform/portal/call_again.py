"""Sends a logged call again: the same query and body, signed anew, with the account's newest token."""

from __future__ import annotations

from urllib.parse import urlencode

from shopwright.contract.load import operations
from shopwright.contract.model import Entity
from shopwright.platform.accounts.apps_store import Apps
from shopwright.platform.accounts.demo_users import demo_of
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.accounts.tokens_store import ACCESS, Tokens
from shopwright.platform.core.http import Request
from shopwright.platform.core.identity import UserType
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx
from shopwright.platform.gateway.pipeline import Pipeline
from shopwright.platform.sandbox.inspection import RequestDetailView
from shopwright.wire.errors import ErrorCode
from shopwright.wire.signing import parse_query, sign_request

from .call_copies import kept_pairs, why_not_copied

#: The kind of user whose token an operation takes.
USER_KINDS = {
    Entity.SELLER: UserType.SELLER,
    Entity.SHOP: UserType.SELLER,
    Entity.CREATOR: UserType.CREATOR,
    Entity.PARTNER: UserType.PARTNER,
    Entity.ASSET: UserType.PARTNER,
}

CANNOT_REPEAT = ErrorCode(40903, "{reason}", 409, "Send it with your client, or copy it as curl.")


async def send_again(ask: Ask, call: RequestDetailView) -> str:
    """Send a call again through the whole gateway; answers the new call's request id.

    40903 where the log does not hold what it takes, or the app has no token of the account any more.
    """
    if reason := why_not_copied(call):
        raise CANNOT_REPEAT(reason=reason)
    request = await ask.read(lambda tx: _request(tx, call))
    reply = await ask.run(lambda: ask.services[Pipeline].handle(request))
    return reply.headers["x-tt-logid"]


def _request(tx: Tx, call: RequestDetailView) -> Request:
    app = tx[Apps].get(call.app_key or "")
    account_id = call.account_id or _owner(tx, call)
    pair = tx[Tokens].newest_pair(call.app_key or "", account_id) if account_id else {}
    if app is None or not pair:
        raise CANNOT_REPEAT(reason="It is not known whose call it was, or that account has withdrawn its consent.")
    token = tx[Tokens].texts_of_pair(pair[ACCESS].pair_id)[ACCESS]
    pairs = [*kept_pairs(call), ("timestamp", str(wall_ms() // 1000))]
    body = call.body.encode()
    content_type = call.headers.get("content-type", "application/json")
    sign = sign_request(app.secret, call.path, pairs, body, content_type)
    headers = {name: text for name, text in call.headers.items() if text != "[redacted]"}
    headers |= {"content-type": content_type, "x-tts-access-token": token}
    return Request(call.method, call.path, urlencode([*pairs, ("sign", sign)]), headers, body)


def _owner(tx: Tx, call: RequestDetailView) -> str:
    """Whose call it would have been, for one that was refused before its token was looked at: the seller of the shop
    that it names, or the demo's user of the kind that the operation wants; empty where there is none."""
    cipher = dict(parse_query(call.query)).get("shop_cipher", "")
    if shop := tx[Accounts].shop_by_cipher(cipher) if cipher else None:
        return shop.account_id
    kind = USER_KINDS[operations()[call.operation or ""].entity]
    demo = demo_of(tx)
    return next((account.account_id for account in demo.accounts if account.kind is kind), "") if demo else ""
