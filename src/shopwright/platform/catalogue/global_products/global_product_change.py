"""Changes of a global product, each written once when the transaction ends."""

from __future__ import annotations

from shopwright.platform.catalogue.errors import STATUS_FORBIDS
from shopwright.platform.catalogue.listing import Listing
from shopwright.platform.catalogue.request_to_listing import with_ids
from shopwright.platform.core.identity import Account
from shopwright.platform.database.change import Change
from shopwright.platform.database.transaction import Tx
from shopwright.wire.ids import IdKind

from .global_product import GlobalProduct, Publication
from .states import GlobalEvent, GlobalStatus, next_status
from .store import GlobalProducts


class GlobalProductChange(Change[GlobalProduct]):
    """A global product that was read for change, or a new one."""

    def __init__(self, tx: Tx, account: Account, product: GlobalProduct) -> None:
        super().__init__(tx, product)
        self.account = account

    @property
    def key(self) -> tuple[str, str]:
        return self.account.account_id, self.document.global_product_id

    @property
    def product(self) -> GlobalProduct:
        return self.document

    def apply(self, event: GlobalEvent) -> None:
        """Move to the next state; 12052901 when the state forbids the event."""
        following = next_status(self.product.status, event)
        if following is None:
            raise STATUS_FORBIDS(status=self.product.status)
        self.product.status = following
        self.touch()

    def publish(self, publication: Publication) -> None:
        """Note the local product of a market, in place of one that is there already."""
        self.apply(GlobalEvent.PUBLISH)
        others = [other for other in self.product.publications if other.region != publication.region]
        self.product.publications = [*others, publication]

    def _write(self) -> None:
        """Write the product with a later time of change."""
        self.product.updated_at = self.tx.now_ms()
        if self.is_new:
            self.tx[GlobalProducts].add(self.account.account_id, self.product)
        else:
            self.tx[GlobalProducts].save(self.account.account_id, self.product)


def new_global_product(tx: Tx, account: Account, listing: Listing) -> GlobalProductChange:
    """A new global product that is published nowhere; its SKUs and the seller's own attributes get ids."""
    now = tx.now_ms()
    product = GlobalProduct(
        global_product_id=tx.new_id(IdKind.PRODUCT),
        status=GlobalStatus.UNPUBLISHED,
        created_at=now,
        updated_at=now,
        listing=with_ids(tx, listing, None),
    )
    return GlobalProductChange(tx, account, product).begin()


def change_global_product(tx: Tx, account: Account, global_product_id: str) -> GlobalProductChange | None:
    """A global product held for change; ``None`` when the seller has none of that id."""
    kept = tx.kept(GlobalProductChange, account.account_id, global_product_id)
    if kept is not None:
        return kept
    product = tx.stored(GlobalProducts).get(account.account_id, global_product_id, for_change=True)
    return None if product is None else GlobalProductChange(tx, account, product).keep()
