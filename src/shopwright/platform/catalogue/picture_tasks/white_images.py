"""Images put on white: each is made once, and has the same URI ever after."""

from __future__ import annotations

from shopwright.platform.catalogue.errors import URI_NOT_FROM_UPLOAD_OLD
from shopwright.platform.core.call import Call
from shopwright.platform.media.contents import contents_of
from shopwright.platform.media.errors import IMAGE_FORMAT_NOT_PROCESSED
from shopwright.platform.media.images import BrokenImageError, HugeImageError
from shopwright.platform.media.picture_edits import on_white
from shopwright.platform.media.store import Media, MediaDocument
from shopwright.platform.media.uploads import keep_made_image, made_uri

#: The one way in which images are made better.
WHITE_BACKGROUND = "WHITE_BACKGROUND"


def white_uri(media: Media) -> str:
    """The URI of the image on white: its own where it is one that was made so."""
    is_made = media.media_id == made_uri(media.doc.made_from, WHITE_BACKGROUND)
    return media.media_id if is_made else made_uri(media.media_id, WHITE_BACKGROUND)


def make_white(call: Call, media: Media) -> Media:
    """Put an image on white, and keep that.

    12038015 for one that cannot be processed, 12019065 where its file is gone.
    """
    try:
        data, side = on_white(contents_of(call.services, media))
    except (BrokenImageError, HugeImageError) as error:
        raise IMAGE_FORMAT_NOT_PROCESSED() from error
    except FileNotFoundError as error:
        raise URI_NOT_FROM_UPLOAD_OLD(uri=media.media_id) from error
    doc = MediaDocument(format="JPEG", width=side, height=side, use_case=media.doc.use_case, made_from=media.media_id)
    return keep_made_image(call, white_uri(media), data, doc)
