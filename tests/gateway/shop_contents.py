"""A shop that holds one of everything that an operation can name by its id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shopwright.platform.logistics.delivery_options import carriers
from shopwright.platform.logistics.tracking_numbers import make_tracking_number
from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.catalogue import create_product, sku_body, upload_image
from tests.harness.global_products import GlobalSeller, create_global
from tests.harness.server import RunningPlatform
from tests.harness.size_charts import create_chart, create_dress
from tests.harness.special_orders import special_orders
from tests.harness.trade import advance, buy, detail

from .advice_contents import of_advice
from .chat_contents import chats

Ids = Mapping[str, str]

#: How the ids of a thing begin, by its name here or the last word of it.
_BEGIN = {
    "product": "1729",
    "sku": "1730",
    "warehouse": "7136",
    "global product": "1729",
    "global sku": "1730",
    "buyer": "7493",
    "order": "5766",
    "line": "5767",
    "package": "1153",
    "combinable package": "11539",
    "cancellation": "4035",
    "return": "4036",
    "review": "7690",
    "statement": "3459",
    "activity": "7651",
    "coupon": "7652",
}


class UnknownIds(dict[str, str]):
    """Ids in the right form that nothing has. ``kinds`` are those that were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: list[str] = []

    def __missing__(self, kind: str) -> str:
        self.kinds.append(kind)
        begin = _BEGIN.get(kind) or _BEGIN.get(kind.rsplit(maxsplit=1)[-1], "4035")
        self[kind] = begin + str(9_999_000 + len(self)).rjust(19 - len(begin), "0")
        return self[kind]


def seller_in(platform: RunningPlatform, region: str, *, crosses_border: bool = False, newer: bool = False) -> Seller:
    """A seller whose orders wait for nothing, and whose parcels move only when they are told to."""
    if crosses_border:
        app = new_app(platform)
        made = {"region": region, "authorize": [app["app_key"]], "seller_type": "CROSS_BORDER"}
        shop = platform.post("/sandbox/shops", made)
        seller = Seller(platform, app, shop, shop["tokens"][0])
    else:
        seller = new_seller(platform, region=region)
    settings = {"trade": {"hold": False}, "carrier": "MANUAL"}
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {**settings, **({"aftersales_flow": "RMA"} if newer else {})})
    return seller


def fill(seller: Seller, *, newer: bool = False) -> Ids:
    """Make one of everything, and answer its ids; ``newer``: in a shop with the newer flow of returns."""
    image = upload_image(seller)
    made = create_product(seller, image, skus=[sku_body(seller, quantity=50)])
    sku = str(made["skus"][0]["id"])
    ids = {"product": str(made["product_id"]), "sku": sku, "warehouse": seller.warehouse_id, "image": image}
    brand = seller.call("createCustomBrands", {"name": "Candle Works"}).data["id"]
    if seller.shop["seller_type"] == "CROSS_BORDER":
        ids |= _global_product(seller, image)
    ids |= {"brand": str(brand), **_sales(seller, sku), **of_advice(seller, ids), **_charts(seller)}
    ids |= special_orders(seller, image)
    if seller.shop["manufacturer_ids"]:
        ids |= {"manufacturer": seller.shop["manufacturer_ids"][0], "person": seller.shop["responsible_person_ids"][0]}
    ids |= {**_claims(seller, sku), **chats(seller, ids["order"]), **_reviews(seller, sku, ids["sold order"])}
    ids |= promotions(seller, ids["product"], sku)
    if seller.shop["region"] == "SG":
        ids |= _combinations(seller, sku)
    ids["statement"] = _statement(seller)
    return {**ids, **(_requests(seller, sku, ids["return"]) if newer else {})}


def _global_product(seller: Seller, image: str) -> dict[str, str]:
    """A shop in a second market, and a global product that is published nowhere."""
    second = "GB" if seller.shop["region"] == "DE" else "DE"
    body = {"region": second, "account_id": seller.account_id, "seller_type": "CROSS_BORDER"}
    shop = seller.platform.post("/sandbox/shops", body)
    seller_of_both = GlobalSeller(seller.platform, {"first": seller})
    place = seller.call("getGlobalSellerWarehouses").data["global_warehouses"][0]["id"]
    lines = [{"global_warehouse_id": place, "quantity": 9}]
    price = {"currency": "USD", "amount": "15.00"}
    made = create_global(seller_of_both, uri=image, skus=[{"price": price, "inventory": lines}])
    return {
        "global product": str(made["global_product_id"]),
        "global sku": str(made["global_skus"][0]["id"]),
        "second warehouse": str(shop["warehouses"][0]["warehouse_id"]),
        **({"second manufacturer": shop["manufacturer_ids"][0]} if shop["manufacturer_ids"] else {}),
        **({"second person": shop["responsible_person_ids"][0]} if shop["responsible_person_ids"] else {}),
    }


