"""Draw the demo shop's product pictures: flat, calm, and the same bytes every time for the same spec.

The words of the title choose everything: colours, pattern, emblem. Nothing is read from a file or the network.
"""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import astuple
from itertools import combinations

from PIL import Image, ImageColor, ImageDraw, ImageFont

from .emblems import emblem_for
from .motifs import MOTIFS
from .pen import Paint, Palette, Pen
from .picture_label import label_of
from .picture_spec import PictureSpec

OVERSAMPLE = 2  # shapes are drawn twice as large and averaged down, which smooths their edges
PALE = 0.8  # the lightness above which a colour would be lost on a pale background
CREAM, INK = "#fcf8ec", "#484440"

# A colour word's own colour.
COLOURS = {
    "red": "#c05450", "retrospot": "#c05450", "spotty": "#c05450", "ruby": "#a8444c", "rose": "#d08090",
    "pink": "#dc90a0", "peach": "#e8ac8c", "orange": "#dc9058", "yellow": "#e0bc60", "gold": "#d0a854",
    "green": "#80a478", "mint": "#9cc4ac", "lime": "#a8bc68", "pistachio": "#a8bc88", "eau": "#9cc0b0",
    "blue": "#7094b8", "blues": "#7094b8", "sky": "#90b8d0", "turquoise": "#70b0b0", "lilac": "#b4a0c8",
    "purple": "#9478ac", "lavender": "#a898c4", "brown": "#94745c", "chocolate": "#846450", "copper": "#b87c5c",
    "wicker": "#b89468", "wood": "#b89468", "wooden": "#b89468", "natural": "#c8b088", "black": "#585450",
    "slate": "#6c7478", "zinc": "#94a0a4", "metal": "#94a0a4", "silver": "#a8b4b8", "grey": "#989c9c",
    "white": "#f0ece4", "ivory": "#f0e4cc", "cream": "#f0e0c4", "vanilla": "#ecdcb4", "clear": "#d4e0e4",
    "crystal": "#cce0e4", "reds": "#c05450", "pinks": "#dc90a0", "greens": "#80a478", "amber": "#d49c50",
    "strawberry": "#d06068", "chilli": "#c05450", "cinnamon": "#a87050",
}  # fmt: skip
# For titles without a colour word, chosen by a stable hash.
HOUSE = ("#c88888", "#80a0b8", "#90a888", "#d0a468", "#a490b0", "#70a4a0", "#c89070", "#8c90b4", "#b8a06c", "#c08098")
COOL = ("#80a0b8", "#90a888", "#a490b0", "#70a4a0", "#8c90b4", "#c08098")  # grounds on which pale things show
PATTERNS = (
    (r"retrospot|polka ?dot|polka|spot|pearl", "dots"),
    (r"strip|ticking|70's|circus|beach", "stripes"),
    (r"gingham|check|tartan|picnic", "check"),
)


def render(spec: PictureSpec, size: int = 800) -> bytes:
    """A square PNG of `size` pixels, under 40 kB at 800, with the motif above the title."""
    words = f"{spec.variant} {spec.title}".lower()
    colours = palette(words)
    big = size * OVERSAMPLE
    image = Image.new("RGB", (big, big), colours.ground)
    draw = ImageDraw.Draw(image)
    pattern = next((name for expression, name in PATTERNS if re.search(expression, words)), "plain")
    _backdrop(draw, colours, big, pattern)
    _thing(Pen(draw, colours, big * 0.24, big * 0.13, big * 0.52, pattern), spec.motif, words)
    image = image.reduce(OVERSAMPLE)
    _caption(ImageDraw.Draw(image), colours, spec, size)
    buffer = io.BytesIO()
    indexed = image.quantize(palette=_indexed(colours), dither=Image.Dither.NONE)
    indexed.save(buffer, "PNG", compress_level=7, pnginfo=label_of(spec))
    return buffer.getvalue()


def palette(words: str) -> Palette:
    """The colours that lower-case `words` name, or a house colour by their hash."""
    matches = [COLOURS[word] for word in re.findall(r"[a-z]+", words) if word in COLOURS]
    main = matches[0] if matches else HOUSE[zlib.crc32(words.encode()) % len(HOUSE)]
    second = next((colour for colour in matches if colour != main), CREAM)
    pale = _lightness(main) > PALE
    trim = second if second != CREAM else ("#c89088" if pale else CREAM)
    ground = _mix(COOL[zlib.crc32(words.encode()) % len(COOL)], CREAM, 0.3) if pale else _mix(main, CREAM, 0.78)
    return Palette(
        ground=ground,
        tint=_mix(ground, "#ffffff", 0.16 if pale else 0.34),
        main=main,
        deep=_mix(main, "#38302c", 0.26 if pale else 0.3),
        trim=trim,
        soft=_mix(main, trim if pale else CREAM, 0.5),
        ink=INK,
    )


