"""A TikTok Shop for test suites: the pytest plugin, and the same without pytest.

``shopwright_platform``, ``shop``, ``async_shop`` and ``webhook_inbox`` are fixtures that pytest finds by itself. The
names here are for annotations and for other test runners; each is loaded when it is used.
"""

TYPE_CHECKING = False  # type checkers take it for true, and the typing module need not be imported for it

if TYPE_CHECKING:
    from .clock import PlatformClock
    from .control import ControlError
    from .faults import Fault, Faults
    from .inbox import WebhookInbox
    from .notifications import Notification
    from .orders import Orders
    from .platform import Platform
    from .platform_thread import StartOptions
    from .receiver import NotDelivered, WebhookReceiver
    from .sellers import Seller
    from .shapes import Cancellation, Delivery, Keys, Order, Product, Request, RequestDetail, Return, Tokens
else:
    _HOMES = {
        "clock": "PlatformClock",
        "control": "ControlError",
        "faults": "Fault Faults",
        "inbox": "WebhookInbox",
        "notifications": "Notification",
        "orders": "Orders",
        "platform": "Platform",
        "platform_thread": "StartOptions",
        "receiver": "NotDelivered WebhookReceiver",
        "sellers": "Seller",
        "shapes": "Cancellation Delivery Keys Order Product Request RequestDetail Return Tokens",
    }
    _HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

    def __getattr__(name: str) -> object:
        """Look a name up when it is asked for."""
        from importlib import import_module

        if name not in _HOME_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
        return value

    def __dir__() -> list[str]:
        return sorted([*globals(), *_HOME_OF])


__all__ = [
    "Cancellation",
    "ControlError",
    "Delivery",
    "Fault",
    "Faults",
    "Keys",
    "NotDelivered",
    "Notification",
    "Order",
    "Orders",
    "Platform",
    "PlatformClock",
    "Product",
    "Request",
    "RequestDetail",
    "Return",
    "Seller",
    "StartOptions",
    "Tokens",
    "WebhookInbox",
    "WebhookReceiver",
]