def _statement(seller: Seller) -> str:
    """A statement on which an adjustment stands alone."""
    made = {"shop_id": seller.shop_id, "type": "REBATE", "amount": "5000"}
    seller.platform.post("/sandbox/finance/adjustments", made)
    body = {"shop_id": seller.shop_id}
    return str(seller.platform.post("/sandbox/finance/settle", body)["statement_id"])


def _charts(seller: Seller) -> dict[str, str]:
    """A size chart, and a dress that names it."""
    chart_id = create_chart(seller)
    return {"size chart": chart_id, "dress": create_dress(seller, chart_id)}


def _sales(seller: Seller, sku: str) -> dict[str, str]:
    """Orders that wait, one that is delivered, and packages."""
    by_seller = seller.shop["region"] in {"US", "GB"}
    waiting = detail(seller, buy(seller, (sku, 2), shipping_type="SELLER" if by_seller else "TIKTOK")["order_id"])
    labelled = detail(seller, buy(seller, (sku, 2), shipping_type="TIKTOK", buyer="Dan")["order_id"])
    second = buy(seller, sku, shipping_type="TIKTOK", buyer="Dan")["order_id"]
    sold = str(buy(seller, sku)["order_id"])
    advance(seller, sold, "DELIVERED")
    delivered = detail(seller, sold)
    package = waiting["packages"][0]["id"] if waiting["packages"] else _mark(seller, sku)
    reference = f"REF-{seller.shop_id}"
    _refer(seller, waiting, reference)
    return {
        "order": waiting["id"],
        "line": waiting["line_items"][0]["id"],
        "buyer": waiting["user_id"],
        "platform order": labelled["id"],
        "second platform order": str(second),
        "platform line": labelled["line_items"][0]["id"],
        "sold order": sold,
        "sold line": delivered["line_items"][0]["id"],
        "shipped package": delivered["packages"][0]["id"],
        "package": package,
        "reference": reference,
    }


def promotions(seller: Seller, product: str, sku: str) -> dict[str, str]:
    """A discount that is to come, an offer of the whole shop with a benefit product and an excluded one, a coupon."""
    begin = {"shop_cipher": seller.cipher, "begins_in": 86_400}
    activity = seller.platform.post("/sandbox/activities", {**begin, "sku_ids": [sku], "percent": 20})
    coupon = seller.platform.post("/sandbox/coupons", {"shop_cipher": seller.cipher, "title": "Welcome", "percent": 10})
    tier = {
        "tier": 1,
        "threshold_type": "MINIMAL_ITEM_QUANTITY",
        "threshold_value": "50",
        "type": "PERCENTAGE_OFF",
        "value": "5",
    }
    body = {
        "title": "More for less",
        "activity_type": "BUY_MORE_SAVE_MORE",
        "product_level": "SHOP",
        "begin_time": activity["begin_at"],
        "end_time": activity["end_at"],
        "participation_limit": [{"type": "BUYER_NO_LIMIT"}],
        "discount": {"bmsm_discount": {"details": [tier]}},
    }
    shop_activity = str(seller.call("createPromotionActivity", body).data["activity_id"])
    relations = {"benefit_product_ids": [product], "exclude_product_ids": [product]}
    reply = seller.call(
        "updatePromotionActivityProducts", {"activity_id": shop_activity, **relations}, activity_id=shop_activity
    )
    assert reply.code == 0, reply.message
    ids = {"activity": activity["activity_id"], "shop activity": shop_activity, "coupon": coupon["coupon_id"]}
    return {kind: str(value) for kind, value in ids.items()}


def _refer(seller: Seller, order: Mapping[str, Any], name: str) -> None:
    """Another system knows the order by a name."""
    lines = [{"id": "1", "origin_id": order["line_items"][0]["id"]}]
    known = {"id": name, "platform": "SHOPIFY", "line_items": lines}
    reply = seller.call("addExternalOrderReferences", {"orders": [{"id": order["id"], "external_order": known}]})
    assert reply.data["errors"] == []


