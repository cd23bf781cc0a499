"""What a channel is to the hub: what it can do, what it is asked, and what it answers. No Django here.

A plug-in implements :class:`Channel` and :class:`Session`, and names the channel under the entry point group
``shopwright.channels``. Ids of a channel are text. Money is a ``Decimal`` in the currency beside it; times are aware.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, Protocol, runtime_checkable

from .accounts import Credentials
from .cases import CaseSession
from .categories import DraftAttribute, DraftCertificate, DraftChart
from .external_listings import ExternalAttribute as ExternalAttribute  # noqa: PLC0414
from .external_listings import ExternalListing as ExternalListing  # noqa: PLC0414
from .external_listings import ExternalSku as ExternalSku  # noqa: PLC0414
from .external_listings import ListingState as ListingState  # noqa: PLC0414
from .messages import MessageSession
from .parcels import Label, Parcel


class Capability(StrEnum):
    """What a channel can do. The hub asks before it acts, and shows no button for what is missing.

    ``REFUNDS``: money is given back without a return too, by the hub or by others, and told as a case.
    ``REGROUP``: the seller says what travels together; its sessions are :class:`.parcel_groups.ParcelGroups`.
    """

    LISTINGS = "listings"
    PRICES = "prices"
    STOCK = "stock"
    BACKORDERS = "backorders"
    ORDERS = "orders"
    SHIPMENTS = "shipments"
    LABELS = "labels"
    RETURNS = "returns"
    CANCELLATIONS = "cancellations"
    REFUNDS = "refunds"
    MESSAGES = "messages"
    CATEGORIES = "categories"
    BRANDS = "brands"
    REGROUP = "regroup"


class QuantityMeaning(StrEnum):
    """What the number means that stock is set to on a channel.

    ``ON_HAND``: what lies there, from which the channel itself takes what it has committed to open orders.
    ``AVAILABLE``: what can still be sold, taken as it comes. ``COMPARED``: the same, set only while the number is still
    the one that the channel looked at, less the orders there that the hub does not know.
    """

    ON_HAND = "on_hand"
    AVAILABLE = "available"
    COMPARED = "compared"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much goes into one call. ``message_length``: the characters of a message to a buyer.

    ``publishes_per_day``: listings that rules may send in 24 hours; 0 for no bound. ``full_codes``: codes of refusals
    by which the channel says that a shop may have no more listings for now. ``pictures``: how many a listing takes.
    ``picture_side``: pixels that each side of one has at least.
    """

    stock_batch: int = 1
    price_batch: int = 1
    message_length: int = 1_000
    publishes_per_day: int = 0
    pictures: int = 9
    picture_side: int = 0
    full_codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Address:
    name: str = ""
    phone: str = ""
    email: str = ""
    lines: tuple[str, ...] = ()
    city: str = ""
    state: str = ""
    postcode: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class ExternalLine:
    """A line of an order. ``is_cancelled``: it is not to be sent. ``is_gone``: a carrier has it."""

    external_id: str
    product_id: str
    sku_id: str
    seller_sku: str
    title: str
    options: str
    quantity: int
    unit_price: Decimal
    image_url: str = ""
    is_cancelled: bool = False
    is_gone: bool = False
    package_id: str = ""


class Payment(StrEnum):
    UNPAID = "unpaid"
    PAID = "paid"
    REFUNDED = "refunded"


class Progress(StrEnum):
    """How far the goods of an order are."""

    OPEN = "open"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ExternalOrder:
    """An order as its channel has it now. ``updated_at``: by the channel's clock; what is older never wins.

    ``hold_until``: nothing may be sent before, by the channel's rules. ``can_ship``: the channel lets it be shipped.
    """

    external_id: str
    number: str
    raw_status: str
    payment: Payment
    progress: Progress
    can_ship: bool
    currency: str
    total: Decimal
    placed_at: datetime
    updated_at: datetime
    buyer: Address
    lines: tuple[ExternalLine, ...]
    buyer_note: str = ""
    hold_until: datetime | None = None
    ship_by: datetime | None = None
    location_id: str = ""
    shipping_option: str = ""


@dataclass(frozen=True, slots=True)
class ExternalLocation:
    external_id: str
    name: str
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class ExternalShop:
    """A shop that an authorisation covers; ``settings`` is what the channel needs to call it, no secrets."""

    external_id: str
    name: str
    region: str
    currency: str
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListingVariant:
    sku: str
    options: tuple[tuple[str, str], ...]
    price: Decimal
    currency: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ListingDraft:
    """What the hub wants to publish; pictures as bytes. ``external_id``: of the listing that is revised.

    ``brand``: the seller's name of it; ``brand_id``: which of the channel's brands that is, where it keeps a list.
    """

    title: str
    description: str
    brand: str
    images: tuple[bytes, ...]
    variants: tuple[ListingVariant, ...]
    weight_grams: int
    size_mm: tuple[int, int, int]
    category_id: str = ""
    location_id: str = ""
    external_id: str = ""
    attributes: tuple[DraftAttribute, ...] = ()
    brand_id: str = ""
    size_chart: DraftChart | None = None
    certificates: tuple[DraftCertificate, ...] = ()


@dataclass(frozen=True, slots=True)
class StockWant:
    """A number to set. ``quantity`` is what can be sold; the channel turns it into what its number means.

    ``promised``: what the hub holds for open orders of this channel, which a channel counts as on hand too.
    ``backorder_on``: sell on when none is left, and send from this day on; for channels that can. ``backorder_pieces``:
    how many at most, None without a bound. ``had_backorder``: the channel was told of some before.
    """

    product_id: str
    sku_id: str
    location_id: str
    quantity: int
    promised: int = 0
    backorder_on: date | None = None
    backorder_pieces: int | None = None
    had_backorder: bool = False

    def on_hand(self, committed: int) -> int:
        """What lies there, for a channel that takes what it has ``committed`` to orders from the number itself.

        Of two accounts of what is committed, the channel's and the hub's, the smaller one counts: an order that the
        hub has not seen yet then lowers what buyers see, and so does a parcel that has left and that the hub has not
        heard of.
        """
        return max(self.quantity, 0) + min(self.promised, committed)


