"""Buttons: what buyers, carriers, the platform and time can be made to do."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx

#: A button's work: on a shop's order, with what the button says it is about.
Doing = Callable[[Tx, Shop, str, str], None]


class Act(msgspec.Struct, frozen=True):
    """A button: who acts, what it is called, and what the form sends; ``fold`` names the fold that it stands in."""

    who: str
    words: str
    name: str
    subject: str = ""
    fold: str = ""
