"""Sales attributes: what tells the SKUs of a product apart.

Rules (docs/reference/catalogue.md#limits): up to three kinds, the same on every SKU, each combination once, a name of
20 and a value of 50 characters, optional with one SKU, images on one kind only and then on all its values. Whether an
id or a name is given, the id wins. ``VALUES`` is invented; TikTok limits the values of a kind without saying to what.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from shopwright.platform.catalogue.listing import ImageRef, Listing, SalesAttribute

from . import errors as listing_errors
from . import sku_errors as codes
from .context import CategoryFacts, ListingContext, choices
from .images import FORMATS, MOST_RATIO, is_too_long
from .problem import Problem, problem
from .text import is_chinese, oddity

KINDS = 3
VALUES = 100
NAME_LENGTH = 20
VALUE_LENGTH = 50


class Key(NamedTuple):
    """A sales attribute so spelled that equal ones are equal: an id where one is known, else a folded name."""

    kind: str
    value: str


def keys(listing: Listing, facts: CategoryFacts | None = None) -> list[list[Key]]:
    """For each SKU the keys of its sales attributes; empty texts where neither id nor name is given.

    A name alone means the attribute that has this name and an id elsewhere in the listing, or in the category: an edit
    may bring back ids on some SKUs and name the same attribute on others. The same holds for values.
    """
    sales_attributes = [pair for sku in listing.skus for pair in sku.sales_attributes or ()]
    kinds = {_folded(pair.name): pair.id for pair in sales_attributes if pair.id and pair.name}
    for id_ in {pair.id for pair in sales_attributes if pair.id}:
        if facts and (category_attribute := facts.attributes.get(id_)):
            kinds.setdefault(_folded(category_attribute.name), id_)
    values: dict[tuple[str, str], str] = {}
    for pair in sales_attributes:
        if pair.value_id and pair.value_name:
            values[_kind(pair, kinds), _folded(pair.value_name)] = pair.value_id
    return [[_key(pair, kinds, values) for pair in sku.sales_attributes or ()] for sku in listing.skus]


def _folded(text: str | None) -> str:
    return (text or "").strip().casefold()


def _kind(pair: SalesAttribute, kinds: Mapping[str, str]) -> str:
    return pair.id or kinds.get(name := _folded(pair.name), name)


def _key(pair: SalesAttribute, kinds: Mapping[str, str], values: Mapping[tuple[str, str], str]) -> Key:
    kind = _kind(pair, kinds)
    if pair.value_id:
        return Key(kind, pair.value_id)
    name = _folded(pair.value_name)
    listed = choices(kind).by_name if kind.isdecimal() else {}
    return Key(kind, values.get((kind, name)) or listed.get(name, name))


def _pairs(listing: Listing, facts: CategoryFacts | None) -> Iterator[tuple[str, SalesAttribute, Key]]:
    """Every sales attribute of every SKU with its path and key."""
    for index, (sku, row) in enumerate(zip(listing.skus, keys(listing, facts), strict=True)):
        for number, (pair, key) in enumerate(zip(sku.sales_attributes or (), row, strict=True)):
            yield f"skus[{index}].sales_attributes[{number}]", pair, key


def combinations(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052550 not the same kinds, 12052559 two SKUs without any, 12052560 a combination twice, 12052525 kinds."""
    if len(listing.skus) <= 1 and not (listing.skus and listing.skus[0].sales_attributes):
        return
    rows = keys(listing, ctx.facts(listing))
    kinds = [frozenset(key.kind for key in row) for row in rows]
    count = len(frozenset().union(*kinds))
    if count > KINDS:
        yield problem(codes.VARIANTS_TOO_MANY_KINDS, "skus", count=count, most=KINDS)
    if sum(not kind for kind in kinds) > 1:
        yield problem(codes.DEFAULT_SKU_TWICE, "skus")
    elif any(kind != kinds[0] for kind in kinds):
        index = next(index for index, kind in enumerate(kinds) if kind != kinds[0])
        yield problem(
            codes.VARIANT_INCOMPLETE, f"skus[{index}].sales_attributes", reason="it differs from the first SKU"
        )
    seen: dict[frozenset[Key], int] = {}
    for index, row in enumerate(rows):
        combination = frozenset(row)
        if combination and seen.setdefault(combination, index) != index:
            pairs = listing.skus[index].sales_attributes or ()
            words = ", ".join(pair.value_name or pair.value_id or "" for pair in pairs)
            yield problem(codes.VARIANT_REPEATED, f"skus[{index}].sales_attributes", combination=words)


