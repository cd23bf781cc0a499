"""One request for a page: what it may use, and how its answer is made, headers included."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import cache
from typing import NamedTuple, TypeVar
from urllib.parse import quote, unquote, urlsplit

from jinja2 import ChoiceLoader, Environment, StrictUndefined
from markupsafe import Markup
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from shopwright.platform.core.control.replies import BAD_REQUEST, INTERNAL, KEY_NEEDED, NOT_FOUND, WRONG_STATE
from shopwright.platform.core.services import Services
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx
from shopwright.wire.errors import ApiError
from shopwright.wire.redaction import mask

from .assets import Assets
from .filters import FILTERS
from .forms import FORM_COOKIE, Form, FormToken, read_form
from .templates_loader import TemplateLoader

log = logging.getLogger("shopwright.platform")

T = TypeVar("T")

#: Where the guard leaves who asks, in the scope of a request.
VISITOR = "shopwright.visitor"

#: The cookie that stands for the sandbox key.
KEY_COOKIE = "shopwright_session"

NOTE_COOKIE, THEME_COOKIE = "shopwright_note", "shopwright_theme"
THEMES = ("auto", "light", "dark")

#: What a person does about errors of the control API, whose own remedies are for programs.
REMEDIES = {
    KEY_NEEDED.code: "Log in, or sign in with the sandbox key; then send it again.",
    NOT_FOUND.code: "It may be gone since the page was opened, or there is a slip in the address. Search for it.",
    BAD_REQUEST.code: "Correct what the message names, and send it again.",
    WRONG_STATE.code: "It has changed since the page was opened. Load the page again to see how it is now.",
}

#: A page runs our script and shows our style and pictures, nothing else; forms go to us.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
}


@cache
def assets_of(packages: tuple[str, ...]) -> Assets:
    """The files of the packages that hold templates."""
    return Assets(packages)


@cache
def _templates(packages: tuple[str, ...]) -> Environment:
    environment = Environment(
        loader=ChoiceLoader([TemplateLoader(package) for package in packages]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters.update(FILTERS, mask=mask)
    environment.globals.update(asset_url=assets_of(packages).url)
    return environment


class Portal:
    """What all requests share: the platform's parts, and the packages that hold the templates."""

    def __init__(self, services: Services, templates: tuple[str, ...]) -> None:
        self.services = services
        self.templates = templates


