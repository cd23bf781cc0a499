"""The price that a buyer pays: what activities and coupons take off a basket, and who pays for it.

Pure arithmetic, in this order: one price offer for each unit (a campaign of the platform before a flash deal before a
discount), offers on quantity, gifts, coupons, shipping. Each takes from what those before it left, to the smallest
coin, and never more than there is (docs/reference/promotions.md#price).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec

from shopwright.platform.core.money import ZERO, rounded, share

from .activity import FAMILIES, Activity, ActivityType, Item, Level, Role
from .coupon import Coupon
from .terms import BmsmTier, BxgyDiscount, GiftDetail, is_reached

#: A fee for shipping never comes to so much: all of it is taken off.
ALL_SHIPPING = Decimal(10**12)


class Taken(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an activity or a coupon takes off a unit, or, with ``is_shipping``, off its share of the shipping.

    ``type`` is the activity's, or COUPON; ``seller`` and ``platform`` are what each of them pays.
    """

    source_id: str
    type: str
    seller: Decimal = ZERO
    platform: Decimal = ZERO
    is_shipping: bool = False

    @property
    def amount(self) -> Decimal:
        return self.seller + self.platform


class BasketUnit(msgspec.Struct, frozen=True):
    """One unit that is bought. One that is not ``is_open`` has its price from elsewhere, and takes part in no activity;
    coupons are taken off it all the same."""

    product_id: str
    sku_id: str
    price: Decimal
    is_open: bool = True


class Basket(msgspec.Struct, frozen=True, kw_only=True):
    """What is bought, and how it is delivered: ``method`` and ``inventory`` in the words of shipping discounts,
    ``area`` the name of the state or region. ``decimals`` are the currency's."""

    units: Sequence[BasketUnit]
    decimals: int
    method: str = "STANDARD_SHIPPING"
    inventory: str = "SELF_FULFILLED"
    area: str = ""


class Running(msgspec.Struct, frozen=True):
    """An activity that this buyer may take part in, and its products; ``left`` says of how many units more, by the
    item's product and SKU id, where that is limited."""

    activity: Activity
    items: tuple[Item, ...] = ()
    left: dict[tuple[str, str], int] = {}

    def of_role(self, role: Role) -> set[str]:
        return {item.product_id for item in self.items if item.role is role}


class PassedOver(msgspec.Struct, frozen=True):
    """An offer on a unit that did not set its price, and why."""

    source_id: str
    why: str


class UnitQuote(msgspec.Struct):
    """What is taken off one unit, in this order, and what was passed over."""

    price: Decimal
    taken: list[Taken]
    passed_over: list[PassedOver]

    @property
    def left(self) -> Decimal:
        return self.price - sum((taken.amount for taken in self.taken), ZERO)

    @property
    def seller(self) -> Decimal:
        return sum((taken.seller for taken in self.taken), ZERO)

    @property
    def platform(self) -> Decimal:
        return sum((taken.platform for taken in self.taken), ZERO)


class QuotedGift(msgspec.Struct, frozen=True):
    activity_id: str
    detail: GiftDetail


class QuotedShipping(msgspec.Struct, frozen=True):
    """A seller's discount on shipping, up to ``most``."""

    activity_id: str
    most: Decimal


class Quote(msgspec.Struct):
    """The units in the basket's order, the gifts beside them, and the discount on shipping."""

    units: list[UnitQuote]
    gifts: list[QuotedGift]
    shipping: QuotedShipping | None = None


def quote(basket: Basket, running: Sequence[Running], coupons: Sequence[Coupon] = ()) -> Quote:
    """Price a basket."""
    result = Quote([UnitQuote(unit.price, [], []) for unit in basket.units], [])
    _set_prices(basket, running, result)
    offers = [_within_products(offer, running) for offer in running]
    for offer in offers:
        if offer.activity.discount.bmsm_discount is not None:
            _save_more(basket, offer, result)
    for offer in offers:
        if offer.activity.discount.bxgy_discount is not None:
            _get_more(basket, offer, offer.activity.discount.bxgy_discount, result)
    for offer in running:
        _give(basket, offer, result)
    result.shipping = _best_shipping(basket, running, result)
    for coupon in coupons:
        _use_coupon(basket, coupon, result)
    return result


def _within_products(offer: Running, running: Sequence[Running]) -> Running:
    """An offer on quantity of the whole shop without the products that have such an offer of their own."""
    if offer.activity.level is not Level.SHOP:
        return offer
    own = {
        product_id
        for other in running
        if other.activity.level is Level.PRODUCT and FAMILIES[other.activity.type] == FAMILIES[offer.activity.type]
        for product_id in other.of_role(Role.ON_OFFER)
    }
    left_out = tuple(Item(product_id=product_id, role=Role.EXCLUDED) for product_id in sorted(own))
    return msgspec.structs.replace(offer, items=(*offer.items, *left_out))


