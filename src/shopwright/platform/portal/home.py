"""The front page: notices, keys, recent calls, the push log, and the cards of clock, faults and snapshots."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from shopwright.contract.load import operations
from shopwright.platform.accounts.sandbox.apps import AppView, list_apps
from shopwright.platform.accounts.sandbox.keys import Keys, TokenKeys, read_keys
from shopwright.platform.accounts.sandbox.tokens import NewTokens, create_tokens
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.pages.filters import many
from shopwright.platform.core.pages.page import THEME_COOKIE, THEMES, Ask, local_path
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx
from shopwright.platform.developers.pages.apps import consent_links
from shopwright.platform.developers.pages.who import visitor_of
from shopwright.platform.gateway.request_log_store import RequestLog
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.webhooks import pages as pushes
from shopwright.platform.webhooks.store import DeliveryStatus, Outbox
from shopwright.wire.errors import ApiError

from . import calls, control
from .shops import TO_SHIP, ShopRow, read_shops

#: How many of the newest calls are looked at for failures, and of each state of delivery at the most.
_LOOKED_AT, _MOST = 100, 99

#: The clients that settings are shown for: name and template.
CLIENTS = (
    ("Shopwright", "Python", "shopwright"),
    ("pytest", "Python", "pytest"),
    ("tiktok-shop-api", "Python", "python"),
    ("tiktok-shop-api, async", "Python", "python_async"),
    ("tiktok-shop-sdk", "Node.js", "node"),
    ("EcomPHP/tiktokshop-php", "PHP", "php"),
    ("n8n-nodes-tiktokshop", "n8n", "n8n"),
    ("curl", "Shell", "curl"),
)


class Notice(msgspec.Struct, frozen=True):
    """Something that a developer should know: its colour, its words, and the address that it links to."""

    look: str
    words: str
    url: str


class Connection(msgspec.Struct, frozen=True):
    """The demo's keys, the consent links of its app, and each user's tokens; ``None`` when the demo is gone."""

    keys: Keys
    links: list[tuple[str, str]]
    users: list[tuple[str, TokenKeys]]


class Frame(msgspec.Struct, frozen=True):
    """What one transaction reads for the front page."""

    wall_ms: int
    connection: Connection | None
    notices: list[Notice]
    clock: control.ClockCard
    faults: list[control.FaultRow]
    snapshots: control.SnapshotsCard
    apps: list[AppView]
    shops: list[ShopRow]


async def home_page(ask: Ask) -> Response:
    """``/``: keys, clock and faults are for whoever runs the platform; others go on to their partner's page."""
    if not visitor_of(ask).is_operator:
        return ask.go("/portal/partner")
    calls_page = await calls.read_calls(ask, "/", calls.FEW)
    pushed = await pushes.read_pushes(ask, "/", pushes.FEW)
    frame = await ask.read(lambda tx: _frame(tx, ask))
    return ask.page(
        "home.html",
        frame=frame,
        clock=frame.clock,
        faults=frame.faults,
        snapshots=frame.snapshots,
        calls=calls_page,
        pushes=pushed,
        most=pushes.ATTEMPTS,
        presets=control.PRESETS,
        clients=CLIENTS,
        operation_ids=list(operations()),
        note="",
        problem="",
    )


async def notices_card(ask: Ask) -> Response:
    """``/portal/cards/notices``."""

    def read(tx: Tx) -> list[Notice]:
        clock = control.read_clock(tx, ask.services[control.LastMove].job)
        return read_notices(tx, clock, control.read_faults(tx), _connection(tx, ask))

    return ask.fragment("_notices.html", notices=await ask.read(read))


def _frame(tx: Tx, ask: Ask) -> Frame:
    clock, faults = control.read_clock(tx, ask.services[control.LastMove].job), control.read_faults(tx)
    connection = _connection(tx, ask)
    return Frame(
        wall_ms=wall_ms(),
        connection=connection,
        notices=read_notices(tx, clock, faults, connection),
        clock=clock,
        faults=faults,
        snapshots=control.read_snapshots(tx),
        apps=list_apps(tx).apps,
        shops=read_shops(tx),
    )