class Ask:
    """What a handler is given. ``part`` is set when the page's script wants a piece instead of the whole page."""

    def __init__(self, portal: Portal, request: Request, form: Form) -> None:
        services = portal.services
        self.portal = portal
        self.services = services
        self.request = request
        self.form = form
        self.part = request.headers.get("x-fragment", "")
        #: Before anything is read, so that the page's script can follow what happens from here on.
        self.since = wall_ms()
        self._token = FormToken(services.store.vault, request)

    @property
    def is_https(self) -> bool:
        """Whether the browser came over https, be it by a proxy that stands before us."""
        public = urlsplit(self.services.config.public_url or "")
        through_proxy = public.scheme == "https" and public.netloc == self.request.headers.get("host")
        return through_proxy or self.request.url.scheme == "https"

    def path(self, name: str) -> str:
        return str(self.request.path_params[name]).replace("\0", "")

    def query(self, name: str) -> str:
        """A query parameter without the blanks around it; empty when it was not given."""
        return self.request.query_params.get(name, "").replace("\0", "").strip()

    def check_form(self) -> None:
        self._token.check(self.form)

    async def run(self, work: Callable[[], T]) -> T:
        """Do database work where the store wants it."""
        return await self.services.run(work)

    async def read(self, work: Callable[[Tx], T]) -> T:
        """Read in one transaction."""

        def reading() -> T:
            with self.services.store.read() as tx:
                return work(tx)

        return await self.run(reading)

    async def write(self, work: Callable[[Tx], T]) -> T:
        """Change something in one transaction; what became due is looked at."""

        def writing() -> T:
            return self.services.store.write_retrying(work)

        answer = await self.run(writing)
        self.services.wake()
        return answer

    def html(self, template: str, **context: object) -> str:
        theme = self.request.cookies.get(THEME_COOKIE, "")
        path = self.request.url.path
        return (
            _templates(self.portal.templates)
            .get_template(template)
            .render(
                **context,
                theme=theme if theme in THEMES else "auto",
                flash=unquote(self.request.cookies.get(NOTE_COOKIE, ""))[:500],
                form_token=Markup('<input type="hidden" name="form_token" value="{}">').format(self._token.make()),
                here=path,
                since=self.since,
                signed_in=self.services.config.sandbox_key is not None,
                visitor=self.request.scope.get(VISITOR),
            )
        )

    def page(self, template: str, status: int = 200, *, leaves: bool = False, **context: object) -> Response:
        """A whole page. ``leaves``: its form may lead to another site, wherever that one leads to then."""
        policy = _POLICY if leaves else f"{_POLICY}; form-action 'self'"
        headers = {**_HEADERS, "content-security-policy": policy}
        reply = HTMLResponse(self.html(template, **context), status, headers=headers)
        self._keep_form_cookie(reply)
        if NOTE_COOKIE in self.request.cookies:
            reply.delete_cookie(NOTE_COOKIE)
        return reply

    def fragment(self, template: str, status: int = 200, **context: object) -> Response:
        """A piece of a page, for the script to put in place."""
        reply = HTMLResponse(self.html(template, **context), status, headers=_HEADERS)
        self._keep_form_cookie(reply)
        return reply

    def go(self, url: str, note: str = "") -> Response:
        """On to another page, which shows the note once."""
        reply = RedirectResponse(url, 303, headers=_HEADERS)
        if note:
            reply.set_cookie(NOTE_COOKIE, quote(note), max_age=60, httponly=True, samesite="strict")
        return reply

    def refusal(self, error: ApiError, title: str = "That did not work") -> Response:
        """An error as a page, or as a piece of one."""
        code = error.error
        # Business errors travel with HTTP 200 where TikTok's do; a page that refuses is no success.
        status = code.http_status if code.http_status >= 400 else 409
        remedy = REMEDIES.get(code.code, code.remedy)
        about = {"title": title, "message": error.message, "remedy": remedy, "code": str(code.code)}
        if not self.part:
            return self.page("refusal.html", status, leaves=False, **about)
        reply = self.fragment("_refusal.html", status, **about)
        reply.headers["x-refusal"] = str(code.code)
        return reply

    def _keep_form_cookie(self, reply: Response) -> None:
        if self._token.is_new:
            reply.set_cookie(FORM_COOKIE, self._token.cookie, httponly=True, samesite="lax", secure=self.is_https)


Handler = Callable[[Ask], Awaitable[Response]]
GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")


class Page(NamedTuple):
    """A page, or what a form on one does."""

    path: str
    methods: tuple[str, ...]
    handler: Handler


def answering(portal: Portal, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of a handler: reads the form, checks its token, and turns errors into pages."""

    async def answer(request: Request) -> Response:
        ask = Ask(portal, request, Form([]))
        try:
            if request.method == "POST":
                ask.form = await read_form(request)
                await ask.run(ask.check_form)
            return await handler(ask)
        except ApiError as error:
            return ask.refusal(error)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it
        except Exception:
            log.exception("%s %s failed", request.method, request.url.path)
            return ask.refusal(INTERNAL())

    return answer


def local_path(url: str) -> str:
    """A path of this site to go on to, or the front page for anything that leads elsewhere."""
    parts = urlsplit(url)
    is_ours = url.startswith("/") and not url.startswith(("//", "/\\")) and not parts.netloc
    return url if is_ours and url.isprintable() and "\\" not in url else "/"
