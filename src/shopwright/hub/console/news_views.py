"""The stream by which an open page hears that it should look again."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from shopwright.hub.access.guard import WorkspaceRequest, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.core.downloads import give_back_connection
from shopwright.hub.core.news import Subscription, newsroom
from shopwright.hub.lists.topics import topics_for

#: Seconds after which a stream ends and is asked for again: whoever lost the right to it loses it then.
_LIFE = 300
#: Seconds between signs of life.
_BEAT = 15
#: Seconds in which changes are gathered before a page is told.
_GATHER = 0.2


class Stream(StreamingHttpResponse):
    """A stream of events; its subscription ends with it, whether anybody read it or not."""

    def __init__(self, subscription: Subscription, content: Iterator[bytes] | AsyncIterator[bytes]) -> None:
        super().__init__(content, content_type="text/event-stream")
        self.headers["Cache-Control"] = "no-store"
        self.headers["X-Accel-Buffering"] = "no"
        self._subscription = subscription

    def close(self) -> None:
        newsroom.unsubscribe(self._subscription)
        super().close()


@page(Permission.TODAY_VIEW)
def stream_news(request: WorkspaceRequest) -> HttpResponseBase:
    """Topics that change, out of those that are asked for and that the member may see; no data of theirs."""
    topics = topics_for(request.member, request.GET.get("topics", "").split())
    since = _time(request.headers.get("Last-Event-ID") or request.GET.get("since", ""))
    owner = (request.workspace.pk, request.user.pk)
    subscription = newsroom.subscribe(request.workspace.pk, topics, owner, since)
    if subscription is None:
        return HttpResponse("Too many pages are open.", status=429, content_type="text/plain")
    if isinstance(request, ASGIRequest):
        return Stream(subscription, _awaited(subscription))
    return Stream(subscription, _waited(subscription))


async def _awaited(subscription: Subscription) -> AsyncIterator[bytes]:
    """The stream for a server that awaits. The database's connection is given back before it begins."""
    await sync_to_async(give_back_connection)()
    loop, news = asyncio.get_running_loop(), asyncio.Event()
    subscription.wake = lambda: loop.call_soon_threadsafe(news.set)
    ends = time.monotonic() + _LIFE
    try:
        yield _hello()
        while not subscription.is_ended and time.monotonic() < ends:
            if topics := subscription.take():
                yield _event(topics)
            try:
                await asyncio.wait_for(news.wait(), _BEAT)
            except TimeoutError:
                yield b": here\n\n"
            news.clear()
            if not subscription.is_ended:
                await asyncio.sleep(_GATHER)
    finally:
        newsroom.unsubscribe(subscription)


def _waited(subscription: Subscription) -> Iterator[bytes]:
    """The stream for a server that has a thread for each request, as tests do."""
    give_back_connection()
    news = threading.Event()
    subscription.wake = news.set
    ends = time.monotonic() + _LIFE
    try:
        yield _hello()
        while not subscription.is_ended and time.monotonic() < ends:
            if topics := subscription.take():
                yield _event(topics)
            if not news.wait(_BEAT):
                yield b": here\n\n"
            news.clear()
    finally:
        newsroom.unsubscribe(subscription)


def _hello() -> bytes:
    return f"retry: 2000\nid: {time.time():.3f}\nevent: hello\ndata: \n\n".encode()


def _event(topics: list[str]) -> bytes:
    return f"id: {time.time():.3f}\ndata: {' '.join(topics)}\n\n".encode()


def _time(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
