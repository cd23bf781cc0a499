"""The rules of stock of both kinds as one list: what is held back, and what happens once nothing is left."""

from __future__ import annotations

from dataclasses import dataclass

from shopwright.hub.access.models import Workspace
from shopwright.hub.stock import buffers
from shopwright.hub.stock.models import BufferKind, BufferRule, SoldOutRule

HELD_BACK, SOLD_OUT = "Held back", "When nothing is left"


@dataclass(frozen=True)
class StockRule:
    """A rule as its list shows it: whom it is for, and what it does in words. ``row``: the one that it is."""

    kind: str
    subject: str
    words: str
    is_on: bool
    row: BufferRule | SoldOutRule

    @property
    def is_buffer(self) -> bool:
        return isinstance(self.row, BufferRule)


def stock_rules(workspace: Workspace, text: str = "", state: str = "") -> list[StockRule]:
    """The rules with a text in their words, the narrowest of what is held back first."""
    own = BufferRule.objects.filter(workspace=workspace).select_related("connection", "variant")
    order = list(buffers.NARROWEST_FIRST)
    held = sorted(
        (StockRule(HELD_BACK, buffers.words_of(rule), _held_back(rule), rule.is_on, rule) for rule in own),
        key=lambda rule: (order.index(buffers.scope_of(rule.row)), rule.subject),  # type: ignore[arg-type]
    )
    ends = SoldOutRule.objects.filter(workspace=workspace).select_related("connection", "variant").order_by("pk")
    gone = [StockRule(SOLD_OUT, _subject(rule), _then(rule), True, rule) for rule in ends]
    return [rule for rule in (*held, *gone) if _fits(rule, text.lower(), state)]


def _fits(rule: StockRule, text: str, state: str) -> bool:
    if state in ("on", "off") and rule.is_on != (state == "on"):
        return False
    return text in f"{rule.kind} {rule.subject} {rule.words}".lower()


def _held_back(rule: BufferRule) -> str:
    if rule.kind == BufferKind.FIXED:
        return f"{rule.amount} piece{'' if rule.amount == 1 else 's'}"
    if rule.kind == BufferKind.PERCENT:
        return f"{rule.amount} %"
    return f"all, once {rule.amount} or fewer are left"


def _subject(rule: SoldOutRule) -> str:
    return f"{rule.variant.sku if rule.variant else 'all SKUs'} on {rule.connection or 'every shop'}"


def _then(rule: SoldOutRule) -> str:
    words = str(rule.get_act_display())
    if rule.ships_on:
        words += f": {rule.ships_on:%-d %b %Y}" + (f", {rule.pieces} at most" if rule.pieces else "")
    return words
