"""Acts of buyers, carriers and TikTok on orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, TypedDict, TypeVar, Unpack

from shopwright import decoders

from .control import Control
from .shapes import Cancellation, Order, Product, Return
from .tracebacks import hide_frames

if TYPE_CHECKING:
    from .sellers import Seller

__tracebackhide__ = hide_frames

Sku = str | Product
Line = Sku | tuple[Sku, int]
Which = str | Order

Reached = Literal["ON_HOLD", "AWAITING_SHIPMENT", "AWAITING_COLLECTION", "IN_TRANSIT", "DELIVERED", "COMPLETED"]
ReturnKind = Literal["REFUND", "RETURN_AND_REFUND", "REPLACEMENT", "EXCHANGE"]
ReturnAct = Literal[
    "WITHDRAW", "SHIP", "ARRIVE", "ACCEPT_OFFER", "REFUSE_OFFER", "APPEAL", "RULE_FOR_BUYER", "RULE_FOR_SELLER"
]
CarrierAct = Literal["COLLECT", "SCAN", "DELIVER", "LOSE", "DAMAGE", "REFUSE", "UNDELIVERABLE"]

T = TypeVar("T")


class Wishes(TypedDict, total=False):
    """What else a purchase can hold: see ``POST orders`` in ``/sandbox/openapi.json``."""

    paid: bool
    buyer: str
    buyer_id: str
    shipping_type: str
    delivery_option_id: str
    warehouse_id: str
    payment_method: str
    is_cod: bool
    is_sample: bool
    order_type: str
    message: str


class Orders:
    """``shopwright_platform.orders``. Orders are given by id or as they were answered."""

    def __init__(self, control: Control, seller: Seller) -> None:
        self._control = control
        self._seller = seller

    def buy(
        self, *lines: Line, seller: Seller | None = None, status: Reached | None = None, **wishes: Unpack[Wishes]
    ) -> Order:
        """A buyer buys SKUs (ids, or what ``list_product`` answered), each with how many where that is not one.

        Without any, it is one piece of something that is on sale; a shop that has nothing to sell lists a product
        first. ``status`` takes the order to a state at once. ``ControlError`` where something is not on sale or not in
        stock.
        """
        shop = seller or self._seller
        pairs = [line if isinstance(line, tuple) else (line, 1) for line in lines or [shop.something_on_sale()]]
        items = [{"sku_id": _sku_id(sku), "quantity": quantity} for sku, quantity in pairs]
        order = self._act("orders", Order, {"shop_cipher": shop.shop_cipher, "line_items": items, **wishes})
        return self.advance(order, status) if status is not None and status != order.status else order

    def get(self, order: Which) -> Order:
        """The order as it is now."""
        return decoders.convert(self._control.get(f"orders/{_id(order)}"), Order)

    def all(self, *, seller: Seller | None = None, status: str | None = None) -> list[Order]:
        """The orders of a shop, the oldest first; those in a state where one is given."""
        shop_id, orders, before = (seller or self._seller).shop_id, [], None
        while True:
            page = self._control.get("orders", shop_id=shop_id, status=status, before=before, size=100)
            orders += decoders.convert(page["orders"], list[Order])
            before = page["next_before"]
            if before is None:
                return orders[::-1]

    def pay(self, order: Which) -> Order:
        """The buyer pays for what was bought with ``paid=False``."""
        return self._act(f"orders/{_id(order)}/pay", Order)

    def advance(self, order: Which, status: Reached) -> Order:
        """Buyer, seller, carrier and clock do what it takes to bring the order to a state that lies ahead."""
        return self._act(f"orders/{_id(order)}/advance", Order, {"status": status})

    def cancel(self, order: Which, reason: str | None = None) -> Cancellation:
        """The buyer cancels, or asks to."""
        return self._act(f"orders/{_id(order)}/cancel", Cancellation, {"reason": reason} if reason else {})

    def withdraw(self, cancellation: str | Cancellation) -> Cancellation:
        """The buyer no longer wants to cancel."""
        cancel_id = cancellation if isinstance(cancellation, str) else cancellation.cancel_id
        return self._act(f"cancellations/{cancel_id}/withdraw", Cancellation)

    def return_(
        self,
        order: Which,
        kind: ReturnKind = "RETURN_AND_REFUND",
        *,
        line_items: Sequence[str] | None = None,
        reason: str | None = None,
    ) -> Return:
        """The buyer wants money or other goods, for some lines (ids) or all."""
        fields: dict[str, object] = {"return_type": kind}
        fields |= {"line_items": list(line_items)} if line_items is not None else {}
        fields |= {"reason": reason} if reason is not None else {}
        return self._act(f"orders/{_id(order)}/return", Return, fields)

    def act_on_return(self, item: str | Return, act: ReturnAct) -> Return:
        """What the buyer, the parcel or TikTok's arbitration does next about a return."""
        return_id = item if isinstance(item, str) else item.return_id
        return self._act(f"returns/{return_id}/acts", Return, {"act": act})

    def carrier(self, package_id: str, act: CarrierAct) -> str:
        """The carrier acts on a parcel; answers the package's state."""
        return str(self._control.post(f"packages/{package_id}/acts", {"act": act})["status"])

    def _act(self, path: str, kind: type[T], body: dict[str, object] | None = None) -> T:
        return decoders.convert(self._control.post(path, body), kind)


def _sku_id(sku: Sku) -> str:
    return sku if isinstance(sku, str) else sku.sku_id


def _id(order: Which) -> str:
    return order if isinstance(order, str) else order.order_id
