"""The demo of ``shopwright up``: a workspace with two people, goods, two shops of the platform beside it,
and a folder of files.

All that concerns the platform goes through its control API; the hub knows it as it would know TikTok's.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from shopwright import decoders
from shopwright.cli.control import Control, in_path
from shopwright.cli.refusal import RefusedError
from shopwright.client.auth.tokens import Token
from shopwright.hub.core.config import HubConfig

from .demo_goods import draw_pictures, import_catalogue, products_of, publish_everywhere
from .demo_orders import buy_history, let_buyers_come

if TYPE_CHECKING:
    from shopwright.hub.access.models import User, Workspace
    from shopwright.hub.channels.models import ChannelApp

CHANNEL = "tiktok_shop"
OWNER, PACKER = "owner@demo.localhost", "packer@demo.localhost"
_WORKSPACE = "Demo shop"
#: The market of the second shop, and what it is called.
_SECOND = {"GB": ("DE", "Lichthaus"), "DE": ("GB", "Lanternwick")}


class Demo(msgspec.Struct, frozen=True, kw_only=True):
    """What was set up: the workspace's slug, its people, and the platform that it is connected to.

    ``is_listed``, ``is_sold``: the goods are wanted on all shops, and buyers have bought some.
    """

    workspace: str
    people: list[str]
    app_key: str
    url: str
    is_listed: bool = False
    is_sold: bool = False


def read_demo(folder: Path) -> Demo | None:
    """The demo of a hub's folder, once it is complete."""
    try:
        return decoders.decode((folder / "demo.json").read_bytes(), type=Demo)
    except FileNotFoundError:
        return None


def connect_demo(config: HubConfig, control: Control, url: str) -> list[str]:
    """Set up the demo, unless that is done; returns what the user has to know.

    Each step can be done again, so that a start that was killed is made up for by the next one.
    """
    keys = control.get("keys")
    done = read_demo(config.data)
    if done and done.app_key == keys["app_key"]:
        if done.url == url:
            return []
        return [f"The hub is connected to a shop at {done.url}, and this one is at {url}: start it there again."]
    workspace, owner = _workspace()
    import_catalogue(workspace, owner)
    app = _app(workspace, keys, url, control)
    shops = [(keys["shop_id"], keys["seller"]), _second_shop(control, keys)]
    for shop_id, token in shops:
        # The demo shop lists products of its own in GB alone.
        _connect(app, shop_id, token, owner, adopts=shop_id == keys["shop_id"] and keys["shop_region"] == "GB")
    _connect_folder(workspace, owner)
    notices = _register(control, config, app, keys["app_key"])
    write_demo(config.data, Demo(workspace=workspace.slug, people=[OWNER, PACKER], app_key=keys["app_key"], url=url))
    return notices


def fill_demo(config: HubConfig, control: Control, orders_per_minute: float) -> None:
    """List the goods on all shops, and let buyers buy: what takes a minute, and goes on while people look around.

    It goes on where an earlier start was killed. Without ``orders_per_minute`` nobody buys anything.
    """
    demo = read_demo(config.data)
    if demo is None or (demo.is_listed and (demo.is_sold or not orders_per_minute)):
        return
    from shopwright.hub.access.models import Workspace

    workspace = Workspace.objects.get(slug=demo.workspace)
    if not demo.is_listed:
        products = products_of(workspace)
        draw_pictures(products)
        publish_everywhere(workspace, products)
        demo = msgspec.structs.replace(demo, is_listed=True)
        write_demo(config.data, demo)
    if orders_per_minute and not demo.is_sold:
        ciphers = {shop["shop_id"]: shop["cipher"] for shop in control.get("shops")["shops"]}
        shops = [
            (connection, ciphers[connection.external_id])
            for connection in workspace.connections.filter(channel=CHANNEL, state="active").order_by("pk")
            if connection.external_id in ciphers
        ]
        awaited = dict(shops[1:])  # the first one's own history goes on by itself
        for connection in buy_history(control, shops):
            if cipher := awaited.pop(connection, None):
                let_buyers_come(control, cipher, orders_per_minute * 60)
        write_demo(config.data, msgspec.structs.replace(demo, is_sold=True))


def write_demo(folder: Path, demo: Demo) -> None:
    draft = folder / "demo.new"
    draft.write_bytes(msgspec.json.encode(demo))
    draft.replace(folder / "demo.json")


