"""``/sandbox/finance``: what a shop is paid by, and where its money is."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.core.control.replies import BAD_REQUEST
from shopwright.platform.core.control.shapes import Body, Key, PlatformSeconds, Query, View, whole
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.finance.books_store import Books
from shopwright.platform.finance.entries_store import UNSETTLED, Entries, EntryFilter
from shopwright.platform.finance.movements_store import Movements
from shopwright.platform.finance.presenter import spelled
from shopwright.platform.market.regions import region

Days = Annotated[int, Meta(ge=0, le=365)]
#: From 0 to 1.
Rate = Annotated[str, Meta(pattern=whole(r"0(\.[0-9]{1,6})?|1(\.0{1,6})?"))]
Amount = Annotated[str, Meta(pattern=whole(r"[0-9]{1,12}(\.[0-9]{1,2})?"))]
ExchangeRate = Annotated[str, Meta(pattern=whole(r"[0-9]{1,6}(\.[0-9]{1,8})?"))]
Currency = Annotated[str, Meta(pattern=whole("[A-Z]{3}"))]


#: What is kept as a number.
_NUMBERS = frozenset({"minimum_payment", "reserve_rate", "exchange_rate"})


class BookQuery(Query):
    shop_id: Key


class BookChange(Body):
    """What is left out stays; null goes back to the market's. ``delay_days`` are those from delivery to settlement; an
    order takes them at its own next change. ``payment_days`` are those from a statement to its payment's arrival. A
    ``reserve_rate`` of each statement is kept back for ``reserve_days``. Payments are made in ``payout_currency``, of
    which ``exchange_rate`` are one of the shop's; ``payments_fail``: the bank sends them back. Without ``has_account``
    the seller's account is not open."""

    shop_id: Key
    delay_days: Days | UnsetType | None = UNSET
    payment_days: Days | UnsetType | None = UNSET
    minimum_payment: Amount | UnsetType | None = UNSET
    reserve_rate: Rate | UnsetType = UNSET
    reserve_days: Days | UnsetType = UNSET
    bank_account: Annotated[str, Meta(min_length=1, max_length=40)] | UnsetType = UNSET
    payout_currency: Currency | UnsetType = UNSET
    exchange_rate: ExchangeRate | UnsetType = UNSET
    payments_fail: bool | UnsetType = UNSET
    has_account: bool | UnsetType = UNSET


class BookView(View):
    """``balance`` is in the seller's account, ``unsettled`` what is still to be settled, as it is estimated;
    ``closed_until``: when the last statement closed, 0 before the first."""

    shop_id: str
    currency: str
    balance: str
    trade_in_balance: str
    unsettled: str
    unsettled_count: int
    closed_until: PlatformSeconds
    delay_days: int
    payment_days: int
    minimum_payment: str
    reserve_rate: str
    reserve_days: int
    bank_account: str
    payout_currency: str
    exchange_rate: str
    payments_fail: bool
    has_account: bool


def show_book(tx: Tx, query: BookQuery) -> BookView:
    """The shop's terms, and its money."""
    return book_view(tx, find_shop(tx, query.shop_id))


def change_book(tx: Tx, body: BookChange) -> BookView:
    """Change the shop's terms."""
    shop = find_shop(tx, body.shop_id)
    book = tx[Books].hold(shop.shop_id)
    changes = {
        name: getattr(body, name)
        for name in body.__struct_fields__
        if name != "shop_id" and getattr(body, name) is not UNSET
    }
    if changes.get("exchange_rate") is not None and not Decimal(changes["exchange_rate"]):
        raise BAD_REQUEST(reason="`exchange_rate` must be above 0.")
    amounts = {name: Decimal(changes[name]) for name in _NUMBERS & changes.keys() if changes[name] is not None}
    tx[Books].save(shop.shop_id, msgspec.structs.replace(book, **{**changes, **amounts}))
    return book_view(tx, shop)


def book_view(tx: Tx, shop: Shop) -> BookView:
    """What the control API shows of a shop's book."""
    book, market = tx[Books].get(shop.shop_id), region(shop.region)
    terms = book.terms_in(shop.region)
    unsettled, count = tx[Entries].sums(shop.shop_id, EntryFilter(statement_id=UNSETTLED), market.currency_decimals)
    movements, decimals = tx[Movements], market.currency_decimals
    return BookView(
        shop_id=shop.shop_id,
        currency=market.currency,
        balance=spelled(movements.balance(shop.shop_id, "SHOP", decimals), market),
        trade_in_balance=spelled(movements.balance(shop.shop_id, "TRADE_IN", decimals), market),
        unsettled=spelled(unsettled.payable, market),
        unsettled_count=count,
        closed_until=book.closed_until // 1000,
        delay_days=terms.delay_days,
        payment_days=terms.payment_days,
        minimum_payment=spelled(terms.minimum_payment, market),
        reserve_rate=str(book.reserve_rate),
        reserve_days=book.reserve_days,
        bank_account=book.bank_account,
        payout_currency=book.payout_currency or market.currency,
        exchange_rate=str(book.exchange_rate),
        payments_fail=book.payments_fail,
        has_account=book.has_account,
    )
