"""What the control API answers, as far as tests look at it. Times are unix seconds of the platform's clock."""

from __future__ import annotations

from typing import Any

import msgspec


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """One user's token pair for the app; the ends are unix seconds. Printed, it shows no secret."""

    access_token: str
    access_token_expire_in: int
    refresh_token: str
    refresh_token_expire_in: int
    open_id: str
    user_type: int
    account_id: str
    granted_scopes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Tokens(account_id={self.account_id!r}, access_token=[redacted], refresh_token=[redacted])"


class Keys(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a client needs to begin: the app, its users' tokens, the seller's shop.

    Printed, it shows no secret.
    """

    base_url: str
    app_key: str
    app_secret: str
    service_id: str
    shop_id: str
    shop_cipher: str
    shop_region: str
    category_asset_cipher: str
    seller: Tokens
    creator: Tokens
    partner: Tokens

    def __repr__(self) -> str:
        return f"Keys({self.base_url}, app_key={self.app_key!r}, app_secret=[redacted], shop_id={self.shop_id!r})"


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """A product of one SKU; it can be bought as it is."""

    product_id: str
    sku_id: str
    warehouse_id: str


class OrderLine(msgspec.Struct, frozen=True, kw_only=True):
    """One unit of a SKU; ``price`` is decimal text."""

    id: str
    sku_id: str
    status: str
    package_id: str
    price: str


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """An order as it was when this was answered. ``total_amount`` is decimal text."""

    order_id: str
    shop_id: str
    status: str
    buyer_id: str
    total_amount: str
    currency: str
    created_at: int
    updated_at: int
    line_items: list[OrderLine]
    package_ids: list[str]
    open_claims: list[str]


class Cancellation(msgspec.Struct, frozen=True, kw_only=True):
    """A buyer's wish to cancel; ``cancel_status`` says whether it was fulfilled at once."""

    cancel_id: str
    cancel_status: str
    order: Order


class Return(msgspec.Struct, frozen=True, kw_only=True):
    """A buyer's return. Ids are "" and times 0 where there is none."""

    return_id: str
    return_ids: list[str]
    order_id: str
    shop_id: str
    return_type: str
    return_status: str
    is_open: bool
    refund_total: str
    currency: str
    tracking_number: str
    deadline: int
    new_order_id: str


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A call that came in. ``operation`` is an operation id, or ``None`` where no operation has the path; ``mistake``
    is the likely one behind a bad signature."""

    request_id: str
    wall_at_ms: int
    operation: str | None
    app_key: str | None
    shop_id: str | None
    method: str
    path: str
    http_status: int
    code: int
    message: str
    duration_us: int
    fault_id: str | None
    mistake: str | None

    def __str__(self) -> str:
        outcome = f"{self.http_status}, code {self.code}" + (f" {self.message}" if self.code else "")
        notes = [f"by fault {self.fault_id}"] * bool(self.fault_id) + [self.mistake] * bool(self.mistake)
        tail = "".join(f" ({note})" for note in notes)
        return f"{self.method} {self.path} {self.operation or '?'}: {outcome}{tail}"


class RequestDetail(Request, frozen=True, kw_only=True):
    """The same with what travelled, secrets taken out. ``canonical`` is the string to sign as the platform sees it."""

    query: str
    headers: dict[str, str]
    body: str
    reply: str
    canonical: str | None
    remedy: str | None


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A notification to the app. ``status`` is PENDING until it is DELIVERED, REFUSED, DROPPED, FENCED or SWALLOWED;
    ``due_at`` is when the next attempt is due."""

    delivery_id: str
    notification_id: str
    app_key: str
    shop_id: str
    topic: int
    url: str
    status: str
    attempt_count: int
    created_at: int
    due_at: int | None
    body: dict[str, Any]
