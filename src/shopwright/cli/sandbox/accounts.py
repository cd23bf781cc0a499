"""``shopwright sandbox accounts``: sellers, creators, partners and business accounts."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter

from shopwright.cli.connection import Connection
from shopwright.cli.control import in_path
from shopwright.cli.output import print_rows, print_view
from shopwright.cli.sandbox.fields import Fields, fields_of

_SELLER = "Of a business account: the account id of the seller whose buyers its audiences meet."
AccountId = Annotated[str, Parameter(help="The account's id.")]


def list_accounts(*, connection: Connection | None = None) -> int:
    """List users of all kinds.

    For example:
        shopwright sandbox accounts
    """
    platform = connection or Connection()
    rows = platform.open().get("accounts")["accounts"]
    print_rows(rows, "account_id kind region status shop_ids name", as_json=platform.as_json)
    return 0


def show(account_id: AccountId, *, connection: Connection | None = None) -> int:
    """Show a user with shops and consents.

    For example:
        shopwright sandbox accounts show 7494000000000000001
    """
    platform = connection or Connection()
    print_view(platform.open().get(f"accounts/{in_path(account_id)}"), as_json=platform.as_json)
    return 0


def create(
    kind: Annotated[Literal["seller", "creator", "partner", "business"], Parameter(help="What kind of user.")],
    region: Annotated[str, Parameter(help="The market, as two letters.")],
    *,
    connection: Connection | None = None,
    name: Annotated[str | None, Parameter(help="What the user is called.")] = None,
    seller: Annotated[str | None, Parameter(help=_SELLER)] = None,
) -> int:
    """Make a seller, creator, partner or business account.

    For example:
        shopwright sandbox accounts create creator GB --name "Ada"
        shopwright sandbox accounts create business GB --name "Ada's ads" --seller 7494000000000000001
    """
    platform = connection or Connection()
    body = {"kind": kind, "region": region.upper(), "name": name} | ({"seller_account_id": seller} if seller else {})
    print_view(platform.open().post("accounts", body), as_json=platform.as_json)
    return 0


def advertiser(
    account_id: AccountId,
    name: Annotated[str, Parameter(help="What the advertiser is called.")],
    *,
    connection: Connection | None = None,
    seller: Annotated[str | None, Parameter(help=_SELLER)] = None,
) -> int:
    """Give a business account one more advertiser, with audiences of its own.

    For example:
        shopwright sandbox accounts advertiser 7494000000000000009 Spring --seller 7494000000000000001
    """
    platform = connection or Connection()
    body = {"name": name} | ({"seller_account_id": seller} if seller else {})
    print_view(platform.open().post(f"accounts/{in_path(account_id)}/advertisers", body), as_json=platform.as_json)
    return 0


def change(account_id: AccountId, *fields: Fields, connection: Connection | None = None) -> int:
    """Switch a user off and on, or into a shop group.

    Fields: status (ACTIVE, INACTIVE), shop_group (null for none).

    For example:
        shopwright sandbox accounts change 7494000000000000001 status=INACTIVE
    """
    platform = connection or Connection()
    reply = platform.open().ask("PATCH", f"accounts/{in_path(account_id)}", fields_of(fields))
    print_view(reply, as_json=platform.as_json)
    return 0