def repeated_kinds(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052254 an id and 12052244 a name twice on one SKU."""
    seen: set[tuple[str, str]] = set()
    for field, pair, key in _pairs(listing, ctx.facts(listing)):
        place = field.partition(".")[0], key.kind
        if key.kind and place in seen:
            error = listing_errors.ATTRIBUTE_ID_REPEATED if pair.id else listing_errors.ATTRIBUTE_NAME_REPEATED
            yield problem(error, field, id=pair.id, name=pair.name)
        seen.add(place)


def names(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052241 neither id nor name, 12052527 unknown id, 12052240 own name refused, then how the name is written."""
    facts, seen = ctx.facts(listing), set[str]()
    for field, pair, key in _pairs(listing, facts):
        if key.kind in seen and key.kind:
            continue
        seen.add(key.kind)
        if not key.kind:
            yield problem(listing_errors.ATTRIBUTE_WITHOUT_NAME_OR_ID, field)
        elif pair.id:
            if facts and pair.id not in ctx.generated_ids and facts.sales_attribute(pair.id) is None:
                yield problem(codes.VARIANT_ATTRIBUTE_UNKNOWN, f"{field}.id", id=pair.id)
        elif key.kind == _folded(pair.name):
            yield from _own_name((pair.name or "").strip(), f"{field}.name", facts, ctx)


def _own_name(name: str, field: str, facts: CategoryFacts | None, ctx: ListingContext) -> Iterator[Problem]:
    """12052240 refused, 12052242 too long, 12052243 Chinese, 12052933 characters."""
    if facts and not facts.policy.allows_custom_sales_attributes:
        yield problem(listing_errors.ATTRIBUTE_NOT_CUSTOM, field, name=name)
    if len(name) > NAME_LENGTH:
        yield problem(listing_errors.ATTRIBUTE_NAME_TOO_LONG, field)
    if is_chinese(name, ctx.region):
        yield problem(listing_errors.ATTRIBUTE_NAME_CHINESE, field)
    if what := oddity(name):
        yield problem(codes.VARIANT_NAME_CHARACTERS, field, name=name, what=what)


def values(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052248 none, 12052529 unknown id, 12052526 too many, then how a value of the seller's own is written."""
    facts, seen = ctx.facts(listing), dict[str, set[str]]()
    for field, pair, key in _pairs(listing, facts):
        known = seen.setdefault(key.kind, set())
        if key.value in known:
            continue
        known.add(key.value)
        if not key.value:
            yield problem(listing_errors.ATTRIBUTE_WITHOUT_VALUE, field, id=pair.id or pair.name)
        elif pair.value_id:
            if facts and key.value not in ctx.generated_ids and key.value not in choices(key.kind).ids:
                unknown = {"id": pair.id or pair.name, "value_id": pair.value_id}
                yield problem(codes.VALUE_UNKNOWN, f"{field}.value_id", **unknown)
        elif key.value == _folded(pair.value_name):  # neither listed nor given an id before
            yield from _own_value((pair.value_name or "").strip(), pair, field, facts, ctx)
    for kind, known in seen.items():
        if len(known) > VALUES:
            yield problem(codes.VARIANTS_TOO_MANY_VALUES, "skus", name=kind, count=len(known), most=VALUES)


def _own_value(
    value: str, pair: SalesAttribute, field: str, facts: CategoryFacts | None, ctx: ListingContext
) -> Iterator[Problem]:
    """12052240 refused, 12052249 too long, 12052554 Chinese, 12052934 characters."""
    field = f"{field}.value_name"
    category_attribute = facts.sales_attribute(pair.id) if facts and pair.id else None
    if category_attribute and not category_attribute.is_customizable:
        yield problem(listing_errors.ATTRIBUTE_NOT_CUSTOM, field, name=value)
    if len(value) > VALUE_LENGTH:
        lengths = {"length": len(value), "most": VALUE_LENGTH}
        yield problem(listing_errors.ATTRIBUTE_VALUE_TOO_LONG, field, id=pair.id or pair.name, **lengths)
    if is_chinese(value, ctx.region):
        yield problem(codes.VARIANT_NAME_CHINESE, field, name=value)
    if what := oddity(value):
        yield problem(codes.VARIANT_VALUE_CHARACTERS, field, value=value, what=what)


class _Pictured(msgspec.Struct):
    """A kind of sales attribute that has images: its values, and those of them that have one."""

    name: str
    all: dict[str, str]
    with_image: set[str]


def images(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052528 on two kinds, 12052522 not on all values, then each image and the supplementary ones."""
    kinds: dict[str, _Pictured] = {}
    checked: set[str] = set()
    for field, pair, key in _pairs(listing, ctx.facts(listing)):
        kind = kinds.setdefault(key.kind, _Pictured(pair.name or pair.id or "", {}, set()))
        kind.all.setdefault(key.value, pair.value_name or pair.value_id or "")
        if pair.sku_img:
            kind.with_image.add(key.value)
        sku_images = [(f"{field}.sku_img", pair.sku_img)] if pair.sku_img else []
        extra = pair.supplementary_sku_images or []
        if extra and ctx.region.supplementary_images:
            yield from _supplementary(len(extra), pair, field, ctx)
            sku_images += [(f"{field}.supplementary_sku_images[{number}]", image) for number, image in enumerate(extra)]
        for path, image in sku_images:
            if image.uri not in checked:
                checked.add(image.uri)
                yield from _image(image, f"{path}.uri", ctx)
    pictured = [kind for kind in kinds.values() if kind.with_image]
    if len(pictured) > 1:
        yield problem(codes.VARIANT_IMAGES_ON_TWO_KINDS, "skus", names=", ".join(kind.name for kind in pictured))
    elif pictured and not ctx.is_draft:
        for value in pictured[0].all.keys() - pictured[0].with_image:
            yield problem(codes.VARIANT_IMAGE_MISSING, "skus", name=pictured[0].name, value=pictured[0].all[value])


def _supplementary(count: int, pair: SalesAttribute, field: str, ctx: ListingContext) -> Iterator[Problem]:
    if count > ctx.region.supplementary_images:
        facts = {"count": count, "most": ctx.region.supplementary_images, "region": ctx.region.code}
        yield problem(codes.SUPPLEMENTARY_TOO_MANY, f"{field}.supplementary_sku_images", **facts)
    if pair.sku_img is None:
        yield problem(codes.SUPPLEMENTARY_WITHOUT_MAIN, f"{field}.supplementary_sku_images")


def _image(image: ImageRef, field: str, ctx: ListingContext) -> Iterator[Problem]:
    uploaded_image = ctx.images.get(image.uri)
    if uploaded_image is None:
        yield problem(codes.VARIANT_IMAGE_URI, field, uri=image.uri)
    elif is_too_long(uploaded_image):
        yield problem(codes.VARIANT_IMAGE_ASPECT, field, uri=image.uri, most=MOST_RATIO)
    elif uploaded_image.format.upper() not in FORMATS:
        yield problem(codes.VARIANT_IMAGE_FORMAT, field, uri=image.uri, format=uploaded_image.format)
