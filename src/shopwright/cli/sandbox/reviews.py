"""``shopwright review``: what buyers write, what the platform decides, and what sellers do about it."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from cyclopts.validators import Number

from shopwright.cli.connection import Connection, Limit, ShopOption, shop_of
from shopwright.cli.control import Control, in_path
from shopwright.cli.output import print_rows, print_view
from shopwright.cli.refusal import RefusedError
from shopwright.cli.sandbox.choices import words_of

if TYPE_CHECKING:
    from shopwright.client.shop import Shop

ReviewId = Annotated[str, Parameter(help="The review's id.")]
Rating = Annotated[int, Parameter(help="1 to 5 stars.", validator=Number(gte=1, lte=5))]
Text = Annotated[str | None, Parameter(help="What the buyer says.")]
Language = Annotated[str | None, Parameter(help="The text's language, such as de; the market's unless named.")]
Pictures = Annotated[list[Path] | None, Parameter(name="--picture", help="A picture's file; may be repeated.")]


def list_reviews(*, connection: Connection | None = None, shop: ShopOption = None, limit: Limit = 20) -> int:
    """List a shop's reviews, the newest first.

    For example:
        shopwright review
        shopwright review list --limit 0 --json
    """
    platform = connection or Connection()
    control = platform.open()
    rows = control.rows("reviews", "reviews", limit, shop_id=shop_of(control, shop)["shop_id"])
    print_rows(rows, "review_id rating language text status tags assignee reply", as_json=platform.as_json)
    return 0


def show(review_id: ReviewId, *, connection: Connection | None = None) -> int:
    """Show a review.

    For example:
        shopwright review show 7690000000000000001
    """
    platform = connection or Connection()
    print_view(platform.open().get(f"reviews/{in_path(review_id)}"), as_json=platform.as_json)
    return 0


def write(
    order_id: Annotated[str, Parameter(help="An order that has arrived.")],
    rating: Rating,
    text: Text = None,
    *,
    connection: Connection | None = None,
    line_id: Annotated[str | None, Parameter(help="A line of it; the first without a review unless named.")] = None,
    language: Language = None,
    pictures: Pictures = None,
) -> int:
    """The buyer reviews a line of an order.

    For example:
        shopwright review write 576460752303423489 4 "Larkmere: solid, and early."
        shopwright review write 576460752303423489 1 "Broken." --picture broken.jpg
    """
    platform = connection or Connection()
    body = {
        "order_id": order_id,
        "rating": rating,
        "line_id": line_id,
        "text": text,
        "language": language,
        "pictures": _encoded(pictures),
    }
    body = {name: value for name, value in body.items() if value is not None}
    print_view(platform.open().post("reviews", body), as_json=platform.as_json)
    return 0


def edit(
    review_id: ReviewId,
    *,
    connection: Connection | None = None,
    rating: Rating | None = None,
    text: Text = None,
    language: Language = None,
    pictures: Pictures = None,
) -> int:
    """The buyer changes a review; what is not named stays.

    For example:
        shopwright review edit 7690000000000000001 --rating 5 --text "They sent a new one."
    """
    platform = connection or Connection()
    body = {"rating": rating, "text": text, "language": language, "pictures": _encoded(pictures)}
    body = {name: value for name, value in body.items() if value is not None}
    print_view(platform.open().post(f"reviews/{in_path(review_id)}", body), as_json=platform.as_json)
    return 0


def judge(
    review_id: ReviewId,
    *,
    connection: Connection | None = None,
    accept: Annotated[bool | None, Parameter(help="The verdict; the rule of the reason decides unless named.")] = None,
) -> int:
    """The platform decides a request to remove a review, at once.

    For example:
        shopwright review judge 7690000000000000001
        shopwright review judge 7690000000000000001 --no-accept
    """
    platform = connection or Connection()
    body = {} if accept is None else {"accepts": accept}
    print_view(platform.open().post(f"reviews/{in_path(review_id)}/verdict", body), as_json=platform.as_json)
    return 0


def reply(
    review_id: ReviewId,
    text: Annotated[str, Parameter(help="The answer; it replaces one that is there.")],
    *,
    connection: Connection | None = None,
) -> int:
    """The seller answers a review.

    For example:
        shopwright review reply 7690000000000000001 "Sorry: a new one is on its way."
    """
    platform = connection or Connection()
    control = platform.open()
    review = control.get(f"reviews/{in_path(review_id)}")
    with _seller(control, review) as client:
        reviews = client.product_review
        answer = reviews.edit_product_review_reply if review["reply"] else reviews.reply_to_product_review
        print_view(answer(review_id, text=text)["review"], as_json=platform.as_json)
    return 0


def tag(
    review_id: ReviewId,
    *tags: Annotated[str, Parameter(help="Tags to add.")],
    connection: Connection | None = None,
    remove: Annotated[str | None, Parameter(help="Tags to take away, joined by commas.")] = None,
) -> int:
    """The seller tags a review.

    For example:
        shopwright review tag 7690000000000000001 late packaging
        shopwright review tag 7690000000000000001 sorted --remove late,packaging
    """
    gone = words_of(remove) or []
    if not (tags or gone):
        raise RefusedError("no tag is named", "name one or more after the review's id, or --remove some")
    platform = connection or Connection()
    control = platform.open()
    with _seller(control, control.get(f"reviews/{in_path(review_id)}")) as client:
        reviews = client.product_review
        answers = [
            *([reviews.add_product_review_tags(review_id, tags=list(tags))] if tags else []),
            *([reviews.remove_product_review_tags(review_id, tags=gone)] if gone else []),
        ]
    print_view(answers[-1]["review"], as_json=platform.as_json)
    return 0


def summary(
    *,
    connection: Connection | None = None,
    shop: ShopOption = None,
    product_id: Annotated[str | None, Parameter(help="Of this product; of the whole shop unless named.")] = None,
) -> int:
    """Show count, average, histogram, reply rate and median time to reply.

    For example:
        shopwright review summary
        shopwright review summary --product-id 1729382256910270000 --json
    """
    from shopwright.cli.seller import seller_client

    platform = connection or Connection()
    control = platform.open()
    with seller_client(control, shop_of(control, shop)) as client:
        figures = client.product_review.get_product_review_summary(product_id=product_id)
    print_view(figures, as_json=platform.as_json)
    return 0


def _seller(control: Control, review: dict[str, Any]) -> Shop:
    """A client in the name of the review's seller."""
    from shopwright.cli.seller import seller_client

    return seller_client(control, shop_of(control, review["shop_id"]))


def _encoded(pictures: list[Path] | None) -> list[str] | None:
    """The files in base64."""
    if pictures is None:
        return None
    try:
        return [base64.b64encode(path.read_bytes()).decode() for path in pictures]
    except OSError as error:
        raise RefusedError(f"a picture cannot be read: {error}", "name a picture's file") from error
