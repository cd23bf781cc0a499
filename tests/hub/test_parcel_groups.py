"""Orders are split into parcels and sent together, from the hub's pages to the channel and the packer's box."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import SimpleNamespace

import pytest

from shopwright.hub.access.roles import Role
from shopwright.hub.channels.tiktok_shop import parcel_groups
from shopwright.hub.fulfilment.boxes.queries import box_of
from shopwright.hub.fulfilment.groups.models import Regroup
from shopwright.hub.fulfilment.models import Shipment
from shopwright.hub.orders.models import Order
from shopwright.platform.logistics.tracking_numbers import make_tracking_number
from shopwright.testing import Platform
from shopwright.testing.sellers import Seller
from tests.hub.harness import Hub, Page
from tests.hub.test_labels import shop_of, there

pytestmark = pytest.mark.postgres


def two_things(hub: Hub, platform: Platform, region: str, **wishes: str) -> tuple[Seller, Order]:
    """A shop, and an order of two pieces of MUG and one of JUG."""
    seller = platform.shop(region)
    skus = [seller.list_product(quantity=9, seller_sku=f"{name}-{hub.tag}").sku_id for name in ("MUG", "JUG")]
    hub.connect(platform, seller)
    order = seller.buy((skus[0], 2), (skus[1], 1), status="AWAITING_SHIPMENT", **wishes)  # type: ignore[arg-type]
    hub.work()
    return seller, hub.order(order.order_id)


def the_same_again(hub: Hub, seller: Seller, order: Order) -> Order:
    """Another order of the same."""
    skus = list(order.lines.order_by("pk").values_list("sku_id", flat=True))
    wanted = [(sku_id, skus.count(sku_id)) for sku_id in dict.fromkeys(skus)]
    bought = seller.buy(*wanted, status="AWAITING_SHIPMENT")
    hub.work()
    return hub.order(bought.order_id)


def pieces(hub: Hub, order: Order, mug: Sequence[object], jug: Sequence[object]) -> dict[str, object]:
    """The form of a split: how many of each go into which parcel, as the rows of its page stand."""
    first = order.lines.order_by("pk").first()
    assert first is not None
    rows = [mug, jug] if first.seller_sku == f"MUG-{hub.tag}" else [jug, mug]
    cells = {f"pieces-{row}-{parcel}": count for row, counts in enumerate(rows) for parcel, count in enumerate(counts)}
    return {"parcels": len(mug), **cells}


def split(hub: Hub, order: Order, mug: Sequence[int] = (2, 0), jug: Sequence[int] = (0, 1)) -> Page:
    page = hub.owner.post("order-split", order.pk, do="split", **pieces(hub, order, mug, jug))
    hub.work()
    return page


def twice(hub: Hub, seller: Seller, sku_id: str, name: str = "Ann", count: int = 2) -> list[Order]:
    """Orders of one buyer."""
    wanted = [seller.buy((sku_id, 1), status="AWAITING_SHIPMENT", buyer=f"{name} {hub.tag}") for _ in range(count)]
    hub.work()
    return [hub.order(order.order_id) for order in wanted]


def together(hub: Hub, *orders: Order) -> Page:
    keys = [order.pk for order in orders]
    page = hub.owner.post("orders-together", orders=keys, do="combine", **{"group-1": keys})
    hub.work()
    return page


def packed_there(seller: Seller, order: Order) -> list[int]:
    """How many pieces TikTok has in each package of an order, the small ones first."""
    counted: dict[str, int] = {}
    for item in there(seller, order)["line_items"]:  # type: ignore[attr-defined]
        counted[item["package_id"]] = counted.get(item["package_id"], 0) + 1
    return sorted(counted.values())


def packages_there(seller: Seller, order: Order) -> set[str]:
    """The ids of an order's packages on TikTok."""
    return {item["package_id"] for item in there(seller, order)["line_items"]}  # type: ignore[attr-defined]