def _rank(activity: Activity) -> int:
    return 0 if activity.is_campaign else 1 if activity.type is ActivityType.FLASHSALE else 2


_RANKS = ("a campaign of the platform", "a flash deal", "a discount")


def deal_price(item: Item, price: Decimal, decimals: int) -> Decimal:
    """What a unit costs by an offer: its own price, or so many per cent less than the usual one."""
    if item.price:
        return rounded(Decimal(item.price), decimals)
    return price - rounded(price * Decimal(item.discount or 0) / 100, decimals)


def _set_prices(basket: Basket, running: Sequence[Running], result: Quote) -> None:
    """Give each unit the price of the first offer by rank that has units left and is below the usual price."""
    left = {(offer.activity.activity_id, *key): number for offer in running for key, number in offer.left.items()}
    for unit, quoted in zip(basket.units, result.units, strict=True):
        winner: Activity | None = None
        for offer, item in _offers_on(unit, running):
            activity = offer.activity
            key = (activity.activity_id, item.product_id, item.sku_id)
            deal = max(deal_price(item, unit.price, basket.decimals), ZERO)
            if winner is not None:
                why = f"{_RANKS[_rank(winner)]} ({winner.title}) comes first"
            elif left.get(key, 1) < 1:
                why = "its quantity or this buyer's limit is used up"
            elif deal >= unit.price:
                why = "its price is not below the usual one"
            else:
                winner = activity
                if key in left:
                    left[key] -= 1
                quoted.taken.append(_taken(activity, unit.price - deal, basket.decimals))
                continue
            quoted.passed_over.append(PassedOver(activity.activity_id, why))


def _offers_on(unit: BasketUnit, running: Sequence[Running]) -> list[tuple[Running, Item]]:
    offers = [
        (offer, item)
        for offer in running
        if offer.activity.sets_prices and unit.is_open
        for item in offer.items
        if item.role is Role.ON_OFFER and item.covers(unit.product_id, unit.sku_id)
    ]
    return sorted(offers, key=lambda pair: (_rank(pair[0].activity), pair[0].activity.activity_id))


def _taken(activity: Activity, off: Decimal, decimals: int) -> Taken:
    platform = rounded(off * activity.platform_share / 100, decimals)
    return Taken(activity.activity_id, str(activity.type), off - platform, platform)


def _places(basket: Basket, offer: Running) -> list[int]:
    """The units that an activity on whole products or the shop applies to, by their places in the basket."""
    if offer.activity.level is Level.SHOP:
        excluded = offer.of_role(Role.EXCLUDED)
        return [place for place, unit in enumerate(basket.units) if unit.is_open and unit.product_id not in excluded]
    listed = offer.of_role(Role.ON_OFFER)
    return [place for place, unit in enumerate(basket.units) if unit.is_open and unit.product_id in listed]


def _benefiting(basket: Basket, offer: Running, places: list[int]) -> list[int]:
    """The units that cost less: those of the activity's benefit products, or, where it has none, its own."""
    benefits = offer.of_role(Role.BENEFIT)
    if not benefits:
        return places
    return [place for place, unit in enumerate(basket.units) if unit.is_open and unit.product_id in benefits]


def _sum(result: Quote, places: Iterable[int]) -> Decimal:
    return sum((result.units[place].left for place in places), ZERO)


def _save_more(basket: Basket, offer: Running, result: Quote) -> None:
    """Take the discount of the highest tier that the basket reaches."""
    places = _places(basket, offer)
    amount = _sum(result, places)
    bmsm = offer.activity.discount.bmsm_discount
    reached: BmsmTier | None = None
    for tier in bmsm.details if bmsm else ():
        if places and is_reached(tier.threshold_type, tier.threshold_value, len(places), amount):
            reached = tier
    if reached is None:
        return
    targets, value = _benefiting(basket, offer, places), Decimal(reached.value)
    if reached.type == "PERCENTAGE_OFF":
        offs = [rounded(result.units[place].left * value / 100, basket.decimals) for place in targets]
    else:
        offs = _shares(value, [result.units[place].left for place in targets], basket.decimals)
    for place, off in zip(targets, offs, strict=True):
        _take(result.units[place], _taken(offer.activity, min(off, result.units[place].left), basket.decimals))


def _shares(amount: Decimal, prices: Sequence[Decimal], decimals: int) -> list[Decimal]:
    """An amount off, shared by price; never more than the prices come to."""
    whole = sum(prices, ZERO)
    return share(min(rounded(amount, decimals), whole), prices, decimals) if whole else [ZERO] * len(prices)


