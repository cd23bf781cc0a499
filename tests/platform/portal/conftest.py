"""A visitor without JavaScript, and Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from tests.conftest import StartPlatform
from tests.harness.calls import Seller, new_seller
from tests.harness.server import RunningPlatform

from .crew import Crew
from .developer import KEY, DeveloperVisitor
from .visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

_SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
def visitor(platform: RunningPlatform) -> Iterator[Visitor]:
    """Someone at a platform of this test alone."""
    new_visitor = Visitor(platform)
    yield new_visitor
    new_visitor.close()


@pytest.fixture
def someone(shared_platform: RunningPlatform) -> Iterator[Visitor]:
    """Someone at the platform that all tests of a file share."""
    new_visitor = Visitor(shared_platform)
    yield new_visitor
    new_visitor.close()


NewDeveloper = Callable[..., DeveloperVisitor]


@pytest.fixture
def developer_at() -> Iterator[NewDeveloper]:
    """Makes browsers of developers: of a platform, an address, and the operator who reads the mailbox for them."""
    made: list[DeveloperVisitor] = []

    def new_developer(*about: object, **more: object) -> DeveloperVisitor:
        made.append(DeveloperVisitor(*about, **more))  # type: ignore[arg-type]
        return made[-1]

    yield new_developer
    for developer in made:
        developer.close()


@pytest.fixture
def operator(start_platform: StartPlatform) -> Iterator[Visitor]:
    """Who runs a platform that asks for a key, signed in with it."""
    new_visitor = Visitor(start_platform(sandbox_key=KEY))
    new_visitor.send("/portal/sign-in", ("sandbox_key", KEY))
    yield new_visitor
    new_visitor.close()


@pytest.fixture
def ada(operator: Visitor, developer_at: NewDeveloper) -> DeveloperVisitor:
    """An owner, logged in, at a platform that asks for a key."""
    developer = developer_at(operator.platform, operator=operator)
    developer.join()
    return developer


@pytest.fixture(scope="module")
def crew() -> Iterator[Crew]:
    """People in every role, at a platform of the file's that asks for a key."""
    made = Crew()
    yield made
    made.close()


@pytest.fixture
def seller(shared_platform: RunningPlatform) -> Seller:
    """A shop of one test at the platform that all tests of a file share."""
    return new_seller(shared_platform)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The machine's Chromium."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("there is no Chromium on this machine")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(_SWITCHES))
        yield browser
        browser.close()


@pytest.fixture
def desktop(chromium: Browser, platform: RunningPlatform) -> Iterator[Page]:
    """A window of 1440 × 900 at the platform's front page."""
    yield from _window(chromium, platform, 1440, 900)


@pytest.fixture
def phone(chromium: Browser, platform: RunningPlatform) -> Iterator[Page]:
    """A window of 390 × 844 at the platform's front page."""
    yield from _window(chromium, platform, 390, 844)


def _window(chromium: Browser, platform: RunningPlatform, width: int, height: int) -> Iterator[Page]:
    context: BrowserContext = chromium.new_context(
        viewport={"width": width, "height": height},
        color_scheme="light",
        locale="en-GB",
        timezone_id="Asia/Tokyo",
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(30_000)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console", lambda message: wrong.append(message.text) if "Content Security Policy" in message.text else None
    )
    page.goto(platform.url)
    yield page
    context.close()
    assert not wrong, wrong
