"""``shopwright message creator`` and ``from-creator``: what creators write to a shop."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter

from shopwright.cli.connection import Connection, Limit, ShopOption, shop_of
from shopwright.cli.output import print_rows, print_view

CreatorId = Annotated[str, Parameter(help="The creator's account id.")]

_TYPES = {"PRODUCT": "PRODUCT_CARD", "COLLABORATION": "TARGET_COLLABORATION_CARD", "SAMPLE": "FREE_SAMPLE_CARD"}


def write(
    creator_id: CreatorId,
    text: Annotated[str | None, Parameter(help="What is written.")] = None,
    *,
    connection: Connection | None = None,
    shop: ShopOption = None,
    card: Annotated[
        Literal["PRODUCT", "COLLABORATION", "SAMPLE"] | None, Parameter(help="Send a card instead of a text.")
    ] = None,
    card_id: Annotated[str | None, Parameter(help="What the card is of, by its id.")] = None,
) -> int:
    """A creator writes to the shop.

    For example:
        shopwright message creator 7494000000000000002 "Could I have a sample?"
        shopwright message creator 7494000000000000002 --card PRODUCT --card-id 1729382256910270001
    """
    platform = connection or Connection()
    control = platform.open()
    body = {
        "shop_cipher": shop_of(control, shop)["cipher"],
        "creator_id": creator_id,
        "type": _TYPES[card] if card else None,
        "text": text,
        "card_id": card_id,
    }
    print_view(control.post("creator-messages", body), as_json=platform.as_json)
    return 0


def show(
    creator_id: CreatorId, *, connection: Connection | None = None, shop: ShopOption = None, limit: Limit = 20
) -> int:
    """List what a creator wrote to the shop, the newest first.

    For example:
        shopwright message from-creator 7494000000000000002
    """
    platform = connection or Connection()
    control = platform.open()
    shop_id = shop_of(control, shop)["shop_id"]
    reply = control.get("creator-messages", shop_id=shop_id, creator_id=creator_id, size=limit)
    print_rows(reply["messages"], "at type content message_id", as_json=platform.as_json)
    return 0
