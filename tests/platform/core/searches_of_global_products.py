"""Global products to search for."""

from __future__ import annotations

from collections.abc import Sequence

from tests.harness.calls import Seller
from tests.harness.catalogue import upload_image
from tests.harness.global_products import create_global, global_seller, global_sku, published
from tests.harness.server import RunningPlatform

from .searches import Diary, Row, Search


def global_products(platform: RunningPlatform) -> tuple[Seller, Sequence[Row]]:
    """A global product in each state that a seller can bring it to."""
    seller, diary = global_seller(platform, "GB"), Diary(platform)
    uri, made = upload_image(seller.first), {}
    for name in ("new", "published", "deleted"):
        made[name] = create_global(seller, uri=uri, skus=[global_sku(seller_sku=f"SKU-{name}")])
        diary.note(name)
    published(seller, made["published"], "GB")
    diary.note("published")
    body = {"global_product_ids": [made["deleted"]["global_product_id"]]}
    assert seller.call("deleteGlobalProducts", body).data["errors"] == []
    diary.note("deleted")
    states = {"new": "UNPUBLISHED", "published": "PUBLISHED", "deleted": "DELETED"}
    rows = [
        diary.row(
            name,
            product["global_product_id"],
            only_by="status" if name == "deleted" else "",
            status=states[name],
            seller_skus=f"SKU-{name}",
        )
        for name, product in made.items()
    ]
    return seller.first, rows


def shops_with_global_products(platform: RunningPlatform) -> dict[str, Seller]:
    """The shop of a seller with more global products than the smallest page has rows."""
    seller = global_seller(platform, "GB")
    uri = upload_image(seller.first)
    for _ in range(11):
        create_global(seller, uri=uri)
    return {"searchGlobalProducts": seller.first}


GLOBALS = (
    Search(
        "searchGlobalProducts",
        "global_products",
        global_products,
        query={"page_size": 100},
        single=frozenset({"seller_skus"}),
    ),
)
