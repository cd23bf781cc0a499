"""Who bought, masked as the rules of buyers' data mask it, whatever apps may read now."""

from __future__ import annotations

from typing import cast

import msgspec

from shopwright.platform.buyers.masking import mask_name
from shopwright.platform.buyers.private_block import masked, recipient_in
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.masks import mask_style
from shopwright.platform.market.trade_rules import rules_of
from shopwright.platform.sales.orders.order import Order
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.sales.orders.visibility import Visibility, visibility

_APPS = {
    Visibility.ABSENT: "Apps do not read them yet.",
    Visibility.MASKED: "Apps read them masked, too.",
    Visibility.OPEN: "Apps read them whole.",
}


class BuyerBlock(msgspec.Struct, frozen=True):
    """The buyer in masked form; ``place`` are the parts of the address that stay. ``apps`` says what apps read."""

    nickname: str
    name: str
    phone: str
    place: str
    apps: str


def buyer_of(tx: Tx, shop: Shop, order: Order) -> BuyerBlock:
    whole = tx[Orders].get_whole(shop.shop_id, order.order_id)
    assert whole is not None, "the order was just read"
    block = recipient_in(masked(whole[1]))
    levels = cast("list[dict[str, str]]", block.get("district_info", []))
    names = [level["address_name"] for level in reversed(levels) if level["address_level"] in ("L0", "L1", "L2")]
    town = str(block.get("post_town") or "")
    place = [str(block.get("full_address") or ""), town, *names, str(block.get("postal_code") or "")]
    return BuyerBlock(
        nickname=mask_name(order.buyer_nickname, mask_style(order.region)),
        name=str(block["name"]),
        phone=str(block["phone_number"]),
        place=", ".join(dict.fromkeys(part for part in place if part)),
        apps=_APPS[visibility(order, rules_of(shop))],
    )
