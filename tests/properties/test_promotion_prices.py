"""Promotion arithmetic over random baskets, overlapping activities and coupons; walks through the states."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shopwright.platform.promotion.activity import PRICE_TYPES, Activity, ActivityType, Item, Level, Role
from shopwright.platform.promotion.coupon import Coupon
from shopwright.platform.promotion.quote import Basket, BasketUnit, Quote, Running, quote
from shopwright.platform.promotion.states import (
    LIVE,
    OVER,
    ActivityEvent,
    ActivityStatus,
    CouponStatus,
    next_status,
)
from shopwright.platform.promotion.terms import BmsmDiscount, BmsmTier, BxgyDiscount, Discount

PRODUCTS = ("P1", "P2", "P3")
SKUS = {product: (f"{product}a", f"{product}b") for product in PRODUCTS}

decimals = st.sampled_from([0, 2])


def amount(draw: st.DrawFn, places: int, most: int = 5000) -> Decimal:
    return Decimal(draw(st.integers(1, most))).scaleb(-places)


@st.composite
def items(draw: st.DrawFn, places: int, kind: ActivityType, level: Level) -> tuple[Item, ...]:
    chosen = draw(st.lists(st.sampled_from(PRODUCTS), min_size=1, unique=True))
    made = []
    for product in chosen:
        offers = (
            [""] if level is Level.PRODUCT else draw(st.lists(st.sampled_from(SKUS[product]), min_size=1, unique=True))
        )
        for sku in offers:
            by_price = kind is not ActivityType.DIRECT_DISCOUNT
            price = str(amount(draw, places)) if by_price else ""
            made.append(
                Item(
                    product_id=product,
                    sku_id=sku,
                    price=price,
                    discount="" if by_price else str(draw(st.integers(1, 99))),
                )
            )
    return tuple(made)


@st.composite
def price_offers(draw: st.DrawFn, places: int, number: int) -> Running:
    kind = draw(st.sampled_from(sorted(PRICE_TYPES)))
    level = draw(st.sampled_from([Level.PRODUCT, Level.VARIATION]))
    is_campaign = draw(st.booleans())
    made = draw(items(places, kind, level))
    left = {(item.product_id, item.sku_id): draw(st.integers(0, 3)) for item in made if draw(st.booleans())}
    share = draw(st.integers(0, 100)) if is_campaign else 0
    return Running(_activity(number, kind, level, Discount(), is_campaign=is_campaign, share=share), made, left)


def _activity(
    number: int, kind: ActivityType, level: Level, discount: Discount, *, is_campaign: bool = False, share: int = 0
) -> Activity:
    return Activity(
        activity_id=f"A{number:02}",
        title=f"Activity {number}",
        type=kind,
        level=level,
        status=ActivityStatus.ONGOING,
        begin=1,
        end=2,
        created_at=1,
        updated_at=1,
        discount=discount,
        is_campaign=is_campaign,
        platform_share=share,
    )


@st.composite
def offers_on_quantity(draw: st.DrawFn, places: int) -> Running:
    threshold = draw(st.sampled_from(["MINIMAL_ITEM_QUANTITY", "MINIMAL_ORDER_AMOUNT"]))
    least = str(draw(st.integers(1, 4))) if threshold == "MINIMAL_ITEM_QUANTITY" else str(amount(draw, places))
    if draw(st.booleans()):
        kind = draw(st.sampled_from(["PERCENTAGE_OFF", "AMOUNT_OFF"]))
        value = str(draw(st.integers(1, 100))) if kind == "PERCENTAGE_OFF" else str(amount(draw, places))
        tier = BmsmTier(tier=1, threshold_type=threshold, threshold_value=least, type=kind, value=value)
        discount, activity_type = Discount(bmsm_discount=BmsmDiscount((tier,))), ActivityType.BUY_MORE_SAVE_MORE
    else:
        kind = draw(st.sampled_from(["FREE", "PERCENTAGE_OFF", "AMOUNT_OFF_EACH"]))
        value = str(draw(st.integers(1, 100))) if kind != "AMOUNT_OFF_EACH" else str(amount(draw, places))
        terms = BxgyDiscount(
            threshold_type=threshold,
            threshold_value=least,
            discount_type=kind,
            discount_value=value,
            benefit_max_applicable_quantity=str(draw(st.integers(1, 3))),
            benefit_max_applicable_times=draw(st.sampled_from([None, "1", "2"])),
        )
        discount, activity_type = Discount(bxgy_discount=terms), ActivityType.BUY_X_GET_Y
    level = draw(st.sampled_from([Level.PRODUCT, Level.SHOP]))
    role = Role.ON_OFFER if level is Level.PRODUCT else draw(st.sampled_from([Role.EXCLUDED, Role.BENEFIT]))
    members = tuple(Item(product_id=product, role=role) for product in draw(st.sets(st.sampled_from(PRODUCTS))))
    return Running(_activity(99, activity_type, level, discount), members)


@st.composite
def coupons(draw: st.DrawFn, places: int, number: int) -> Coupon:
    by_percent = draw(st.booleans())
    return Coupon(
        coupon_id=f"C{number}",
        title="Coupon",
        status=CouponStatus.ONGOING,
        created_at=1,
        updated_at=1,
        claim_from=1,
        claim_until=2,
        use_from=1,
        use_until=2,
        is_platform=draw(st.booleans()),
        percentage=draw(st.integers(1, 100)) if by_percent else 0,
        amount="" if by_percent else str(amount(draw, places)),
        max_discount=str(amount(draw, places)) if by_percent and draw(st.booleans()) else "",
        min_spend=str(amount(draw, places)) if draw(st.booleans()) else "",
        product_ids=tuple(sorted(draw(st.sets(st.sampled_from(PRODUCTS))))),
    )


@st.composite
def purchases(draw: st.DrawFn) -> tuple[Basket, list[Running], list[Coupon]]:
    places = draw(decimals)
    units = []
    for _ in range(draw(st.integers(1, 8))):
        product = draw(st.sampled_from(PRODUCTS))
        sku = draw(st.sampled_from(SKUS[product]))
        units.append(BasketUnit(product, sku, amount(draw, places), is_open=draw(st.integers(0, 5)) > 0))
    running = [draw(price_offers(places, number)) for number in range(draw(st.integers(0, 4)))]
    running += [draw(offers_on_quantity(places)) for _ in range(draw(st.integers(0, 1)))]
    made = [draw(coupons(places, number)) for number in range(draw(st.integers(0, 3)))]
    return Basket(units=units, decimals=places), running, made


@given(purchases())
def test_nothing_costs_less_than_zero_and_each_coin_is_paid_by_somebody(
    purchase: tuple[Basket, list[Running], list[Coupon]],
) -> None:
    basket, running, used = purchase
    result = quote(basket, running, used)
    coin = Decimal(1).scaleb(-basket.decimals)
    for unit, quoted in zip(basket.units, result.units, strict=True):
        assert 0 <= quoted.left <= unit.price
        assert quoted.left + quoted.seller + quoted.platform == unit.price
        for taken in quoted.taken:
            assert taken.seller >= 0
            assert taken.platform >= 0
            assert taken.seller % coin == 0
            assert taken.platform % coin == 0


@given(purchases())
def test_the_platform_pays_for_its_coupons_and_its_share_of_campaigns_alone(
    purchase: tuple[Basket, list[Running], list[Coupon]],
) -> None:
    basket, running, used = purchase
    shares = {offer.activity.activity_id: offer.activity.platform_share for offer in running}
    of_platform = {coupon.coupon_id for coupon in used if coupon.is_platform}
    for quoted in quote(basket, running, used).units:
        for taken in quoted.taken:
            if taken.type == "COUPON":
                assert (taken.seller == 0) is (taken.source_id in of_platform)
            else:
                exact = taken.amount * shares[taken.source_id] / 100
                assert abs(taken.platform - exact) <= Decimal(1).scaleb(-basket.decimals) / 2


@given(purchases())
def test_one_offer_sets_a_price_the_first_by_rank_that_has_units_left_and_is_lower(
    purchase: tuple[Basket, list[Running], list[Coupon]],
) -> None:
    basket, running, used = purchase
    ranks = {offer.activity.activity_id: rank(offer.activity) for offer in running}
    for unit, quoted in zip(basket.units, quote(basket, running, used).units, strict=True):
        setters = [taken for taken in quoted.taken if taken.type in PRICE_TYPES]
        assert len(setters) <= (1 if unit.is_open else 0)
        for passed in quoted.passed_over:
            if "comes first" in passed.why:
                assert ranks[setters[0].source_id] <= ranks[passed.source_id]


def rank(activity: Activity) -> int:
    return 0 if activity.is_campaign else 1 if activity.type is ActivityType.FLASHSALE else 2


@given(purchases())
def test_no_quota_is_exceeded(purchase: tuple[Basket, list[Running], list[Coupon]]) -> None:
    basket, running, used = purchase
    sold = sold_by(basket, running, quote(basket, running, used))
    for offer in running:
        for (product, sku), left in offer.left.items():
            assert sold[offer.activity.activity_id, product, sku] <= left


def sold_by(basket: Basket, running: list[Running], result: Quote) -> Counter[tuple[str, str, str]]:
    """Units that took an offer of each item."""
    sold: Counter[tuple[str, str, str]] = Counter()
    for unit, quoted in zip(basket.units, result.units, strict=True):
        for taken in quoted.taken:
            offer = next((offer for offer in running if offer.activity.activity_id == taken.source_id), None)
            if offer is not None and offer.activity.sets_prices:
                item = next(item for item in offer.items if item.covers(unit.product_id, unit.sku_id))
                sold[taken.source_id, item.product_id, item.sku_id] += 1
    return sold


@given(purchases())
def test_a_coupon_takes_no_more_than_it_says_and_nothing_off_other_products(
    purchase: tuple[Basket, list[Running], list[Coupon]],
) -> None:
    basket, running, used = purchase
    result = quote(basket, running, used)
    for coupon in used:
        off = Decimal(0)
        for unit, quoted in zip(basket.units, result.units, strict=True):
            mine = sum((taken.amount for taken in quoted.taken if taken.source_id == coupon.coupon_id), Decimal(0))
            assert not mine or not coupon.product_ids or unit.product_id in coupon.product_ids
            off += mine
        most = coupon.amount or coupon.max_discount
        assert not most or off <= Decimal(most)


@given(purchases())
def test_a_coupon_more_never_makes_a_basket_dearer(purchase: tuple[Basket, list[Running], list[Coupon]]) -> None:
    basket, running, used = purchase
    with_all = sum(unit.left for unit in quote(basket, running, used).units)
    without = sum(unit.left for unit in quote(basket, running, used[:-1]).units)
    assert with_all <= without


@given(st.lists(st.sampled_from(list(ActivityEvent)), max_size=12))
def test_walks_stay_in_the_table_and_nothing_is_live_again_but_by_a_republication(events: list[ActivityEvent]) -> None:
    status = ActivityStatus.NOT_START
    for event in events:
        after = next_status(status, event)
        if status in OVER:
            assert after is None
        if after is None:
            continue
        if status not in LIVE and after in LIVE:
            assert event is ActivityEvent.REPUBLISH
        if event is ActivityEvent.BEGIN:
            assert (status, after) == (ActivityStatus.NOT_START, ActivityStatus.ONGOING)
        status = after