@pytest.mark.parametrize(("region", "mug", "jug"), [("US", (1, 1), (1, 0)), ("ID", (2, 0), (0, 1))])
def test_an_order_is_split_as_its_market_does_it_and_each_parcel_is_shipped(
    hub: Hub, shopwright_module_platform: Platform, region: str, mug: tuple[int, int], jug: tuple[int, int]
) -> None:
    seller, order = two_things(hub, shopwright_module_platform, region)
    assert "Split into parcels…" in hub.owner.get("order", order.pk).text
    assert "Split into parcels…" not in hub.person(Role.SUPPORT).get("order", order.pk).text
    form = pieces(hub, order, mug, jug)
    page = hub.owner.post("order-split", order.pk, do="preview", **form).text
    assert "A split cannot be undone" in page
    assert "Split into 2 parcels for good" in page
    assert not Regroup.objects.filter(workspace=hub.workspace).exists(), "a preview asks for nothing"
    split(hub, order, mug, jug)
    assert packed_there(seller, order) == [1, 2]
    page = hub.owner.get("order", order.pk).text
    assert "Waits to be shipped" in page
    assert f"Split into 2 parcels {hub.owner.user.email}" in page
    hub.owner.post("ship", orders=[order.pk])
    hub.work()
    shipments = Shipment.objects.filter(workspace=hub.workspace)
    assert [shipment.state for shipment in shipments] == ["ready", "ready"]
    assert len({shipment.tracking_number for shipment in shipments}) == 2
    assert sorted(shipment.lines.count() for shipment in shipments) == [1, 2]
    assert there(seller, order)["status"] == "AWAITING_COLLECTION"
    assert "Print 2 new labels" in hub.owner.get("shipments").text
    assert [hub.variant(f"{name}-{hub.tag}").balances.get().reserved for name in ("MUG", "JUG")] == [2, 1]
    seller.platform.orders.advance(order.external_id, "IN_TRANSIT")
    hub.work()
    assert [hub.variant(f"{name}-{hub.tag}").balances.get().on_hand for name in ("MUG", "JUG")] == [7, 8]


_MENDED: list[tuple[Sequence[object], Sequence[object], str]] = [
    ((1, 1), (1, 0), "In this market all pieces of a SKU go in one parcel."),
    ((2, 0), (1, 0), "All of it is in one parcel."),
    ((2, 1), (1, 0), "3 are in parcels, of 2 that wait."),
    ((2, "x"), (0, 1), "Give whole numbers of pieces."),
    ((0, 0), (0, 1), "0 are in parcels, of 2 that wait."),
]


def test_what_cannot_be_split_says_why_and_what_to_do(hub: Hub, shopwright_module_platform: Platform) -> None:
    seller, order = two_things(hub, shopwright_module_platform, "ID")
    for mug, jug, words in _MENDED:
        page = hub.owner.post("order-split", order.pk, do="split", **pieces(hub, order, mug, jug)).text
        assert words in page
    assert packed_there(seller, order) == [3]
    hub.owner.post("order-change", order.pk, do="hold", words="asks for a gift card")
    assert f"{order.number} is held" in split(hub, order).text
    hub.owner.post("order-change", order.pk, do="let_go")
    hub.owner.post("pack-scan", order.pk, code=f"MUG-{hub.tag}")
    assert f"{order.number} is being packed. Empty its box first." in split(hub, order).text
    hub.owner.post("pack-change", order.pk, do="empty")
    hub.owner.post("ship", orders=[order.pk])
    assert "Nothing of it waits" in hub.owner.get("order-split", order.pk).text
    assert not Regroup.objects.filter(workspace=hub.workspace).exists()


def test_an_order_that_must_be_split_says_why_and_is_split(
    hub: Hub, shopwright_module_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    seller, order = two_things(hub, shopwright_module_platform, "GB")
    reason = {"type": "CATEGORY_ITEM_LIMITATION", "category_id": "1"}

    def told(*, order_ids: Sequence[str]) -> dict[str, object]:
        """What TikTok answers of goods that may not travel with others, which this shop does not list."""
        attributes = {"can_split": True, "must_split": True, "must_split_reasons": [reason]}
        return {"split_attributes": [{"order_id": key, **attributes} for key in order_ids]}

    advise, client = parcel_groups.split_advice, SimpleNamespace(get_order_split_attributes=told)
    monkeypatch.setattr(
        parcel_groups, "split_advice", lambda _, *rest: advise(SimpleNamespace(fulfillment=client), *rest)
    )
    for most, words in (("1", "takes one piece of"), ("3", "takes 3 pieces of"), ("", "takes a few pieces of")):
        reason["max_count"] = most
        page = hub.owner.get("order-split", order.pk).text
        assert "wants this order split before it is shipped" in page
        assert words in page
    split(hub, order)
    assert packed_there(seller, order) == [1, 2]


def test_an_order_of_one_piece_says_why_it_is_not_split(hub: Hub, shopwright_module_platform: Platform) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, "GB")
    (order,) = twice(hub, seller, sku_id, count=1)
    page = hub.owner.get("order-split", order.pk).text
    assert "This order cannot be split" in page
    assert "only one unit is left" in page


