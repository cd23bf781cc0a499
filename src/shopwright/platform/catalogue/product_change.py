"""Changes of a product: submissions, verdicts, acts of seller and platform, with their notifications."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from shopwright import decoders
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.advice.timers import plan_parcel_check
from shopwright.platform.catalogue.stock.stock_change import write_off
from shopwright.platform.clock.scheduler import declare, due, plan
from shopwright.platform.clock.store import DueAction, DueActions
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.change import Change
from shopwright.platform.database.transaction import Tx
from shopwright.platform.webhooks.emit import emit
from shopwright.wire.ids import IdKind

from .bundles import COMBINED, is_bundle, parts_in
from .combined_listings.follow import follow_product
from .errors import PLATFORM_FORBIDS, STATUS_FORBIDS
from .listing import Listing
from .past_prices import changed_prices, remember_prices
from .platforms import TOKOPEDIA, platforms_of, status_on
from .price_locks import check_price_locks
from .product import Audit, Product
from .request_to_listing import changed_fields, content_of
from .size_charts.audit import audit_reasons, take_chart
from .sku_statuses import facts_of, tell_sku_statuses
from .states import UNDECIDED, AuditStatus, ProductEvent, ProductStatus, next_status
from .store import Products, counted_as

#: Name of the due action that gives the verdict of an audit.
AUDIT_VERDICT = declare("product_audit")

#: The words of webhook 5.
FIRST_PASS, CHANGED, AUDIT_FAILURE = "PRODUCT_FIRST_PASS_REVIEW", "PRODUCT_STATUS_CHANGED", "PRODUCT_AUDIT_FAILURE"


class ProductChange(Change[Product]):
    """A product that was read for change, or a new one."""

    def __init__(self, tx: Tx, shop: Shop, product: Product) -> None:
        super().__init__(tx, product)
        self.shop = shop
        self._before, self._skus_before = _counted(product), facts_of(product)

    @property
    def key(self) -> tuple[str, str]:
        return self.shop.shop_id, self.document.product_id

    @property
    def product(self) -> Product:
        return self.document

    def _load(self, state: tuple[bytes, ...]) -> None:
        super()._load(state)
        self._before, self._skus_before = _counted(self.product), facts_of(self.product)

    def apply(self, event: ProductEvent) -> None:
        """Move to the next state; 12052901 when the state forbids the event."""
        following = next_status(self.product.status, event)
        if following is None:
            raise STATUS_FORBIDS(status=self.product.status)
        self.product.status = following
        self.touch()

    def submit(self, listing: Listing) -> None:
        """Send a listing to the audit. What is live stays live until the verdict."""
        product = self.product
        self.apply(ProductEvent.SUBMIT)
        product.review, product.draft = listing, None
        take_chart(self.tx, self.shop, listing, product.product_id)
        self._start_audit()

    def resubmit(self) -> None:
        """Submit the last submitted version again, to put the product back on sale; a draft stays a draft."""
        product = self.product
        sent = product.review or product.live
        if sent is None:
            raise STATUS_FORBIDS(status=f"{product.status}, with nothing but a draft,")
        self.apply(ProductEvent.ACTIVATE)
        product.review = sent
        self._start_audit()

    def _start_audit(self) -> None:
        product = self.product
        number = product.audit.number + 1
        product.audit = Audit(AuditStatus.AUDITING, number=number, has_passed=product.audit.has_passed)
        self._tell_audit()
        policy = self.shop.doc.audit
        if policy.delay_seconds:
            due_ms = self.tx.now_ms() + policy.delay_seconds * 1000
            plan(self.tx, AUDIT_VERDICT, self._subject, self.shop.shop_id, due_ms, {"number": number})
        else:
            self.judge_by_policy()

    def judge_by_policy(self) -> None:
        """Give the verdict of the shop's policy, but fail a size chart that lacks what buyers need."""
        policy, product = self.shop.doc.audit, self.product
        verdict, reasons = AuditStatus(policy.verdict), policy.reasons
        lacking = audit_reasons(self.tx, self.shop, product.review or product.listing, product.chart_excuses)
        if verdict is AuditStatus.APPROVED and lacking:
            verdict, reasons = AuditStatus.FAILED, lacking
        self.judge(verdict, reasons)

    @property
    def _subject(self) -> str:
        return f"{self.shop.shop_id}:{self.product.product_id}"

    def judge(self, verdict: AuditStatus, reasons: Sequence[str]) -> None:
        """Give the verdict of the current audit."""
        product = self.product
        self.tx[DueActions].drop(AUDIT_VERDICT, self._subject)
        if verdict is AuditStatus.APPROVED:
            self._pass()
        elif verdict is AuditStatus.FAILED:
            self.apply(ProductEvent.FAIL_AUDIT)
            product.audit = msgspec.structs.replace(
                product.audit, status=verdict, failed_reasons=list(reasons) or ["The listing breaks a rule."]
            )
            product.suspended_reason = product.audit.failed_reasons[0]
            self._tell_status(AUDIT_FAILURE)
            self._tell_audit()
        else:
            waiting = list(reasons) or ["KYC_PENDING"]
            product.audit = msgspec.structs.replace(product.audit, status=verdict, pre_approved_reasons=waiting)
            self._tell_audit()

    def _pass(self) -> None:
        product, was_live = self.product, self.product.live
        is_first = not product.audit.has_passed
        status_before = product.status
        self.apply(ProductEvent.PASS_AUDIT)
        product.live, product.review = product.review or was_live, None
        product.audit = Audit(AuditStatus.APPROVED, number=product.audit.number, has_passed=True)
        product.suspended_reason = ""
        if is_first:
            product.live_at = self.tx.now_ms()
            self._tell_status(FIRST_PASS)
        elif product.status is not status_before:
            self._tell_status(CHANGED)
        self._tell_audit()
        plan_parcel_check(self.tx, self.shop, product)
        if was_live is not None and product.live is not None:
            self._went_online(was_live, product.live)

    def _went_online(self, before: Listing, after: Listing) -> None:
        """A new version took the place of another: its SKUs are the product's now."""
        gone = {sku.id for sku in before.skus} - {sku.id for sku in after.skus}
        write_off(self.tx, self.shop, self.product.product_id, sorted(gone))
        self.tell_changes(changed_fields(before, after))
        if before.category_id != after.category_id:
            self._tell_category(before.category_id, after.category_id)

    def move_category(self, category_id: str, version: str) -> None:
        """Move every version of the product to a category of another tree, without an audit."""
        before = self.product.listing.category_id
        for listing in self.product.versions:
            listing.category_id, listing.category_version = category_id, version
        self.touch()
        if before != category_id:
            self._tell_category(before, category_id)

    def _tell_category(self, before: str, after: str) -> None:
        """Webhook 18."""
        data = {
            "product_id": self.product.product_id,
            "previous_category_id": before,
            "current_category_id": after,
            "update_time": self.tx.now(),
        }
        emit(self.tx, self.shop, 18, data)

    def link_parts(self, listing: Listing) -> None:
        """Note at the products of a bundle's parts that they are in it."""
        for part in self._parts(listing):
            if self.product.product_id not in part.product.bundle_ids:
                part.product.bundle_ids.append(self.product.product_id)

    def _unlink_parts(self) -> None:
        for part in self._parts(self.product.listing):
            if self.product.product_id in part.product.bundle_ids:
                part.product.bundle_ids.remove(self.product.product_id)

    def _parts(self, listing: Listing) -> list[ProductChange]:
        ids = sorted({part.product_id for part in parts_in(listing.skus)} - {self.product.product_id})
        changes = [change_product(self.tx, self.shop, product_id) for product_id in ids]
        return [change for change in changes if change is not None]

    def act(self, event: ProductEvent, reason: str = "") -> None:
        """An act of seller or platform that changes the state alone."""
        self.apply(event)
        self.product.tokopedia = None
        self.product.suspended_reason = reason
        if event is ProductEvent.DELETE:
            self._end_audit()
            self._unlink_parts()
        elif event is ProductEvent.RECOVER:
            self.link_parts(self.product.listing)
        self._tell_status(CHANGED)

    def _end_audit(self) -> None:
        """Cancel the audit of a deleted product."""
        self.tx[DueActions].drop(AUDIT_VERDICT, self._subject)
        audit = self.product.audit
        if audit.status in UNDECIDED:
            self.product.audit = Audit(number=audit.number, has_passed=audit.has_passed)

    def act_on(self, event: ProductEvent, platforms: Sequence[str]) -> None:
        """Activate or deactivate a product on some of its platforms; all of them where none is named.

        12052330 for a platform that it is not listed on, 12052901 where it is in that state already.
        """
        product = self.product
        listed = platforms_of(product.listing)
        if set(platforms) - set(listed):
            raise PLATFORM_FORBIDS()
        if TOKOPEDIA not in listed or not set(listed) - set(platforms or listed):
            self._act_everywhere(event)
        elif TOKOPEDIA in platforms:
            following = next_status(status_on(TOKOPEDIA, product), event)
            if following is None:
                raise STATUS_FORBIDS(status=f"{status_on(TOKOPEDIA, product)} on Tokopedia")
            product.tokopedia = ProductStatus.ACTIVATE if event is ProductEvent.ACTIVATE else following
            self._tell_status(CHANGED)
        else:
            there = status_on(TOKOPEDIA, product)
            self._act_everywhere(event)
            product.tokopedia = there
        if product.tokopedia is product.status:
            product.tokopedia = None

    def _act_everywhere(self, event: ProductEvent) -> None:
        if event is ProductEvent.ACTIVATE:
            self.product.tokopedia = None
            self.resubmit()
        else:
            self.act(event)

    def save_draft(self, listing: Listing) -> None:
        """Keep a listing as a draft."""
        self.apply(ProductEvent.SAVE_DRAFT)
        self.product.draft = listing

    def take_prices(self, listing: Listing) -> None:
        """Take a listing's prices over in every version at once: they need no audit.

        12052038 when a promotion locks one that would change.
        """
        self.touch()
        changed = changed_prices(self.product, listing)
        if changed:
            check_price_locks(self.tx, self.shop, self.product.product_id, changed)
            remember_prices(self.product, changed, self.tx.now_ms())
        priced = {sku.id: sku for sku in listing.skus}
        for version in self.product.versions:
            for sku in version.skus:
                if sku.id in priced:
                    new = priced[sku.id]
                    sku.price = new.price or sku.price
                    sku.list_price, sku.external_list_prices = new.list_price, new.external_list_prices

    def tell_created(self, listing: Listing) -> None:
        """Webhook 16."""
        data = {
            "product_id": int(self.product.product_id),
            "product_types": [COMBINED] if is_bundle(listing) else [],
            "update_time": self.tx.now(),
        }
        emit(self.tx, self.shop, 16, data)

    def tell_changes(self, fields: Sequence[str]) -> None:
        """Webhook 15: a change of what buyers see went online."""
        if fields:
            data = {
                "product_id": self.product.product_id,
                "change_source": "OPEN_API",
                "changed_fields": list(fields),
                "update_time": self.tx.now(),
            }
            emit(self.tx, self.shop, 15, data)

    def _tell_status(self, word: str) -> None:
        data = {
            "product_id": int(self.product.product_id),
            "status": word,
            "suspended_reason": self.product.suspended_reason,
            "update_time": self.tx.now(),
        }
        emit(self.tx, self.shop, 5, data)

    def _tell_audit(self) -> None:
        audit = self.product.audit
        data: dict[str, object] = {
            "product_id": int(self.product.product_id),
            "audit": {"status": str(audit.status), "pre_approved_reasons": audit.pre_approved_reasons},
            "update_time": self.tx.now(),
        }
        if any(TOKOPEDIA in platforms_of(listing) for listing in self.product.versions):
            data["integrated_platform_statuses"] = {"platform": TOKOPEDIA, "status": str(audit.status)}
        emit(self.tx, self.shop, 37, data)

    def _write(self) -> None:
        """Write the product with a later time of change, and tell of SKUs and of the combined listing it is in."""
        self.product.updated_at = self.tx.now_ms()
        if self.product.combined_listing_id and self.product.status is not self._skus_before.status:
            follow_product(self.tx, self.shop, self.product)
        if self.is_new:
            self.tx[Products].add(self.shop.shop_id, self.product)
        else:
            self.tx[Products].save(self.shop.shop_id, self.product, self._before)
        tell_sku_statuses(self.tx, self.shop, self.product, self._skus_before)
        self._before, self._skus_before = _counted(self.product), facts_of(self.product)


