"""Every write about products."""

from __future__ import annotations

import hashlib
import io
import struct
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from PIL import Image, UnidentifiedImageError

from shopwright.hub.access.models import Workspace

from .models import Picture, Product, ProductPicture, Variant

#: Pixels of the longest side that a picture is kept with, and bytes that one may have.
LONGEST_SIDE = 3000
MOST_BYTES = 10 << 20
#: A small file may unpack to a picture that fills the memory.
MOST_PIXELS = 50_000_000
#: What reading a broken picture ends with, by the kind of its fault.
_UNREADABLE = (
    UnidentifiedImageError, OSError, ValueError, SyntaxError, LookupError, TypeError, ArithmeticError, struct.error,
)  # fmt: skip
_KINDS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}

InUse = Callable[[Collection[int]], set[int]]
_askers: list[InUse] = []
Changed = Callable[[Collection[int]], None]
_when_changed: list[Changed] = []


class CatalogError(Exception):
    """What cannot be in the catalogue; ``field`` says where, the text why and what to do."""

    def __init__(self, message: str, field_name: str = "") -> None:
        super().__init__(message)
        self.message, self.field_name = message, field_name


@dataclass(frozen=True, slots=True)
class VariantDraft:
    """A variant as somebody wants it. ``tells_cost``: an empty cost is none; else it stays as it is."""

    sku: str
    options: Sequence[tuple[str, str]] = ()
    price: Decimal | None = None
    currency: str = ""
    gtin: str = ""
    cost: Decimal | None = None
    tells_cost: bool = False


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """A product as somebody wants it: ``facts`` are fields of the product by name."""

    title: str
    variants: Sequence[VariantDraft]
    facts: Mapping[str, object] = field(default_factory=dict)


def when_changed(handler: Changed) -> None:
    """Have a function called with the ids of variants that were written, in the same transaction."""
    _when_changed.append(handler)


def announce_changed(variant_ids: Collection[int]) -> None:
    """Tell those who follow the catalogue which variants were written."""
    for handler in _when_changed:
        handler(variant_ids)


def when_asked_for_use(handler: InUse) -> None:
    """Have a function asked which of some variants something depends on, before they are removed."""
    _askers.append(handler)


def variants_in_use(variant_ids: Collection[int]) -> set[int]:
    """Those of the variants that other apps depend on: stocked, sold or listed."""
    return set().union(*(ask(variant_ids) for ask in _askers)) if variant_ids else set()


def create_product(workspace: Workspace, draft: ProductDraft) -> Product:
    """A product with its variants. Raises CatalogError for a SKU that another product has, or that comes twice."""
    _check(workspace, draft, None)
    try:
        with transaction.atomic():
            product = Product.objects.create(workspace=workspace, title=draft.title.strip(), **draft.facts)
            made = Variant.objects.bulk_create(
                _variant(product, item, number) for number, item in enumerate(draft.variants)
            )
            announce_changed([variant.pk for variant in made])
    except IntegrityError as error:
        raise CatalogError("One of the SKUs was taken at this moment. Look it up and try again.", "sku") from error
    return product


def update_product(product: Product, draft: ProductDraft) -> None:
    """Make a product what the draft says: variants are matched by SKU, new ones added, others stay as they are.

    A cost that the draft does not name stays. Raises CatalogError for a SKU that another product has.
    """
    _check(product.workspace, draft, product)
    try:
        with transaction.atomic():
            # What the draft does not tell of stays as it is by now, whoever changed it since the product was read.
            Product.objects.select_for_update().get(pk=product.pk)
            product.title = draft.title.strip()
            for name, value in draft.facts.items():
                setattr(product, name, value)
            product.save(update_fields=["title", *draft.facts, "updated_at"])
            announce_changed([_write_variant(product, item, place) for place, item in enumerate(draft.variants)])
    except IntegrityError as error:
        raise CatalogError("One of the SKUs was taken at this moment. Look it up and try again.", "sku") from error


def rename_sku(variant: Variant, sku: str) -> None:
    """Give a variant another SKU; its stock, orders and listings stay with it. Raises CatalogError for a taken one."""
    sku = sku.strip()
    _check_taken(variant.workspace, [sku], variant.product)
    if variant.product.variants.exclude(pk=variant.pk).filter(sku=sku).exists():
        raise CatalogError(f"Another variant of {variant.product.title} is {sku} already. Choose another SKU.", "sku")
    try:
        with transaction.atomic():
            Variant.objects.filter(pk=variant.pk).update(sku=sku)
            announce_changed([variant.pk])
    except IntegrityError as error:
        raise CatalogError(f"{sku} was taken at this moment. Choose another SKU.", "sku") from error


