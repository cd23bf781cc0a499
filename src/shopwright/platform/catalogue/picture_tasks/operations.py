"""optimizeImages, createImageTranslationTasks, getImageTranslationTasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from shopwright.platform.catalogue.advice_file import advice_numbers
from shopwright.platform.catalogue.errors import (
    OPTIMISE_MODE_INVALID,
    TOO_MANY_TRANSLATION_TASKS,
    TOO_MANY_URIS,
    TRANSLATION_LANGUAGE_INVALID,
    TRANSLATION_NOT_ELIGIBLE,
    TRANSLATION_QUOTA_USED_UP,
    TRANSLATION_TASK_UNKNOWN,
    URI_NOT_FROM_UPLOAD,
    URI_NOT_FROM_UPLOAD_OLD,
)
from shopwright.platform.catalogue.listing_rules.errors import IMAGE_NOT_UPLOADED_HERE
from shopwright.platform.core.call import Call
from shopwright.platform.core.durations import day_begin_ms
from shopwright.platform.core.registry import operation
from shopwright.platform.market.regions import region
from shopwright.platform.media.contents import known_drawing
from shopwright.platform.media.errors import IMAGE_FORMAT_NOT_PROCESSED
from shopwright.platform.media.store import IMAGE, Media, MediaRecords
from shopwright.wire.ids import IdKind

from .model import LANGUAGES, TranslationTask
from .presenter import task_row
from .store import TranslationTasks
from .timers import plan_translation
from .white_images import WHITE_BACKGROUND, make_white, white_uri

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        CreateImageTranslationTasksResponseData,
        GetImageTranslationTasksResponseData,
        OptimizeImagesResponseData,
        OptimizeImagesResponseDataImage,
    )
    from shopwright.contract.types.requests_product import (
        CreateImageTranslationTasksRequest,
        OptimizeImagesRequest,
        OptimizeImagesRequestImage,
    )

#: How many images one call may name.
MAX_IMAGES = 200

#: How many tasks one call may name.
MAX_TASKS = 20


@operation(
    "optimizeImages",
    raises=(
        IMAGE_FORMAT_NOT_PROCESSED,
        IMAGE_NOT_UPLOADED_HERE,
        OPTIMISE_MODE_INVALID,
        TOO_MANY_URIS,
        URI_NOT_FROM_UPLOAD_OLD,
    ),
    differs="The background is what is of a corner's colour and joined to it. The new image is a square JPEG of 800 to "
    "1,600 pixels. A call processes five images, and the others when it is repeated.",
)
def optimize_images(call: Call, body: OptimizeImagesRequest) -> OptimizeImagesResponseData:
    """Put images on white. IGNORE: that was done before; PROCESSING: it will be done by the next call.

    12038007 for over 200 images, 12019070 for another mode, 12019065 for what is no upload, 12052722 for one of another
    seller, 12038015 for one with too many pixels.
    """
    wanted = body.images or []
    if len(wanted) > MAX_IMAGES:
        raise TOO_MANY_URIS(limit=MAX_IMAGES)
    medias = call.tx[MediaRecords].some(image.uri or "" for image in wanted)
    originals = [_original(call, image, medias) for image in wanted]
    targets = {media.media_id: white_uri(media) for media in originals}
    ready = call.tx[MediaRecords].some(targets.values())
    earlier, left = set(ready), advice_numbers().images.processed_at_once
    rows: list[OptimizeImagesResponseDataImage] = []
    for media in originals:
        uri = targets[media.media_id]
        if uri not in ready and left:
            ready[uri], left = make_white(call, media), left - 1
        rows.append(_row(call, media, ready.get(uri), was_there=uri in earlier))
    return {"images": rows}


def _original(call: Call, image: OptimizeImagesRequestImage, medias: dict[str, Media]) -> Media:
    """The upload that a request names, once the rest of the request is in order."""
    modes = image.optimization_mode or []
    if not modes or set(modes) - {WHITE_BACKGROUND}:
        raise OPTIMISE_MODE_INVALID()
    media = medias.get(image.uri or "")
    if media is None or media.kind != IMAGE:
        raise URI_NOT_FROM_UPLOAD_OLD(uri=(image.uri or "")[:200])
    if media.account_id != call.account.account_id:
        raise IMAGE_NOT_UPLOADED_HERE(uri=media.media_id)
    return media


def _row(call: Call, media: Media, made: Media | None, *, was_there: bool) -> OptimizeImagesResponseDataImage:
    row: OptimizeImagesResponseDataImage = {
        "original_uri": media.media_id,
        "original_url": call.services.media_url(media.media_id),
        "width": (made or media).doc.width,
        "height": (made or media).doc.height,
        "optimize_status": "PROCESSING" if made is None else "IGNORE" if was_there else "SUCCESS",
    }
    if made is not None:
        row["optimized_uri"], row["optimized_url"] = made.media_id, call.services.media_url(made.media_id)
    return row


@operation(
    "createImageTranslationTasks",
    raises=(
        TOO_MANY_TRANSLATION_TASKS,
        TRANSLATION_LANGUAGE_INVALID,
        TRANSLATION_NOT_ELIGIBLE,
        TRANSLATION_QUOTA_USED_UP,
        URI_NOT_FROM_UPLOAD,
    ),
    differs="Only the text of pictures that the platform drew is known. They are lettered word by word in German, "
    "English, Spanish, French and Italian, without accents; other tasks fail, with the reason. A task takes a minute. "
    "Shops of the EU and of GB may have images translated.",
)
def create_image_translation_tasks(
    call: Call, body: CreateImageTranslationTasksRequest
) -> CreateImageTranslationTasksResponseData:
    """Begin a task for each image and language: 20 a call (12038010), 500 a day (12038012). Webhook 46 tells the end.

    12038013 for a market without this service, 12038009 for another language, 12038008 for what the seller did not
    upload.
    """
    _check_eligible(call)
    pairs = [(image.image_uri, language) for image in body.images for language in image.target_languages]
    per_call, per_day = call.operation.limits["perCall"], call.operation.limits["perDay"]
    if len(pairs) > per_call:
        raise TOO_MANY_TRANSLATION_TASKS(limit=per_call)
    if any(language not in LANGUAGES for _, language in pairs):
        raise TRANSLATION_LANGUAGE_INVALID()
    shop_id, now = call.shop.shop_id, call.tx.now_ms()
    call.tx.hold(f"translations {shop_id}")  # so that two calls at once cannot both be the last
    if call.tx[TranslationTasks].count_since(shop_id, day_begin_ms(now)) + len(pairs) > per_day:
        raise TRANSLATION_QUOTA_USED_UP(limit=per_day)
    medias = call.tx[MediaRecords].some(image.image_uri for image in body.images)
    tasks = [_task(call, medias.get(uri), uri, language) for uri, language in dict.fromkeys(pairs)]
    call.tx[TranslationTasks].add_many(shop_id, tasks)
    for task in tasks:
        plan_translation(call.tx, shop_id, task)
    return {
        "translation_tasks": [
            {"image_uri": task.image_uri, "target_language": task.language, "id": task.task_id} for task in tasks
        ]
    }


def _check_eligible(call: Call) -> None:
    if region(call.shop.region).market_group not in advice_numbers().translation.market_groups:
        raise TRANSLATION_NOT_ELIGIBLE()


def _task(call: Call, media: Media | None, uri: str, language: str) -> TranslationTask:
    if media is None or media.kind != IMAGE or media.account_id != call.account.account_id:
        raise URI_NOT_FROM_UPLOAD(uri=uri[:200])
    try:
        drawing = known_drawing(call.services, media)
    except FileNotFoundError as error:
        raise URI_NOT_FROM_UPLOAD(uri=uri[:200]) from error
    return TranslationTask(
        task_id=call.tx.new_id(IdKind.TRANSLATION_TASK),
        account_id=call.account.account_id,
        image_uri=media.media_id,
        image_url=call.services.media_url(media.media_id),
        language=language,
        created_at=call.tx.now_ms(),
        drawing=drawing,
    )


@operation(
    "getImageTranslationTasks",
    raises=(TOO_MANY_TRANSLATION_TASKS, TRANSLATION_NOT_ELIGIBLE, TRANSLATION_TASK_UNKNOWN),
    differs="Without ids it answers the shop's newest 20 tasks.",
)
def get_image_translation_tasks(call: Call) -> GetImageTranslationTasksResponseData:
    """What became of tasks: 12038010 for over 20 ids, 12038011 for one that the shop does not have."""
    _check_eligible(call)
    asked = call.query.get("translation_task_ids")
    ids = list(dict.fromkeys(asked)) if isinstance(asked, list) else []
    if len(ids) > MAX_TASKS:
        raise TOO_MANY_TRANSLATION_TASKS(limit=MAX_TASKS)
    tasks = call.tx[TranslationTasks]
    if not ids:
        listed = tasks.newest(call.shop.shop_id, MAX_TASKS)
    else:
        known = tasks.some(call.shop.shop_id, ids)
        for task_id in ids:
            if task_id not in known:
                raise TRANSLATION_TASK_UNKNOWN(task_id=task_id[:40])
        listed = [known[task_id] for task_id in ids]
    rows = {"translation_tasks": [task_row(task) for task in listed]}
    return cast("GetImageTranslationTasksResponseData", rows)
