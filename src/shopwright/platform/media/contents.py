"""The bytes of an upload, wherever they are kept, and what a picture of ours shows."""

from __future__ import annotations

from shopwright.platform.core.services import Services

from .drawings.drawn_pictures import DrawnPictures
from .drawings.picture_label import read_label
from .drawings.picture_spec import PictureSpec
from .file_store import FileStore
from .store import Media


def contents_of(services: Services, media: Media) -> bytes:
    """The bytes of an upload; drawings are drawn. ``FileNotFoundError`` when its file is gone."""
    spec = drawing_of(services, media)
    return services[FileStore].get(media.doc.blob or "") if spec is None else services[DrawnPictures].render(spec)


def drawing_of(services: Services, media: Media) -> PictureSpec | None:
    """What a picture shows that is drawn when it is fetched; ``None`` for one that was uploaded."""
    if media.doc.picture:
        return services[DrawnPictures].find(media.doc.picture)
    return media.doc.drawing


def known_drawing(services: Services, media: Media) -> PictureSpec | None:
    """What a picture shows where that is known: it is drawn, or it is a copy of a drawn one, which says so."""
    return drawing_of(services, media) or (read_label(contents_of(services, media)) if media.doc.blob else None)
