"""Diagnoses as replies show them: findings by field, with suggestions of words, texts and images."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from shopwright.platform.catalogue.listing import Listing
from shopwright.platform.catalogue.picture_tasks.white_images import white_uri
from shopwright.platform.core.call import Call
from shopwright.platform.market.regions import region
from shopwright.platform.media.store import Media, MediaRecords

from .advised_products import brand_name, words_for
from .diagnosis_rules import FIELDS, Sides, diagnose, tier_of
from .words_rules import suggested_description, suggested_title

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        Diagnosis,
        DiagnosisSuggestionImage,
        ListingQuality,
        Suggestion,
    )


class DiagnosisPresenter:
    """Shows what could be better about some listings of one shop; uploads and words are read once for all of them.

    ``fields`` are those with suggestions.
    """

    def __init__(
        self, call: Call, listings: Sequence[Listing], *, fields: Collection[str] = ("TITLE", "DESCRIPTION", "IMAGE")
    ) -> None:
        self._call, self._fields = call, fields
        self._media = call.tx[MediaRecords].some(image.uri for listing in listings for image in listing.main_images)
        self._made = call.tx[MediaRecords].some(white_uri(media) for media in self._media.values())
        words = words_for(call.tx, call.shop, listings)
        self._words = {id(listing): of_listing for listing, of_listing in zip(listings, words, strict=True)}
        sides = {uri: Sides(media.doc.width, media.doc.height) for uri, media in self._media.items()}
        self._findings = {id(listing): diagnose(listing, call.shop.region, sides) for listing in listings}

    def quality(self, listing: Listing) -> ListingQuality:
        """The tier that the listing is in, and how many findings keep it there."""
        findings = self._findings[id(listing)]
        return {"current_tier": tier_of(findings), "remaining_recommendations": len(findings)}

    def diagnoses(self, listing: Listing) -> list[Diagnosis]:
        """The findings of each field that has some."""
        rows: list[Diagnosis] = []
        for field in FIELDS:
            results = [finding for finding in self._findings[id(listing)] if finding.field == field]
            if not results:
                continue
            row: Diagnosis = {
                "field": field,
                "diagnosis_results": [
                    {"code": finding.code, "how_to_solve": finding.how_to_solve, "quality_tier": finding.tier}
                    for finding in results
                ],
            }
            if field in self._fields:
                row["suggestion"] = self._suggestion(field, listing)
            rows.append(row)
        return rows

    def _suggestion(self, field: str, listing: Listing) -> Suggestion:
        words, brand = self._words[id(listing)], brand_name(self._call.tx, self._call.shop, listing)
        if field == "IMAGE":
            medias = [self._media[image.uri] for image in listing.main_images if image.uri in self._media]
            return {"images": [self._image(media) for media in medias]}
        if field == "TITLE":
            title = suggested_title(listing, words, brand, region(self._call.shop.region))
            return {"seo_words": [{"text": word} for word in words], "smart_texts": [{"text": title}]}
        return {"smart_texts": [{"text": suggested_description(listing, words, brand)}]}

    def _image(self, media: Media) -> DiagnosisSuggestionImage:
        """An image and, where it was put on white, that one."""
        made, url = self._made.get(white_uri(media)), self._call.services.media_url
        newest = (made or media).doc
        row: DiagnosisSuggestionImage = {
            "uri": media.media_id,
            "url": url(media.media_id),
            "width": newest.width,
            "height": newest.height,
        }
        if made is not None:
            row["optimized_uri"], row["optimized_url"] = made.media_id, url(made.media_id)
        return row