def _indexed(colours: Palette) -> Image.Image:
    """A palette of the picture's flat colours and the steps between them, which smooth edges need."""
    flat = [CREAM, _disc(colours), _shadow(colours), *astuple(colours)]
    steps = [_mix(item, other, share) for item, other in combinations(flat, 2) for share in (0.25, 0.5, 0.75)]
    steps += [_mix(paint, CREAM, 0.5) for paint in Paint]
    unique = list(dict.fromkeys([*flat, *Paint, *steps]))
    indexed = Image.new("P", (1, 1))
    indexed.putpalette([part for colour in unique[:256] for part in _rgb(colour)])
    return indexed


def _disc(colours: Palette) -> str:
    return _mix(colours.tint, "#ffffff", 0.12 if _lightness(colours.main) > PALE else 0.35)


def _shadow(colours: Palette) -> str:
    return _mix(colours.ground, colours.ink, 0.14)


def _mix(colour: str, other: str, share: float) -> str:
    """`share` of the way from one colour to the other, in steps of four.

    Pillow looks colours up in a palette by cells four levels wide: such colours come out exactly as they went in.
    """
    pairs = zip(_rgb(colour), _rgb(other), strict=True)
    return "#" + "".join(f"{min(round((a + (b - a) * share) / 4) * 4, 252):02x}" for a, b in pairs)


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red, green, blue


def _lightness(colour: str) -> float:
    red, green, blue = _rgb(colour)
    return (0.3 * red + 0.59 * green + 0.11 * blue) / 255


def _backdrop(draw: ImageDraw.ImageDraw, colours: Palette, big: int, pattern: str) -> None:
    """The ground: quiet dots or stripes, a pale disc behind the thing, a cream band for the title."""
    if pattern == "dots":
        step = big / 16
        for row in range(17):
            for column in range(17):
                x, y, r = column * step + (row % 2) * step / 2, row * step, big / 110
                draw.ellipse((x - r, y - r, x + r, y + r), colours.tint)
    elif pattern != "plain":
        for index in range(0, 17, 2):
            draw.rectangle((index * big / 16, 0, (index + 1) * big / 16, big), colours.tint)
    middle, reach = big * 0.39, big * 0.345
    draw.ellipse((big / 2 - reach, middle - reach, big / 2 + reach, middle + reach), _disc(colours))
    draw.rectangle((0, big * 0.8, big, big), CREAM)
    draw.rectangle((0, big * 0.8, big, big * 0.806), colours.deep)


def _thing(pen: Pen, motif: str, words: str) -> None:
    drawn = MOTIFS[motif]
    c = pen.colours
    pen.oval(50, 95, 36, 3.4, _shadow(c))
    drawn.draw(pen)
    emblem = emblem_for(words)
    if drawn.spot and emblem:
        x, y, r = drawn.spot
        pen.disc(x, y, r, CREAM)
        emblem(pen.inset(x, y, r * 1.36 / 100))


def _caption(draw: ImageDraw.ImageDraw, colours: Palette, spec: PictureSpec, size: int) -> None:
    """The title in one or two lines, and the variant's words under it."""
    font, small = ImageFont.load_default(size * 0.036), ImageFont.load_default(size * 0.031)
    lines = _wrapped(spec.title, font, size * 0.9)
    rows = [(line, font, colours.ink) for line in lines]
    if spec.variant:
        rows.append((spec.variant, small, _mix(colours.deep, colours.ink, 0.5)))
    pitch = size * 0.048
    y = size * 0.903 - pitch * (len(rows) - 1) / 2
    for text, face, colour in rows:
        draw.text((size / 2, y), text, colour, face, anchor="mm")
        y += pitch


def _wrapped(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: float) -> list[str]:
    """At most two lines no wider than `width`; what does not fit ends in an ellipsis."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        elif len(lines) < 2:
            lines.append(word)
        else:
            lines[-1] += " …"
            break
    return lines
