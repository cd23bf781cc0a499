"""The demo shop's pictures: size, format, sameness, and that words show."""

import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw

from shopwright.platform.demo.catalogue import load
from shopwright.platform.media.drawings.emblems import EMBLEMS, emblem_for
from shopwright.platform.media.drawings.motifs import MOTIFS
from shopwright.platform.media.drawings.pen import Pen
from shopwright.platform.media.drawings.picture_spec import PictureSpec
from shopwright.platform.media.drawings.pictures import CREAM, palette, render

pytestmark = pytest.mark.slow

BAG = PictureSpec("bag", "Jumbo Bag", "Red Retrospot")


def opened(spec: PictureSpec, size: int = 800) -> Image.Image:
    return Image.open(io.BytesIO(render(spec, size)))


def test_a_picture_is_a_square_png_of_800_pixels() -> None:
    picture = opened(BAG)
    assert picture.format == "PNG"
    assert picture.size == (800, 800)


@pytest.mark.parametrize("size", [300, 1200])
def test_another_size_is_drawn_when_asked(size: int) -> None:
    assert opened(BAG, size).size == (size, size)


def test_the_same_spec_gives_the_same_bytes() -> None:
    assert render(BAG) == render(PictureSpec("bag", "Jumbo Bag", "Red Retrospot"))


def test_another_variant_gives_another_picture() -> None:
    assert render(BAG) != render(PictureSpec("bag", "Jumbo Bag", "Strawberry"))


@pytest.mark.parametrize("motif", MOTIFS)
def test_every_motif_draws_in_under_forty_kilobytes(motif: str) -> None:
    assert len(render(PictureSpec(motif, "Set of 6 Red Retrospot Heart", "Polkadot Gingham"))) < 40_000


def test_a_sample_of_the_shop_stays_under_forty_kilobytes() -> None:
    assert all(len(render(product.picture)) < 40_000 for product in load().products[::15])


def test_the_colour_word_is_the_thing_s_colour() -> None:
    red, blue = palette("jumbo bag red"), palette("jumbo bag blue")
    assert red.main != blue.main
    assert int(red.main[1:3], 16) > int(red.main[5:7], 16)
    assert int(blue.main[5:7], 16) > int(blue.main[1:3], 16)


def test_a_title_without_a_colour_word_always_gets_the_same_house_colour() -> None:
    assert palette("gumball coat rack") == palette("gumball coat rack")


def test_pale_things_stand_on_a_darker_ground_than_others() -> None:
    assert int(palette("ivory candle").ground[3:5], 16) < int(palette("red candle").ground[3:5], 16)


def test_the_title_stands_on_a_cream_band_of_the_exact_colour() -> None:
    red, green, blue = opened(BAG).convert("RGB").getpixel((4, 796))  # type: ignore[misc]
    assert f"#{red:02x}{green:02x}{blue:02x}" == CREAM


def test_retrospot_puts_dots_on_the_ground_and_plain_does_not() -> None:
    def colours(variant: str) -> int:
        corner = opened(PictureSpec("bag", "Bag", variant)).convert("RGB").crop((0, 0, 120, 120))
        return len(corner.getcolors() or [])

    assert colours("Red") == 1
    assert colours("Red Retrospot") > 1


@pytest.mark.parametrize("words", ["strawberry charlotte bag", "hand warmer owl design", "doormat union flag"])
def test_words_call_for_an_emblem(words: str) -> None:
    assert emblem_for(words) is not None


def test_a_bowl_is_not_an_owl() -> None:
    assert emblem_for("small bowl") is None


@pytest.mark.parametrize("draw", [draw for _, draw in EMBLEMS])
def test_every_emblem_stays_in_its_square(draw: Callable[[Pen], None]) -> None:
    image = Image.new("RGB", (140, 140), "#000000")
    draw(Pen(ImageDraw.Draw(image), palette("red"), 20, 20, 100))
    box = image.getbbox()
    assert box is not None
    assert min(box) >= 14
    assert max(box) <= 126


def test_a_very_long_title_is_cut_to_the_width_of_the_band() -> None:
    picture = opened(PictureSpec("bag", "Extraordinarily Long Words " * 12)).convert("RGB")
    for left in (0, 780):
        assert len(picture.crop((left, 660, left + 20, 800)).getcolors() or []) == 1
