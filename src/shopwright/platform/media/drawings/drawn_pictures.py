"""Pictures that are drawn whenever they are fetched, instead of being kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .picture_spec import PictureSpec
from .pictures import render


@dataclass(frozen=True)
class DrawnPictures:
    """``find`` answers what the picture of a key shows."""

    find: Callable[[str], PictureSpec]

    def draw(self, key: str) -> bytes:
        """The picture of a key, as a PNG."""
        return self.render(self.find(key))

    @staticmethod
    def render(spec: PictureSpec) -> bytes:
        """A picture of what is asked for, as a PNG."""
        return render(spec)
