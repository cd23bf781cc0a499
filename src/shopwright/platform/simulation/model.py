"""The simulation of one shop: how many buyers order, how they behave, and how often carriers fail.

Every arrival draws from a random generator of its own, which is seeded with the simulation's seed and the arrival's
number. So a seed gives the same buyers and orders whichever process runs it, and also after an interruption.
"""

from __future__ import annotations

import bisect
import hashlib
import itertools
import random
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file
from shopwright.platform.core.durations import HOUR_MS
from shopwright.platform.sales.packages.package import Outcome

Share = Annotated[float, Meta(ge=0, le=1)]
Weights = Annotated[tuple[Annotated[float, Meta(ge=0)], ...], Meta(min_length=1, max_length=20)]
Seller = Literal["OFF", "SHIPS"]
Rhythm = Literal["FLAT", "WEEK"]


#: Monday 1970-01-05 in unix milliseconds: the first whole week.
_MONDAY_MS = 4 * 24 * HOUR_MS


class Mix(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How buyers behave, as shares of orders: who never pays or pays late, asks to cancel, sends something back, gets
    a gift with it, has bought before, uses a coupon where there is one, asks a question, reviews what arrived.
    ``lines`` and ``units`` are weights of 1, 2, 3, … SKUs in a basket and pieces of a SKU."""

    payment_failure: Share
    late_payment: Share
    buyer_cancel: Share
    return_rate: Share
    gift: Share
    returning_buyer: Share
    lines: Weights
    units: Weights
    question: Share = 0.0
    review_rate: Share = 0
    coupon: Share = 0.0


class Carrier(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The shares of parcels that do not arrive, by what happens to them."""

    lost: Share
    damaged: Share
    refused: Share
    undeliverable: Share


class Delays(msgspec.Struct, frozen=True, kw_only=True):
    """Least and most hours until buyers or sellers act: after the order, the delivery, the hold, the request."""

    cancel: tuple[float, float]
    return_: tuple[float, float] = msgspec.field(name="return")
    ship: tuple[float, float]
    answer: tuple[float, float]
    question: tuple[float, float]
    review: tuple[float, float]


class OpinionHabits(msgspec.Struct, frozen=True):
    """From how many hours on an answer is slow, and from which share of discount on a price is good."""

    slow_answer_hours: float
    good_price_share: float


class SellerHabits(msgspec.Struct, frozen=True):
    """The share of requests that a simulated seller approves."""

    approves: Share


class _Derived(msgspec.Struct, frozen=True):
    lines: Weights
    units: Weights
    popularity: float
    hours: tuple[float, ...]
    weekdays: tuple[float, ...]


class Habits(msgspec.Struct, frozen=True):
    """The data file: what a simulation does unless it is told otherwise."""

    mix: Mapping[str, float]
    carrier: Carrier
    delays: Delays
    seller: SellerHabits
    opinions: OpinionHabits
    utc_hours: Mapping[str, int]
    derived: _Derived

    @property
    def usual_mix(self) -> Mix:
        return decoders.convert({**self.mix, "lines": self.derived.lines, "units": self.derived.units}, Mix)


@cache
def habits() -> Habits:
    return decoders.decode(read_data_file("simulation", "simulation.json"), type=Habits)


class Simulation(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The simulation of one shop. ``arrivals`` and ``buyers`` count those of the seed so far; times are unix
    milliseconds, 0 for none."""

    orders_per_hour: float
    seed: str
    mix: Mix
    carrier: Carrier
    rhythm: Rhythm = "FLAT"
    seller: Seller = "OFF"
    until: int = 0
    arrivals: int = 0
    buyers: int = 0
    next_at: int = 0
    counts: dict[str, int] = {}

    def count(self, what: str) -> None:
        """Add 1 to the count of something that happened."""
        self.counts = {**self.counts, what: self.counts.get(what, 0) + 1}


class Offer(msgspec.Struct, frozen=True):
    """A SKU that is on sale and in stock; ``name`` is the seller's own where there is one."""

    sku_id: str
    name: str
    available: int


class Pick(msgspec.Struct, frozen=True):
    """A SKU of a basket as drawn: ``luck``, from 0 to 1, chooses it among the offers."""

    luck: float
    units: int
    is_gift: bool = False


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """One order to place, and what its buyer does later. ``buyer``: the number of an earlier buyer, -1 for a new one.

    ``pays_late`` is the share of the payment window that passes before payment, 0 for at once and -1 for never.
    ``cancels_after``, ``asks_after``, ``returns_after`` and ``reviews_after`` are milliseconds after the order or, the
    last two, the delivery; 0 for never. ``luck`` is for choices among reasons.
    """

    picks: tuple[Pick, ...]
    buyer: int
    pays_late: float
    cancels_after: int
    returns_after: int
    ships_after: int
    answers_after: int
    approves: bool
    luck: float
    asks_after: int = 0
    reviews_after: int = 0
    uses_coupon: bool = False


def draw_arrival(seed: str, number: int, mix: Mix, buyers: int) -> Arrival:
    """The ``number``-th arrival of a seed, when so many buyers came before. Every chance is drawn, needed or not, so
    that to change one share leaves the others' draws as they are."""
    chance = random.Random(f"{seed}/{number}")
    usual = habits()
    count = _weighted(chance, mix.lines)
    picks = [Pick(chance.random(), _weighted(chance, mix.units)) for _ in range(len(mix.lines))][:count]
    gift, gift_luck = chance.random() < mix.gift, chance.random()
    if gift:
        picks.append(Pick(gift_luck, 1, is_gift=True))
    returns, earlier = chance.random() < mix.returning_buyer, chance.random()
    fails, late, share = chance.random(), chance.random() < mix.late_payment, chance.uniform(0.02, 0.9)
    cancels, cancels_after = chance.random() < mix.buyer_cancel, _within(chance, usual.delays.cancel)
    opinion = random.Random(f"{seed}/{number}/review")  # apart, so that the other draws stay
    reviews, reviews_after = opinion.random() < mix.review_rate, _within(opinion, usual.delays.review)
    sends_back, returns_after = chance.random() < mix.return_rate, _within(chance, usual.delays.return_)
    ships_after, answers_after = _within(chance, usual.delays.ship), _within(chance, usual.delays.answer)
    approves, luck = chance.random() < usual.seller.approves, chance.random()
    asks, asks_after = chance.random() < mix.question, _within(chance, usual.delays.question)
    return Arrival(
        picks=tuple(picks),
        buyer=int(earlier * buyers) if returns and buyers else -1,
        pays_late=-1 if fails < mix.payment_failure else share if late else 0,
        cancels_after=cancels_after if cancels else 0,
        returns_after=returns_after if sends_back else 0,
        ships_after=ships_after,
        answers_after=answers_after,
        approves=approves,
        luck=luck,
        asks_after=asks_after if asks else 0,
        reviews_after=reviews_after if reviews else 0,
        uses_coupon=chance.random() < mix.coupon,
    )


def _weighted(chance: random.Random, weights: Sequence[float]) -> int:
    """1, 2, 3, … by weight; 1 where no weight is above zero."""
    reached = list(itertools.accumulate(weights))
    place = bisect.bisect_right(reached, chance.random() * reached[-1])
    return 1 + min(place, len(weights) - 1) if reached[-1] else 1


def _within(chance: random.Random, hours: tuple[float, float]) -> int:
    return round(chance.uniform(*hours) * HOUR_MS)


def choose(seed: str, offers: Sequence[Offer], picks: Sequence[Pick]) -> dict[Offer, Pick] | None:
    """What a buyer puts into the basket, each SKU once; ``None`` when there is not enough of something.

    A SKU is as popular as its name's place between 0 and 1 says (Zipf's law over equally spread ranks), so that it
    keeps its popularity whatever else is listed.
    """
    left = list(offers)
    weights = [_popularity(seed, offer) for offer in left]
    picked: dict[Offer, Pick] = {}
    for pick in picks:
        if not left:
            break
        reached = list(itertools.accumulate(weights))
        place = min(bisect.bisect_right(reached, pick.luck * reached[-1]), len(left) - 1)
        offer = left.pop(place)
        weights.pop(place)
        if offer.available < pick.units:
            return None
        picked[offer] = pick
    return picked or None


def _popularity(seed: str, offer: Offer) -> float:
    return _pull(seed, offer.name or offer.sku_id)


@lru_cache(maxsize=65_536)
def _pull(seed: str, name: str) -> float:
    digest = hashlib.blake2b(f"{seed}/{name}".encode(), digest_size=4).digest()
    rank = (int.from_bytes(digest) + 1) / 2**32
    return float(max(rank, 0.001) ** -habits().derived.popularity)


def next_arrival(simulation: Simulation, region: str, at: int) -> int:
    """When the next buyer comes after a moment, in milliseconds; 0 for never.

    Arrivals are a Poisson process whose rate follows the hours of the market's week.
    """
    if simulation.orders_per_hour <= 0:
        return 0
    left = random.Random(f"{simulation.seed}/{simulation.arrivals}/gap").expovariate(1.0)
    moment = at
    while True:
        pace = simulation.orders_per_hour * (_busyness(region, moment) if simulation.rhythm == "WEEK" else 1) / HOUR_MS
        end = (moment // HOUR_MS + 1) * HOUR_MS
        passes = (end - moment) * pace
        if passes >= left:
            arrival = moment + max(1, round(left / pace))
            return 0 if simulation.until and arrival > simulation.until else arrival
        left -= passes
        moment = end
        if simulation.until and moment > simulation.until:
            return 0


def _busyness(region: str, at: int) -> float:
    """How many buyers order in an hour of the market's week, as a multiple of the mean."""
    usual = habits()
    hours = (at - _MONDAY_MS) // HOUR_MS + usual.utc_hours.get(region, 0)
    return usual.derived.hours[hours % 24] * usual.derived.weekdays[hours // 24 % 7]


def parcel_outcome(seed: str, parcel: str, carrier: Carrier) -> Outcome:
    """How a parcel ends, drawn by its name."""
    luck = random.Random(f"{seed}/parcel/{parcel}").random()
    outcomes: tuple[tuple[Outcome, float], ...] = (
        ("LOST", carrier.lost),
        ("DAMAGED", carrier.damaged),
        ("REFUSED", carrier.refused),
        ("UNDELIVERABLE", carrier.undeliverable),
    )
    for outcome, share in outcomes:
        if luck < share:
            return outcome
        luck -= share
    return "DELIVERED"