def _workspace() -> tuple[Workspace, User]:
    from shopwright.hub.access import services
    from shopwright.hub.access.models import Member, User
    from shopwright.hub.access.roles import Role

    owner = User.objects.filter(email=OWNER).first() or User.objects.create_user(OWNER)
    member = Member.objects.filter(user=owner, role=Role.OWNER).select_related("workspace").first()
    workspace = member.workspace if member else services.create_workspace(_WORKSPACE, owner)
    if not Member.objects.filter(workspace=workspace, user__email=PACKER).exists():
        # Nobody knows the password: people of the demo come in by the links that the terminal shows.
        services.join(services.invite(workspace, PACKER, Role.PACKER, owner), secrets.token_urlsafe(32))
    return workspace, owner


def _app(workspace: Workspace, keys: dict[str, Any], url: str, control: Control) -> ChannelApp:
    from shopwright.hub.channels import services
    from shopwright.hub.channels.models import ChannelApp

    app = ChannelApp.objects.filter(workspace=workspace, channel=CHANNEL, label=keys["app_key"]).first()
    if app is not None:
        return app
    settings = {
        "app_key": keys["app_key"],
        "app_secret": keys["app_secret"],
        "service_id": keys["service_id"],
        "region": keys["shop_region"],
        "base_url": url,
    }
    # A clock that asks for a key cannot be read by the hub, which then goes by the machine's.
    clock = "" if control.has_key else f"{url}/sandbox/clock"
    return services.create_app(workspace, CHANNEL, settings, clock_url=clock)


def _second_shop(control: Control, keys: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """A shop in another market, with tokens for the demo's app."""
    region, name = _SECOND.get(keys["shop_region"], _SECOND["GB"])
    shops: Sequence[dict[str, Any]] = control.get("shops")["shops"]
    shop = next((shop for shop in shops if shop["region"] == region and not shop["is_demo"]), None)
    if shop is None:
        shop = control.post("shops", {"region": region, "name": name, "authorize": [keys["app_key"]]})
        return shop["shop_id"], shop["tokens"][0]
    return shop["shop_id"], control.post("tokens", {"app_key": keys["app_key"], "shop_cipher": shop["cipher"]})


def _connect(app: ChannelApp, shop_id: str, token: dict[str, Any], owner: User, *, adopts: bool) -> None:
    from shopwright.hub.channels import services
    from shopwright.hub.channels.registry import channel_of
    from shopwright.hub.channels.tiktok_shop.tokens import HubTokenStore

    known = services.app_of(app)
    account = token["open_id"]
    HubTokenStore(known.credentials).save(account, _token(token))
    shops = [shop for shop in channel_of(CHANNEL).shops(known, account) if shop.external_id == shop_id]
    if not shops:
        raise RefusedError(
            f"the demo's app was not allowed to see shop {shop_id}", "start with another folder: --data FOLDER"
        )
    for connection in services.connect(app, account, shops, owner, adopts=adopts):
        services.set_realtime(connection, is_on=True)


def _connect_folder(workspace: Workspace, owner: User) -> None:
    """Connect a folder of files, as a market stall without an interface would use it."""
    from shopwright.hub.channels import services
    from shopwright.hub.channels.models import ChannelApp
    from shopwright.hub.channels.registry import channel_of

    app = ChannelApp.objects.filter(workspace=workspace, channel="files").first() or services.create_app(
        workspace, "files", {"folder": "market-stall", "shop_name": "Market stall", "region": "GB", "currency": "GBP"}
    )
    known, files = services.app_of(app), channel_of("files")
    account = files.finish_consent(known, {})
    for connection in services.connect(app, account, files.shops(known, account), owner):
        services.set_realtime(connection, is_on=True)


def _token(view: dict[str, Any]) -> Token:
    return Token(
        access_token=view["access_token"],
        access_token_ends=view["access_token_expire_in"],
        refresh_token=view["refresh_token"],
        refresh_token_ends=view["refresh_token_expire_in"],
        open_id=view["open_id"],
        user_type=view["user_type"],
        granted_scopes=tuple(view["granted_scopes"]),
    )


def _register(control: Control, config: HubConfig, app: ChannelApp, app_key: str) -> list[str]:
    """Tell the platform where the app's notifications go; a platform that may not call there is asked by the hub."""
    path = f"apps/{in_path(app_key)}"
    control.patch(path, {"redirect_url": f"{config.url}/connect/{CHANNEL}/callback"})
    try:
        control.patch(path, {"webhook_url": f"{config.url}/hooks/{CHANNEL}/{app.pk}"})
    except RefusedError as error:
        return [f"The shop does not notify the hub, which asks it every minute instead: {error.problem}"]
    return []
