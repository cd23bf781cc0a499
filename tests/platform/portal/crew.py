"""A platform that asks for a key, its operator, and people in every role of a partner."""

from __future__ import annotations

from shopwright.platform.developers.developer import Role
from tests.harness.calls import Seller, new_seller
from tests.harness.server import RunningPlatform

from .developer import KEY, DeveloperVisitor
from .visitor import Visitor

SCOPES = ["seller.authorization.info", "seller.order.info", "seller.logistics"]


class Crew:
    """``people``: a browser for each role of one partner. ``seller`` authorised that partner's ``app_key``."""

    def __init__(self) -> None:
        self.platform = RunningPlatform(sandbox_key=KEY)
        self.operator = Visitor(self.platform)
        self.operator.send("/portal/sign-in", ("sandbox_key", KEY))
        owner = self.join("ada@example.com")
        invited = {role: owner.invite(f"{role.lower()}@example.com", role) for role in (Role.DEVELOPER, Role.VIEWER)}
        self.people: dict[Role, DeveloperVisitor] = {Role.OWNER: owner, **invited}
        self.seller = self.authorised(owner)
        self.app_key = str(self.seller.app["app_key"])

    def join(self, email: str) -> DeveloperVisitor:
        """The owner of a new partner, logged in."""
        owner = DeveloperVisitor(self.platform, email, self.operator)
        owner.join()
        return owner

    def authorised(self, owner: DeveloperVisitor) -> Seller:
        """The seller of a new shop, who authorised a new app of an owner's."""
        app_key = owner.create_app(name=f"App of {owner.email}")
        self.platform.ask("PATCH", f"/sandbox/apps/{app_key}", {"scopes": SCOPES})
        return new_seller(self.platform, self.platform.ask("GET", f"/sandbox/apps/{app_key}").data)

    def close(self) -> None:
        for browser in (self.operator, *self.people.values()):
            browser.close()
        self.platform.stop()
