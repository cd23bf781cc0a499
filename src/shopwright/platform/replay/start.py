"""Begins a replay, once for a history and a shop: sets the clock and lists the products."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from shopwright.platform.clock.state import ClockState, PlatformState
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.store import Store
from shopwright.platform.database.transaction import Tx

from .advice import why_nothing
from .history_error import HistoryError
from .model import History
from .products import list_products
from .report import Reason
from .store import RefusedPart, Replay, ReplayDocument, Replays

#: SHIFT leaves the platform's clock alone and moves the history; START sets the clock into the history.
Clock = Literal["SHIFT", "START"]


def begin(store: Store, shop: Shop, history: History, *, clock: Clock, is_live: bool) -> Replay:
    """The replay of a history in a shop: the one begun before, or a new one, its products listed.

    A clock that is to START is set to the history's first moment when its orders are to arrive live; when they are
    replayed at once, to its last, since all of it has then been. What earlier runs met with a refusal is withdrawn in
    the history's report. HistoryError when the file is in the shop already.
    """
    first, last = history.first_at, history.last_at
    if first is None or last is None:
        raise HistoryError(*why_nothing(history))
    with store.dialect.exclusive("clock", wait=True), store.write() as tx:
        tx.suppress_webhooks = True
        known = tx[Replays].get(shop.shop_id, history.digest, for_change=True)
        if known is not None:
            withdraw(history, known.doc.refused)
            return known
        _refuse_twins(tx, shop, history)
        if clock == "START":
            tx[PlatformState].set_clock(_standing_at(tx[PlatformState].clock, (first if is_live else last) * 1000))
        now = tx.now_ms()
        shift_ms = 0 if clock == "START" else now - last * 1000
        list_products(tx, shop, history, lambda at: now if is_live else at * 1000 + shift_ms)
        content = history.report.source.content_digest
        doc = ReplayDocument(content_digest=content, events=len(history.events), shift_ms=shift_ms)
        replay = Replay(shop.shop_id, history.digest, 0, doc)
        tx[Replays].add(replay)
        return replay


def withdraw(history: History, refused: Iterable[RefusedPart]) -> None:
    """Report as refused what the platform refused in earlier runs."""
    for refused_part in refused:
        history.report.withdraw(
            refused_part.row, refused_part.units, refused_part.money, Reason(refused_part.reason), refused_part.detail
        )


def _refuse_twins(tx: Tx, shop: Shop, history: History) -> None:
    content = history.report.source.content_digest
    for replay in tx[Replays].all(shop.shop_id):
        if replay.doc.content_digest == content and replay.position:
            raise HistoryError(
                f"{replay.position} of {replay.doc.events} events of this file are in this shop, "
                "read with other options",
                "give the same options to go on with it, or name another shop",
            )


def _standing_at(state: ClockState, at_ms: int) -> ClockState:
    """The clock set to a moment, frozen or running as before."""
    return ClockState(state.frozen, at_ms - wall_ms(), at_ms)