def _take(quoted: UnitQuote, taken: Taken) -> None:
    if taken.amount:
        quoted.taken.append(taken)


def _get_more(basket: Basket, offer: Running, terms: BxgyDiscount, result: Quote) -> None:
    """Let the cheapest units that may benefit cost less, as many as the others pay for."""
    places = _places(basket, offer)
    candidates = sorted(_benefiting(basket, offer, places), key=lambda place: (result.units[place].left, place))
    each_time = int(terms.benefit_max_applicable_quantity)
    most = each_time * int(terms.benefit_max_applicable_times or len(candidates))
    for number in range(min(len(candidates), most), 0, -1):
        chosen = candidates[:number]
        paying = [place for place in places if place not in chosen]
        times = -(-number // each_time)
        quantity, amount = len(paying) // times, _sum(result, paying) / times
        if paying and is_reached(terms.threshold_type, terms.threshold_value, quantity, amount):
            for place in chosen:
                _take(result.units[place], _bxgy_off(offer.activity, terms, result.units[place].left, basket.decimals))
            return


def _bxgy_off(activity: Activity, terms: BxgyDiscount, price: Decimal, decimals: int) -> Taken:
    value = Decimal(terms.discount_value or 0)
    if terms.discount_type == "FREE":
        off = price
    elif terms.discount_type == "PERCENTAGE_OFF":
        off = rounded(price * value / 100, decimals)
    else:
        off = min(rounded(value, decimals), price)
    return _taken(activity, off, decimals)


def _give(basket: Basket, offer: Running, result: Quote) -> None:
    """Add the gifts of the highest tier that the basket reaches."""
    gift_discount = offer.activity.discount.gift_discount
    places = _places(basket, offer) if gift_discount else []
    if gift_discount is None or not places:
        return
    amount = _sum(result, places)
    reached = [
        tier
        for tier in gift_discount.gift_infos
        if is_reached(tier.threshold_type, tier.threshold_value, len(places), amount)
    ]
    for detail in reached[-1].gift_details if reached else ():
        left = offer.left.get((detail.product_id, detail.sku_id), int(detail.total_claim_limit))
        if left > 0:
            result.gifts.append(QuotedGift(offer.activity.activity_id, detail))


def _best_shipping(basket: Basket, running: Sequence[Running], result: Quote) -> QuotedShipping | None:
    """The discount on shipping that takes the most off."""
    offers = [_shipping(basket, offer, result) for offer in running]
    return max((offer for offer in offers if offer), key=lambda offer: offer.most, default=None)


def _shipping(basket: Basket, offer: Running, result: Quote) -> QuotedShipping | None:
    """What an activity takes off shipping, where it applies to every unit of the basket and to its delivery."""
    terms = offer.activity.discount.shipping_discount
    if terms is None or not all(unit.is_open for unit in basket.units):
        return None
    places = _places(basket, offer)
    is_there = (
        len(places) == len(basket.units)
        and terms.shipping_method in {"ALL_SHIPPING_METHOD", basket.method}
        and terms.inventory_type in {"ALL", basket.inventory}
        and (
            terms.area_scope.type == "WHOLE"
            or basket.area.casefold() in {area.casefold() for area in terms.area_scope.specific_areas}
        )
    )
    if not is_there or not is_reached(terms.threshold_type, terms.threshold_value, len(places), _sum(result, places)):
        return None
    most = ALL_SHIPPING if terms.type == "FREE_SHIPPING" else rounded(Decimal(terms.value), basket.decimals)
    return QuotedShipping(offer.activity.activity_id, most)


def coupon_places(basket: Basket, coupon: Coupon) -> list[int]:
    """The units that a coupon applies to."""
    return [
        place
        for place, unit in enumerate(basket.units)
        if not coupon.product_ids or unit.product_id in coupon.product_ids
    ]


def _use_coupon(basket: Basket, coupon: Coupon, result: Quote) -> None:
    """Take a coupon's discount off the units that it applies to, where they come to what it asks."""
    places = coupon_places(basket, coupon)
    prices = [result.units[place].left for place in places]
    whole = sum(prices, ZERO)
    if whole < Decimal(coupon.min_spend or 0):
        return
    if coupon.percentage:
        off = rounded(whole * coupon.percentage / 100, basket.decimals)
        off = min(off, Decimal(coupon.max_discount)) if coupon.max_discount else off
    else:
        off = Decimal(coupon.amount)
    for place, part in zip(places, _shares(off, prices, basket.decimals), strict=True):
        seller, platform = (ZERO, part) if coupon.is_platform else (part, ZERO)
        _take(result.units[place], Taken(coupon.coupon_id, "COUPON", seller, platform))
