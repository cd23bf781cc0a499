"""A task of lettering one image in another language."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from shopwright.platform.media.drawings.picture_spec import PictureSpec

#: The languages that a task may name, as documented.
LANGUAGES = (
    "cs-CZ", "da-DK", "de-AT", "de-BE", "de-DE", "el-GR", "en-GB", "en-IE", "es-ES", "fi-FI", "fr-BE", "fr-FR",
    "hu-HU", "it-IT", "nl-BE", "nl-NL", "pl-PL", "pt-PT", "sv-SE",
)  # fmt: skip


class TaskStatus(StrEnum):
    PROCESSING = "PROCESSING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"


class TranslationTask(msgspec.Struct, kw_only=True, omit_defaults=True):
    """``drawing`` is what the image shows, where that is known. The URLs are those at which the caller reached us."""

    task_id: str
    account_id: str
    image_uri: str
    image_url: str
    language: str
    created_at: int
    drawing: PictureSpec | None = None
    status: TaskStatus = TaskStatus.PROCESSING
    fail_reason: str = ""
    translated_uri: str = ""
    translated_url: str = ""
