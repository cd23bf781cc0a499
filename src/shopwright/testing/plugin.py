"""The pytest plugin: a TikTok Shop of each test's own. Nothing heavy is loaded until a fixture is used."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import pytest

from shopwright.extras import MissingExtraError

if TYPE_CHECKING:
    from shopwright import AsyncShop, Shop

    from .inbox import WebhookInbox
    from .platform import Platform

_MARK = "shopwright(region=…, demo=…): the market of the test's shop, and whether it has products on sale"
_SANDBOX_KEY = "SHOPWRIGHT_SANDBOX_KEY"

#: How many of the calls that came in a failed test's report shows.
_MOST_SHOWN = 30


def pytest_addoption(parser: pytest.Parser) -> None:
    """The plugin's options."""
    group = parser.getgroup("shopwright")
    group.addoption(
        "--shopwright-url",
        metavar="URL",
        help="use the platform that runs there, with a new app and seller for each test, instead of starting one"
        f" ({_SANDBOX_KEY}: its sandbox key)",
    )
    group.addoption(
        "--shopwright-python",
        metavar="PATH",
        help="run the platforms in a process of this Python, or virtual environment, which has the same version of"
        " Shopwright with the extra 'platform': then nothing that it needs has to fit beside the app under test",
    )
    parser.addini("shopwright_url", "as --shopwright-url", default="")
    parser.addini("shopwright_python", "as --shopwright-python", default="")
    parser.addini("shopwright_region", "market of the tests' shops, such as US or DE", default="GB")
    parser.addini("shopwright_demo", "whether a GB shop begins with products on sale", type="bool", default=True)


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", _MARK)


def pytest_sessionfinish() -> None:
    """Wait for the platforms that still close."""
    running = sys.modules.get("shopwright.testing.platform_thread")
    if running is not None:
        running.wait_until_stopped()
    process = sys.modules.get("shopwright.testing.process")
    if process is not None:
        process.end_processes()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that failed shows the calls that its platform got."""
    report = yield
    platform = getattr(item, "funcargs", {}).get("shopwright_platform")
    if platform is not None and report.when == "call" and report.failed:
        report.sections.append(("Shopwright: calls that came in", _calls(platform)))
    return report


@pytest.fixture
def shopwright_platform(request: pytest.FixtureRequest) -> Iterator[Platform]:
    """A TikTok Shop in memory, of this test alone: ``.url``, ``.keys``, ``.clock``, ``.faults``, ``.buy()`` …"""
    with _platform(request.config, request.node.get_closest_marker("shopwright")) as platform:
        yield platform


@pytest.fixture(scope="module")
def shopwright_module_platform(request: pytest.FixtureRequest) -> Iterator[Platform]:
    """One for all tests of a file, each of which can have a seller of its own: ``.shop("DE")``."""
    with _platform(request.config, request.node.get_closest_marker("shopwright")) as platform:
        yield platform


@pytest.fixture(scope="session")
def shopwright_session_platform(request: pytest.FixtureRequest) -> Iterator[Platform]:
    """One for all tests of the session, each of which can have a seller of its own: ``.shop("DE")``."""
    with _platform(request.config, None) as platform:
        yield platform


@pytest.fixture
def shop(shopwright_platform: Platform) -> Shop:
    """The Python client, for the platform's first shop: without a rate limit, and without waiting between tries."""
    return shopwright_platform.seller.client()


@pytest.fixture
def async_shop(shopwright_platform: Platform) -> AsyncShop:
    """The same, awaited. Any event loop may use it, with ``async with`` or without."""
    return shopwright_platform.seller.async_client()


@pytest.fixture
def webhook_inbox(shopwright_platform: Platform) -> Iterator[WebhookInbox]:
    """A receiver of the app's notifications: ``wait_for("ORDER_STATUS_CHANGE", where={"order_id": …})``."""
    from .inbox import WebhookInbox

    inbox = WebhookInbox(shopwright_platform)
    yield inbox
    inbox.stop()


def _platform(config: pytest.Config, mark: pytest.Mark | None) -> Platform:
    """A platform as options and marker ask for it; one that this environment cannot have fails the test in a line."""
    from .platform import Platform
    from .process import ProcessError

    settings = {"region": config.getini("shopwright_region"), "demo": config.getini("shopwright_demo")}
    if mark is not None:
        unknown = sorted(set(mark.kwargs) - set(settings))
        if mark.args or unknown:
            raise pytest.UsageError(f"the marker is {_MARK}" + (f"; not {unknown[0]}" if unknown else ""))
        settings |= mark.kwargs
    url = config.getoption("--shopwright-url") or config.getini("shopwright_url")
    python = config.getoption("--shopwright-python") or config.getini("shopwright_python")
    if url and python:
        raise pytest.UsageError("--shopwright-url and --shopwright-python exclude each other: leave one of them out")
    if url:
        return Platform.join(url, settings["region"], sandbox_key=os.environ.get(_SANDBOX_KEY))
    try:
        return Platform.start(settings["region"], demo=settings["demo"], python=python or None)
    except (MissingExtraError, ProcessError) as error:
        hint = "; or name a Python that has it: --shopwright-python" if isinstance(error, MissingExtraError) else ""
        pytest.fail(f"{error}{hint}", pytrace=False)


def _calls(platform: Platform) -> str:
    """The last calls that came in, a line each."""
    from .control import ControlError

    try:
        requests = platform.requests.all()
    except ControlError as error:
        return str(error)
    left_out = [f"({len(requests) - _MOST_SHOWN} earlier ones are left out)"] * (len(requests) > _MOST_SHOWN)
    return "\n".join([*left_out, *(str(request) for request in requests[-_MOST_SHOWN:])]) or "none"
