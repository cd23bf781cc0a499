"""A developer without JavaScript: signs up, reads the mailbox, logs in."""

from __future__ import annotations

import re
import time

from shopwright.platform.developers.totp import STEP_SECONDS, code_at
from tests.harness.server import RunningPlatform

from .visitor import Visitor, words_of

KEY = "open sesame"
PASSWORD = "a long walk in the rain"

_CODE = re.compile(r"Your code: ([a-z0-9]{8})")


class DeveloperVisitor(Visitor):
    """One person's browser. ``operator`` is a browser that has the sandbox key, where there is one."""

    def __init__(self, platform: RunningPlatform, email: str = "ada@example.com", operator: Visitor | None = None):
        super().__init__(platform)
        self.email = email
        self.operator = operator or self
        self.key = ""

    def sign_up(self, **changed: str) -> str:
        """Send the sign-up form, and answer the page that follows."""
        fields = {"email": self.email, "password": PASSWORD, "name": "Ada", "company": "Example Ltd", "region": "GB"}
        reply = self.operator.send("/portal/sign-up", *{**fields, **changed}.items())
        assert reply.status_code == 200, words_of(reply.text)
        return reply.text

    def mailed_code(self) -> str:
        """The code of the newest mail to this person."""
        page = self.operator.open("/portal/mailbox")
        mine = next(mail for mail in page.split("<article")[1:] if self.email in mail)
        match = _CODE.search(words_of(mine))
        assert match, words_of(mine)
        return match[1]

    def confirm(self, code: str, password: str = PASSWORD) -> int:
        """Send a mailed code with the password of the sign-up; answers the status."""
        fields = {"email": self.email, "code": code, "password": password}
        return self.operator.send("/portal/sign-up/confirm", *fields.items()).status_code

    def log_in(self, password: str = PASSWORD, onwards: str = "") -> str:
        """Send address and password; answers where it leads to, or nothing where it is refused."""
        path = f"/portal/log-in?next={onwards}" if onwards else "/portal/log-in"
        reply = self.send(path, ("email", self.email), ("password", password))
        return reply.headers.get("location", "")

    def join(self) -> None:
        """Sign up, confirm and log in."""
        self.sign_up()
        assert self.confirm(self.mailed_code()) == 303
        assert self.log_in() == "/portal/partner"

    def accept_invitation(self) -> None:
        """Take an invitation and log in."""
        fields = {"email": self.email, "code": self.mailed_code(), "name": "Bo", "password": PASSWORD}
        assert self.send("/portal/join", *fields.items()).status_code == 303
        assert self.log_in() == "/portal/partner"

    def invite(self, email: str, role: str) -> DeveloperVisitor:
        """Invite somebody to a role; answers their browser, logged in."""
        assert self.send("/portal/partner/people", ("email", email), ("role", role)).status_code == 303
        person = DeveloperVisitor(self.platform, email, self.operator)
        person.accept_invitation()
        return person

    def totp(self, ahead: int = 0) -> str:
        """The code that the authenticator app shows, or will show so many steps later."""
        return code_at(self.key, int(time.time()) // STEP_SECONDS + ahead)

    def switch_totp_on(self) -> list[str]:
        """Set up the authenticator app; answers the recovery codes."""
        assert self.send("/portal/security/totp", page="/portal/security").status_code == 303
        match = re.search(r'id="totp-key">([A-Z2-7]+)<', self.open("/portal/security"))
        assert match
        self.key = match[1]
        reply = self.send("/portal/security/totp/confirm", ("code", self.totp()), page="/portal/security")
        assert reply.status_code == 200, words_of(reply.text)
        return re.findall(r"<code>((?:[a-z0-9]{4}-){3}[a-z0-9]{4})</code>", reply.text)

    def create_app(self, **changed: str) -> str:
        """Create an app; answers its key."""
        fields = {"name": "Stock Robot", "type": "custom", "all_topics": "1", **changed}
        reply = self.send("/portal/apps/new", *fields.items())
        assert reply.status_code == 303, words_of(reply.text)
        return reply.headers["location"].rpartition("/")[2]
