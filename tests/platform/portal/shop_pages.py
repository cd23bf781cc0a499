"""What the tests of a shop's pages have in common: where the pages are, and what one reads and presses there."""

from __future__ import annotations

import re
from html import unescape

from tests.harness import cancellations
from tests.harness.calls import Seller
from tests.harness.trade import stocked

from .visitor import Visitor, words_of

_BUTTON = re.compile(r'name="subject" value="([^"]*)"><button name="act" value="([^"]+)"[^>]*>')
_CHIP = re.compile(r'<a class="chip" href="([^"]+)"[^>]*>[^<]*<b>([\d,]+)</b>')


def at(seller: Seller, page: str = "orders") -> str:
    return f"/portal/shops/{seller.shop_id}/{page}"


def ordered(seller: Seller, status: str = "AWAITING_SHIPMENT", **fields: object) -> str:
    """The id of an order of one unit in a state."""
    return cancellations.bought(seller, stocked(seller), status=status, **fields)


def buttons(someone: Visitor, seller: Seller, order_id: str) -> dict[str, str]:
    """The acts that an order's page offers, with what each is about."""
    return {act: subject for subject, act in _BUTTON.findall(someone.open(f"{at(seller)}/{order_id}"))}


def press(someone: Visitor, seller: Seller, order_id: str, *acts: str) -> None:
    """Press buttons, one after the other, each of which must be there."""
    for act in acts:
        page = f"{at(seller)}/{order_id}"
        subject = buttons(someone, seller, order_id)[act]
        reply = someone.send(f"{page}/acts", ("act", act), ("subject", subject), page=page)
        assert (reply.status_code, reply.headers.get("location")) == (303, page), words_of(reply.text)


def keys(html: str) -> list[str]:
    return re.findall(r'<tr data-key="(\w+)"', html)


def chips(html: str) -> dict[str, int]:
    """The address of each chip with a count."""
    return {unescape(url): int(count.replace(",", "")) for url, count in _CHIP.findall(html)}
