"""Where the documentation is, by what somebody wants to do."""

from __future__ import annotations

from typing import NamedTuple

from starlette.responses import Response

from shopwright.platform.core.pages.page import Ask


class Guide(NamedTuple):
    """A page of the documentation: its file in the repository, and the part of this platform that it is about."""

    name: str
    path: str
    here: str = ""

    @property
    def published(self) -> str:
        """Its name in the site that ``make docs`` builds."""
        return f"site/{self.path.removeprefix('docs/').removesuffix('.md')}.html"


#: What somebody wants → the pages about it.
GUIDES = (
    (
        "Begin",
        (
            Guide("Eleven steps to an app", "docs/support/onboarding.md", "/portal/partner"),
            Guide("The developer portal", "docs/guide/portal.md", "/portal/apps"),
            Guide("Questions and answers", "docs/support/faq.md"),
            Guide("Practice, with checks", "docs/support/practice/index.md"),
            Guide("Recipes", "docs/support/recipes.md"),
            Guide("How-to, by feature", "docs/support/how-to.md"),
        ),
    ),
    (
        "Call the API",
        (
            Guide("Shopwright's client", "docs/quickstarts/client.md"),
            Guide("tiktok-shop-api for Python", "docs/quickstarts/python.md"),
            Guide("Node.js", "docs/quickstarts/node.md"),
            Guide("PHP", "docs/quickstarts/php.md"),
            Guide("curl", "docs/quickstarts/curl.md"),
            Guide("The API reference, with a form for each call", "docs/guide/reference.md", "/reference"),
            Guide("Facts of the API, by area", "docs/reference/index.md"),
            Guide("Plain REST, without signatures", "docs/guide/plain-rest.md", "/api/openapi.json"),
            Guide("Business API: custom audiences", "docs/guide/custom-audiences.md"),
        ),
    ),
    (
        "Test an app",
        (
            Guide("Fixtures for pytest", "docs/guide/testing.md"),
            Guide("Tests in other languages", "docs/quickstarts/tests.md"),
            Guide("In a pipeline", "docs/quickstarts/pipeline.md"),
            Guide("On GitHub Actions", "docs/quickstarts/github-actions.md"),
            Guide("Faults, clock and snapshots", "docs/guide/sandbox.md"),
            Guide("A shop full of orders", "docs/guide/simulation.md"),
            Guide("An order history of one's own", "docs/guide/replay.md"),
        ),
    ),
    (
        "Find out why",
        (
            Guide("Signatures, limits and the order of checks", "docs/guide/gateway.md"),
            Guide("Problems by symptom", "docs/guide/troubleshooting.md"),
            Guide("Every error code", "docs/error-codes.md", "/reference"),
            Guide("A code, a message or a whole reply", "docs/support/errors.md", "/portal/requests"),
            Guide("What TikTok answers otherwise: drift", "docs/guide/drift.md"),
            Guide("Notifications", "docs/guide/webhooks.md", "/portal/deliveries"),
            Guide("These pages", "docs/guide/shop-page.md"),
            Guide("What is built, and how", "docs/coverage.md"),
            Guide("What is not", "docs/limitations.md"),
            Guide("What changed", "docs/support/changelog.md", "/reference/feed.atom"),
            Guide("Figures, and where they come from", "docs/support/claims.md"),
            Guide("Where to ask", "docs/support/index.md"),
        ),
    ),
    (
        "Use the shell",
        (
            Guide("Calls to the Partner API", "docs/guide/client-cli.md"),
            Guide("Buyers, carriers, time and notifications", "docs/guide/command.md"),
        ),
    ),
    (
        "Run it",
        (
            Guide("In containers", "docs/guide/containers.md"),
            Guide("Where the shop's data is", "docs/guide/storage.md"),
            Guide("Back-up and upgrade", "docs/guide/upgrade.md"),
        ),
    ),
)


async def docs_page(ask: Ask) -> Response:
    """``/portal/docs``."""
    return ask.page("docs.html", guides=GUIDES)
