"""Which function draws which motif, and where an emblem fits on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from . import motifs_gifts as gifts
from . import motifs_home as home
from . import motifs_kitchen as kitchen
from .pen import Pen


class Motif(NamedTuple):
    """`draw` fills a 100 by 100 square; `spot` is the middle of the emblem's disc and its radius, or None."""

    draw: Callable[[Pen], None]
    spot: tuple[float, float, float] | None = None


MOTIFS: dict[str, Motif] = {
    "alarm": Motif(home.alarm),
    "apron": Motif(kitchen.apron, (50, 46, 13)),
    "bag": Motif(gifts.bag, (50, 66, 19)),
    "basket": Motif(kitchen.basket),
    "bell": Motif(gifts.bell, (50, 54, 13)),
    "bird": Motif(home.bird),
    "blocks": Motif(gifts.blocks),
    "board": Motif(home.board, (72, 66, 11)),
    "bowl": Motif(kitchen.bowl, (50, 66, 13)),
    "box": Motif(home.box, (50, 69, 14)),
    "bunting": Motif(gifts.bunting),
    "cabinet": Motif(home.cabinet),
    "cakestand": Motif(kitchen.cakestand),
    "candle": Motif(home.candle),
    "card": Motif(gifts.card, (45, 50, 19)),
    "cards": Motif(gifts.cards),
    "chain": Motif(gifts.chain),
    "clock": Motif(home.clock),
    "cracker": Motif(gifts.cracker),
    "cupcake": Motif(kitchen.cupcake, (50, 70, 14)),
    "cushion": Motif(home.cushion, (50, 50, 19)),
    "cutlery": Motif(kitchen.cutlery),
    "cutter": Motif(kitchen.cutter),
    "doll": Motif(gifts.doll),
    "egg": Motif(kitchen.egg),
    "fan": Motif(gifts.fan),
    "frame": Motif(home.frame),
    "gift": Motif(gifts.gift),
    "glove": Motif(kitchen.glove, (46, 50, 16)),
    "harmonica": Motif(gifts.harmonica),
    "heart": Motif(gifts.hanging_heart),
    "hook": Motif(home.hook),
    "hotwater": Motif(home.hotwater, (50, 62, 19)),
    "jar": Motif(kitchen.jar),
    "jewel": Motif(gifts.jewel),
    "jug": Motif(kitchen.jug, (48, 58, 15)),
    "keyring": Motif(gifts.keyring),
    "knob": Motif(home.knob),
    "lights": Motif(home.lights),
    "lunchbox": Motif(kitchen.lunchbox, (50, 65, 14)),
    "mat": Motif(home.mat, (50, 53, 15)),
    "mug": Motif(kitchen.mug, (46, 56, 17)),
    "napkin": Motif(kitchen.napkin, (50, 50, 19)),
    "nightlight": Motif(home.nightlight, (50, 35, 14)),
    "notebook": Motif(gifts.notebook, (55, 63, 15)),
    "parasol": Motif(gifts.parasol),
    "peg": Motif(home.peg),
    "pen": Motif(gifts.pens),
    "plane": Motif(gifts.plane),
    "plant": Motif(home.plant),
    "plate": Motif(kitchen.plate, (50, 50, 19)),
    "quill": Motif(gifts.quill),
    "ribbon": Motif(gifts.ribbon),
    "rope": Motif(gifts.rope),
    "scales": Motif(kitchen.scales),
    "sign": Motif(home.sign),
    "star": Motif(gifts.hanging_star),
    "teacup": Motif(kitchen.teacup, (50, 58, 13)),
    "teapot": Motif(kitchen.teapot, (50, 59, 16)),
    "tin": Motif(kitchen.tin, (50, 63, 17)),
    "tlight": Motif(home.tlight),
    "tool": Motif(home.tool),
    "top": Motif(gifts.top),
    "towel": Motif(kitchen.towel, (43, 46, 16)),
    "tray": Motif(kitchen.tray, (50, 51, 16)),
    "tumbler": Motif(kitchen.tumbler, (50, 62, 15)),
    "wallet": Motif(gifts.wallet, (50, 66, 14)),
    "wrap": Motif(gifts.wrap),
    "yarn": Motif(gifts.yarn),
}
