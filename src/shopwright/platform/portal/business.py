"""Business accounts: sign up, add advertisers, make tokens for the Business API."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from shopwright import decoders
from shopwright.platform.accounts.apps_store import Apps
from shopwright.platform.accounts.sandbox.accounts import (
    NewAccount,
    NewAdvertiser,
    create_account,
    create_advertiser,
)
from shopwright.platform.accounts.sandbox.tokens import NewTokens, TokenView, create_tokens
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.identity import Account, App, UserType
from shopwright.platform.core.pages.forms import problem_of
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import all_regions
from shopwright.wire.errors import ApiError

PATH = "/portal/business"


class Businesses(msgspec.Struct, frozen=True):
    """The accounts with their advertisers, and what forms choose from. ``names``: of sellers, by account id."""

    accounts: list[Account]
    names: dict[str, str]
    apps: list[App]


async def business_page(ask: Ask) -> Response:
    """``/portal/business``: all business accounts; a POST signs one up."""
    if ask.request.method != "POST":
        return await _page(ask)
    texts = {name: ask.form.text(name) for name in ("name", "region", "seller_account_id")}
    fields = {"kind": "business", **{name: text for name, text in texts.items() if text}}
    try:
        body = decoders.convert(fields, NewAccount)
        made = await ask.write(lambda tx: create_account(tx, body))
    except (ApiError, msgspec.ValidationError) as error:
        return await _page(ask, error=error, values=texts)
    return ask.go(PATH, f"Signed up. The advertiser id is {made.advertiser_id}.")


async def new_advertiser(ask: Ask) -> Response:
    """``/portal/business/advertisers``: one more advertiser of an account."""
    account_id = ask.form.text("account_id")
    fields = {name: ask.form.text(name) for name in ("name", "seller_account_id") if ask.form.text(name)}
    try:
        body = decoders.convert(fields, NewAdvertiser)
        made = await ask.write(lambda tx: create_advertiser(tx, account_id, body))
    except (ApiError, msgspec.ValidationError) as error:
        return await _page(ask, error=error)
    return ask.go(PATH, f"Added. The advertiser id is {made.advertisers[-1].advertiser_id}.")


async def new_business_token(ask: Ask) -> Response:
    """``/portal/business/tokens``: a token of an account for an app, shown this once."""
    body = NewTokens(app_key=ask.form.text("app_key"), account_id=ask.form.text("account_id"))
    try:
        made = await ask.write(lambda tx: create_tokens(tx, body))
    except ApiError as error:
        return await _page(ask, error=error)
    return await _page(ask, token=made)


async def _page(
    ask: Ask,
    *,
    error: ApiError | msgspec.ValidationError | None = None,
    values: dict[str, str] | None = None,
    token: TokenView | None = None,
) -> Response:
    businesses = await ask.read(_businesses)
    problem = problem_of(error)[1] if error is not None else ""
    chosen = values or {"name": "", "region": ask.services.config.region, "seller_account_id": ""}
    return ask.page(
        "business.html",
        400 if problem else 200,
        businesses=businesses,
        regions=all_regions(),
        values=chosen,
        problem=problem,
        token=token,
    )


def _businesses(tx: Tx) -> Businesses:
    sellers = {each.account_id: each.doc.name for each in tx[Accounts].all() if each.kind is UserType.SELLER}
    return Businesses(tx[Accounts].businesses(), sellers, tx[Apps].all())
