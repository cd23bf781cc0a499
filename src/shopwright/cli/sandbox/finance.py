"""``shopwright settle`` and ``shopwright sandbox finance``: what a shop is paid, and by what."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter

from shopwright.cli.connection import Connection, ShopOption, shop_of
from shopwright.cli.control import in_path
from shopwright.cli.output import print_view

from .fields import Fields, fields_of

Amount = Annotated[
    str, Parameter(help="In the shop's currency; negative, after --, where the seller pays.", allow_leading_hyphen=True)
]


def settle(
    order_ids: Annotated[tuple[str, ...], Parameter(help="Orders; without any, all that wait for time alone.")] = (),
    /,
    *,
    connection: Connection | None = None,
    shop: ShopOption = None,
) -> int:
    """Settle orders that are delivered, close the day's statement, and begin its payment.

    For example:
        shopwright settle
        shopwright settle 576460752303423489 --json
    """
    platform = connection or Connection()
    control = platform.open()
    body = {"shop_id": shop_of(control, shop)["shop_id"], **({"order_ids": list(order_ids)} if order_ids else {})}
    print_view(control.post("finance/settle", body), as_json=platform.as_json)
    return 0


def show(*, connection: Connection | None = None, shop: ShopOption = None) -> int:
    """Show a shop's money, and the terms by which it is paid.

    For example:
        shopwright sandbox finance
    """
    platform = connection or Connection()
    control = platform.open()
    print_view(control.get("finance", shop_id=shop_of(control, shop)["shop_id"]), as_json=platform.as_json)
    return 0


def change(*changes: Fields, connection: Connection | None = None, shop: ShopOption = None) -> int:
    """Change the terms by which a shop is paid; null goes back to the market's.

    For example:
        shopwright sandbox finance change delay_days=1 payment_days=0
        shopwright sandbox finance change 'reserve_rate="0.1"' reserve_days=30
        shopwright sandbox finance change payments_fail=true
    """
    platform = connection or Connection()
    control = platform.open()
    body = {"shop_id": shop_of(control, shop)["shop_id"], **fields_of(changes)}
    print_view(control.patch("finance", body), as_json=platform.as_json)
    return 0


def payment(
    payment_id: Annotated[str, Parameter(help="The payment's id.")],
    act: Annotated[Literal["ARRIVE", "FAIL"], Parameter(help="Whether the bank takes it.")],
    *,
    connection: Connection | None = None,
) -> int:
    """Let a payment that is on its way arrive, or come back.

    For example:
        shopwright sandbox finance payment 3460000000000000042 FAIL
    """
    platform = connection or Connection()
    body = {"act": act}
    print_view(platform.open().post(f"finance/payments/{in_path(payment_id)}", body), as_json=platform.as_json)
    return 0


def adjust(
    kind: Annotated[
        str,
        Parameter(name="TYPE", help="What for, such as PLATFORM_PENALTY; a wrong one is answered with all of them."),
    ],
    amount: Amount,
    *,
    connection: Connection | None = None,
    shop: ShopOption = None,
    order: Annotated[str | None, Parameter(help="The order that it is for.")] = None,
) -> int:
    """Adjust what a shop is paid: a penalty, a reimbursement, a chargeback.

    For example:
        shopwright sandbox finance adjust LOGISTICS_REIMBURSEMENT 4.50
        shopwright sandbox finance adjust CHARGE_BACK -12.99 --order 576460752303423489
    """
    platform = connection or Connection()
    control = platform.open()
    body = {"shop_id": shop_of(control, shop)["shop_id"], "type": kind, "amount": amount}
    reply = control.post("finance/adjustments", {**body, **({"order_id": order} if order else {})})
    print_view(reply, as_json=platform.as_json)
    return 0


def add_amount(
    order_id: Annotated[str, Parameter(help="The order's id.")],
    name: Annotated[str, Parameter(help="A field of getTransactionsByOrder, such as affiliate_commission_amount.")],
    amount: Amount,
    *,
    connection: Connection | None = None,
    sku: Annotated[str | None, Parameter(help="The SKU that it is for; the order's first unless named.")] = None,
) -> int:
    """Add an amount to an order's account, such as a creator's commission.

    For example:
        shopwright sandbox finance amount 576460752303423489 affiliate_commission_amount -1.50
    """
    platform = connection or Connection()
    body = {"order_id": order_id, "name": name, "amount": amount, **({"sku_id": sku} if sku else {})}
    print_view(platform.open().post("finance/amounts", body), as_json=platform.as_json)
    return 0


def transfer(amount: Amount, *, connection: Connection | None = None, shop: ShopOption = None) -> int:
    """Transfer money to a seller's account, or from it.

    For example:
        shopwright sandbox finance transfer -20.00
    """
    platform = connection or Connection()
    control = platform.open()
    body = {"shop_id": shop_of(control, shop)["shop_id"], "amount": amount}
    print_view(control.post("finance/movements", body), as_json=platform.as_json)
    return 0


def trade_in(
    kind: Annotated[Literal["RECHARGE", "WITHDRAW", "REVERSE"], Parameter(name="TYPE", help="Which way it goes.")],
    amount: Annotated[str, Parameter(help="In the shop's currency.")],
    *,
    connection: Connection | None = None,
    shop: ShopOption = None,
    origin: Annotated[str | None, Parameter(help="With REVERSE: the withdrawal that is taken back.")] = None,
    reference: Annotated[str, Parameter(help="What it is for.")] = "",
) -> int:
    """Move money of a shop's account for trade-ins.

    For example:
        shopwright sandbox finance trade-in RECHARGE 50 --reference "top-up 7"
    """
    platform = connection or Connection()
    control = platform.open()
    body = {"shop_id": shop_of(control, shop)["shop_id"], "type": kind, "amount": amount, "reference": reference}
    reply = control.post("finance/trade_in", {**body, **({"origin_id": origin} if origin else {})})
    print_view(reply, as_json=platform.as_json)
    return 0
