"""Pictures for tests."""

from __future__ import annotations

import io

from PIL import Image


def picture(colour: str = "teal", size: tuple[int, int] = (600, 600), kind: str = "PNG") -> bytes:
    """A picture of one colour."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, kind)
    return file.getvalue()