def _connection(tx: Tx, ask: Ask) -> Connection | None:
    try:
        keys = read_keys(tx, ask.services, ask.request)
    except ApiError:
        return None
    app = next(app for app in list_apps(tx).apps if app.app_key == keys.app_key)
    users = [("Seller", keys.seller), ("Creator", keys.creator), ("Partner", keys.partner)]
    return Connection(keys, consent_links(app, keys.base_url), users)


def read_notices(
    tx: Tx, clock: control.ClockCard, faults: list[control.FaultRow], connection: Connection | None
) -> list[Notice]:
    """The notices of the front page; each links to the rows that it counts."""
    newest = tx[RequestLog].page(size=_LOOKED_AT)
    failed = sum(1 for logged_request in newest if logged_request.code != 0)
    waiting = [delivery for delivery in tx[Outbox].page(status=DeliveryStatus.PENDING, size=_MOST) if delivery.attempts]
    given_up = tx[Outbox].page(status=DeliveryStatus.DROPPED, size=_MOST)
    refused = tx[Outbox].page(status=DeliveryStatus.REFUSED, size=_MOST)
    active = sum(1 for fault in faults if not fault.is_used_up)
    ended = [name for name, user in connection.users if _has_ended(user)] if connection else []
    notices = [
        (len(ended), "late", f"The access token has ended: {', '.join(ended)}", "/#keys-card"),
        (failed, "late", f"{failed} of the last {len(newest)} calls failed", "/portal/requests?failed=1"),
        (
            len(waiting),
            "soon",
            f"{len(waiting)} {'delivery waits' if len(waiting) == 1 else 'deliveries wait'} to retry",
            "/portal/deliveries?status=PENDING",
        ),
        (len(given_up), "late", f"{len(given_up)} given up", "/portal/deliveries?status=DROPPED"),
        (len(refused), "late", f"{len(refused)} refused by the receiver", "/portal/deliveries?status=REFUSED"),
        (active, "info", f"{active} {'fault' if active == 1 else 'faults'} in force", "/#faults"),
        *_to_ship(tx),
        (clock.clock.frozen, "info", "The clock is frozen", "/#clock"),
    ]
    return [Notice(look, words, url) for count, look, words, url in notices if count]


def _has_ended(user: TokenKeys) -> bool:
    return bool(user.access_token) and user.access_token_expire_in * 1000 <= wall_ms()


def _to_ship(tx: Tx) -> list[tuple[int, str, str, str]]:
    waiting = {shop.shop_id: tx[Orders].counts(shop.shop_id).get(TO_SHIP, 0) for shop in tx[Accounts].all_shops()}
    shops = [shop_id for shop_id, count in waiting.items() if count]
    url = f"/portal/shops/{shops[0]}/orders?status={TO_SHIP}" if len(shops) == 1 else "/portal/shops"
    return [(sum(waiting.values()), "info", f"{many(sum(waiting.values()), 'order')} to ship", url)]


async def new_tokens(ask: Ask) -> Response:
    """Make new tokens of a demo user, after a new consent where the old one was withdrawn."""

    def work(tx: Tx) -> None:
        keys = read_keys(tx, ask.services, ask.request)
        create_tokens(tx, NewTokens(app_key=keys.app_key, account_id=ask.form.text("account_id")))

    await ask.write(work)
    return ask.go("/#keys-card", "New tokens are made. The ones before work until they end.")


async def set_theme(ask: Ask) -> Response:
    """Remember light, dark or the system's choice in this browser."""
    reply = ask.go(local_path(ask.form.text("next") or "/"))
    theme = ask.form.text("theme")
    if theme in THEMES:
        reply.set_cookie(THEME_COOKIE, theme, max_age=365 * 86_400, samesite="lax")
    return reply


async def no_page(ask: Ask) -> Response:
    """Answer 404 for any other address under /portal."""
    return ask.page("missing.html", 404)
