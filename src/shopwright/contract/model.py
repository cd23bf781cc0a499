"""Shapes of the compiled contract (``data/compiled/*.json.gz``, written by ``tools/generate_contract.py``)."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Entity(StrEnum):
    """Whose token an operation takes, and which cipher goes with it (docs/reference/authorization.md#users)."""

    SELLER = "seller"
    SHOP = "shop"
    CREATOR = "creator"
    PARTNER = "partner"
    ASSET = "asset"


class Effect(StrEnum):
    """Whether a call changes anything. A read is safe to repeat, whatever its HTTP method."""

    READ = "read"
    WRITE = "write"


class Parameter(msgspec.Struct, frozen=True, omit_defaults=True):
    """A path or query parameter. ``kind`` is a JSON type; a list's members are of ``item_kind``.

    ``limit_code`` is the code of a number outside ``minimum`` and ``maximum`` where it is not 36009004.
    ``older_values`` are numbers that older versions took, by what they mean now.
    """

    name: str
    location: str
    required: bool = False
    kind: str = "string"
    item_kind: str = "string"
    enum: tuple[str | int, ...] = ()
    default: str | int | bool | None = None
    minimum: int | None = None
    maximum: int | None = None
    limit_code: int | None = None
    older_values: dict[str, str] = {}


class Body(msgspec.Struct, frozen=True, omit_defaults=True):
    """A request body: its media type and the name of its schema."""

    schema: str
    media_type: str = "application/json"
    required: bool = False

    @property
    def is_multipart(self) -> bool:
        return self.media_type == "multipart/form-data"


class Page(msgspec.Struct, frozen=True):
    """How to read the pages of a list: ``items`` and ``next_token`` are places in the reply's data, dots between
    names; ``location`` says where the token of the next page goes, ``query`` or ``body``.
    """

    items: str
    next_token: str = "next_page_token"
    location: str = "query"


class IdempotencyKey(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where an operation takes a key under which a repeated call gets its first result.

    ``location`` is ``query`` or ``body``; ``longest`` is how many characters the key may have, where that is known.
    """

    name: str
    location: str
    longest: int | None = None


class LegacyPath(msgspec.Struct, frozen=True):
    """An older method and path that answers as an operation does."""

    method: str
    path: str


class Operation(msgspec.Struct, frozen=True, omit_defaults=True):
    """One operation of the Partner API, or an extension of ours.

    ``id`` is TikTok's operation id, ``name`` the same in snake_case. ``scopes``: any one of them grants the call.
    ``documented_codes`` are those its documentation lists. ``repeatable``: the call may be sent again when it is not
    known whether it arrived; with ``idempotency`` any call may.
    ``failures`` are the fields of a reply that tell of items that failed while the call itself did not; ``list_limits``
    is how many members a list may have in one call.
    """

    id: str
    name: str
    method: str
    path: str
    version: str
    area: str
    group: str
    summary: str
    entity: Entity
    effect: Effect
    reply: str
    scopes: tuple[str, ...] = ()
    documented_codes: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    limits: dict[str, int] = {}
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    legacy: tuple[LegacyPath, ...] = ()
    extension: bool = False
    repeatable: bool = False
    idempotency: IdempotencyKey | None = None
    page: Page | None = None
    failures: tuple[str, ...] = ()
    list_limits: dict[str, int] = {}


class Webhook(msgspec.Struct, frozen=True, omit_defaults=True):
    """One webhook topic: its number, schema and, where the Event API knows it, its name.

    ``owner`` is the envelope field that says whose event it is; ``scope`` must have been granted to receive it;
    ``extension``: it is ours, with a number outside of TikTok's.
    """

    type: int
    name: str
    schema: str
    event_name: str | None = None
    owner: str = "shop_id"
    scope: str | None = None
    extension: bool = False


class ApiPackage(msgspec.Struct, frozen=True):
    """A group of permissions as developers switch it on under Manage API."""

    name: str
    type: str
    scopes: tuple[str, ...]
    operations: tuple[str, ...]

    @property
    def extension(self) -> bool:
        """Whether it is ours and none of TikTok's."""
        return self.type == "Extension"


class Schema(msgspec.Struct, frozen=True, omit_defaults=True, rename={"ref": "$ref"}):
    """As much of a JSON schema as validation messages need."""

    type: str | list[str] | None = None
    ref: str | None = None
    properties: dict[str, Schema] = {}
    required: tuple[str, ...] = ()
    items: Schema | None = None
    enum: tuple[str | int, ...] = ()
