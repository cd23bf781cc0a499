"""What a SKU, a duration, a time or a list of topics is on the command line."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from shopwright.cli.control import Control
from shopwright.cli.refusal import FAILED, RefusedError

_SECONDS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}


def line_of(text: str) -> dict[str, object]:
    """``SKU`` or ``SKU:QUANTITY`` as a line of a purchase."""
    sku_id, colon, quantity = text.partition(":")
    if not sku_id.isdigit() or (colon and not (quantity.isdigit() and int(quantity) > 0)):
        raise RefusedError(f"{text!r} is no SKU", "write its id, and how many pieces after a colon: 17291:2")
    return {"sku_id": sku_id, "quantity": int(quantity) if colon else 1}


def seconds_of(text: str) -> int:
    """``2d``, ``1h30m`` or plain seconds as seconds."""
    if text.isascii() and text.isdigit():
        return int(text)
    parts = re.findall(r"(\d+)([wdhms])", text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise RefusedError(f"{text!r} is no duration", "write 2d, 12h, 30m, 90s, 1d12h or seconds")
    return sum(int(number) * _SECONDS[unit] for number, unit in parts)


def time_of(text: str) -> int:
    """Unix seconds, or a date and time of ISO 8601, in UTC unless it has a zone; answers unix seconds."""
    if text.isascii() and text.isdigit():
        return int(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise RefusedError(f"{text!r} is no time", "write 2030-01-31T12:00:00Z or unix seconds") from error
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def topics_of(text: str) -> list[int]:
    """Topics by number or name, joined by commas."""
    from shopwright.cli.topics import topic_of

    return [topic_of(part.strip()) for part in text.split(",")]


def words_of(text: str | None) -> list[str] | None:
    """What commas join; nothing where there is no text at all."""
    return None if text is None else [part.strip() for part in text.split(",") if part.strip()]


def something_on_sale(control: Control, shop: dict[str, Any]) -> str:
    """The id of a SKU of the shop that is live and in stock."""
    from shopwright.cli.seller import seller_client

    with seller_client(control, shop) as client:
        for page in client.pages(client.product.search_products, page_size=100, status="ACTIVATE"):
            for product in page["products"]:
                for sku in product["skus"]:
                    if any(int(place["quantity"]) > 0 for place in sku["inventory"]):
                        return str(sku["id"])
    remedy = "list a product with shopwright call product.create_product, or name another shop with --shop"
    raise RefusedError(f"shop {shop['shop_id']} has nothing on sale and in stock", remedy, FAILED)
