"""Who calls, and for whom: users, shops, apps, consents and tokens, as every capability knows them."""

from __future__ import annotations

from enum import IntEnum

import msgspec


class UserType(IntEnum):
    """The kinds of user as the token service numbers them. BUSINESS is ours: TikTok keeps advertisers elsewhere."""

    SELLER = 0
    CREATOR = 1
    PARTNER = 3
    BUSINESS = 100


class Advertiser(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Under whose id the Business API keeps audiences.

    ``seller_account_id``: the seller whose buyers they meet; empty for nobody's.
    """

    advertiser_id: str
    name: str
    seller_account_id: str = ""


class AccountDocument(msgspec.Struct, kw_only=True, omit_defaults=True):
    """``category_assets`` are a partner's: cipher, target market, category id and name.

    ``listing_method`` is LOCAL_REPLICATION of a seller whose global products became replicas of each other.
    ``advertisers`` are a business account's.
    """

    name: str
    category_assets: list[dict[str, str]] = []
    shop_group: str | None = None
    listing_method: str = ""
    is_demo: bool = False
    advertisers: list[Advertiser] = []


class Account(msgspec.Struct, frozen=True):
    account_id: str
    kind: UserType
    region: str
    status: str
    doc: AccountDocument

    @property
    def is_active(self) -> bool:
        """Whether calls for it are answered: it was not switched off."""
        return self.status == "ACTIVE"


class AuditPolicy(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    """How a shop's listings are judged: after ``delay_seconds`` (0 is at once), with one verdict for all."""

    delay_seconds: int = 0
    verdict: str = "APPROVED"
    reasons: list[str] = []


class ShopDocument(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A shop's data and its switches.

    ``trade`` overrides fields of the market's trade rules. ``aftersales_flow`` is CLASSIC or RMA. ``carrier`` is AUTO
    (parcels travel by the clock) or MANUAL (they move when told to).

    ``failed_prerequisites`` maps a check item to the reason it fails for.
    """

    name: str
    code: str
    seller_type: str = "LOCAL"
    authorization_days: int = 365
    audit: AuditPolicy = msgspec.field(default_factory=AuditPolicy)
    low_stock_threshold: int = 5
    failed_prerequisites: dict[str, str] = {}
    listing_quota: int = 0
    trade: dict[str, object] = {}
    aftersales_flow: str = "CLASSIC"
    carrier: str = "AUTO"
    is_demo: bool = False


class Shop(msgspec.Struct, frozen=True):
    shop_id: str
    account_id: str
    cipher: str
    region: str
    status: str
    doc: ShopDocument

    @property
    def is_active(self) -> bool:
        """Whether calls for it are answered: it was not switched off."""
        return self.status == "ACTIVE"

    @property
    def has_automatic_carrier(self) -> bool:
        """Whether its parcels travel by the clock; else they move when the control API says so."""
        return self.doc.carrier == "AUTO"

    @property
    def crosses_borders(self) -> bool:
        """Whether the shop sells from another country than its market's."""
        return self.doc.seller_type == "CROSS_BORDER"


class AppDocument(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What an app is besides its keys. ``topics`` are webhook types; ``None`` stands for all of them.

    ``partner_id`` is the partner's who made it in the portal. ``wall_secret_ms``: when its secret was last replaced.
    """

    name: str
    type: str = "custom"
    redirect_url: str = ""
    scopes: list[str] = []
    webhook_url: str | None = None
    topics: list[int] | None = None
    is_demo: bool = False
    partner_id: str = ""
    wall_created_ms: int = 0
    wall_secret_ms: int = 0


class App(msgspec.Struct, frozen=True):
    """An app with its secret in clear."""

    app_key: str
    service_id: str
    secret: str
    status: str
    doc: AppDocument

    @property
    def is_active(self) -> bool:
        """Whether calls for it are answered: it was not switched off."""
        return self.status == "ACTIVE"


class Authorization(msgspec.Struct, frozen=True):
    """One account's consent to one app. Times in milliseconds; ``ended_at`` is set when it was withdrawn."""

    account_id: str
    app_key: str
    open_id: str
    scopes: list[str]
    granted_at: int
    ends_at: int
    ended_at: int | None = None


class Token(msgspec.Struct, frozen=True):
    """``wall_clock`` tokens expire by the machine's time, the others by the platform's. Milliseconds.

    ``scopes`` are those granted when it was made: a later consent does not widen it.
    """

    token_hash: str
    kind: str
    app_key: str
    account_id: str
    pair_id: str
    created_at: int
    expires_at: int
    revoked_at: int | None
    wall_clock: bool
    scopes: list[str]

    def is_expired(self, now_ms: int, wall_now_ms: int) -> bool:
        return self.expires_at <= (wall_now_ms if self.wall_clock else now_ms)