def _counted(product: Product) -> str:
    """The name under which a product is counted; none while it has no listing."""
    return counted_as(product) if product.versions else ""


def new_product(tx: Tx, shop: Shop) -> ProductChange:
    """A new product without a listing, to be given one before it is written."""
    now = tx.now_ms()
    product = Product(product_id=tx.new_id(IdKind.PRODUCT), status=ProductStatus.DRAFT, created_at=now, updated_at=now)
    return ProductChange(tx, shop, product).begin()


def change_product(tx: Tx, shop: Shop, product_id: str) -> ProductChange | None:
    """A product held for change; ``None`` when the shop has none of that id."""
    kept = tx.kept(ProductChange, shop.shop_id, product_id)
    if kept is not None:
        return kept
    product = tx.stored(Products).get(shop.shop_id, product_id, for_change=True)
    return None if product is None else ProductChange(tx, shop, product).keep()


def needs_audit(product: Product, listing: Listing) -> bool:
    """Whether an edit changes what an audit judges; prices and stock alone do not."""
    if product.live is None or product.review is not None:
        return True
    return content_of(product.live) != content_of(listing)


@due(AUDIT_VERDICT)
def give_verdict(tx: Tx, action: DueAction) -> None:
    """Give the verdict of an audit that is due, unless a newer audit replaced it."""
    shop_id, product_id = action.subject.split(":")
    shop = tx[Accounts].shop(shop_id)
    change = change_product(tx, shop, product_id) if shop is not None else None
    number = decoders.decode(action.payload, type=dict[str, int])["number"]
    if shop is None or change is None or change.product.audit.number != number:
        return
    if change.product.audit.status is AuditStatus.AUDITING:
        change.judge_by_policy()
