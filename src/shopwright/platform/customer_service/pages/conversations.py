"""The list of a shop's conversations: searched, exported, marked as read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import msgspec
from starlette.responses import Response

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.clock.words import clock_words
from shopwright.platform.core.control.replies import BAD_REQUEST, NOT_FOUND
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.pages.bulk import BulkAct, act_on_many, bulk_reply
from shopwright.platform.core.pages.exports import Batch, Cell, export, utc_text
from shopwright.platform.core.pages.lists import Due, Place, Rows, Spot, due_at, read_spot, rows_of
from shopwright.platform.core.pages.page import Ask, local_path
from shopwright.platform.customer_service.conversation import Conversation, MessageType
from shopwright.platform.customer_service.conversation_change import text_content
from shopwright.platform.customer_service.open_conversation import change_conversation, conversation_with
from shopwright.platform.customer_service.presenter import plain_text
from shopwright.platform.customer_service.sandbox.views import reader_of
from shopwright.platform.customer_service.send import send_as_buyer
from shopwright.platform.customer_service.store import ConversationFilter, Conversations
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.orders.buyer_actions import buyer_known_as
from shopwright.wire.ids import IdKind

from .words import NEXT_PHASE, PHASES, UNREAD

#: Rows of a page, rows that are read in one transaction for a file, and ids that one answer lists.
_PAGE_SIZE, _AT_ONCE, _MOST_IDS = 50, 200, 5_000

_STATES = frozenset({UNREAD, *PHASES})
_HEAD = ("Conversation", "Buyer", "Nickname", "State", "Unread", "Begun (UTC)", "Changed (UTC)", "Latest message")

ACTS = (BulkAct("SEE", "Seller", "Mark as read"), BulkAct("END", "Seller", "End the session"))


class ListedConversation(msgspec.Struct, frozen=True):
    """A conversation in a row: how it looks, what was said last, and what time does next."""

    conversation: Conversation
    look: str
    state: str
    latest: str
    due: Due | None


class ConversationList(msgspec.Struct, frozen=True):
    """``counts`` is state → how many, those that are unread included."""

    shop: Shop
    rows: list[ListedConversation]
    counts: dict[str, int]
    spot: Spot
    is_cut: bool
    clock: str


async def conversations_page(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/conversations``."""
    shop_id = ask.path("shop_id")
    spot = read_spot(ask, f"/portal/shops/{shop_id}/conversations", _STATES)
    listed = await ask.read(lambda tx: _list(ask, tx, shop_id, spot))
    if ask.part:
        return ask.fragment("_conversations.html", listed=listed, states=PHASES, unread=UNREAD)
    return ask.page("conversations.html", listed=listed, states=PHASES, unread=UNREAD, acts=ACTS)


def _list(ask: Ask, tx: Tx, shop_id: str, spot: Spot) -> ConversationList:
    shop = find_shop(tx, shop_id)
    page = _find(ask, tx, shop, spot, _PAGE_SIZE)
    by_phase = tx[Conversations].counts(shop_id)
    counts = {phase or "CLOSED": many for phase, many in by_phase.items()}
    counts[UNREAD] = tx[Conversations].count_unread(shop_id)
    return ConversationList(
        shop=shop,
        rows=page.rows,
        counts=counts,
        spot=spot.before(page.next_place),
        is_cut=page.is_cut,
        clock=clock_words(tx),
    )


def _find(ask: Ask, tx: Tx, shop: Shop, spot: Spot, size: int) -> Rows[ListedConversation]:
    """The page of conversations that an address asks for; a text is looked for in ids, nicknames, latest messages."""
    wanted = ConversationFilter(
        phase=spot.state if spot.state in PHASES and spot.state != "CLOSED" else None,
        has_session=False if spot.state == "CLOSED" else None,
        is_unread=True if spot.state == UNREAD else None,
        created_from=spot.since_ms,
        created_before=spot.before_ms,
    )

    def read(after: Place | None, most: int) -> list[ListedConversation]:
        page = tx[Conversations].page(
            shop.shop_id, wanted, by=spot.by, descending=spot.descending, after=after, size=most
        )
        return [_row(ask, tx, shop, conversation) for conversation in page]

    def place(row: ListedConversation) -> Place:
        conversation = row.conversation
        at = conversation.created_at if spot.by == "created_at" else conversation.updated_at
        return at, conversation.conversation_id

    return rows_of(read, place, (lambda row: _matches(row, spot.text)) if spot.text else None, spot.place, size)


