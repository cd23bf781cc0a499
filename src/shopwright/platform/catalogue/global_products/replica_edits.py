"""Edits of a product that go on to its replicas: content, prices and stock of the markets that the edit names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from shopwright import decoders
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.errors import (
    NOT_REPLICATED,
    NOT_REPLICATED_IN_REGION,
    PARAMETERS_INVALID,
    REGIONS_NEEDED_AFTER_ATTRIBUTES,
    REGIONS_NEEDED_AFTER_CATEGORY,
    REPLICATED_SELLER_SKU_MISSING,
    REPLICATED_SKU_ID_INVALID,
    REPLICATED_SKU_NO_MATCH,
    REPLICATED_SKUS_INCOMPLETE,
    SHARED_STOCK_DIFFERS,
)
from shopwright.platform.catalogue.listing import ListedSku, Listing, Money, StockLine
from shopwright.platform.catalogue.listing_context import listing_context
from shopwright.platform.catalogue.listing_rules.rules import cleared, first_problem
from shopwright.platform.catalogue.product import Product, Replica
from shopwright.platform.catalogue.product_change import ProductChange, change_product
from shopwright.platform.catalogue.request_to_listing import with_ids
from shopwright.platform.catalogue.states import ProductStatus
from shopwright.platform.catalogue.submit_listing import check_removed, submit_edit
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.store import Warehouses
from shopwright.platform.market.regions import region
from shopwright.wire.errors import ApiError

from .local_listing import SHARED_FIELDS, local_content, local_money, local_sku
from .replica_stock import set_replica_stock
from .replication import EXCLUSIVE, SHARED, ReplicaSku, said_of_sku

#: What of a replica's content is its market's own, whatever becomes of the source.
_OWN_FIELDS = {"certifications", "manufacturer_ids", "responsible_person_ids"}

#: What a refused edit of a replica answers, beside the codes of its listing; a full edit besides 12052514.
REPLICA_EDIT_CODES = (
    NOT_REPLICATED,
    NOT_REPLICATED_IN_REGION,
    PARAMETERS_INVALID,
    REGIONS_NEEDED_AFTER_ATTRIBUTES,
    REPLICATED_SELLER_SKU_MISSING,
    REPLICATED_SKU_ID_INVALID,
    REPLICATED_SKU_NO_MATCH,
    REPLICATED_SKUS_INCOMPLETE,
    SHARED_STOCK_DIFFERS,
)


class EditedSku(msgspec.Struct, frozen=True, kw_only=True):
    """What an edit says of a SKU of a replica. ``id`` is its own or that of the source's SKU; without it the seller SKU
    tells which one is meant."""

    price: Money
    id: str | None = None
    seller_sku: str | None = None
    external_sku_id: str | None = None
    inventory: list[StockLine] | None = None


class EditedReplica(msgspec.Struct, frozen=True, kw_only=True):
    """A market that an edit goes on to."""

    region: str
    skus: list[EditedSku] | None = None
    inventory_mode: str | None = None


class ReplicaEdits:
    """What an edit says of the replicas of a product. ``is_whole``: it names each SKU that is to stay."""

    def __init__(self, tx: Tx, source: ProductChange, markets: object, mode: str | None, *, is_whole: bool) -> None:
        self._tx, self._source, self._is_whole = tx, source, is_whole
        sent = decoders.convert(msgspec.to_builtins(markets or []), list[EditedReplica])
        self._edited = {each.region: each for each in sent}
        self._mode = mode
        self._live = _live_replicas(tx, source.product)
        self._check(sent)

    def _check(self, sent: Sequence[EditedReplica]) -> None:
        if (sent or self._mode == SHARED) and not self._live:
            raise NOT_REPLICATED()
        if len(self._edited) < len(sent):
            raise PARAMETERS_INVALID(reason="replicated_products names a region twice.")
        for code in self._edited:
            if code not in self._live:
                raise NOT_REPLICATED_IN_REGION(region=code)
        if self._live:
            _check_mode(self._source.shop.region, self._mode)
        for each in sent:
            _check_mode(each.region, each.inventory_mode)

    def check_content(self, before: Listing, after: Listing, *, is_draft: bool) -> None:
        """12052514 and 12052515 where what changes concerns every market, and not every one is named; a draft goes on
        to none.
        """
        if is_draft:
            if self._edited:
                raise PARAMETERS_INVALID(reason="a draft is not handed on to replicas.")
            return
        if set(self._live) <= set(self._edited):
            return
        if before.category_id != after.category_id:
            raise REGIONS_NEEDED_AFTER_CATEGORY()
        if _attributes(before) != _attributes(after):
            raise REGIONS_NEEDED_AFTER_ATTRIBUTES()

    def hand_on(self, before: Listing, after: Listing, reference: str) -> None:
        """Take the edit over in the markets that it names, and the way of sharing stock in all of the EU."""
        for code, (replica, local) in self._live.items():
            edited = self._edited.get(code)
            if edited is not None:
                said = self._said(edited, replica, local, after)
                sku_ids = self._take_over(edited, replica, local, said, before, after)
            else:
                said, sku_ids = {}, replica.sku_ids
            mode = (edited.inventory_mode if edited else None) or (self._mode if region(code).in_eu else None)
            if said or mode:
                set_replica_stock(self._tx, self._source, local, sku_ids, said, mode, reference)
        modes = {local.product.inventory_mode for _, local in self._live.values()}
        if modes:
            self._source.product.inventory_mode = SHARED if SHARED in modes else EXCLUSIVE
            self._source.touch()

    def _said(
        self, edited: EditedReplica, replica: Replica, local: ProductChange, after: Listing
    ) -> dict[str, tuple[EditedSku, ReplicaSku]]:
        """By SKU of the source, what the edit says of it in a market."""
        kept = {sku.id for sku in after.skus}
        said: dict[str, tuple[EditedSku, ReplicaSku]] = {}
        for sku in edited.skus or []:
            source_id = self._source_sku(sku, replica, local, after)
            if source_id not in kept or source_id in said:
                raise REPLICATED_SKU_NO_MATCH()
            price = sku.price
            said[source_id] = (
                sku,
                said_of_sku(self._tx, local.shop, price.sale_price, price.currency, sku.seller_sku, sku.inventory),
            )
        must_name = kept if self._is_whole and edited.skus is not None else kept - set(replica.sku_ids)
        if must_name - set(said):
            raise REPLICATED_SKUS_INCOMPLETE()
        return said

    def _source_sku(self, sku: EditedSku, replica: Replica, local: ProductChange, after: Listing) -> str:
        """The SKU of the source that a SKU of an edit stands for."""
        back = {there: here for here, there in replica.sku_ids.items()}
        if sku.id:
            known = {each.id for each in after.skus} | set(replica.sku_ids)
            if sku.id not in known and sku.id not in back:
                raise REPLICATED_SKU_ID_INVALID()
            return back.get(sku.id, sku.id)
        if not sku.seller_sku:
            raise REPLICATED_SELLER_SKU_MISSING()
        same = [each.id for each in after.skus if each.seller_sku == sku.seller_sku]
        there = _newest(local.product).skus
        same += [back[each.id] for each in there if each.seller_sku == sku.seller_sku and each.id in back]
        if len(set(same)) != 1:
            raise REPLICATED_SKU_NO_MATCH()
        return same[0]

    def _take_over(
        self,
        edited: EditedReplica,
        replica: Replica,
        local: ProductChange,
        said: Mapping[str, tuple[EditedSku, ReplicaSku]],
        before: Listing,
        after: Listing,
    ) -> dict[str, str]:
        """Give a replica what the edit changed; answers which of its SKUs are which of the source."""
        product, market = local.product, region(edited.region)
        newest, content = _newest(product), local_content(after, market)
        changed = [name for name in SHARED_FIELDS if getattr(before, name) != getattr(after, name)]
        taken = {name: getattr(content, name) for name in changed if name not in _OWN_FIELDS}
        skus = [self._sku(sku, replica, local, said.get(sku.id), before) for sku in after.skus]
        listing = self._checked(local, msgspec.structs.replace(newest, **taken, skus=skus))
        listing = with_ids(self._tx, listing, product)
        if product.status is ProductStatus.DRAFT:
            local.save_draft(listing)
        else:
            check_removed(self._tx, local, listing)
            submit_edit(local, listing)
        sku_ids = {here.id: there.id for here, there in zip(after.skus, listing.skus, strict=True)}
        self._link(replica, local, sku_ids)
        return sku_ids

    def _sku(
        self,
        sku: ListedSku,
        replica: Replica,
        local: ProductChange,
        said: tuple[EditedSku, ReplicaSku] | None,
        before: Listing,
    ) -> ListedSku:
        known = {each.id: each for each in _newest(local.product).skus}.get(replica.sku_ids.get(sku.id, ""))
        old = {each.id: each for each in before.skus}.get(sku.id)
        is_same = old is not None and _without_terms(old) == _without_terms(sku)
        there = known if known is not None and is_same else local_sku(sku, known)
        if known is not None:
            there = msgspec.structs.replace(there, seller_sku=known.seller_sku)
        if said is None:
            return there
        edited, terms = said
        market = region(local.shop.region)
        money = known.price if known and known.price else sku.price or Money(currency=market.currency)
        price = local_money(money, market, sale_price=terms.sale_price, crosses_borders=local.shop.crosses_borders)
        place = self._tx[Warehouses].default(local.shop.shop_id).warehouse_id
        lines = [StockLine(line.warehouse_id or place, line.quantity) for line in terms.inventory or []]
        return msgspec.structs.replace(
            there,
            price=price,
            seller_sku=terms.seller_sku or there.seller_sku,
            external_sku_id=edited.external_sku_id or there.external_sku_id,
            inventory=lines or (None if known else [StockLine(place, 0)]),
        )

    def _checked(self, local: ProductChange, listing: Listing) -> Listing:
        """The listing as its market takes it; the code of the first rule that it breaks there."""
        is_draft = local.product.status is ProductStatus.DRAFT
        context = listing_context(self._tx, local.shop, listing, product=local.product, is_draft=is_draft)
        listing, _ = cleared(listing, context)
        broken = first_problem(listing, context)
        if broken is not None:
            raise ApiError(broken.error, f"In {local.shop.region}, {broken.field}: {broken.message}")
        return listing

    def _link(self, replica: Replica, local: ProductChange, sku_ids: dict[str, str]) -> None:
        """Note at both products which SKUs are the same."""
        source = self._source.product
        linked = msgspec.structs.replace(replica, sku_ids=sku_ids)
        source.replicas = [linked if each is replica else each for each in source.replicas]
        assert local.product.source is not None, "it is a replica"
        back = {there: here for here, there in sku_ids.items()}
        local.product.source = msgspec.structs.replace(local.product.source, sku_ids=back)


def _live_replicas(tx: Tx, product: Product) -> dict[str, tuple[Replica, ProductChange]]:
    """By market the replicas of a product that were not deleted, held for change."""
    live: dict[str, tuple[Replica, ProductChange]] = {}
    for replica in product.replicas:
        shop = tx[Accounts].shop(replica.shop_id)
        change = change_product(tx, shop, replica.product_id) if shop else None
        if change is not None and change.product.status is not ProductStatus.DELETED:
            live[replica.region] = replica, change
    return live


def _check_mode(code: str, mode: str | None) -> None:
    if mode is None:
        return
    if not region(code).in_eu:
        raise PARAMETERS_INVALID(reason=f"inventory_mode applies to the EU only, and not to {code}.")
    if mode not in (SHARED, EXCLUSIVE):
        raise PARAMETERS_INVALID(reason="inventory_mode is SHARED or EXCLUSIVE.")


def _newest(product: Product) -> Listing:
    return product.draft or product.review or product.listing


def _attributes(listing: Listing) -> dict[str, list[tuple[str | None, str | None]]]:
    """By SKU the sales attributes with their values."""
    return {sku.id: [(each.id, each.value_id) for each in sku.sales_attributes or []] for sku in listing.skus}


def _without_terms(sku: ListedSku) -> ListedSku:
    return msgspec.structs.replace(sku, price=None, inventory=None)
