"""The score of a product in SKPP: which tasks it has done, by the numbers of ``data/skpp.json`` (invented)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Literal

import msgspec

from shopwright import decoders
from shopwright.platform.catalogue.listing import ListedSku
from shopwright.platform.core.data_files import read_data_file
from shopwright.platform.core.money import decimal

TaskCategory = Literal["PRICING", "STOCK", "INFORMATION_QUALITY", "FULFILMENT"]


class Task(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a product has to do for a score; of findings there may be so many at the most."""

    category: TaskCategory
    name: str
    target: Decimal
    score: int


class SkppFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    about: str
    invented: Literal[True]
    target_score: int
    tasks: tuple[Task, ...]
    credit: str
    credit_orders: int
    credit_turnover: Decimal
    visibility: str
    campaign_id: str
    looked_at: int


class Facts(msgspec.Struct, frozen=True):
    """What is known of a product on sale: values of the tasks by category, its orders, and what they are worth."""

    values: Mapping[TaskCategory, Decimal]
    orders: int
    turnover: Decimal


class Done(msgspec.Struct, frozen=True):
    """A task, how far the product is, and whether that is enough."""

    task: Task
    value: Decimal
    passed: bool


@cache
def skpp_file() -> SkppFile:
    """The file."""
    return decoders.decode(read_data_file("catalogue", "skpp.json"), type=SkppFile)


def tasks_done(facts: Facts) -> list[Done]:
    """Each task with what the product has reached."""
    done = []
    for task in skpp_file().tasks:
        value = facts.values[task.category]
        is_most = task.category == "INFORMATION_QUALITY"
        done.append(Done(task, value, value <= task.target if is_most else value >= task.target))
    return done


def score_of(done: Sequence[Done]) -> int:
    return sum(of.task.score for of in done if of.passed)


def is_qualified(done: Sequence[Done]) -> bool:
    return score_of(done) >= skpp_file().target_score


def has_earned(facts: Facts) -> bool:
    """Whether the product sold enough for the credit."""
    return facts.orders >= skpp_file().credit_orders and facts.turnover >= skpp_file().credit_turnover


def discount(skus: Sequence[ListedSku]) -> Decimal:
    """The least discount of the SKUs in whole per cent: of what buyers pay on the price or the list price."""
    return min((_discount(sku) for sku in skus), default=Decimal(0))


def _discount(sku: ListedSku) -> Decimal:
    amount, price = decimal(sku.price.amount) if sku.price else None, sku.usual_price
    listed = decimal(sku.list_price.amount) if sku.list_price else None
    before = max((value for value in (amount, listed) if value is not None), default=Decimal(0))
    return (100 * (before - price) / before).quantize(Decimal(1)) if before > 0 else Decimal(0)
