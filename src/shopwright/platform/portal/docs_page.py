"""Where the documentation is, by what somebody wants to do."""

from __future__ import annotations

from starlette.responses import Response

from shopwright.platform.core.pages.page import Ask

#: What somebody wants → the pages about it, each with its file in the repository.
GUIDES = (
    (
        "Call the API",
        (
            ("Shopwright's client", "docs/quickstarts/client.md"),
            ("tiktok-shop-api for Python", "docs/quickstarts/python.md"),
            ("Node.js", "docs/quickstarts/node.md"),
            ("PHP", "docs/quickstarts/php.md"),
            ("curl", "docs/quickstarts/curl.md"),
        ),
    ),
    (
        "Test an app",
        (
            ("Fixtures for pytest", "docs/guide/testing.md"),
            ("Tests in other languages", "docs/quickstarts/tests.md"),
            ("In a pipeline", "docs/quickstarts/pipeline.md"),
            ("On GitHub Actions", "docs/quickstarts/github-actions.md"),
            ("Faults, clock and snapshots", "docs/guide/sandbox.md"),
            ("A shop full of orders", "docs/guide/simulation.md"),
            ("An order history of one's own", "docs/guide/replay.md"),
        ),
    ),
    (
        "Find out why",
        (
            ("Signatures, limits and the order of checks", "docs/guide/gateway.md"),
            ("Problems by symptom", "docs/guide/troubleshooting.md"),
            ("Every error code", "docs/error-codes.md"),
            ("Notifications", "docs/guide/webhooks.md"),
            ("These pages", "docs/guide/shop-page.md"),
            ("What is built, and how", "docs/coverage.md"),
            ("What is not", "docs/limitations.md"),
        ),
    ),
    (
        "Use the shell",
        (
            ("Calls to the Partner API", "docs/guide/client-cli.md"),
            ("Buyers, carriers, time and notifications", "docs/guide/command.md"),
        ),
    ),
    (
        "Run it",
        (
            ("In containers", "docs/guide/containers.md"),
            ("Where the shop's data is", "docs/guide/storage.md"),
            ("Back-up and upgrade", "docs/guide/upgrade.md"),
        ),
    ),
)


async def docs_page(ask: Ask) -> Response:
    """``/portal/docs``."""
    return ask.page("docs.html", guides=GUIDES)
