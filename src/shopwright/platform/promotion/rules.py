"""What an activity may be: its title, times and offer, checked by value."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from shopwright.platform.core.calendar import LAST_SECOND
from shopwright.platform.core.money import decimal

from .activity import LEVELS, Activity, ActivityType, Level
from .errors import (
    BEGIN_FROZEN,
    BEGINS_IN_THE_PAST,
    BUYER_LIMIT_FROZEN,
    DISCOUNT_OVER_THRESHOLD,
    DISCOUNT_TYPE_FROZEN,
    FLASH_TOO_LONG,
    GIFT_IN_SEVERAL_TIERS,
    GIFT_QUOTA_SHRINKS,
    GIFT_REPEATED,
    GIFT_SKU_MISSING,
    GIFT_SKU_NOT_A_NUMBER,
    GIFTS_PER_TIER,
    INVENTORY_TYPE_WRONG,
    LEVEL_FROZEN,
    LEVEL_WRONG,
    PARAMETER_WRONG,
    THRESHOLD_WRONG,
    THRESHOLDS_FROZEN,
    TIERS_FROZEN,
    TIERS_WRONG,
    TIMES_WRONG,
    TITLE_EMPTY,
    TITLE_TOO_LONG,
    TOO_LONG,
    TOO_SHORT,
    UNDER_THRESHOLD,
    VALUE_WRONG,
)
from .limits import LONG_TITLE, LONGEST_FLASH_SECONDS, SHORT_TITLE, SHORTEST_SECONDS, limits
from .terms import BmsmDiscount, BxgyDiscount, Discount, GiftDiscount, ShippingDiscount

#: The field of ``discount`` that a type needs; it takes no other.
OFFER_OF = {
    ActivityType.SHIPPING_DISCOUNT: "shipping_discount",
    ActivityType.BUY_MORE_SAVE_MORE: "bmsm_discount",
    ActivityType.GIFT_WITH_PURCHASE: "gift_discount",
    ActivityType.BUY_X_GET_Y: "bxgy_discount",
}

#: What the period of an activity is refused with, and its title besides.
TIME_CODES = (BEGINS_IN_THE_PAST, TOO_SHORT, TOO_LONG, FLASH_TOO_LONG, TIMES_WRONG)
PERIOD_CODES = (TITLE_EMPTY, TITLE_TOO_LONG, *TIME_CODES)

_QUANTITY = "MINIMAL_ITEM_QUANTITY"


def check_title(kind: ActivityType, title: str) -> None:
    """17029003 for none, 17029002 for one that is too long for the type."""
    if not title.strip():
        raise TITLE_EMPTY()
    most = SHORT_TITLE if kind in {ActivityType.FLASHSALE, ActivityType.SHIPPING_DISCOUNT} else LONG_TITLE
    if len(title) > most:
        raise TITLE_TOO_LONG(length=len(title), most=most)


def check_level(kind: ActivityType, level: Level) -> None:
    if level not in LEVELS[kind]:
        raise LEVEL_WRONG(type=kind, level=level)


def check_times(kind: ActivityType, begin: int, end: int, now: int, *, has_begun: bool = False) -> None:
    """The period of an activity with an end, in unix seconds; ``has_begun``: its begin may lie in the past."""
    if not 0 < begin < LAST_SECOND or not 0 < end < LAST_SECOND:
        raise TIMES_WRONG(reason="both are needed, before the year 10000")
    if end <= begin:
        raise TIMES_WRONG(reason="it would end before it begins")
    if not has_begun and begin <= now:
        raise BEGINS_IN_THE_PAST()
    if end <= now:
        raise TIMES_WRONG(reason="it would have ended already")
    if end - begin < SHORTEST_SECONDS:
        raise TOO_SHORT(seconds=end - begin)
    if kind is ActivityType.FLASHSALE and end - begin > LONGEST_FLASH_SECONDS:
        raise FLASH_TOO_LONG()
    if end - begin > limits().longest_days * 86_400:
        raise TOO_LONG(days=limits().longest_days)


def check_offer(kind: ActivityType, level: Level, discount: Discount, gift_tiers: int, decimals: int) -> None:
    """What the activity offers as a whole; types that set prices offer nothing of the kind."""
    wanted = OFFER_OF.get(kind)
    for name in discount.__struct_fields__:
        has_it = getattr(discount, name) is not None
        if has_it is not (name == wanted):
            verb = "takes no" if has_it else "needs"
            raise PARAMETER_WRONG(reason=f"an activity of the type {kind} {verb} discount.{name}.")
    if discount.shipping_discount is not None:
        _check_shipping(level, discount.shipping_discount, decimals)
    if discount.bmsm_discount is not None:
        _check_bmsm(discount.bmsm_discount, decimals)
    if discount.gift_discount is not None:
        _check_gifts(discount.gift_discount, gift_tiers, decimals)
    if discount.bxgy_discount is not None:
        _check_bxgy(discount.bxgy_discount, decimals)


def _check_shipping(level: Level, terms: ShippingDiscount, decimals: int) -> None:
    has_threshold = terms.threshold_type != "NO_THRESHOLD"
    if has_threshold:
        if level is not Level.SHOP:
            raise THRESHOLD_WRONG(threshold=terms.threshold_value, reason="only the level SHOP takes one")
        _threshold(terms.threshold_type, terms.threshold_value, decimals)
    if terms.type not in {"FREE_SHIPPING", "DISCOUNT_SHIPPING_FEE"}:
        raise PARAMETER_WRONG(reason=f"shipping_discount.type is not {terms.type[:40]}.")
    if terms.type == "DISCOUNT_SHIPPING_FEE":
        _amount(terms.value, decimals)
    elif terms.value not in {"", "0"}:
        raise VALUE_WRONG(value=terms.value[:40], reason="free shipping takes none")
    if terms.shipping_method not in {"STANDARD_SHIPPING", "EXPRESS_SHIPPING", "ALL_SHIPPING_METHOD"}:
        raise PARAMETER_WRONG(reason=f"shipping_method is not {terms.shipping_method[:40]}.")
    if terms.inventory_type not in {"SELF_FULFILLED", "FULFILLED_BY_TIKTOK", "ALL"}:
        raise PARAMETER_WRONG(reason=f"inventory_type is not {terms.inventory_type[:40]}.")
    if terms.inventory_type != "SELF_FULFILLED" and (level is not Level.SHOP or has_threshold):
        raise INVENTORY_TYPE_WRONG(inventory_type=terms.inventory_type)
    scope = terms.area_scope
    if scope.type not in {"WHOLE", "SPECIFIC_AREAS"} or (scope.type == "SPECIFIC_AREAS") is not bool(
        scope.specific_areas
    ):
        raise PARAMETER_WRONG(reason="area_scope is WHOLE, or SPECIFIC_AREAS with specific_areas.")


def _check_bmsm(bmsm: BmsmDiscount, decimals: int) -> None:
    tiers = bmsm.details
    _check_tiers([tier.tier for tier in tiers], 2)
    if len({(tier.threshold_type, tier.type) for tier in tiers}) > 1:
        raise PARAMETER_WRONG(reason="threshold_type and type are the same in all tiers.")
    last = (Decimal(0), Decimal(0))
    for tier in tiers:
        threshold = _threshold(tier.threshold_type, tier.threshold_value, decimals)
        is_percent = tier.type == "PERCENTAGE_OFF"
        value = _percent(tier.value) if is_percent else _amount(tier.value, decimals)
        if not is_percent and tier.threshold_type != _QUANTITY and value > threshold:
            raise DISCOUNT_OVER_THRESHOLD(value=tier.value, threshold=tier.threshold_value)
        if threshold <= last[0] or value <= last[1]:
            raise UNDER_THRESHOLD(tier=tier.tier)
        last = threshold, value


def _check_gifts(gifts: GiftDiscount, most_tiers: int, decimals: int) -> None:
    if gifts.gift_receiving_type != "ALL_RECEIVE":
        raise PARAMETER_WRONG(reason="gift_receiving_type is ALL_RECEIVE.")
    tiers = gifts.gift_infos
    _check_tiers([tier.tier for tier in tiers], most_tiers)
    if len({tier.threshold_type for tier in tiers}) > 1:
        raise PARAMETER_WRONG(reason="threshold_type is the same in all tiers.")
    last, known = Decimal(0), set[str]()
    for tier in tiers:
        threshold = _threshold(tier.threshold_type, tier.threshold_value, decimals)
        if threshold <= last:
            raise UNDER_THRESHOLD(tier=tier.tier)
        last = threshold
        ids = [detail.sku_id for detail in tier.gift_details]
        if not 1 <= len(ids) <= limits().gifts_per_tier:
            raise GIFTS_PER_TIER(count=len(ids), most=limits().gifts_per_tier)
        for detail in tier.gift_details:
            if not detail.sku_id:
                raise GIFT_SKU_MISSING()
            if not (detail.sku_id.isascii() and detail.sku_id.isdigit()):
                raise GIFT_SKU_NOT_A_NUMBER(sku_id=detail.sku_id[:40])
            _whole(detail.total_claim_limit, 99_999, "total_claim_limit")
        if len(set(ids)) < len(ids):
            raise GIFT_REPEATED(sku_id=next(each for each in ids if ids.count(each) > 1))
        for sku_id in known.intersection(ids):
            raise GIFT_IN_SEVERAL_TIERS(sku_id=sku_id)
        known.update(ids)


def _check_bxgy(terms: BxgyDiscount, decimals: int) -> None:
    threshold = _threshold(terms.threshold_type, terms.threshold_value, decimals)
    if terms.threshold_type == _QUANTITY and threshold > 10:
        raise THRESHOLD_WRONG(threshold=terms.threshold_value, reason="10 units are the most")
    if terms.discount_type == "PERCENTAGE_OFF":
        _percent(terms.discount_value)
    elif terms.discount_type == "AMOUNT_OFF_EACH":
        _amount(terms.discount_value, decimals)
    _whole(terms.benefit_max_applicable_quantity, 20, "benefit_max_applicable_quantity")
    if terms.benefit_max_applicable_times is not None:
        _whole(terms.benefit_max_applicable_times, 50, "benefit_max_applicable_times")


def _check_tiers(numbers: Sequence[int], most: int) -> None:
    if not 1 <= len(numbers) <= most or list(numbers) != list(range(1, len(numbers) + 1)):
        raise TIERS_WRONG(count=len(numbers), most=most)


def _threshold(kind: str, value: str, decimals: int) -> Decimal:
    number = decimal(value)
    if number is None or not number:
        raise THRESHOLD_WRONG(threshold=value[:40], reason="it is no positive number")
    if kind == _QUANTITY and (number != int(number) or "." in value):
        raise THRESHOLD_WRONG(threshold=value, reason="a number of units is whole")
    if kind != _QUANTITY and _decimals(value) > max(decimals, 0):
        raise THRESHOLD_WRONG(threshold=value, reason=f"the currency has {decimals} decimals")
    return number


def _decimals(value: str) -> int:
    """How many decimals a number needs; closing zeros are no need."""
    return len(value.partition(".")[2].rstrip("0"))


def _amount(value: str, decimals: int) -> Decimal:
    number = decimal(value)
    if number is None or not number or _decimals(value) > decimals:
        raise VALUE_WRONG(value=value[:40], reason=f"it is no positive amount with up to {decimals} decimals")
    return number


def _percent(value: str) -> Decimal:
    if not (value.isascii() and value.isdigit()) or not 1 <= int(value[:6]) <= 100:
        raise VALUE_WRONG(value=value[:40], reason="it is no whole number of per cent")
    return Decimal(value)


def _whole(value: str, most: int, name: str) -> int:
    if not (value.isascii() and value.isdigit()) or not 1 <= int(value[:6]) <= most:
        raise PARAMETER_WRONG(reason=f"{name} is a whole number of 1 to {most}, not {value[:40]}.")
    return int(value)


def check_frozen(old: Activity, new: Activity) -> None:
    """What a running activity keeps: its begin, and, for offers on quantity and gifts, what buyers were promised."""
    if new.begin != old.begin or new.is_indefinite is not old.is_indefinite:
        raise BEGIN_FROZEN(what="begin_time")
    if new.level is not old.level:
        raise LEVEL_FROZEN()
    if OFFER_OF.get(old.type) in {None, "shipping_discount"}:
        return
    if (new.once_per_buyer, new.user_type) != (old.once_per_buyer, old.user_type):
        raise BUYER_LIMIT_FROZEN()
    before, after = _promises(old.discount), _promises(new.discount)
    if len(before) != len(after):
        raise TIERS_FROZEN()
    for (kinds, threshold), (new_kinds, new_threshold) in zip(before, after, strict=True):
        if kinds != new_kinds:
            raise DISCOUNT_TYPE_FROZEN()
        if Decimal(threshold) != Decimal(new_threshold):
            raise THRESHOLDS_FROZEN()
    quotas = {detail.sku_id: int(detail.total_claim_limit) for detail in new.discount.gifts}
    for detail in old.discount.gifts:
        if quotas.get(detail.sku_id, 0) < int(detail.total_claim_limit):
            raise GIFT_QUOTA_SHRINKS(sku_id=detail.sku_id)


def _promises(discount: Discount) -> list[tuple[tuple[str, ...], str]]:
    """Of each tier, the types of threshold and discount, and the threshold."""
    if discount.bmsm_discount is not None:
        return [((tier.threshold_type, tier.type), tier.threshold_value) for tier in discount.bmsm_discount.details]
    if discount.gift_discount is not None:
        return [((tier.threshold_type,), tier.threshold_value) for tier in discount.gift_discount.gift_infos]
    bxgy = discount.bxgy_discount
    return [((bxgy.threshold_type, bxgy.discount_type), bxgy.threshold_value)] if bxgy else []
