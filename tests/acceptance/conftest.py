"""An app that listens, and a shop that authorised it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from shopwright.testing import WebhookReceiver
from tests.harness.calls import new_app
from tests.harness.server import RunningPlatform

from .client import App
from .shop import Shop, open_shop


@pytest.fixture(scope="package", autouse=True)
def _no_certificates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Each client would read the machine's certificates, which takes longer than many calls, and speaks plain HTTP."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_DIR", str(tmp_path_factory.mktemp("certificates")))
        yield


@pytest.fixture(params=["sync", "async"])
def app(request: pytest.FixtureRequest, platform: RunningPlatform, receiver: WebhookReceiver) -> Iterator[App]:
    """An app that listens, with the sync and with the async client."""
    keys = dict(new_app(platform, webhook_url=receiver.url, redirect_url="https://app.example.com/callback"))
    with asyncio.Runner() as runner:
        is_async = request.param == "async"
        test_app = App(platform, keys, (lambda it: runner.run(_awaited(it))) if is_async else (lambda it: it), is_async)
        yield test_app
        test_app.close()


async def _awaited(coroutine: Any) -> Any:
    return await coroutine


@pytest.fixture
def shop(app: App) -> Shop:
    """A shop whose seller authorised the app."""
    return open_shop(app)