def _write_variant(product: Product, draft: VariantDraft, position: int) -> int:
    variant = _variant(product, draft, position)
    known = Variant.objects.select_for_update().filter(product=product, sku=variant.sku).first()
    if known is not None:
        variant.pk = known.pk
        variant.cost = draft.cost if draft.tells_cost or draft.cost is not None else known.cost
    variant.save(force_update=known is not None)
    return variant.pk


def _variant(product: Product, draft: VariantDraft, position: int) -> Variant:
    return Variant(
        workspace_id=product.workspace_id,
        product=product,
        sku=draft.sku.strip(),
        options=[list(pair) for pair in draft.options],
        price=draft.price,
        currency=draft.currency,
        gtin=draft.gtin,
        cost=draft.cost,
        position=position,
    )


def _check(workspace: Workspace, draft: ProductDraft, product: Product | None) -> None:
    if not draft.title.strip():
        raise CatalogError("A product needs a title.", "title")
    skus = [variant.sku.strip() for variant in draft.variants]
    if not skus or not all(skus):
        raise CatalogError("Each variant needs a SKU, and a product at least one variant.", "sku")
    if twice := {sku for sku in skus if skus.count(sku) > 1}:
        raise CatalogError(f"{', '.join(sorted(twice))} comes twice. Each variant has a SKU of its own.", "sku")
    _check_taken(workspace, skus, product)


def _check_taken(workspace: Workspace, skus: Sequence[str], product: Product | None) -> None:
    taken = Variant.objects.filter(workspace=workspace, sku__in=skus)
    if product is not None:
        taken = taken.exclude(product=product)
    if first := taken.select_related("product").first():
        raise CatalogError(f"{first.sku} belongs to {first.product.title} already. Choose another SKU.", "sku")


class Origin(NamedTuple):
    """Where a picture came from: its address, and the import that named it."""

    address: str = ""
    import_run: int | None = None


UNKNOWN = Origin()


def add_picture(
    product: Product, content: bytes, variant: Variant | None = None, origin: Origin = UNKNOWN
) -> ProductPicture:
    """Keep a picture of a product. Raises CatalogError for a file that is no picture, or too large.

    One that was there before keeps its import, and learns an address.
    """
    picture = keep_picture(product.workspace, content)
    existing = ProductPicture.objects.filter(product=product, variant=variant, picture=picture).first()
    if existing is None:
        place = product.pictures.count()
        return ProductPicture.objects.create(
            product=product, variant=variant, picture=picture, position=place, **origin._asdict()
        )
    if origin.address and not existing.address:
        existing.address = origin.address
        existing.save(update_fields=["address"])
    return existing


def move_picture(product: Product, item_id: int, places: int) -> None:
    """Put a picture of a product so many places further down, or up where that is below 0; it stops at the ends."""
    with transaction.atomic():
        Product.objects.select_for_update().get(pk=product.pk)
        items = list(product.pictures.all())
        place = next((number for number, item in enumerate(items) if item.pk == item_id), None)
        if place is None:
            return
        items.insert(max(0, place + places), items.pop(place))
        for number, item in enumerate(items):
            item.position = number
        ProductPicture.objects.bulk_update(items, ["position"])
        product.save(update_fields=["updated_at"])


def keep_picture(workspace: Workspace, content: bytes) -> Picture:
    """The picture of a file, by what is in it and not by its name; the same file is kept once."""
    if len(content) > MOST_BYTES:
        raise CatalogError("The picture is larger than 10 MB. Save it smaller and send it again.", "picture")
    try:
        with Image.open(io.BytesIO(content)) as image:
            kind = image.format or ""
            if kind not in _KINDS:
                raise CatalogError("Pictures are JPEG, PNG or WebP.", "picture")
            if image.width * image.height > MOST_PIXELS:
                raise CatalogError("The picture has more than 50 million pixels. Save it smaller.", "picture")
            image.load()
            if max(image.size) > LONGEST_SIDE:
                image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                file = io.BytesIO()
                image.save(file, kind)
                content = file.getvalue()
            width, height = image.size
    except (*_UNREADABLE, Image.DecompressionBombError) as error:
        raise CatalogError("This file is no picture that can be read.", "picture") from error
    digest = hashlib.sha256(content).hexdigest()
    known = Picture.objects.filter(workspace=workspace, sha256=digest).first()
    if known is not None:
        return known
    picture = Picture(workspace=workspace, sha256=digest, media_type=_KINDS[kind], width=width, height=height)
    picture.file.save(f"{workspace.pk}-{digest}.{kind.lower()}", ContentFile(content), save=False)
    picture.save()
    return picture
