"""The picture of a product in cancellations and returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call

if TYPE_CHECKING:
    from shopwright.contract.types.replies_return_refund import SizedImageUrl

#: What live replies say of every picture, whatever it measures (docs/reference/returns.md#form).
SIDE = 200


def shown_image(call: Call, uri: str) -> SizedImageUrl:
    """The picture with its address, width and height."""
    return {"url": call.services.media_url(uri), "width": SIDE, "height": SIDE}