def test_a_split_without_an_answer_is_looked_up_and_asked_for_again_only_where_it_never_arrived(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller, lost = two_things(hub, shopwright_module_platform, "GB")
    never = the_same_again(hub, seller, lost)
    faults = shopwright_module_platform.faults
    for order, is_after in ((lost, True), (never, False)):
        with faults.add("confirmOrderSplit", drop=True, after=is_after, shop_id=seller.shop_id):
            page = hub.owner.post("order-split", order.pk, do="split", **pieces(hub, order, (2, 0), (0, 1)))
        assert "its channel did not answer yet" in page.text
    made = packages_there(seller, lost)
    assert (len(made), len(packages_there(seller, never))) == (2, 1)
    assert f"{lost.number} is being split into parcels just now" in hub.owner.post("ship", orders=[lost.pk]).text
    assert "is being split" in hub.owner.post("pack-scan", lost.pk, code=f"MUG-{hub.tag}").text
    waiting = Regroup.objects.filter(workspace=hub.workspace)
    for _ in range(2):
        waiting.update(due_at=lost.created_at)
        hub.work()
    assert [row.state for row in waiting] == ["done", "done"]
    assert packages_there(seller, lost) == made, "nothing is asked twice"
    assert packed_there(seller, never) == [1, 2]


def test_two_people_split_an_order_once(hub: Hub, shopwright_module_platform: Platform) -> None:
    seller, order = two_things(hub, shopwright_module_platform, "GB")
    assert "Split into parcels" in split(hub, order).text
    before = packages_there(seller, order)
    assert "Split into parcels" in split(hub, order).text, "the channel has it so already"
    assert packages_there(seller, order) == before
    hub.owner.post("ship", orders=[order.pk])
    page = hub.owner.post("order-split", order.pk, do="split", **pieces(hub, order, (2, 0), (0, 1))).text
    assert "Nothing of it waits" in page
    assert Regroup.objects.filter(workspace=hub.workspace).count() == 2


def test_each_parcel_of_an_order_is_packed_in_a_box_of_its_own(hub: Hub, shopwright_module_platform: Platform) -> None:
    _, order = two_things(hub, shopwright_module_platform, "GB")
    split(hub, order)
    hub.owner.post("pick-new", orders=[order.pk])
    assert sorted({line.slot for line in hub.workspace.pick_lists.get().lines.all()}) == [1, 2], "a slot for each"
    skus = list(dict.fromkeys(order.lines.order_by("pk").values_list("seller_sku", flat=True)))
    count = order.lines.filter(seller_sku=skus[0]).count()
    assert f"0 of {count} in the box" in hub.owner.get("pack-order", order.pk).text
    for _ in range(count):
        page = hub.owner.post("pack-scan", order.pk, code=skus[0])
    hub.work()
    assert "of this order go" in page.text
    assert Shipment.objects.get(workspace=hub.workspace).lines.count() == count, "what is packed is shipped alone"
    for _ in range(3 - count):
        hub.owner.post("pack-scan", order.pk, code=skus[1])
    hub.work()
    assert [shipment.state for shipment in Shipment.objects.filter(workspace=hub.workspace)] == ["ready", "ready"]
    assert order.boxes.filter(state="packed").count() == 2


def test_each_parcel_of_the_sellers_own_carrier_has_a_number_of_its_own(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller, order = two_things(hub, shopwright_module_platform, "GB", shipping_type="SELLER")
    split(hub, order)
    page = hub.owner.post("ship", orders=[order.pk])
    carrier = page.html.partition('<option value="')[2].partition('"')[0]
    numbers = [make_tracking_number("GB", carrier, int(hub.tag[:6], 16) + more) for more in (0, 1)]
    assert "2 parcels of it wait for a number each" in page.text
    page = hub.owner.post("ship-own", order.pk, carrier=carrier, number=numbers[0], more="1")
    assert "Tracking number" in page.text
    hub.work()
    hub.owner.post("ship-own", order.pk, carrier=carrier, number=numbers[1])
    hub.work()
    told = {item["tracking_number"] for item in there(seller, order)["line_items"]}  # type: ignore[attr-defined]
    assert told == set(numbers)


def test_orders_of_a_buyer_are_sent_together_packed_in_one_box_with_one_label(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, "ID")
    first, second = twice(hub, seller, sku_id)
    (stranger,) = twice(hub, seller, sku_id, "Bob", 1)
    page = hub.owner.get("orders-together", orders=str(second.pk)).text
    assert first.number in page
    assert stranger.number not in page
    assert f"Sent together: {first.number}, {second.number}" in together(hub, first, second).text
    for order, other in ((first, second), (second, first)):
        text = hub.owner.get("order", order.pk).text
        assert f"Put into one parcel with {other.number} {hub.owner.user.email}" in text
        assert "Send apart" in text
    hub.owner.post("pick-new", orders=[second.pk])
    lines = hub.workspace.pick_lists.get().lines.all()
    assert [(line.slot, line.line.order_id) for line in lines.order_by("pk")] == [(1, second.pk), (1, first.pk)]
    box = hub.owner.post("pack-scan", second.pk, code=f"ID-{hub.tag}")
    assert "1 of 2 in the box" in box.text
    assert f"Together with {second.number}" in box.text
    hub.owner.post("pack-scan", first.pk, code=f"ID-{hub.tag}")
    hub.work()
    (shipment,) = Shipment.objects.filter(workspace=hub.workspace)
    assert (shipment.state, shipment.lines.count()) == ("ready", 2)
    assert [there(seller, order)["status"] for order in (first, second)] == ["AWAITING_COLLECTION"] * 2
    assert box_of(second) == box_of(first) is not None
    assert hub.owner.post("labels", all="1").content.startswith(b"%PDF-")
    assert "new label" not in hub.owner.get("shipments").text


def test_an_order_is_sent_apart_again_until_its_parcel_is_begun(hub: Hub, shopwright_module_platform: Platform) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, "ID")
    first, second, third = twice(hub, seller, sku_id, count=3)
    with shopwright_module_platform.faults.add("combinePackage", drop=True, after=True, shop_id=seller.shop_id):
        assert "its channel did not answer yet" in together(hub, first, second, third).text
        Regroup.objects.filter(workspace=hub.workspace).update(due_at=first.created_at)
        hub.work()
    assert Regroup.objects.get(workspace=hub.workspace).state == "done", "it is looked up, and not asked again"
    parcel = first.lines.get().parcel_id
    hub.owner.post("order-apart", third.pk, parcel=parcel)
    hub.work()
    parcels = [order.lines.get().parcel_id for order in (first, second, third)]
    assert parcels[0] == parcels[1] != parcels[2]
    assert f"Taken out of the parcel {parcel}" in hub.owner.get("order", third.pk).text
    hub.owner.post("ship", orders=[first.pk])
    page = hub.owner.post("order-apart", second.pk, parcel=parcel).text
    assert "do not wait in one parcel any more" in page
    assert "in a parcel already" in together(hub, second, third).text
    hub.work()
    assert {row.line.order_id for row in first.shipments.get().lines.all()} == {first.pk, second.pk}


def test_what_can_go_together_of_many_orders_is_put_together_at_once(
    hub: Hub, shopwright_module_platform: Platform
) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, "ID")
    ann, bob, cat = twice(hub, seller, sku_id), twice(hub, seller, sku_id, "Bob"), twice(hub, seller, sku_id, "Cat", 1)
    keys = [ann[0].pk, *[order.pk for order in (*bob, *cat)]]
    assert "Send together…" in hub.owner.get("orders").text
    page = hub.owner.post("orders-together", orders=keys).html
    groups: dict[str, list[str]] = {}
    for name, key in re.findall(r'name="(group-\d+)" value="(\d+)" checked', page):
        groups.setdefault(name, []).append(key)
    assert sorted(len(group) for group in groups.values()) == [2, 2]
    shown = re.findall(r'name="orders" value="(\d+)"', page)
    hub.owner.post("orders-together", orders=shown, do="combine", **groups)
    hub.work()
    assert len({order.lines.get().parcel_id for order in (*ann, *bob, *cat)}) == 3


