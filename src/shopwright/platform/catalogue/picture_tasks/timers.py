"""Translation tasks end on the clock."""

from __future__ import annotations

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.advice_file import advice_numbers
from shopwright.platform.clock.scheduler import declare, due, plan
from shopwright.platform.clock.store import DueAction
from shopwright.platform.database.transaction import Tx
from shopwright.platform.media.drawings.picture_words import NoKnownWordError, UnknownLanguageError, in_language
from shopwright.platform.media.store import IMAGE, Media, MediaDocument, MediaRecords
from shopwright.platform.media.uploads import new_uri
from shopwright.platform.webhooks.emit import emit

from .model import TaskStatus, TranslationTask
from .presenter import task_row
from .store import TranslationTasks

#: Name of the due action that ends a task.
IMAGE_TRANSLATION = declare("image_translation")

#: The side of a drawn picture in pixels.
_SIDE = 800


def plan_translation(tx: Tx, shop_id: str, task: TranslationTask) -> None:
    """Have a new task end after a while."""
    due_ms = task.created_at + advice_numbers().translation.seconds * 1000
    plan(tx, IMAGE_TRANSLATION, f"{shop_id}:{task.task_id}", shop_id, due_ms)


@due(IMAGE_TRANSLATION)
def end_translation(tx: Tx, action: DueAction) -> None:
    """Letter the picture anew, or say why that cannot be done; webhook 46."""
    shop_id, task_id = action.subject.split(":")
    shop, task = tx[Accounts].shop(shop_id), tx[TranslationTasks].some(shop_id, [task_id]).get(task_id)
    if shop is None or task is None:
        return
    _end(tx, task)
    tx[TranslationTasks].save(shop_id, task)
    emit(tx, shop, 46, {"translation_task": task_row(task)})


def _end(tx: Tx, task: TranslationTask) -> None:
    if task.drawing is None:
        task.status, task.fail_reason = TaskStatus.FAILED, "No text was recognised in the picture."
        return
    try:
        drawing = in_language(task.drawing, task.language)
    except (UnknownLanguageError, NoKnownWordError) as error:
        task.status, task.fail_reason = TaskStatus.FAILED, str(error)
        return
    uri = new_uri()
    doc = MediaDocument(
        format="PNG", drawing=drawing, made_from=task.image_uri, width=_SIDE, height=_SIDE, use_case="MAIN_IMAGE"
    )
    tx[MediaRecords].add(Media(uri, task.account_id, IMAGE, doc, tx.now_ms()))
    task.status, task.translated_uri = TaskStatus.COMPLETED, uri
    task.translated_url = task.image_url.removesuffix(task.image_uri) + uri
