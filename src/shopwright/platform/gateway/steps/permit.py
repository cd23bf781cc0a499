"""What the caller may do: entity and user type, scope, shop."""

from __future__ import annotations

from shopwright.contract.model import Entity
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.clock.state import PlatformState
from shopwright.platform.core.call import Call
from shopwright.platform.core.identity import UserType
from shopwright.wire.gateway_codes import (
    CIPHER_MISSING,
    CIPHER_WRONG,
    SCOPE_MISSING,
    SELLER_INACTIVE,
    SHOP_INACTIVE,
    WRONG_USER,
)
from shopwright.wire.message_keywords import ASSET_CIPHER_UNWANTED, SHOP_CIPHER_UNWANTED

#: Which kind of user each entity's operations are for (docs/reference/authorization.md#users).
USER_OF_ENTITY = {
    Entity.SELLER: UserType.SELLER,
    Entity.SHOP: UserType.SELLER,
    Entity.CREATOR: UserType.CREATOR,
    Entity.PARTNER: UserType.PARTNER,
    Entity.ASSET: UserType.PARTNER,
}


def check_entity(call: Call) -> None:
    """The token's user must be of the kind that the operation is for, and active."""
    wanted = USER_OF_ENTITY[call.operation.entity]
    if call.account.kind is not wanted:
        raise WRONG_USER(
            reason=f"the API needs a {wanted.name.lower()}'s token, this is a {call.account.kind.name.lower()}'s."
        )
    if not call.account.is_active:
        raise SELLER_INACTIVE()


def check_scope(call: Call) -> None:
    """One of the operation's scopes must be on the app and in the token; 105005 names it."""
    scopes = call.operation.scopes
    of_app, granted = call.app.doc.scopes, call.token.scopes
    if not scopes or any(scope in of_app and scope in granted for scope in scopes):
        return
    where = "from the token" if any(scope in of_app for scope in scopes) else "from the app"
    raise SCOPE_MISSING(scope=" or ".join(scopes), where=where)


def resolve_shop(call: Call) -> None:
    """The shop that the cipher names must be the token's seller's, and active."""
    entity = call.operation.entity
    if call.tx[PlatformState].settings.strict_cipher:
        _refuse_unwanted(call)
    if entity is Entity.ASSET:
        _check_asset(call)
    elif entity is Entity.SHOP:
        _find_shop(call)


def _refuse_unwanted(call: Call) -> None:
    """Refuse a cipher of another kind than the operation is for."""
    if call.operation.entity is not Entity.SHOP and call.parameter("shop_cipher"):
        raise SHOP_CIPHER_UNWANTED()
    if call.operation.entity is not Entity.ASSET and call.parameter("category_asset_cipher"):
        raise ASSET_CIPHER_UNWANTED()


def _find_shop(call: Call) -> None:
    cipher = call.parameter("shop_cipher")
    if not cipher:
        raise CIPHER_MISSING(name="shop_cipher")
    shop = call.tx[Accounts].shop_by_cipher(cipher)
    if shop is None:
        raise CIPHER_WRONG(name="shop_cipher")
    if shop.account_id != call.account.account_id:
        raise WRONG_USER(reason="the shop_cipher does not belong to the token.")
    if not shop.is_active:
        raise SHOP_INACTIVE()
    call.shop = shop


def _check_asset(call: Call) -> None:
    cipher = call.parameter("category_asset_cipher")
    if not cipher:
        raise CIPHER_MISSING(name="category_asset_cipher")
    if cipher not in {asset["cipher"] for asset in call.account.doc.category_assets}:
        raise WRONG_USER(reason="the category_asset_cipher does not belong to the token.")
