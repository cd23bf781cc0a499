"""Tags of orders: written by people, for one order or many; lists are narrowed by them, and rules route by them."""

from __future__ import annotations

import pytest

from shopwright.hub.access.roles import Permission, Role
from shopwright.hub.orders import tags
from shopwright.hub.orders.intake import apply
from shopwright.hub.orders.models import Order
from tests.hub import rows
from tests.hub.harness import Hub, Page
from tests.hub.lists import cells
from tests.hub.test_orders import cancelled, later
from tests.hub.test_routing import rule, sent_from, stocked_twice

pytestmark = pytest.mark.postgres


def orders(hub: Hub, count: int) -> list[Order]:
    shop = rows.connection(hub)
    return [apply(shop, rows.order("MUG", external_id=f"{hub.tag}-{number}")) for number in range(count)]


def tags_of(order: Order) -> list[str]:
    order.refresh_from_db()
    return order.tags


def tag(hub: Hub, order: Order, text: str, do: str = "tag") -> Page:
    return hub.owner.post("order-change", order.pk, do=do, tag=text)


def test_an_order_is_tagged_and_untagged_on_its_page_and_history_says_by_whom(hub: Hub) -> None:
    (order,) = orders(hub, 1)
    page = tag(hub, order, " gift,  Hand  packed, GIFT")
    assert tags_of(order) == ["gift", "Hand packed"]
    assert "Remove the tag Hand packed" in page.text
    assert "It has that already." in tag(hub, order, "Gift").text
    tag(hub, order, "Gift", "untag")
    assert tags_of(order) == ["Hand packed"]
    history = hub.owner.get("history").text
    assert "gift" in history
    assert hub.owner.user.email in history


def test_what_is_no_tag_is_refused_with_what_to_do(hub: Hub) -> None:
    (order,) = orders(hub, 1)
    assert "Type a tag" in tag(hub, order, " , ").text
    assert "at most 60 letters" in tag(hub, order, "x" * 61).text
    assert "It has no such tag." in tag(hub, order, "gift", "untag").text
    tag(hub, order, ",".join(f"tag {number}" for number in range(tags.MOST)))
    assert f"at most {tags.MOST} tags" in tag(hub, order, "one more").text
    assert len(tags_of(order)) == tags.MOST


def test_what_the_channel_tells_later_leaves_the_tags(hub: Hub) -> None:
    shop, seen = rows.connection(hub), rows.order("MUG")
    order = apply(shop, seen)
    tag(hub, order, "gift")
    apply(shop, later(seen))
    assert tags_of(order) == ["gift"]


def test_many_orders_are_tagged_and_untagged_with_a_result_for_each(hub: Hub) -> None:
    made = orders(hub, 3)
    tag(hub, made[0], "Gift")
    ids = [order.pk for order in made[:2]]
    assert "Tags of 2 orders" in hub.owner.post("orders-tag", orders=ids).text
    page = hub.owner.post("orders-tag", orders=ids, do="add", tag="gift").text
    assert "1 of 2 orders changed" in page
    assert f"{made[0].number} Shop Left as it is It has that already." in page
    assert f"{made[1].number} Shop Changed gift" in page
    assert [tags_of(order) for order in made] == [["Gift"], ["gift"], []]
    page = hub.owner.post("orders-tag", orders=[order.pk for order in made], do="remove", tag="GIFT").text
    assert "2 of 3 orders changed" in page
    assert [tags_of(order) for order in made] == [[], [], []]
    assert "Type a tag" in hub.owner.post("orders-tag", orders=ids, do="add", tag="").text
    assert "Choose at least one order" in hub.owner.post("orders-tag").text


def test_orders_are_listed_by_tag_as_a_page_for_programs_and_as_a_file(hub: Hub) -> None:
    mine, other = orders(hub, 2)
    tag(hub, mine, "VIP customer")
    for typed in ("VIP customer", "vip customer", "Vip Customer"):
        page = hub.owner.get("orders", tag=typed)
        assert (mine.number in page.text, other.number in page.text) == (True, False), typed
    assert "tag=VIP+customer" in hub.owner.get("orders", all="1").html
    listed = hub.owner.browser.get(
        hub.owner.url("orders"), {"tag": "VIP customer"}, headers={"accept": "application/json"}
    )
    assert [row["tags"] for row in listed.json()["rows"]] == [["VIP customer"]]
    assert [row["Tags"] for row in cells(hub.owner.get("orders", tag="VIP customer", format="csv").content)] == [
        "VIP customer"
    ]
    assert "No order fits." in hub.owner.get("orders", tag="nobody").text


def test_those_who_may_change_orders_tag_them_and_others_see_the_tags(hub: Hub) -> None:
    (order,) = orders(hub, 1)
    tag(hub, order, "gift")
    for role in set(Role) - {Role.OWNER}:
        person = hub.person(role)
        may = hub.workspace.members.get(user=person.user).may(Permission.ORDERS_EDIT)
        assert "gift" in person.get("order", order.pk).text
        assert ("Remove the tag" in person.get("order", order.pk).text) == may
        assert person.post("orders-tag", orders=[order.pk], do="add", tag=role).status == (200 if may else 403)
        assert (str(role) in tags_of(order)) == may
    assert hub.stranger().post("orders-tag", orders=[order.pk], do="add", tag="theirs").status == 404
    assert "theirs" not in tags_of(order)


def test_a_rule_for_a_tag_moves_an_order_that_gets_it_unless_a_person_or_a_packer_was_there(hub: Hub) -> None:
    variant, floor = stocked_twice(hub)
    shop, main = rows.connection(hub), hub.workspace.locations.get(is_default=True)
    rule(hub, floor, {"tag": "vip"})
    rule(hub, main)
    free, chosen, picked, over = (apply(shop, seen := rows.order(variant.sku)) for _ in range(4))
    hub.owner.post("route-change", orders=[chosen.pk], location=main.pk)
    hub.owner.post("pick-new", orders=[picked.pk])
    apply(shop, cancelled(seen))
    for order in (free, chosen, picked, over):
        assert sent_from(order) == "Main"
        tag(hub, order, "VIP")
    assert [sent_from(order) for order in (free, chosen, picked, over)] == ["Shop floor", "Main", "Main", "Main"]
    tag(hub, free, "VIP", "untag")
    assert sent_from(free) == "Main"
