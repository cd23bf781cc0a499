"""A translation task as replies and webhook 46 show it."""

from __future__ import annotations

from .model import TranslationTask


def task_row(task: TranslationTask) -> dict[str, object]:
    """The fields that getImageTranslationTasks and the webhook share."""
    row: dict[str, object] = {
        "id": task.task_id,
        "original_image": {"uri": task.image_uri, "url": task.image_url},
        "target_language": task.language,
        "status": str(task.status),
    }
    if task.fail_reason:
        row["fail_reason"] = task.fail_reason
    if task.translated_uri:
        row["translated_image"] = {"uri": task.translated_uri, "url": task.translated_url}
    return row
