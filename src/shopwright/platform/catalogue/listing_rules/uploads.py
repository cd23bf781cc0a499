"""The uploads that a listing names, so that only those are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from shopwright.platform.catalogue.listing import Listing

from .context import UploadedImage
from .html import read


def image_uris(listing: Listing) -> set[str]:
    """Every URI that the listing names, and every part of its description's image URLs that may be one."""
    uris = {image.uri for image in listing.main_images}
    for sku in listing.skus:
        for attribute in sku.sales_attributes or ():
            if attribute.sku_img:
                uris.add(attribute.sku_img.uri)
            uris.update(image.uri for image in attribute.supplementary_sku_images or ())
    for certification in listing.certifications or ():
        uris.update(image.uri for image in certification.images or ())
    if listing.size_chart and listing.size_chart.image:
        uris.add(listing.size_chart.image.uri)
    uris |= print_uris(listing.pod_info)
    if "<img" in listing.description.lower():  # most have none, and need not be read for that
        for description_image in read(listing.description).images:
            uris.update(candidate_uris(description_image.src))
    return uris


def print_uris(value: object) -> set[str]:
    """The URIs anywhere in what print on demand says."""
    if isinstance(value, list):
        return {uri for item in value for uri in print_uris(item)}
    if not isinstance(value, dict):
        return set()
    own = {str(value["uri"])} if "uri" in value else set()
    return own | {uri for item in value.values() for uri in print_uris(item)}


def file_ids(listing: Listing) -> set[str]:
    """The ids of the video and of the certificates' documents."""
    ids = {file.id for certification in listing.certifications or () for file in certification.files or ()}
    return ids | {listing.video.id} if listing.video else ids


def candidate_uris(src: str) -> Iterator[str]:
    """What of an image's URL may be the URI of an upload: its path without rendition and query, and each tail of it."""
    path = src.partition("?")[0].partition("#")[0].partition("~")[0]
    if "//" in path:
        path = path.partition("//")[2].partition("/")[2]
    while path:
        yield path
        stem, dot, ending = path.rpartition(".")
        if dot and "/" not in ending:
            yield stem
        path = path.partition("/")[2]


def uploaded(src: str, images: Mapping[str, UploadedImage]) -> UploadedImage | None:
    """The upload that an image's URL shows."""
    return next((images[uri] for uri in candidate_uris(src) if uri in images), None)
