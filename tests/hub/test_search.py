"""One search over everything: by kinds, within one's role and workspace; codes open what they are the codes of."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import PERMISSIONS, Permission, Role
from shopwright.hub.listings.adoption import keep_listing
from shopwright.hub.lists.commands import acts
from shopwright.hub.lists.registry import LISTS
from shopwright.hub.lists.search import SOURCES
from shopwright.hub.orders.intake import apply
from shopwright.hub.stock.queries import is_halted
from tests.hub import rows
from tests.hub.harness import Hub, Person
from tests.hub.lists import fill
from tests.hub.routes import permission_of

pytestmark = pytest.mark.postgres


def told(person: Person, text: str) -> dict[str, list[str]]:
    """Titles of what search finds, by kind, as the palette gets it."""
    answer = person.get("search", q=text, format="json").response.json()
    return {group["title"]: [hit["title"] for hit in group["hits"]] for group in answer["groups"]}


def goes_to(person: Person, text: str) -> str:
    """Where a search leads at once; empty where it shows a page."""
    answer = person.browser.get(person.url("search"), {"q": text})
    return str(answer.headers.get("location", ""))


def test_every_kind_of_thing_is_found_and_its_links_open(hub: Hub) -> None:
    made = fill(hub)
    shop = made.order.connection
    case = made.order.cases.get()
    listing = keep_listing(shop, rows.listing(made.sku))
    texts = {
        "Orders": made.order.number[:-2],
        "Products and SKUs": made.sku[:-1].lower(),
        "Listings": listing.external_id,
        "Shipments": made.shipment.tracking_number,
        "Returns": case.external_id[:-2],
        "Imports": "goods",
        "Channels": "sho",
    }
    assert set(texts) == {source.title for source in SOURCES}
    for title, text in texts.items():
        answer = hub.owner.get("search", q=text, format="json").response.json()
        (group,) = [group for group in answer["groups"] if group["title"] == title]
        assert hub.owner.browser.get(group["hits"][0]["url"]).status_code == 200, title
        assert hub.owner.browser.get(group["all"], follow=True).status_code == 200, title
        page = hub.owner.get("search", q=text)
        assert page.status == 302 or title in page.text, title


def test_a_code_that_is_of_one_thing_opens_it(hub: Hub) -> None:
    made = fill(hub)
    order = hub.owner.url("order", made.order.pk)
    assert goes_to(hub.owner, made.order.number) == order
    assert goes_to(hub.owner, f" {made.shipment.tracking_number}\n") == order
    assert goes_to(hub.owner, made.shipment.external_id) == order
    assert goes_to(hub.owner, made.sku) == hub.owner.url("product", hub.variant(made.sku).product_id)
    assert goes_to(hub.owner, made.order.number[:-1]) == ""


def test_a_code_of_two_things_shows_both(hub: Hub) -> None:
    first, second = (apply(rows.connection(hub), rows.order(external_id=f"77{hub.tag}")) for _ in range(2))
    assert goes_to(hub.owner, first.number) == ""
    assert told(hub.owner, first.number)["Orders"] == [first.number, second.number]


def test_many_codes_open_a_list_of_exactly_those_and_say_which_are_not_there(hub: Hub) -> None:
    goods = [rows.variant(hub) for _ in range(4)]
    skus = [variant.sku for variant in goods]
    for apart in ("\n", ",", "\t", "\r\n", " ; "):
        place = goes_to(hub.owner, apart.join([*skus[:3], "GONE-1", skus[0]]))
        assert place.startswith(hub.owner.url("products") + "?codes="), apart
        page = hub.owner.browser.get(place).content.decode()
        assert [sku in page for sku in skus] == [True, True, True, False], apart
        assert "1 of 4 are not there" in page, apart
        assert "GONE-1" in page, apart
    shop = rows.connection(hub)
    numbers = [apply(shop, rows.order()).number for _ in range(2)]
    place = goes_to(hub.owner, "\n".join(numbers))
    assert place.startswith(hub.owner.url("orders") + "?codes=")
    assert "All 2 are there" in hub.owner.browser.get(place).content.decode()
    assert "None of the 2 codes is there" in hub.owner.get("search", q="NO-1, NO-2").text


def test_every_list_with_codes_is_narrowed_to_them(hub: Hub) -> None:
    made = fill(hub)
    codes = {
        "drift": made.order.connection.listings.get().external_id,
        "grid": made.sku,
        "late": made.order.number,
        "listings": made.order.connection.listings.get().external_id,
        "notices": made.order.number,
        "orders": made.order.number,
        "products": made.sku,
        "products-sheet": made.sku,
        "returns": made.order.number,
        "routes": made.order.number,
        "shipments": made.order.number,
        "stock": made.sku,
    }
    assert set(codes) == {name for name, listed in LISTS.items() if listed.codes}
    for name, code in codes.items():
        every = {"view": "all"} if name == "returns" else {}
        page = hub.owner.get(name, codes=f"{code},NO-SUCH", **every)
        assert "1 of 2 are not there: NO-SUCH" in page.text, name
        assert "<tbody>" in page.html, name
        assert "<tbody>" not in hub.owner.get(name, codes="NO-SUCH", **every).html.partition("</main>")[0], name


def test_words_with_a_comma_are_no_codes(hub: Hub) -> None:
    rows.variant(hub)
    assert goes_to(hub.owner, "Mug, blue") == ""
    assert hub.owner.get("products", q="Mug, blue").status == 200


def test_a_role_finds_what_it_may_see(hub: Hub) -> None:
    made = fill(hub)
    texts = (made.order.number, made.sku, made.shipment.tracking_number, "goods", "shop")
    for role in Role:
        person = hub.person(role)
        titles = {title for text in texts for title in told(person, text)}
        allowed = {source.title for source in SOURCES if source.permission in PERMISSIONS[role]}
        assert titles <= allowed, role
        assert ("Channels" in titles) == (Permission.CHANNELS_VIEW in PERMISSIONS[role]), role


def test_buyers_are_found_by_those_who_may_see_them_alone(hub: Hub) -> None:
    number = apply(rows.connection(hub), rows.order()).number
    for text in ("O'Hara", "zoe@example.com", "N1 9GU", "020 7946 0958"):
        assert told(hub.owner, text) == {"Orders": [number]}, text
        assert told(hub.person(Role.ANALYST), text) == {}, text


def test_nothing_of_another_workspace_is_found(hub: Hub) -> None:
    made = fill(hub)
    other = Hub()
    for text in (made.order.number, made.sku, made.shipment.tracking_number, "mug", "goods", "O'Hara"):
        assert told(other.owner, text) == {}, text
    assert goes_to(other.owner, f"{made.sku},{made.order.number}") == ""


def test_the_palette_offers_what_a_member_may_use(hub: Hub) -> None:
    hub.owner.post("view-save", "orders", name="Late ones", query="view=ship", is_shared="1")
    hub.owner.post("view-save", "connections", name="German shops", query="q=de", is_shared="1")

    def words(person: Person) -> dict[str, Any]:
        offers = person.get("search", format="json").response.json()["commands"]
        pages = [offer["url"] for offer in offers if not offer["form"]]
        assert all(person.browser.get(page).status_code in (200, 302) for page in pages)
        return {offer["words"]: offer["url"] for offer in offers}

    owner, packer = words(hub.owner), words(hub.person(Role.PACKER))
    assert {"Orders", "New product", "Import a file", "Late ones", "German shops", "Members"} <= set(owner)
    assert owner["Late ones"] == hub.owner.url("orders") + "?view=ship"
    assert {"Orders", "Receive stock", "Late ones"} <= set(packer)
    assert not {"New product", "German shops", "Members", "Listings"} & set(packer)


def acts_of(person: Person) -> dict[str, dict[str, Any]]:
    """The acts that the palette offers to a person, by their words."""
    offers = person.get("search", format="json").response.json()["commands"]
    return {offer["words"]: offer for offer in offers if offer["form"]}


@pytest.mark.parametrize("role", Role)
def test_every_act_of_the_palette_is_taken_from_whom_it_is_offered(hub: Hub, role: Role) -> None:
    shop, person = rows.connection(hub), hub.person(role)
    for words, offer in acts_of(person).items():
        answer = person.browser.post(offer["url"], offer["form"]["fields"])
        assert answer.status_code in (200, 302), words
        answer.close()
    paused = f"Pause {shop.name}" in acts_of(hub.owner)
    assert paused == (Permission.CHANNELS_EDIT not in PERMISSIONS[role])


def test_acts_are_offered_to_those_who_may_and_as_things_stand(hub: Hub) -> None:
    rows.variant(hub)
    offered = {role: acts_of(hub.person(role)) for role in Role}
    for act in acts(Member.objects.get(workspace=hub.workspace, user=hub.owner.user)):
        assert act.permission == permission_of(act.page), act.words
        assert {role for role in Role if act.words in offered[role]} == {
            role for role in Role if act.permission in PERMISSIONS[role]
        }, act.words
    halt = offered[Role.OWNER]["All channels to 0"]
    assert "sells nothing" in halt["form"]["question"]
    hub.owner.browser.post(halt["url"], halt["form"]["fields"])
    assert is_halted(hub.workspace.pk)
    back = acts_of(hub.owner)["Offer again on all channels"]
    assert "All channels to 0" not in acts_of(hub.owner)
    hub.owner.browser.post(back["url"], back["form"]["fields"])
    assert not is_halted(hub.workspace.pk)


def test_words_apart_by_spaces_are_codes_where_half_of_them_are_known(hub: Hub) -> None:
    skus = [rows.variant(hub).sku for _ in range(3)]
    place = goes_to(hub.owner, f"{' '.join(skus)} GONE-1")
    assert place.startswith(hub.owner.url("products") + "?codes=")
    answer = hub.owner.browser.get(hub.owner.url("products"), {"q": " ".join(skus[:2])})
    assert [sku in answer.headers["location"] for sku in skus] == [True, True, False]
    assert goes_to(hub.owner, f"a mug of {skus[0]}") == ""


def test_a_text_of_one_letter_is_not_looked_for(hub: Hub) -> None:
    rows.variant(hub)
    assert told(hub.owner, "m") == {}
    assert "at least two letters" in hub.owner.get("search", q="m").text