def test_a_market_that_combines_by_number_says_so(hub: Hub, shopwright_module_platform: Platform) -> None:
    seller, sku_id = shop_of(hub, shopwright_module_platform, "GB")
    first, second = twice(hub, seller, sku_id)
    assert "give each of them the same number" in hub.owner.get("orders-together", orders=str(first.pk)).text
    assert "TikTok combines no orders by itself" in together(hub, first, second).text
    assert "refused. TikTok combines no orders" in hub.owner.get("order", first.pk).text
    assert not Regroup.objects.filter(workspace=hub.workspace, rows__is_open=True).exists()


def test_a_wish_that_waits_is_listed_among_jobs_and_dropped(hub: Hub, shopwright_module_platform: Platform) -> None:
    seller, order = two_things(hub, shopwright_module_platform, "GB")
    with shopwright_module_platform.faults.add("confirmOrderSplit", drop=True, shop_id=seller.shop_id):
        hub.owner.post("order-split", order.pk, do="split", **pieces(hub, order, (2, 0), (0, 1)))
    row = Regroup.objects.get(workspace=hub.workspace)
    assert f"Split into parcels: {order.number}" in hub.owner.get("jobs", kind="regroups").text
    key = f"regroups:{row.pk}"
    assert "The channel was asked already" in hub.owner.post("jobs-act", act="cancel", jobs=[key]).text
    Regroup.objects.filter(pk=row.pk).update(state="intent")
    assert "Nothing is split or combined" in hub.owner.post("jobs-act", act="cancel", jobs=[key]).text
    hub.work()
    assert packed_there(seller, order) == [3]
    assert "is being split" not in hub.owner.post("ship", orders=[order.pk]).text