@dataclass(frozen=True, slots=True)
class PriceWant:
    product_id: str
    sku_id: str
    price: Decimal
    currency: str


class Result(StrEnum):
    DONE = "done"
    REFUSED = "refused"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one thing that was asked for.

    A refusal carries the channel's code and words, and what to do; ``LATER`` means that the same may work soon.
    ``request_id``: by which the channel finds the call. ``quantity``: what was sent, where stock was set.
    ``external_id``: of what the call made, such as a parcel that had no id before.
    ``is_unanswered``: the call may have worked all the same, so that it is looked up before it is made again.
    """

    result: Result
    code: str = ""
    message: str = ""
    remedy: str = ""
    request_id: str = ""
    quantity: int | None = None
    external_id: str = ""
    is_unanswered: bool = False

    @property
    def is_done(self) -> bool:
        return self.result is Result.DONE


@dataclass(frozen=True, slots=True)
class Check:
    """A line of the test of a connection: what was tried, whether it works, and what to do if not."""

    name: str
    is_good: bool
    words: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that a channel says has changed: a kind and an id.

    Kinds are ``order``, ``listing``, ``return``, ``cancellation`` and ``consent``.
    """

    kind: str
    external_id: str
    event_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Field:
    """A setting that a person gives when they connect: its name, label, and whether it is a secret."""

    name: str
    label: str
    help: str = ""
    is_secret: bool = False
    is_required: bool = True
    default: str = ""


class ChannelError(Exception):
    """A call to a channel failed. ``is_passing``: the same call may work later; ``code``: the channel's own."""

    def __init__(
        self, message: str, *, code: str = "", remedy: str = "", is_passing: bool = False, needs_consent: bool = False
    ) -> None:
        super().__init__(message)
        self.message, self.code, self.remedy = message, code, remedy
        self.is_passing, self.needs_consent = is_passing, needs_consent


class HookRefusedError(Exception):
    """A notification whose signature is not the channel's."""


class File(NamedTuple):
    """A file that was read from an address."""

    content: bytes
    media_type: str


def open_nothing(url: str, most_bytes: int, seconds: float) -> File:
    """Refuse every address."""
    raise ChannelError("This app opens no addresses that a channel names.")


@dataclass(frozen=True, slots=True)
class App:
    """The application that a channel is called as: its settings, secrets included, and where tokens are kept.

    ``open_address`` reads a file that the channel named, with bounds of bytes and seconds. A channel opens such
    addresses by it alone: it refuses those that lead into the hub's own network. It raises :class:`ChannelError`.
    """

    settings: Mapping[str, str]
    credentials: Credentials
    open_address: Callable[[str, int, float], File] = open_nothing


class Session(CaseSession, MessageSession, Protocol):
    """One connection: a shop that can be asked. Every method may raise :class:`ChannelError`."""

    def check(self) -> Sequence[Check]: ...
    def locations(self) -> Sequence[ExternalLocation]: ...
    def orders_since(self, since: datetime) -> Iterator[ExternalOrder]: ...
    def order(self, external_id: str) -> ExternalOrder | None: ...
    def listing_ids(self) -> Iterator[str]: ...
    def listing(self, external_id: str) -> ExternalListing | None: ...
    def publish(self, draft: ListingDraft) -> tuple[Outcome, ExternalListing | None]: ...
    def pause(self, external_id: str) -> Outcome: ...
    def resume(self, external_id: str) -> Outcome: ...
    def end(self, external_id: str) -> Outcome: ...
    def push_stock(self, wants: Sequence[StockWant]) -> Sequence[Outcome]: ...
    def push_prices(self, wants: Sequence[PriceWant]) -> Sequence[Outcome]: ...
    def parcels(self, order_id: str) -> Sequence[Parcel]: ...
    def ship(self, parcel_id: str, carrier: str = "", tracking_number: str = "") -> Outcome: ...
    def label(self, parcel_id: str) -> Label: ...
    def close(self) -> None: ...


@runtime_checkable
class BackorderChannel(Protocol):
    """A channel that takes back-orders in some markets alone."""

    def takes_backorders(self, region: str) -> bool: ...


class Channel(Protocol):
    """A kind of place to sell."""

    name: str
    title: str
    capabilities: frozenset[Capability]
    quantity: QuantityMeaning
    limits: Limits
    fields: tuple[Field, ...]

    def consent_url(self, app: App, *, state: str, redirect: str) -> str:
        """Where a person goes to allow the app; "" where the fields alone connect."""

    def finish_consent(self, app: App, query: Mapping[str, str]) -> str:
        """Exchange what the redirect brought for tokens; returns the account that they are kept under."""

    def shops(self, app: App, account: str) -> Sequence[ExternalShop]:
        """The shops that an account's authorisation covers."""

    def open(self, app: App, account: str, shop: ExternalShop) -> Session:
        """A session with one shop."""

    def consent_ends(self, app: App, account: str) -> datetime | None:
        """When an account's authorisation ends, where it does."""

    def read_hook(self, app: App, body: bytes, headers: Mapping[str, str]) -> tuple[str, Sequence[Change]]:
        """The shop's id and what has changed. Raises HookRefusedError for a signature that is not the channel's."""
