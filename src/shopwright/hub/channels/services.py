"""Every write about apps and connections, and the sessions in which channels are called."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.db import connection as database
from django.utils import timezone

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.core.addresses import AddressError, check_address
from shopwright.hub.core.vault import vault
from shopwright.hub.core.wake import wake

from .checked import UnusableError, checked, checked_as
from .checked_session import Refusal, checked_session
from .credentials import StoredCredentials
from .models import ChannelApp, Connection, ConnectionState, Traffic
from .named_files import open_address
from .protocol import App, BackorderChannel, Capability, Channel, ChannelError, Check, ExternalShop, Session
from .refusals import keep_refusals
from .registry import channel_of

Connected = Callable[[Connection], None]
#: Functions that count what would change on a connection's shop if sending were switched on.
difference_counters: list[Callable[[Connection], int]] = []
#: Functions that tell more about how a connection's stock fares, for its page: a name and words each.
fact_tellers: list[Callable[[Connection], Sequence[tuple[str, str]]]] = []
#: Functions that say what a connection is told instead of its numbers, or "".
stock_notes: list[Callable[[Connection], str]] = []
#: Functions that try more of a connection in its test.
checkers: list[Callable[[Connection, Session], Sequence[Check]]] = []
_when_connected: list[Connected] = []
_when_taken_up: list[Connected] = []
_when_switched_on: list[Connected] = []


class ConnectError(Exception):
    """A connection that cannot be made; the text says why and what to do."""


def when_connected(handler: Connected) -> None:
    """Have a function called, in its transaction, for every new connection."""
    _when_connected.append(handler)


def when_taken_up(handler: Connected) -> None:
    """Have a function called, in its transaction, for a connection that was disconnected and is there again."""
    _when_taken_up.append(handler)


def when_switched_on(handler: Connected) -> None:
    """Have a function called, in its transaction, when a connection's stock is sent again from now on."""
    _when_switched_on.append(handler)


def create_app(workspace: Workspace, channel: str, settings: Mapping[str, str], clock_url: str = "") -> ChannelApp:
    """Keep an app's settings, encrypted. Raises ConnectError for a setting that is missing, or an address that leads
    into a private network.
    """
    fields = channel_of(channel).fields
    if missing := [field.label for field in fields if field.is_required and not settings.get(field.name)]:
        raise ConnectError(f"{', '.join(missing)} is missing.")
    kept = {field.name: settings.get(field.name, "").strip() for field in fields}
    try:
        _check_addresses(channel_of(channel), kept)
        if clock_url:
            check_address(clock_url)
    except AddressError as error:
        raise ConnectError(str(error)) from error
    address = urlsplit(kept.get("base_url", ""))
    with transaction.atomic():
        app = ChannelApp.objects.create(
            workspace=workspace,
            channel=channel,
            host=address.netloc,
            label=kept.get("app_key", "") or channel_of(channel).title,
            sealed=b"",
            clock_url=clock_url,
        )
        app.sealed = vault().encrypt(purpose_of(app), json.dumps(kept))
        app.save(update_fields=["sealed"])
    return app


def drop_app(app: ChannelApp) -> None:
    """Forget an app that opened nothing, with its secrets. Raises ConnectError for one that a connection goes by."""
    if app.connections.exists():
        raise ConnectError("Shops are connected by this app. It stays with them.")
    app.delete()


def app_of(row: ChannelApp) -> App:
    """An app as channels take it."""
    return App(json.loads(vault().decrypt(purpose_of(row), row.sealed)), StoredCredentials(row), open_address)


def callable_app_of(row: ChannelApp) -> App:
    """An app that is about to be called. Raises ChannelError when its addresses lead into a private network by now."""
    app = app_of(row)
    try:
        _check_addresses(channel_of(row.channel), app.settings)
    except AddressError as error:
        raise ChannelError(str(error), remedy="Connect again with another address of the API.") from error
    return app


def _check_addresses(channel: Channel, settings: Mapping[str, str]) -> None:
    """Refuse addresses that people named; what a channel has as its default is its own."""
    for field in channel.fields:
        text = settings.get(field.name, "")
        if text != field.default and ("://" in text or field.name.endswith("_url")):
            check_address(text)


def connect(
    app: ChannelApp, account: str, shops: Sequence[ExternalShop], by: User | None, *, adopts: bool = False
) -> list[Connection]:
    """Connect shops; one that this workspace has disconnected is taken up again.

    Nothing is sent to them until that is switched on.
    ``adopts``: products that the hub does not know are taken over, with their stock.
    Raises ConnectError for a shop that another workspace of this hub is connected to.
    """
    try:
        shops = [checked(shop) for shop in shops]
        ends = checked_as(channel_of(app.channel).consent_ends(app_of(app), account), datetime | None, "consent_ends")
    except UnusableError as error:
        raise ConnectError(str(error)) from error
    for shop in shops:
        _check_is_own(app, shop)
    return [_connect(app, account, shop, ends, by, adopts) for shop in shops]


def _check_is_own(app: ChannelApp, shop: ExternalShop) -> None:
    """Where no secret opens a shop, as with folders, it stays its first workspace's, disconnected too."""
    fields = channel_of(app.channel).fields
    if not fields or any(field.is_secret for field in fields):
        return
    same = Connection.objects.filter(channel=app.channel, external_id__iexact=shop.external_id)
    if same.exclude(workspace_id=app.workspace_id).exists():
        raise ConnectError(f"{shop.external_id} belongs to another workspace of this hub. Choose another name.")


