"""Reviews as the Partner API's extension shows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from shopwright.platform.buyers.masking import mask_name
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.services import Services
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.masks import mask_style
from shopwright.platform.media.store import Media, MediaRecords

from .review import Removal, Review
from .states import RemovalStatus

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product_review import (
        ProductReviewDetail,
        ProductReviewPicture,
        ProductReviewRemoval,
    )


class Reader(Protocol):
    """Who reads reviews: a call, or an export."""

    @property
    def tx(self) -> Tx: ...
    @property
    def services(self) -> Services: ...
    @property
    def shop(self) -> Shop: ...


def present_reviews(call: Reader, reviews: Iterable[Review]) -> list[ProductReviewDetail]:
    """Reviews with their pictures, which are read at once."""
    page = list(reviews)
    pictures = call.tx[MediaRecords].some(uri for review in page for uri in review.pictures)
    return [_present(call, review, pictures) for review in page]


def _present(call: Reader, review: Review, pictures: dict[str, Media]) -> ProductReviewDetail:
    bought = review.bought
    presented: ProductReviewDetail = {
        "id": review.review_id,
        "order_id": bought.order_id,
        "order_line_item_id": bought.line_id,
        "product_id": bought.product_id,
        "product_name": bought.product_name,
        "sku_id": bought.sku_id,
        "sku_name": bought.sku_name,
        "seller_sku": bought.seller_sku,
        "buyer_user_id": bought.buyer_id,
        "buyer_nickname": mask_name(bought.buyer_nickname, mask_style(call.shop.region)),
        "rating": review.rating,
        "text": review.text,
        "language": review.language,
        "pictures": [_picture(call, pictures[uri]) for uri in review.pictures if uri in pictures],
        "status": review.status.value,
        "tags": review.tags,
        "assignee": review.assignee,
        "create_time": review.created_at // 1000,
        "update_time": review.updated_at // 1000,
        "edit_deadline": review.editable_until // 1000,
    }
    if review.edited_at:
        presented["edit_time"] = review.edited_at // 1000
    if review.reply is not None:
        times = {"create_time": review.reply.created_at // 1000, "update_time": review.reply.updated_at // 1000}
        presented["reply"] = {"text": review.reply.text, **times}  # type: ignore[typeddict-item]
    if review.removal is not None:
        presented["removal"] = _removal(review.removal)
    return presented


def _picture(call: Reader, media: Media) -> ProductReviewPicture:
    return {
        "uri": media.media_id,
        "url": call.services.media_url(media.media_id),
        "width": media.doc.width,
        "height": media.doc.height,
    }


def _removal(removal: Removal) -> ProductReviewRemoval:
    request: ProductReviewRemoval = {
        "reason": removal.reason,
        "comment": removal.comment,
        "status": removal.status.value,
        "request_time": removal.requested_at // 1000,
        "verdict_time": removal.verdict_at // 1000,
    }
    if removal.status is not RemovalStatus.PENDING:
        request["verdict"] = removal.verdict
    return request