def _mark(seller: Seller, sku: str) -> str:
    """The package of an order that is marked as shipped."""
    order, region = str(buy(seller, sku, shipping_type="SELLER")["order_id"]), str(seller.shop["region"])
    carrier = carriers(region)[0].id
    number = make_tracking_number(region, carrier, int(order[-6:]))
    info = [{"tracking_number": number, "shipping_provider_id": carrier}]
    made = seller.call("markPackageAsShipped", {"shipping_info_list": info}, order_id=order).data
    return str(made["package_id"])


def _combinations(seller: Seller, sku: str) -> dict[str, str]:
    """A package of two orders, and two orders that may go in one."""
    combined, group = _two_of(seller, sku, "Ann")
    made = seller.call("combinePackage", {"combinable_packages": [group]}).data["packages"]
    combinable, group = _two_of(seller, sku, "Bob")
    return {
        "combined package": made[0]["id"],
        "combined order": combined,
        "combinable package": group["id"],
        "combinable order": combinable,
    }


def _two_of(seller: Seller, sku: str, buyer: str) -> tuple[str, Mapping[str, Any]]:
    """The first of a buyer's two orders, and the package that they may go in."""
    order_id, _ = (buy(seller, sku, buyer=buyer)["order_id"] for _ in range(2))
    groups = seller.call("searchCombinablePackages", query={"page_size": 50}).data["combinable_packages"]
    return str(order_id), next(group for group in groups if order_id in group["order_ids"])


def _claims(seller: Seller, sku: str) -> dict[str, str]:
    """A cancellation and a return that wait for the seller's answer, and a return that is approved."""
    regretted = buy(seller, sku)
    cancellation = seller.platform.post(f"/sandbox/orders/{regretted['order_id']}/cancel", {})
    order, asked = _ask(seller, sku)
    approved = _ask(seller, sku)[1]["return_id"]
    assert seller.call("approveReturn", {"decision": "APPROVE_RETURN"}, return_id=approved).code == 0
    return {
        "cancellation": str(cancellation["cancel_id"]),
        "regretted order": str(regretted["order_id"]),
        "regretful buyer": str(regretted["buyer_id"]),
        "return": str(asked["return_id"]),
        "returned order": str(order["order_id"]),
        "returning buyer": str(order["buyer_id"]),
        "approved return": str(approved),
    }


def _reviews(seller: Seller, sku: str, sold: str) -> dict[str, str]:
    """A review, and one with a reply."""
    answered = str(buy(seller, sku)["order_id"])
    advance(seller, answered, "DELIVERED")
    reviews = [seller.platform.post("/sandbox/reviews", {"order_id": order, "rating": 4}) for order in (sold, answered)]
    first, second = (str(review["review_id"]) for review in reviews)
    assert seller.call("replyToProductReview", {"text": "Thank you."}, review_id=second).code == 0
    return {"review": first, "answered review": second}


def _ask(seller: Seller, sku: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """An order whose buyer wants to send it back, and the return."""
    order = buy(seller, sku)
    advance(seller, order["order_id"], "DELIVERED")
    asked = seller.platform.post(f"/sandbox/orders/{order['order_id']}/return", {"return_type": "RETURN_AND_REFUND"})
    return order, asked


def _requests(seller: Seller, sku: str, waiting: str) -> dict[str, str]:
    """The request of a return that waits, and an RMA."""
    line = _search(seller, "Requests", waiting, whitelisted_data_fields=["LINE_ITEMS"])["line_items"][0]
    order, asked = _ask(seller, sku)
    approved = str(asked["return_id"])
    assert seller.call("approveReturn", {"decision": "APPROVE_RETURN"}, return_id=approved).code == 0
    rma = _search(seller, "ReturnMerchandiseAuthorizations", approved)
    return {
        "request": _request_of(seller, waiting),
        "request line": line["return_line_item_id"],
        "rma": rma["id"],
        "rma package": rma["package_id"],
        "rma request": _request_of(seller, approved),
        "rma order": order["order_id"],
    }


def _request_of(seller: Seller, return_id: str) -> str:
    return str(seller.platform.get(f"/sandbox/returns/{return_id}")["aftersales_request_id"])


def _search(seller: Seller, what: str, return_id: str, **fields: object) -> dict[str, Any]:
    """The request of a return or its RMA, as the searches answer it."""
    name = "searchAftersalesRequests" if what == "Requests" else f"search{what}"
    body = {"filters": {"aftersales_request_ids": [_request_of(seller, return_id)]}, **fields}
    data = seller.call(name, body).data
    (row,) = data["aftersales_requests" if what == "Requests" else "return_merchandise_authorizations"]
    return dict(row)