def _connect(
    app: ChannelApp, account: str, shop: ExternalShop, ends: datetime | None, by: User | None, adopts: bool
) -> Connection:
    values = {
        "app": app,
        "account": account,
        "name": shop.name,
        "region": shop.region,
        "currency": shop.currency,
        "settings": dict(shop.settings),
        "state": ConnectionState.ACTIVE,
        "trouble": "",
        "polled_at": None,  # it is looked at at once
        "consent_ends_at": ends,
    }
    try:
        with transaction.atomic():
            known = {
                "workspace": app.workspace,
                "channel": app.channel,
                "host": app.host,
                "external_id": shop.external_id,
            }
            was_gone = Connection.objects.filter(**known, state=ConnectionState.GONE).exists()
            connection, is_new = Connection.objects.update_or_create(
                **known, defaults=values, create_defaults={**values, "created_by": by, "adopts": adopts}
            )
            handlers = _when_connected if is_new else _when_taken_up if was_gone else ()
            for handler in handlers:
                handler(connection)
            wake("connections")
    except IntegrityError as error:
        raise ConnectError(
            f"{shop.name} is connected to another workspace of this hub. Disconnect it there first."
        ) from error
    return connection


def set_state(connection: Connection, state: ConnectionState, trouble: str = "") -> None:
    """Pause, resume or disconnect; a disconnected account's tokens are forgotten."""
    with transaction.atomic():
        connection.state, connection.trouble, connection.polled_at = state, trouble, None
        connection.save(update_fields=["state", "trouble", "polled_at"])
        shares = Connection.objects.filter(app=connection.app, account=connection.account).exclude(
            state=ConnectionState.GONE
        )
        if state == ConnectionState.GONE and not shares.exists():
            StoredCredentials(connection.app).delete(connection.account)
        wake("connections")


def set_consent_gone(connection: Connection) -> None:
    """The channel no longer lets the hub in; what it said is with the traffic, and here is what that means."""
    title = channel_of(connection.channel).title
    words = f"{title} no longer lets the hub into this shop: the consent has ended or was taken back. Nothing is lost."
    set_state(connection, ConnectionState.CONSENT, f"{words} Connect again to go on.")


def takes_backorders(connection: Connection) -> bool:
    """Whether a shop can go on selling what is sold out."""
    channel = channel_of(connection.channel)
    if Capability.BACKORDERS not in channel.capabilities:
        return False
    return not isinstance(channel, BackorderChannel) or channel.takes_backorders(connection.region)


def set_realtime(connection: Connection, *, is_on: bool) -> None:
    """Send stock at once, or hold it back until this is switched on again; then it catches up."""
    with transaction.atomic():
        connection.is_realtime = is_on
        connection.save(update_fields=["is_realtime"])
        if is_on:
            for handler in _when_switched_on:
                handler(connection)
        wake("pushes")


@contextmanager
def open_session(connection: Connection, kind: str) -> Iterator[Session]:
    """A session with a connection's shop, for one kind of traffic, whose success or failure is kept for its health.

    An error that says that consent is missing puts the connection into that state. What the channel tells is checked:
    :class:`UnusableError` says what is wrong with one object, and what lists leave out is kept as events that failed.
    """
    channel = channel_of(connection.channel)
    shop = ExternalShop(
        connection.external_id, connection.name, connection.region, connection.currency, connection.settings
    )
    session: Session | None = None
    refusals: list[Refusal] = []
    try:
        session = channel.open(callable_app_of(connection.app), connection.account, shop)
        yield checked_session(session, refusals)
    except ChannelError as error:
        # An object that is unusable is no sign that the traffic fares badly.
        note_traffic(connection, kind, None if isinstance(error, UnusableError) else error)
        raise
    else:
        note_traffic(connection, kind)
        keep_refusals(connection, refusals)
    finally:
        if session is not None:
            session.close()


#: Traffic that worked so lately is not noted again, so that calls at the same time do not wait for each other's row.
_LATELY = timedelta(seconds=1)
_WORKED = """
WITH known AS (
    UPDATE channels_traffic SET worked_at = %(now)s, trouble = ''
    WHERE connection_id = %(connection)s AND kind = %(kind)s
        AND (trouble <> '' OR worked_at IS NULL OR worked_at < %(lately)s)
)
INSERT INTO channels_traffic (connection_id, kind, worked_at, trouble)
SELECT %(connection)s, %(kind)s, %(now)s, ''
WHERE NOT EXISTS (SELECT FROM channels_traffic WHERE connection_id = %(connection)s AND kind = %(kind)s)
ON CONFLICT DO NOTHING
"""


def note_traffic(connection: Connection, kind: str, error: ChannelError | None = None) -> None:
    """Keep when a kind of traffic last worked, or last failed and how."""
    now = timezone.now()
    if error is None:
        with database.cursor() as cursor:
            cursor.execute(_WORKED, {"connection": connection.pk, "kind": kind, "now": now, "lately": now - _LATELY})
        return
    values = {"failed_at": now, "trouble": str(error)}
    Traffic.objects.update_or_create(connection=connection, kind=kind, defaults=values)
    if error.needs_consent and connection.state == ConnectionState.ACTIVE:
        set_consent_gone(connection)


def check(connection: Connection) -> Sequence[Check]:
    """Try what the hub needs of a connection, and keep what came of it."""
    with open_session(connection, "check") as session:
        checks = [*session.check(), *(line for more in checkers for line in more(connection, session))]
    connection.checks = [asdict(line) for line in checks]
    connection.checked_at = timezone.now()
    connection.save(update_fields=["checks", "checked_at"])
    return checks


def purpose_of(app: ChannelApp) -> str:
    """What an app's settings are encrypted for."""
    return f"app:{app.pk}"


def stock_words(connection: Connection) -> str:
    """What becomes of changes of stock there, as its page says it."""
    notes = (note(connection) for note in stock_notes)
    return connection.silence or next((words for words in notes if words), "Every change of stock is sent at once.")
