"""What a picture shows."""

from __future__ import annotations

import msgspec


class PictureSpec(msgspec.Struct, frozen=True):
    """What `pictures.render` needs: a motif by kind of thing, the title, and the words that tell a variant apart."""

    motif: str
    title: str
    variant: str = ""
