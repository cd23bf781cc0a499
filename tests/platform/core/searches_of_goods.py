"""Products to search for."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.market.regions import region
from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import CANDLE_HOLDER, create_product, get_product, sku_body, upload_image
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY

from .searches import Diary, Row, Search

#: What makes a product be in a state: acts of the platform or operations of the seller, in their order.
_ACTS = {
    "draft": (),
    "new": (),
    "failed": ("FAIL_AUDIT",),
    "live": ("PASS_AUDIT",),
    "older tree": ("PASS_AUDIT",),
    "resting": ("PASS_AUDIT", "deactivateProducts"),
    "banned": ("PASS_AUDIT", "PLATFORM_DEACTIVATE"),
    "frozen": ("PASS_AUDIT", "FREEZE"),
    "deleted": ("PASS_AUDIT", "deleteProducts"),
}
_STATUS = {
    "draft": "DRAFT",
    "new": "PENDING",
    "failed": "FAILED",
    "live": "ACTIVATE",
    "older tree": "ACTIVATE",
    "resting": "SELLER_DEACTIVATED",
    "banned": "PLATFORM_DEACTIVATED",
    "frozen": "FREEZE",
    "deleted": "DELETED",
}


def products(platform: RunningPlatform) -> tuple[Seller, Sequence[Row]]:
    """A product in each state, one of them in the older tree of categories."""
    seller, diary = new_seller(platform), Diary(platform)
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"audit": {"delay_seconds": DAY}})
    uri, made = upload_image(seller), {}
    for name in _ACTS:
        older = taxonomy.at_cut(CANDLE_HOLDER, "v1")
        assert older is not None
        fields = {"category_id": older.id, "category_version": "v1"} if name == "older tree" else {}
        mode = "AS_DRAFT" if name == "draft" else "LISTING"
        skus = [sku_body(seller, seller_sku=f"SKU-{name}".replace(" ", "-"))]
        made[name] = create_product(seller, uri, save_mode=mode, skus=skus, **fields)
        diary.note(name)
    for name, acts in reversed(_ACTS.items()):
        for what in acts:
            _do(seller, made[name]["product_id"], what)
            diary.note(name)
    rows = []
    for name, product in made.items():
        row = diary.row(
            name,
            product["product_id"],
            only_by="status" if name == "deleted" else "",
            status={_STATUS[name]} | ({"ALL"} if name != "deleted" else set()),
            seller_skus=f"SKU-{name}".replace(" ", "-"),
            sku_ids=product["skus"][0]["id"],
            category_version="v1" if name == "older tree" else region("GB").category_versions.tree,
            listing_platforms="TIKTOK_SHOP",
            audit_status=get_product(seller, product["product_id"])["audit"]["status"],
        )
        rows.append(row)
    return seller, rows


def _do(seller: Seller, product_id: str, what: str) -> None:
    if what.endswith("Products"):
        assert seller.call(what, {"product_ids": [product_id]}).data["errors"] == []
    else:
        body = {"shop_id": seller.shop_id, "act": what, "reasons": ["A reason."] if "AUDIT" not in what else []}
        seller.platform.post(f"/sandbox/products/{product_id}/acts", body)


GOODS = (
    Search(
        "searchProducts",
        "products",
        products,
        query={"page_size": 100},
        ignored=frozenset({"return_draft_version", "include_live_quick_products"}),
        nothing=frozenset({"listing_quality_tiers", "sns_filter"}),
    ),
)
