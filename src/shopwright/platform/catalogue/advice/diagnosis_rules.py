"""What could be better about a listing, as it stands. Which findings there are, and from when on, is invented."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.advice_file import advice_numbers
from shopwright.platform.catalogue.category_rules import category_rules
from shopwright.platform.catalogue.listing import Listing

from .words_rules import plain_text

Tier = Literal["FAIR", "GOOD"]

#: The parts of a listing that are looked at, in the order of replies.
FIELDS = ("TITLE", "DESCRIPTION", "IMAGE", "ATTRIBUTE", "SIZE_CHART")


class Sides(msgspec.Struct, frozen=True):
    """The pixels of an upload."""

    width: int
    height: int


class Finding(msgspec.Struct, frozen=True):
    """One thing to mend: ``tier`` is the quality that the listing cannot have as long as it is so."""

    field: str
    code: str
    how_to_solve: str
    tier: Tier


def diagnose(listing: Listing, region: str, images: Mapping[str, Sides]) -> list[Finding]:
    """All findings, in the order of ``FIELDS``; ``images`` are the uploads that the listing names, by URI."""
    return [
        *_title(listing),
        *_description(listing),
        *_images(listing, images),
        *_attributes(listing),
        *_size_chart(listing, region),
    ]


def tier_of(findings: list[Finding]) -> str:
    """POOR with findings that keep it from FAIR, FAIR with others, GOOD with none."""
    tiers = {finding.tier for finding in findings}
    return "POOR" if "FAIR" in tiers else "FAIR" if tiers else "GOOD"


def _title(listing: Listing) -> Iterator[Finding]:
    least, title = advice_numbers().diagnosis.title_good, listing.title.strip()
    if len(title) < least:
        how = f"Say in at least {least} characters what the product is; it has {len(title)}."
        yield Finding("TITLE", "TITLE_TOO_SHORT", how, "GOOD")
    if title.isupper():
        yield Finding("TITLE", "TITLE_IN_CAPITALS", "Write the title in small letters.", "FAIR")


def _description(listing: Listing) -> Iterator[Finding]:
    numbers, length = advice_numbers().diagnosis, len(plain_text(listing.description))
    if length < numbers.description_good:
        tier: Tier = "FAIR" if length < numbers.description_fair else "GOOD"
        least = numbers.description_fair if tier == "FAIR" else numbers.description_good
        how = f"Describe the product in at least {least} characters; there are {length}."
        yield Finding("DESCRIPTION", "DESCRIPTION_TOO_SHORT", how, tier)
    if "<img" not in listing.description.lower():
        how = "Show the product in the description too: uploadProductImage with the use case DESCRIPTION_IMAGE."
        yield Finding("DESCRIPTION", "DESCRIPTION_WITHOUT_IMAGE", how, "GOOD")


def _images(listing: Listing, images: Mapping[str, Sides]) -> Iterator[Finding]:
    numbers, count = advice_numbers().diagnosis, len(listing.main_images)
    if count < numbers.images_good:
        tier: Tier = "FAIR" if count < numbers.images_fair else "GOOD"
        least = numbers.images_fair if tier == "FAIR" else numbers.images_good
        yield Finding(
            "IMAGE", "IMAGE_TOO_FEW", f"Show the product in at least {least} main images; it has {count}.", tier
        )
    sides = [images[image.uri] for image in listing.main_images if image.uri in images]
    small = sum(min(side.width, side.height) < numbers.image_side for side in sides)
    if small:
        how = f"Use images with at least {numbers.image_side} pixels on each side; {small} have fewer."
        yield Finding("IMAGE", "IMAGE_TOO_SMALL", how, "FAIR")
    oblong = sum(side.width != side.height for side in sides)
    if oblong:
        how = f"Use square images, for example of optimizeImages; {oblong} are not."
        yield Finding("IMAGE", "IMAGE_NOT_SQUARE", how, "GOOD")


def _attributes(listing: Listing) -> Iterator[Finding]:
    stated = {attribute.id for attribute in listing.product_attributes or () if attribute.values}
    known = [used for used in taxonomy.attributes(listing.category_id, listing.tree) if used.type == "PRODUCT_PROPERTY"]
    missing = [used.name for used in known if used.is_required and used.id not in stated]
    if missing:
        how = f"State what the category requires: {', '.join(missing)}."
        yield Finding("ATTRIBUTE", "ATTRIBUTE_REQUIRED_MISSING", how, "FAIR")
    wanted = min(advice_numbers().diagnosis.attributes_good, len(known))
    if len(stated) < wanted:
        open_names = [used.name for used in known if used.id not in stated][:3]
        how = f"State at least {wanted} attributes, such as {', '.join(open_names)}."
        yield Finding("ATTRIBUTE", "ATTRIBUTE_TOO_FEW", how, "GOOD")


def _size_chart(listing: Listing, region: str) -> Iterator[Finding]:
    rules = category_rules(listing.category_id, region, listing.tree)
    if rules and rules.size_chart.is_supported and listing.size_chart is None:
        tier: Tier = "FAIR" if rules.size_chart.is_required else "GOOD"
        how = "Add a size chart: buyers of this category look for their size."
        yield Finding("SIZE_CHART", "SIZE_CHART_MISSING", how, tier)
