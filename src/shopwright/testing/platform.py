"""A platform as tests see it: keys, sellers, buyers, clock, faults, and what came in and went out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, Unpack

import msgspec

from shopwright import decoders

from .clock import PlatformClock
from .control import Control
from .faults import Faults
from .logs import Deliveries, Requests
from .orders import Line, Orders, Reached, Wishes
from .sellers import Seller
from .shapes import Keys, Order, Tokens
from .tracebacks import hide_frames

if TYPE_CHECKING:
    from shopwright import Token

    from .platform_thread import RunningPlatform, StartOptions
    from .process import RemotePlatform

__tracebackhide__ = hide_frames


class Platform:
    """A running platform, for one app under test and its sellers.

    ``Platform.start()`` runs one in this process; ``Platform.join(url)`` takes part in one that runs already, with an
    app and a seller of its own: then clock and snapshots are shared with whoever else is there.
    """

    def __init__(
        self, control: Control, keys: Keys, *, is_shared: bool, stop: Callable[[], None] | None = None
    ) -> None:
        self.control = control
        self.url = control.url
        self.keys = keys
        self.is_shared = is_shared
        self._stop = stop
        self._webhook_url: str | None = None
        self._helper_app: Mapping[str, str] | None = None
        self.seller = Seller(self, keys)
        self._sellers = [self.seller]
        self._tokens_at: dict[str, list[tuple[Seller, Token]]] = {}

    @classmethod
    def start(
        cls, region: str = "GB", *, demo: bool = True, python: str | None = None, **options: Unpack[StartOptions]
    ) -> Self:
        """A platform with a demo shop in a region (GB has products on sale, unless ``demo`` is false).

        It lives in memory, unless ``folder`` or ``database`` says where. It runs in this process, or in one of another
        ``python`` that has the same version of Shopwright: there without further options.
        """
        if python:
            from .process import start_in

            if options:
                raise TypeError(f"a platform in another Python takes no {next(iter(options))}")
            running: RunningPlatform | RemotePlatform = start_in(python, region, demo=demo)
        else:
            from .platform_thread import RunningPlatform

            running = RunningPlatform(region, demo=demo, **options)
        control = Control(running.url, options.get("sandbox_key"))
        keys = decoders.convert(control.get("keys"), Keys)
        return cls(control, keys, is_shared=False, stop=running.stop)

    @classmethod
    def join(cls, url: str, region: str = "GB", *, sandbox_key: str | None = None) -> Self:
        """An app, seller, creator and partner of one's own on a platform that runs already."""
        control = Control(url, sandbox_key)
        app = control.post("apps", {"name": "App under test"})
        return cls(control, _keys(control, app, region), is_shared=True)

    @property
    def environ(self) -> dict[str, str]:
        """The environment variables that ``Shop.from_env()`` reads."""
        return self.seller.environ

    @cached_property
    def clock(self) -> PlatformClock:
        return PlatformClock(self.control)

    @cached_property
    def faults(self) -> Faults:
        return Faults(self.control, self.keys.app_key)

    @cached_property
    def orders(self) -> Orders:
        return Orders(self.control, self.seller)

    @cached_property
    def requests(self) -> Requests:
        return Requests(self)

    @cached_property
    def deliveries(self) -> Deliveries:
        return Deliveries(self.control, self.keys.app_key)

    def shop(self, region: str | None = None) -> Seller:
        """A new seller with a shop in a region (that of the first shop if none is named), who authorised the app."""
        shop = self.control.post("shops", {"region": region or self.seller.region, "authorize": [self.keys.app_key]})
        keys = msgspec.structs.replace(
            self.keys,
            shop_id=shop["shop_id"],
            shop_cipher=shop["cipher"],
            shop_region=shop["region"],
            seller=decoders.convert(shop["tokens"][0], Tokens),
        )
        self._sellers.append(Seller(self, keys))
        return self._sellers[-1]

    def buy(self, *lines: Line, status: Reached | None = None, **wishes: Unpack[Wishes]) -> Order:
        """A buyer buys in the first shop: see ``Orders.buy``."""
        return self.orders.buy(*lines, status=status, **wishes)

    def expire_token(self, access_token: str | None = None, *, refresh_token: bool = False) -> None:
        """End the token of the first shop's clients, or another access token, now: see ``Seller.expire_token``."""
        self.seller.expire_token(access_token, refresh_token=refresh_token)

    def deauthorize(self) -> None:
        """The first shop's seller withdraws the consent: see ``Seller.deauthorize``."""
        self.seller.deauthorize()

    def send_webhooks_to(self, url: str | None) -> None:
        """Set the address of the app's notifications; it stays after a reset or restore."""
        self.control.patch(f"apps/{self.keys.app_key}", {"webhook_url": url})
        self._webhook_url = url

    def snapshot(self, name: str = "snapshot") -> str:
        """Save business data and clock; answers what ``restore`` takes."""
        snapshot = str(self.control.post("snapshots", {"name": name})["snapshot_id"])
        self._tokens_at[snapshot] = [(seller, seller.token) for seller in self._sellers]
        return snapshot

    def restore(self, snapshot: str) -> None:
        """Restore business data and clock; notifications that were not sent by then are not sent."""
        self._alone("restore")
        self.control.post("restore", {"snapshot_id": snapshot})
        for seller, token in self._tokens_at.get(snapshot, []):
            seller.keep_token(token)
        self._rewound()

    def reset(self) -> None:
        """The state at the start: same keys, no logs, no faults, no other sellers, the clock on the machine's time."""
        self._alone("reset")
        self.control.post("reset")
        for seller in self._sellers:
            seller.keep_token()
        self._rewound()

    def helper_app(self) -> Mapping[str, str]:
        """An app beside the one under test, for calls of the test itself; it gets no notifications."""
        if self._helper_app is None:
            self._helper_app = self.control.post("apps", {"name": "Test helper"})
        return self._helper_app

    @property
    def helper_key(self) -> str | None:
        """The helper's app key, if it was needed yet."""
        return self._helper_app["app_key"] if self._helper_app else None

    def close(self) -> None:
        """Close clients; stop the platform if it was started here, else remove the faults."""
        for seller in self._sellers:
            seller.close()
        if self._stop is not None:
            self._stop()
        else:
            self.faults.clear()
            if self._webhook_url is not None:
                self.send_webhooks_to(None)
        self.control.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Platform({self.url}, app_key={self.keys.app_key!r}, region={self.seller.region!r})"

    def _alone(self, what: str) -> None:
        if self.is_shared:
            raise RuntimeError(
                f"{self.url} is shared, and a {what} would change it for everyone: start one of your own"
            )

    def _rewound(self) -> None:
        """Set up again what belongs to the tests, after the platform's data was replaced."""
        self._helper_app = None
        for seller in self._sellers:
            seller.forget_helper()
        if self._webhook_url is not None:
            self.send_webhooks_to(self._webhook_url)


def _keys(control: Control, app: Mapping[str, Any], region: str) -> Keys:
    """The keys of an app's own users."""
    shop = control.post("shops", {"region": region, "authorize": [app["app_key"]]})
    users = dict(_users(control, str(app["app_key"]), region))
    asset = users["partner"][1]
    return Keys(
        base_url=control.url,
        app_key=app["app_key"],
        app_secret=app["app_secret"],
        service_id=app["service_id"],
        shop_id=shop["shop_id"],
        shop_cipher=shop["cipher"],
        shop_region=shop["region"],
        category_asset_cipher=asset,
        seller=decoders.convert(shop["tokens"][0], Tokens),
        creator=users["creator"][0],
        partner=users["partner"][0],
    )


def _users(control: Control, app_key: str, region: str) -> Iterator[tuple[str, tuple[Tokens, str]]]:
    """A creator and a partner, each with a token pair and the cipher of a category asset, if any."""
    for kind in ("creator", "partner"):
        account = control.post("accounts", {"kind": kind, "region": region})
        tokens = control.post("tokens", {"app_key": app_key, "account_id": account["account_id"]})
        assets = account["category_assets"]
        yield kind, (decoders.convert(tokens, Tokens), assets[0]["cipher"] if assets else "")
