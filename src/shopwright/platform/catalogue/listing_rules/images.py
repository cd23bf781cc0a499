"""Images and the video: those of the product, of its description and its size chart.

Sizes: docs/reference/catalogue.md#limits. Images of variants stand in ``variants``, those of certificates in
``certificates``. TikTok also limits aspect ratios (12052305, 12052524) without saying to what: ``MOST_RATIO`` is
invented. It limits the space of a description's images (12052342) too, which is not checked.
"""

from __future__ import annotations

from collections.abc import Iterator

from shopwright.platform.catalogue.listing import Listing

from . import errors as codes
from .context import ListingContext, UploadedImage
from .html import read
from .problem import Problem, problem
from .uploads import print_uris, uploaded

MAIN_IMAGES = 9
MAIN_SIDE = (300, 4000)
MOST_RATIO = 3
DESCRIPTION_IMAGES = 30
DESCRIPTION_SIDE = 4000
SIZE_CHART_SIDE = 1024
FORMATS = frozenset(("JPG", "JPEG", "MPO", "PNG", "WEBP", "HEIC", "HEIF", "BMP"))


def main_images(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052028 none, 12052306 too many, 12052300 not uploaded, 12052301 small, 12052302 big, 12052305 proportions,
    12052304 format."""
    if not listing.main_images and not ctx.is_draft:
        yield problem(codes.MAIN_IMAGE_MISSING, "main_images")
    if len(listing.main_images) > MAIN_IMAGES:
        yield problem(codes.MAIN_IMAGES_TOO_MANY, "main_images", count=len(listing.main_images), most=MAIN_IMAGES)
    least, most = MAIN_SIDE
    for index, image in enumerate(listing.main_images):
        field, uploaded_image = f"main_images[{index}].uri", ctx.images.get(image.uri)
        if uploaded_image is None:
            yield problem(codes.MAIN_IMAGE_URI, field, uri=image.uri)
            continue
        facts: dict[str, object] = {"uri": image.uri, "width": uploaded_image.width, "height": uploaded_image.height}
        if min(uploaded_image.width, uploaded_image.height) < least:
            yield problem(codes.MAIN_IMAGE_TOO_SMALL, field, least=least, **facts)
        if max(uploaded_image.width, uploaded_image.height) > most:
            yield problem(codes.MAIN_IMAGE_TOO_BIG, field, most=most, **facts)
        if is_too_long(uploaded_image):
            yield problem(codes.MAIN_IMAGE_ASPECT, field, most=MOST_RATIO, **facts)
        if uploaded_image.format.upper() not in FORMATS:
            yield problem(codes.MAIN_IMAGE_FORMAT, field, uri=image.uri, format=uploaded_image.format)


def is_too_long(image: UploadedImage) -> bool:
    """Whether one side is more than ``MOST_RATIO`` times the other."""
    return max(image.width, image.height) > MOST_RATIO * min(image.width, image.height)


def description_html(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052344 to 12052352 for the HTML, 12052056 too many images, 12052340 foreign, 12052341 size, 12052343 format."""
    document = read(listing.description)
    yield from document.problems
    if len(document.images) > DESCRIPTION_IMAGES:
        count = len(document.images)
        yield problem(codes.DESCRIPTION_TOO_MANY_IMAGES, "description", count=count, most=DESCRIPTION_IMAGES)
    for image in document.images:
        uploaded_image = uploaded(image.src, ctx.images)
        if image.src and uploaded_image is None:
            yield problem(codes.DESCRIPTION_IMAGE_FOREIGN, "description", src=image.src)
        sides = [image.width, image.height, *((uploaded_image.width, uploaded_image.height) if uploaded_image else ())]
        if any(side is not None and not 0 < side < DESCRIPTION_SIDE for side in sides):
            facts = {"width": image.width, "height": image.height, "most": DESCRIPTION_SIDE}
            yield problem(codes.DESCRIPTION_IMAGE_SIZE, "description", **facts)
        if uploaded_image and uploaded_image.format.upper() not in FORMATS:
            yield problem(codes.DESCRIPTION_IMAGE_FORMAT, "description", format=uploaded_image.format)


def video(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052360 for a video that was not uploaded."""
    if listing.video:
        uploaded_file = ctx.files.get(listing.video.id)
        if uploaded_file is None or uploaded_file.kind != "VIDEO":
            yield problem(codes.VIDEO_UNKNOWN, "video.id", id=listing.video.id)


def print_on_demand(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052722 for a picture to print on that was not uploaded."""
    for uri in sorted(print_uris(listing.pod_info)):
        if uri not in ctx.images:
            yield problem(codes.IMAGE_NOT_UPLOADED_HERE, "pod_info", uri=uri)


def size_chart(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052673 required, 12052128 unknown template, 12052670 image not uploaded, 12052671 image too small.

    A template wins over an image. Where the category takes no chart, one is cleared with a warning instead.
    """
    facts = ctx.facts(listing)
    rule, chart = facts.rules.size_chart if facts else None, listing.size_chart
    if chart is None or (chart.template is None and chart.image is None):
        if rule and rule.is_required and not ctx.is_draft:
            yield problem(codes.SIZE_CHART_MISSING, "size_chart")
        return
    if rule and not rule.is_supported:
        return
    if chart.template is not None:
        if chart.template.id not in ctx.size_chart_ids:
            yield problem(codes.SIZE_CHART_UNKNOWN, "size_chart.template.id", id=chart.template.id)
    elif chart.image is not None:
        uploaded_image = ctx.images.get(chart.image.uri)
        if uploaded_image is None:
            yield problem(codes.SIZE_CHART_IMAGE_URI, "size_chart.image.uri", uri=chart.image.uri)
        elif min(uploaded_image.width, uploaded_image.height) < SIZE_CHART_SIDE:
            sides = {"width": uploaded_image.width, "height": uploaded_image.height, "least": SIZE_CHART_SIDE}
            yield problem(codes.SIZE_CHART_IMAGE_SIZE, "size_chart.image.uri", uri=chart.image.uri, **sides)
