"""Random walks of products through their states, over HTTP, beside a small model of the documented table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import get_product, product_body, upload_image
from tests.harness.server import RunningPlatform

pytestmark = pytest.mark.slow

FORBIDDEN = 12052901
SEEN_BY_THE_AUDIT = ["PENDING", "FAILED", "ACTIVATE", "SELLER_DEACTIVATED", "PLATFORM_DEACTIVATED"]
DAY = 86_400

#: What the documentation says of each act: state before, state after (docs/reference/catalogue.md#states). Editing a
#: product that its seller took down keeps it down, and a verdict judges the listing, not a state that the platform set
#: [inferred].
SEND = {
    "DRAFT": "PENDING", "PENDING": "PENDING", "FAILED": "PENDING", "PLATFORM_DEACTIVATED": "PENDING",
    "ACTIVATE": "ACTIVATE", "SELLER_DEACTIVATED": "SELLER_DEACTIVATED",
}  # fmt: skip
ACTS = {
    "activateProducts": {"SELLER_DEACTIVATED": "PENDING", "PLATFORM_DEACTIVATED": "PENDING"},
    "deactivateProducts": {"ACTIVATE": "SELLER_DEACTIVATED"},
    "deleteProducts": dict.fromkeys(["DRAFT", *SEEN_BY_THE_AUDIT], "DELETED"),
    "recoverProducts": {"DELETED": "SELLER_DEACTIVATED"},
    "PLATFORM_DEACTIVATE": {"ACTIVATE": "PLATFORM_DEACTIVATED"},
    "FREEZE": dict.fromkeys(SEEN_BY_THE_AUDIT, "FREEZE"),
    "WIN_APPEAL": {"FREEZE": "PLATFORM_DEACTIVATED"},
}
STATES = {"DRAFT", "PENDING", "FAILED", "ACTIVATE", "SELLER_DEACTIVATED", "PLATFORM_DEACTIVATED", "FREEZE", "DELETED"}


@dataclass
class Model:
    """What a product should look like: titles stand for whole listings."""

    status: str
    audit: str = "NONE"
    live: str | None = None
    review: str | None = None
    draft: str | None = None

    def send(self, title: str) -> bool:
        return self.to(SEND) and self.under_audit(title)

    def under_audit(self, title: str) -> bool:
        self.review, self.draft, self.audit = title, None, "AUDITING"
        return True

    def to(self, table: dict[str, str]) -> bool:
        """Take a row of the table; false where there is none."""
        next_status = table.get(self.status)
        self.status = next_status or self.status
        return next_status is not None

    def act(self, name: str) -> bool:
        sent, draft = self.review or self.live, self.draft
        if name == "activateProducts" and sent is None:
            return False  # a draft that was never sent has nothing to put on sale
        if not self.to(ACTS[name]):
            return False
        if name == "activateProducts":
            self.under_audit(sent or "")
            self.draft = draft
        if name == "deleteProducts" and self.audit in {"AUDITING", "PRE_APPROVED"}:
            self.audit = "NONE"
        return True

    def judge(self, verdict: str) -> bool:
        if self.audit not in {"AUDITING", "PRE_APPROVED"}:
            return False
        if verdict == "PASS_AUDIT":
            self.live, self.review, self.audit = self.review, None, "APPROVED"
            self.status = "ACTIVATE" if self.status == "PENDING" else self.status
        elif verdict == "FAIL_AUDIT":
            self.audit = "FAILED"
            self.status = "FAILED" if self.status == "PENDING" else self.status
        else:
            self.audit = "PRE_APPROVED"
        return True

    @property
    def title(self) -> str | None:
        return self.live or self.review or self.draft


class ProductStates(RuleBasedStateMachine):
    """One shop, whose audits take a day unless a verdict is given before."""

    products = Bundle("products")

    def __init__(self) -> None:
        super().__init__()
        self.platform = RunningPlatform(demo=False)
        self.seller: Seller = new_seller(self.platform)
        self.platform.patch(f"/sandbox/shops/{self.seller.shop_id}", {"audit": {"delay_seconds": DAY}})
        self.uri = upload_image(self.seller)
        self.models: dict[str, Model] = {}
        self.touched = ""
        self.titles = 0

    def teardown(self) -> None:
        for product_id in self.models:
            self.compare(product_id)
        for state in STATES:
            data = self.seller.call("searchProducts", {"status": state}, query={"page_size": 100}).data
            wanted = {product_id for product_id, model in self.models.items() if model.status == state}
            assert {row["id"] for row in data["products"]} == wanted
            assert data["total_count"] == len(wanted)
        self.platform.stop(wait=False)

    def title(self) -> str:
        self.titles += 1
        return f"Glass candle holder, series {self.titles}, set of two"

    def answered(self, product_id: str, code: int, *, allowed: bool) -> None:
        self.touched = product_id
        assert code == (0 if allowed else FORBIDDEN), (code, self.models[product_id])

    @initialize()
    def fresh_shop(self) -> None:
        assert self.seller.call("searchProducts", {}, query={"page_size": 1}).data["total_count"] == 0

    @rule(target=products, draft=st.booleans())
    def create(self, draft: bool) -> str:
        title = self.title()
        mode = {"save_mode": "AS_DRAFT" if draft else "LISTING"}
        made = self.seller.call("createProduct", product_body(self.seller, self.uri, title=title, **mode)).data
        product_id = self.touched = str(made["product_id"])
        self.models[product_id] = Model("DRAFT", draft=title) if draft else Model("PENDING", "AUDITING", review=title)
        return product_id

    @rule(product_id=products, whole=st.booleans())
    def edit(self, product_id: str, whole: bool) -> None:
        title = self.title()
        body: dict[str, Any] = {"title": title}
        operation_id = "editProduct" if whole else "partialEditProduct"
        if whole:
            body = product_body(self.seller, self.uri, **body)
        code = self.seller.call(operation_id, body, product_id=product_id).code
        self.answered(product_id, code, allowed=self.models[product_id].send(title))

    @rule(product_id=products)
    def save_draft(self, product_id: str) -> None:
        title, model = self.title(), self.models[product_id]
        body = {"title": title, "save_mode": "AS_DRAFT"}
        code = self.seller.call("partialEditProduct", body, product_id=product_id).code
        allowed = model.status not in {"FREEZE", "DELETED"}
        model.draft = title if allowed else model.draft
        self.answered(product_id, code, allowed=allowed)

    @rule(product_id=products, name=st.sampled_from([name for name in ACTS if name.endswith("Products")]))
    def act_of_the_seller(self, product_id: str, name: str) -> None:
        errors = self.seller.call(name, {"product_ids": [product_id]}).data["errors"]
        code = errors[0]["code"] if errors else 0
        self.answered(product_id, code, allowed=self.models[product_id].act(name))

    @rule(product_id=products, name=st.sampled_from(["PLATFORM_DEACTIVATE", "FREEZE", "WIN_APPEAL"]))
    def act_of_the_platform(self, product_id: str, name: str) -> None:
        model = self.models[product_id]
        if name == "FREEZE" and model.status in {"DRAFT", "DELETED"}:
            return  # the documentation says "any", which can hardly mean what no buyer ever sees
        body = {"shop_id": self.seller.shop_id, "act": name, "reasons": ["A reason."]}
        reply = self.platform.ask("POST", f"/sandbox/products/{product_id}/acts", body)
        self.touched = product_id
        assert (reply.status == 200) is model.act(name), (reply.body, model)

    @rule(product_id=products, verdict=st.sampled_from(["PASS_AUDIT", "FAIL_AUDIT", "PRE_APPROVE"]))
    def verdict(self, product_id: str, verdict: str) -> None:
        model = self.models[product_id]
        body = {"shop_id": self.seller.shop_id, "act": verdict}
        reply = self.platform.ask("POST", f"/sandbox/products/{product_id}/acts", body)
        self.touched = product_id
        assert (reply.status == 200) is model.judge(verdict), (reply.body, model)

    @precondition(lambda self: any(model.audit == "AUDITING" for model in self.models.values()))
    @rule()
    def a_day_passes(self) -> None:
        self.platform.post("/sandbox/clock/advance", {"seconds": DAY + 1})
        for model in self.models.values():
            if model.audit == "AUDITING":
                model.judge("PASS_AUDIT")

    @invariant()
    def the_product_is_as_the_model_says(self) -> None:
        if self.touched:
            self.compare(self.touched)

    def compare(self, product_id: str) -> None:
        model, fields = self.models[product_id], get_product(self.seller, product_id)
        assert (fields["status"], fields["audit"]["status"]) == (model.status, model.audit)
        assert fields["title"] == model.title
        assert fields["has_draft"] == (model.draft is not None and model.status != "DRAFT")
        for flag, title in (("return_under_review_version", model.review), ("return_draft_version", model.draft)):
            reply = self.seller.call("getProduct", query={flag: "true"}, product_id=product_id)
            assert (reply.data["title"] if reply.code == 0 else None) == title


class TestProductStates(ProductStates.TestCase):  # type: ignore[name-defined,misc]
    settings = settings(
        max_examples=30,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # to shrink a walk takes minutes, and the walk itself tells enough
    )