def _matches(row: ListedConversation, text: str) -> bool:
    conversation, wanted = row.conversation, text.casefold()
    parts = (conversation.conversation_id, conversation.buyer_id, conversation.nickname, row.latest)
    return any(wanted in part.casefold() for part in parts)


def _row(ask: Ask, tx: Tx, shop: Shop, conversation: Conversation) -> ListedConversation:
    look, state = PHASES[str(conversation.phase or "CLOSED")]
    reader = reader_of(tx, shop, conversation, ask.services.media_url)
    latest = plain_text(reader, conversation.latest, "en") if conversation.latest else ""
    return ListedConversation(conversation, look, state, latest[:200], next_due(tx, conversation))


def next_due(tx: Tx, conversation: Conversation) -> Due | None:
    """What time does next to a conversation's session."""
    if conversation.phase_until:
        words = NEXT_PHASE[str(conversation.phase)]
        return due_at(words, conversation.phase_until, tx.now(), is_must=False)
    if conversation.closes_at:
        is_must = bool(conversation.unanswered_at)
        return due_at(
            "Answer, or it closes" if is_must else "Closes", conversation.closes_at, tx.now(), is_must=is_must
        )
    return None


async def conversations_file(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/files/conversations.csv``, ``.xlsx`` and ``.ids``."""
    shop_id, kind = ask.path("shop_id"), ask.path("kind")
    if kind not in ("csv", "xlsx", "ids"):
        raise NOT_FOUND(what=f"The file conversations.{kind[:10]}")
    spot = read_spot(ask, f"/portal/shops/{shop_id}/conversations", _STATES)
    shop = await ask.read(lambda tx: find_shop(tx, shop_id))
    batches = _batches(ask, shop, spot)
    if kind != "ids":
        return await export("conversations", kind, _HEAD, batches)
    ids: list[str] = []
    async for batch in batches:
        ids += [str(row[0]) for row in batch]
        if len(ids) >= _MOST_IDS:
            break
    return Response(msgspec.json.encode(ids[:_MOST_IDS]), media_type="application/json")


async def _batches(ask: Ask, shop: Shop, spot: Spot) -> AsyncIterator[Batch]:
    """The rows, page by page, each in a transaction of its own, so that others get their turn."""
    while True:
        page = await ask.read(lambda tx, spot=spot: _find(ask, tx, shop, spot, _AT_ONCE))  # type: ignore[misc]
        yield [_cells(row) for row in page.rows]
        if page.next_place is None:
            return
        spot = msgspec.structs.replace(spot, after=f"{page.next_place[0]}-{page.next_place[1]}")


def _cells(row: ListedConversation) -> Sequence[Cell]:
    conversation = row.conversation
    return (
        conversation.conversation_id,
        conversation.buyer_id,
        conversation.nickname,
        row.state,
        conversation.unread,
        utc_text(conversation.created_at),
        utc_text(conversation.updated_at),
        row.latest,
    )


async def bulk_act_on_conversations(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/conversations/bulk``: do one act to the rows that are ticked."""
    shop_id, name = ask.path("shop_id"), ask.form.text("act")
    if all(act.name != name for act in ACTS):
        raise BAD_REQUEST(reason=f"There is no act {name[:40]!r} on conversations.")
    shop = await ask.read(lambda tx: find_shop(tx, shop_id))

    def act(tx: Tx, conversation_id: str) -> None:
        change = change_conversation(tx, shop, conversation_id)
        if name == "SEE":
            change.read_by_seller()
        else:
            change.end("ended")

    result = await act_on_many(ask, ask.form.many("id"), act)
    back = local_path(ask.form.text("back") or f"/portal/shops/{shop_id}/conversations")
    return bulk_reply(ask, result, "conversation", back)


async def write_as_new_buyer(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/conversations/new``: a buyer who never bought writes."""
    shop_id, words = ask.path("shop_id"), ask.form.text("text")

    def write(tx: Tx) -> str:
        shop = find_shop(tx, shop_id)
        change = conversation_with(tx, shop, buyer_known_as(tx, shop, f"new {tx.new_id(IdKind.BUYER)}"))
        send_as_buyer(change, MessageType.TEXT, text_content(words), ask.services.media_url)
        return change.conversation.conversation_id

    return ask.go(f"/portal/shops/{shop_id}/conversations/{await ask.write(write)}", "A buyer has written.")
