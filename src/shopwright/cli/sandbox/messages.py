"""``shopwright message`` and ``engagement``: what buyers and agents write to each other."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from shopwright.cli.connection import SWITCH, Connection, Limit, ShopOption, shop_of
from shopwright.cli.control import in_path
from shopwright.cli.output import print_rows, print_view
from shopwright.cli.refusal import RefusedError
from shopwright.cli.sandbox.fields import Fields, fields_of

ConversationId = Annotated[str, Parameter(help="The conversation's id.")]
Text = Annotated[str | None, Parameter(help="What is written.")]
Image = Annotated[Path | None, Parameter(help="A file with a picture to send instead.")]

_COLUMNS = "conversation_id nickname phase unread latest updated_at buyer_id"


def list_conversations(
    *,
    connection: Connection | None = None,
    shop: ShopOption = None,
    unread: Annotated[bool, Parameter(help="Only those that the seller has not read."), SWITCH] = False,
    limit: Limit = 20,
) -> int:
    """List the conversations of a shop, those that were written in last first.

    For example:
        shopwright message
        shopwright message list --unread --json
    """
    platform = connection or Connection()
    control = platform.open()
    shop_id = shop_of(control, shop)["shop_id"]
    rows = control.rows("conversations", "conversations", limit, shop_id=shop_id, unread="true" if unread else None)
    print_rows(rows, _COLUMNS, as_json=platform.as_json)
    return 0


def show(conversation_id: ConversationId, *, connection: Connection | None = None) -> int:
    """Show a conversation with its session and its messages.

    For example:
        shopwright message show 7496000000000000011
    """
    platform = connection or Connection()
    seen = platform.open().get(f"conversations/{in_path(conversation_id)}")
    if platform.as_json:
        print_view(seen, as_json=True)
        return 0
    print_view(seen["conversation"], as_json=False)
    print_rows(seen["messages"], "at sender type plain", as_json=False)
    return 0


def write(
    text: Text = None,
    *,
    connection: Connection | None = None,
    shop: ShopOption = None,
    order_id: Annotated[str | None, Parameter(help="The buyer is who bought this order, and comes from it.")] = None,
    buyer_id: Annotated[str | None, Parameter(help="A buyer who came before, by id.")] = None,
    buyer: Annotated[str | None, Parameter(help="Any name; the same one is the same buyer again.")] = None,
    product_id: Annotated[str | None, Parameter(help="The product that the buyer comes from.")] = None,
    card: Annotated[Literal["ORDER", "PRODUCT"] | None, Parameter(help="Send the order or the product itself.")] = None,
    image: Image = None,
    topic: Annotated[
        Literal["ORDER", "LOGISTICS", "RETURN_REFUND", "PRODUCT", "PROMOTION"] | None,
        Parameter(help="What it is about: a tag of the session."),
    ] = None,
) -> int:
    """A buyer writes to the shop.

    For example:
        shopwright message write "Where is my order?" --order-id 576460752303423489
        shopwright message write --order-id 576460752303423489 --card ORDER
        shopwright message write --buyer ada --image broken.jpg
    """
    platform = connection or Connection()
    control = platform.open()
    body = {
        "shop_cipher": shop_of(control, shop)["cipher"],
        "order_id": order_id,
        "buyer_id": buyer_id,
        "buyer": buyer,
        "product_id": product_id,
        "type": f"{card}_CARD" if card else "IMAGE" if image else None,
        "text": text,
        "image": _base64(image),
        "topic": topic,
    }
    print_view(control.post("messages", body), as_json=platform.as_json)
    return 0


def answer(
    conversation_id: ConversationId,
    text: Text = None,
    *,
    connection: Connection | None = None,
    image: Image = None,
    kind: Annotated[str | None, Parameter(help="The type of a card: ORDER_CARD, PRODUCT_CARD …")] = None,
    content: Annotated[str | None, Parameter(help="The card's content as JSON.")] = None,
    sender: Annotated[
        Literal["CUSTOMER_SERVICE", "SHOP", "ROBOT"] | None, Parameter(help="In whose name it is sent.")
    ] = None,
) -> int:
    """An agent of the shop answers the buyer.

    For example:
        shopwright message answer 7496000000000000011 "It leaves today."
        shopwright message answer 7496000000000000011 --kind ORDER_CARD --content '{"order_id": "57646"}'
    """
    platform = connection or Connection()
    body = {"text": text, "image": _base64(image), "type": kind, "content": content, "sender_role": sender}
    path = f"conversations/{in_path(conversation_id)}/messages"
    print_view(platform.open().post(path, body), as_json=platform.as_json)
    return 0


def act(
    conversation_id: ConversationId,
    act: Annotated[Literal["READ", "RATE", "SEE", "END", "OPEN"], Parameter(help="What is done.")],
    *,
    connection: Connection | None = None,
    score: Annotated[int | None, Parameter(help="From 1 to 5, with RATE.")] = None,
    reason: Annotated[
        Literal["SLOW", "UNSOLVED", "UNFRIENDLY", "UNCLEAR"] | None, Parameter(help="Why the score is 1 or 2.")
    ] = None,
) -> int:
    """Buyer or agent do something in a conversation besides writing.

    READ: the buyer reads. RATE: the buyer rates the session. SEE: the agent has read. END: the agent ends the
    session. OPEN: the seller opens the conversation anew.

    For example:
        shopwright message act 7496000000000000011 RATE --score 5
    """
    platform = connection or Connection()
    path = f"conversations/{in_path(conversation_id)}/acts"
    seen = platform.open().post(path, {"act": act, "score": score, "reason": reason})
    print_view(seen if platform.as_json else seen["conversation"], as_json=platform.as_json)
    return 0


def show_engagement(*, connection: Connection | None = None, shop: ShopOption = None) -> int:
    """Show what a shop may use of customer engagement, and its tasks.

    For example:
        shopwright sandbox engagement
    """
    platform = connection or Connection()
    control = platform.open()
    seen = control.get("engagement", shop_id=shop_of(control, shop)["shop_id"])
    print_view(seen, as_json=platform.as_json)
    return 0


def change_engagement(*fields: Fields, connection: Connection | None = None, shop: ShopOption = None) -> int:
    """Let a shop use customer engagement, or not.

    Fields: fundamental, custom_message (true or false).

    For example:
        shopwright sandbox engagement change custom_message=false
    """
    platform = connection or Connection()
    control = platform.open()
    body = {"shop_id": shop_of(control, shop)["shop_id"], **fields_of(fields)}
    print_view(control.post("engagement", body), as_json=platform.as_json)
    return 0


def _base64(image: Path | None) -> str | None:
    if image is None:
        return None
    try:
        return base64.b64encode(image.read_bytes()).decode()
    except OSError as error:
        raise RefusedError(f"{image} cannot be read", "name a file with a picture") from error
