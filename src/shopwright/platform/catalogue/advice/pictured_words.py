"""The words of pictures that the platform knows."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.platform.catalogue.listing_rules.errors import IMAGE_NOT_UPLOADED_HERE
from shopwright.platform.core.call import Call
from shopwright.platform.media.contents import known_drawing
from shopwright.platform.media.store import IMAGE, Media, MediaRecords


def seller_images(call: Call, uris: Sequence[str]) -> list[Media]:
    """The seller's uploads of these URIs; 12052722 for one that is none."""
    known = call.tx[MediaRecords].some(uris)
    for uri in uris:
        media = known.get(uri)
        if media is None or media.kind != IMAGE or media.account_id != call.account.account_id:
            raise IMAGE_NOT_UPLOADED_HERE(uri=uri[:200])
    return [known[uri] for uri in uris]


def pictured_words(call: Call, uris: Sequence[str]) -> str:
    """What is written on the seller's uploads, as far as the platform drew them."""
    drawings = [known_drawing(call.services, media) for media in seller_images(call, uris)]
    return " ".join(f"{drawing.title} {drawing.variant}" for drawing in drawings if drawing is not None)
