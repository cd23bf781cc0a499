"""The list of a shop's conversations, and the page on which a person is the buyer and the agent."""

from __future__ import annotations

import csv
import io

from tests.harness.calls import BOUNDARY, Seller, multipart, new_seller
from tests.harness.catalogue import picture
from tests.harness.conversations import act, conversation, listed, messages, sessions, write, write_about_order

from .visitor import Visitor, token_of, words_of


def list_url(seller: Seller, query: str = "") -> str:
    return f"/portal/shops/{seller.shop_id}/conversations{query}"


def page_url(seller: Seller, conversation_id: str) -> str:
    return f"{list_url(seller)}/{conversation_id}"


def say(someone: Visitor, seller: Seller, conversation_id: str, who: str, text: str = "", data: bytes = b"") -> int:
    """Send the form of the buyer or the agent; answers the status."""
    page = page_url(seller, conversation_id)
    fields = {"form_token": token_of(someone.open(page)), "who": who, "text": text}
    body = multipart(fields, data, "a.png" if data else "", "picture")
    headers = {"origin": someone.platform.url, "content-type": f"multipart/form-data; boundary={BOUNDARY}"}
    return someone.http.post(f"{page}/messages", content=body, headers=headers).status_code


def test_a_shop_without_conversations_says_how_one_begins(seller: Seller, someone: Visitor) -> None:
    assert "No conversations yet." in words_of(someone.open(list_url(seller)))
    reply = someone.send(f"{list_url(seller)}/new", ("text", "Do you have it in blue?"), page=list_url(seller))
    assert reply.status_code == 303
    (row,) = listed(seller)
    assert reply.headers["location"] == page_url(seller, row["id"])
    assert "Do you have it in blue?" in words_of(someone.open(page_url(seller, row["id"])))


def test_the_list_is_searched_and_filtered(seller: Seller, someone: Visitor) -> None:
    first, second = (write(seller, f"I am {name}", buyer=name)["conversation_id"] for name in ("Ada", "Ben"))
    act(seller, first, "SEE")
    act(seller, first, "END")
    names = {row["id"]: row["participants"][0]["nickname"] for row in listed(seller)}
    for query, expected in {
        "": {first, second},
        "?status=UNREAD": {second},
        "?status=CLOSED": {first},
        "?status=AUTO_REPLY": {second},
        f"?q={second}": {second},
        f"?q={names[first].upper()}": {first},
        "?q=thank+you+for+writing": {second},
        "?since=2000-01-01&until=2000-01-02": set(),
    }.items():
        html = someone.open(list_url(seller, query))
        assert {key for key in (first, second) if f'data-key="{key}"' in html} == expected, query
    assert "1 Unread" not in words_of(someone.open(list_url(seller)))


def test_the_list_is_exported_as_it_is_filtered(seller: Seller, someone: Visitor) -> None:
    conversation_id = write(seller, "=1+1", buyer="Ada")["conversation_id"]
    write(seller, "Hello", buyer="Ben")
    act(seller, conversation_id, "END")
    rows = list(
        csv.reader(
            io.StringIO(
                someone.http.get(
                    f"/portal/shops/{seller.shop_id}/files/conversations.csv?status=CLOSED"
                ).text.removeprefix("\ufeff")
            )
        )
    )
    assert [row[0] for row in rows] == ["Conversation", conversation_id]
    assert rows[1][3] == "No session"
    ids = someone.http.get(f"/portal/shops/{seller.shop_id}/files/conversations.ids").json()
    assert conversation_id in ids
    assert len(ids) == 2
    assert someone.http.get(f"/portal/shops/{seller.shop_id}/files/conversations.xlsx").content[:2] == b"PK"
    assert someone.http.get(f"/portal/shops/{seller.shop_id}/files/conversations.pdf").status_code == 404
    assert someone.http.get(f"/portal/shops/{seller.shop_id}/files/orders.csv").status_code == 200


def test_ticked_conversations_are_marked_as_read_or_ended(seller: Seller, someone: Visitor) -> None:
    ids = [write(seller, buyer=name)["conversation_id"] for name in ("Ada", "Ben")]
    ticked = [("id", conversation_id) for conversation_id in (*ids, "1")]
    bulk = f"{list_url(seller)}/bulk"
    someone.send(bulk, ("act", "SEE"), *ticked, page=list_url(seller))
    assert {row["unread_count"] for row in listed(seller)} == {0}
    someone.send(bulk, ("act", "END"), *ticked, page=list_url(seller))
    assert {row["can_send_message"] for row in listed(seller)} == {False}
    assert someone.send(bulk, ("act", "EAT"), *ticked, page=list_url(seller)).status_code == 400


def test_a_person_is_the_buyer_and_the_agent(seller: Seller, someone: Visitor) -> None:
    conversation_id, order = write_about_order(seller)
    page = page_url(seller, conversation_id)
    assert say(someone, seller, conversation_id, "agent", "It <i>leaves</i> today") == 303
    assert say(someone, seller, conversation_id, "buyer", "<script>alert(1)</script>") == 303
    assert say(someone, seller, conversation_id, "buyer", data=picture(120, 90)) == 303
    assert say(someone, seller, conversation_id, "agent", "Pay by paypal") == 409
    assert say(someone, seller, conversation_id, "buyer") == 409
    assert say(someone, seller, conversation_id, "nobody", "Hi") == 400
    html = someone.open(page)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "It &lt;i&gt;leaves&lt;/i&gt; today" in html
    assert f'href="/portal/shops/{seller.shop_id}/orders/{order["order_id"]}"' in html
    assert '<img src="/media/' in html
    assert "With an agent" in words_of(html)
    assert "Answer, or it closes in 6 d 23 h" in words_of(html) or "in 7 d" in words_of(html)
    kinds = [row["type"] for row in messages(seller, conversation_id) if row["sender"]["role"] == "BUYER"]
    assert kinds[-2:] == ["TEXT", "IMAGE"]


def test_the_buttons_of_buyer_and_agent_do_what_they_say(seller: Seller, someone: Visitor) -> None:
    conversation_id, _ = write_about_order(seller)
    page = page_url(seller, conversation_id)

    def press(name: str, *fields: tuple[str, str]) -> int:
        return someone.send(f"{page}/acts", ("act", name), *fields, page=page).status_code

    assert press("SEE") == 303
    assert conversation(seller, conversation_id)["unread_count"] == 0
    assert press("RATE", ("score", "2"), ("reason", "SLOW")) == 303
    assert press("RATE", ("score", "9")) == 400
    assert press("READ") == 303
    assert press("END") == 303
    assert sessions(seller)[0]["satisfaction_score"] == 2
    assert "cur_session" not in conversation(seller, conversation_id)
    assert "Open the conversation anew" in words_of(someone.open(page))
    assert press("OPEN") == 303
    assert conversation(seller, conversation_id)["cur_session"]["phase"] == "ASSIGNED"
    assert press("EAT") == 400
    assert "rated 2 of 5" in words_of(someone.open(page))


def test_the_conversation_of_another_shop_has_no_page_here(seller: Seller, someone: Visitor) -> None:
    other = new_seller(seller.platform)
    conversation_id = write(other)["conversation_id"]
    someone.open(page_url(seller, conversation_id), 404)
    assert someone.open(page_url(other, conversation_id), headers={"x-fragment": "1"})
