"""``shopwright listen``: notifications and calls as they happen."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from types import FrameType
from typing import Annotated, Any
from urllib.parse import urlsplit

from cyclopts import Parameter

from .connection import SWITCH, Connection
from .control import Control, in_path
from .events import Event, Events
from .listen_output import ListenOutput
from .logs import note
from .receiver import PATH, Receiver, forward, forwarding_url, is_listening
from .refusal import RefusedError
from .topics import topic_of


def listen(
    *,
    connection: Connection | None = None,
    forward_to: Annotated[
        str | None, Parameter(help="Send each notification on to this address, with its headers and signature.")
    ] = None,
    topics: Annotated[str | None, Parameter(help="Only of these topics, by number or name, joined by commas.")] = None,
    app_key: Annotated[str | None, Parameter(help="The app that listens; the demo app unless named.")] = None,
    no_calls: Annotated[bool, Parameter(help="Leave out the calls of the Partner API."), SWITCH] = False,
    count: Annotated[int | None, Parameter(help="End after so many notifications.")] = None,
) -> int:
    """Watch notifications and calls as they happen, and forward notifications.

    An app that has no webhook address gets one as long as this runs: the platform then meets the very answer of the
    address that is forwarded to, and tries again as it does with any. Notifications of an app with an address go there
    as ever, and a copy is forwarded. Ctrl+C ends it.

    For example:
        shopwright listen
        shopwright listen --forward-to http://127.0.0.1:5000/webhook --topics 1,PACKAGE_UPDATE
        shopwright listen --no-calls --count 1 --json
    """
    platform = connection or Connection()
    control = platform.open()
    target = forwarding_url(forward_to) if forward_to else None
    numbers = {topic_of(part.strip()) for part in topics.split(",")} if topics else None
    output = ListenOutput(as_json=platform.as_json, calls=not no_calls)
    listener = _Listener(control, app_key, target, numbers, output)
    with _ending_as_by_keyboard():
        try:
            listener.run(count)
        except KeyboardInterrupt:
            return 0
        finally:
            listener.close()
    return 0


@contextmanager
def _ending_as_by_keyboard() -> Iterator[None]:
    """A block that a SIGTERM ends as Ctrl+C does, so that the app's address is put back."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class _Listener:
    def __init__(
        self, control: Control, app_key: str | None, target: str | None, topics: set[int] | None, output: ListenOutput
    ) -> None:
        self._control, self._asked_key, self._target = control, app_key, target
        self._app_key = app_key or ""
        self._topics, self._output = topics, output
        self._receiver: Receiver | None = None
        self._deliveries: dict[str, dict[str, Any]] = {}
        self._secrets: dict[str, str] = {}

    def run(self, count: int | None) -> None:
        """Print events, until so many notifications have got their first answer."""
        ended = 0
        for event in Events(self._control, self._opened, lambda reason: note(f"{reason}; connecting again …")):
            try:
                ended += self._take(event)
            except RefusedError as error:  # the platform has ended or was reset since
                note(error.problem)
            if count is not None and ended >= count:
                return

    def close(self) -> None:
        """Take the app's address away, if it is still ours."""
        if self._receiver is None:
            return
        path = f"apps/{in_path(self._app_key)}"
        try:
            if self._control.get(path)["webhook_url"] == self._receiver.url:
                self._control.ask("PATCH", path, {"webhook_url": None})
        except RefusedError as error:
            note(f"the webhook address of app {self._app_key} stays {self._receiver.url}: {error.problem}")
        self._receiver.close()

    def _opened(self) -> None:
        self._see_to_address()
        where = f", forwarding to {self._target}" if self._target else ""
        note(f"listening to app {self._app_key} at {self._control.url}{where}; Ctrl+C ends it")

    def _see_to_address(self) -> None:
        """See that the app has an address: after a reset it has none, after a restart in memory it is another app."""
        self._app_key = self._asked_key or self._control.get("keys")["app_key"]
        path = f"apps/{in_path(self._app_key)}"
        url = self._control.get(path)["webhook_url"]
        if self._receiver is None and (url is None or _is_stale(url)):
            if not _is_on_this_machine(self._control.url):
                note(f"app {self._app_key} has no webhook address, and the platform cannot reach this machine")
                note(f"   do: shopwright sandbox apps change {self._app_key} webhook_url=https://…")
                return
            self._receiver = Receiver(self._target)
        if self._receiver is not None and url != self._receiver.url and (url is None or _is_stale(url)):
            self._control.patch(path, {"webhook_url": self._receiver.url})

    def _take(self, event: Event) -> int:
        """Print an event; answers 1 where a notification got its first answer."""
        if event.name == "request":
            self._output.call(event.data)
        elif event.name == "restored":
            self._output.rewound()
            self._see_to_address()
        elif event.name == "delivery" and self._is_wanted(event.data):
            return self._take_delivery(event.data)
        return 0

    def _is_wanted(self, data: dict[str, Any]) -> bool:
        return data["app_key"] == self._app_key and (self._topics is None or data["topic"] in self._topics)

    def _take_delivery(self, data: dict[str, Any]) -> int:
        delivery_id, attempt = data["delivery_id"], data["attempt"]
        delivery = self._deliveries.get(delivery_id)
        if delivery is None:
            delivery = self._deliveries[delivery_id] = self._control.get(f"deliveries/{in_path(delivery_id)}")
            self._output.delivery(delivery)
            if self._target is not None and not self._is_ours(delivery):
                self._output.answer(delivery, self._target, forward(self._target, *self._signed(delivery)))
        if attempt == 0:
            return 0
        answer = self._receiver.answer(delivery["notification_id"]) if self._receiver else None
        if answer is not None and self._target is not None:
            self._output.answer(delivery, self._target, answer)
        self._output.attempt(delivery, data, is_ours=self._is_ours(delivery))
        return int(attempt == 1)

    def _is_ours(self, delivery: dict[str, Any]) -> bool:
        return self._receiver is not None and delivery["url"] == self._receiver.url

    def _signed(self, delivery: dict[str, Any]) -> tuple[dict[str, str], bytes]:
        """Headers and body as the platform sends them."""
        import msgspec

        from shopwright.wire.signing import sign_webhook

        key = delivery["app_key"]
        if key not in self._secrets:
            self._secrets[key] = self._control.get(f"apps/{in_path(key)}")["app_secret"]
        body = msgspec.json.encode(delivery["body"])
        sign = sign_webhook(key, self._secrets[key], body)
        return {"content-type": "application/json", "authorization": sign}, body


def _is_stale(url: str) -> bool:
    """Whether an address is that of a listener which was killed."""
    return url.startswith("http://127.0.0.1:") and url.endswith(PATH) and not is_listening(url)


def _is_on_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
