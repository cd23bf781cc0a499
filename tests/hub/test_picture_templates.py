"""Which pictures a shop gets, in which order, and how they are made to fit."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from PIL import Image

from shopwright.hub.catalog.models import Picture, Product, Variant
from shopwright.hub.catalog.services import ProductDraft, VariantDraft, add_picture, create_product
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import Limits
from tests.hub.harness import Hub
from tests.hub.market import Market, Shop, open_market
from tests.hub.pictures import picture

pytestmark = pytest.mark.postgres

TEMPLATE = {"most": "9", "order": "product", "option_value": "", "least_side": "0", "most_side": "3000"}
COLOURS = {"red": (255, 0, 0), "blue": (0, 0, 255), "green": (0, 128, 0)}


def mugs(hub: Hub) -> Product:
    """A product in two colours: a picture of both, then one of each, then the first again."""
    variants = [
        VariantDraft(f"MUG-{colour}-{hub.tag}", [("Colour", colour.capitalize())], 5, "GBP")
        for colour in ("red", "blue")
    ]
    product = create_product(hub.workspace, ProductDraft("A mug", variants, {"weight_grams": 400}))
    red, blue = Variant.objects.filter(product=product).order_by("position")
    add_picture(product, picture("green"))
    add_picture(product, picture("red"), red)
    add_picture(product, picture("blue"), blue)
    add_picture(product, picture("green"), blue)
    return product


def sent(hub: Hub, shop: Connection, there: Shop, product: Product) -> list[Image.Image]:
    """The pictures that the shop gets."""
    hub.owner.post("publish", product.pk, connections=[shop.pk])
    hub.work()
    return [Image.open(io.BytesIO(image)).convert("RGB") for image in there.drafts[-1].images]


def colours(images: list[Image.Image]) -> list[str]:
    """The nearest colour in the middle of each picture."""
    return [
        min(COLOURS, key=lambda name: sum(abs(a - b) for a, b in zip(COLOURS[name], middle, strict=True)))
        for middle in (image.getpixel((image.width // 2, image.height // 2)) for image in images)
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, ["green", "red", "blue"]),
        ({"most": "2"}, ["green", "red"]),
        ({"order": "variants"}, ["red", "blue", "green"]),
        ({"order": "variants", "option_value": "BLUE"}, ["blue", "green"]),
        ({"option_value": "red"}, ["green", "red"]),
    ],
)
def test_a_template_chooses_pictures_and_their_order(
    hub: Hub, market: Market, values: dict[str, str], expected: list[str]
) -> None:
    shop, there = open_market(hub, market)
    hub.owner.post("picture-template", shop.pk, **{**TEMPLATE, **values})
    assert colours(sent(hub, shop, there, mugs(hub))) == expected


@pytest.mark.parametrize(
    ("size", "values", "made"),
    [
        ((600, 400), {"is_square": "on"}, (600, 600)),
        ((200, 100), {"least_side": "300"}, (300, 300)),
        ((400, 100), {"least_side": "300"}, (400, 300)),
        ((2000, 1000), {"most_side": "500"}, (500, 250)),
        ((2000, 1000), {"most_side": "500", "is_square": "on"}, (500, 500)),
        ((600, 400), {}, (600, 400)),
    ],
)
def test_a_picture_is_made_to_fit_on_a_white_ground(
    hub: Hub, market: Market, size: tuple[int, int], values: dict[str, str], made: tuple[int, int]
) -> None:
    shop, there = open_market(hub, market)
    hub.owner.post("picture-template", shop.pk, **{**TEMPLATE, **values})
    variants = [VariantDraft(f"ONE-{hub.tag}", (), Decimal(5), "GBP")]
    product = create_product(hub.workspace, ProductDraft("A mug", variants, {"weight_grams": 400}))
    add_picture(product, picture("blue", size))
    (image,) = sent(hub, shop, there, product)
    assert image.size == made
    assert colours([image]) == ["blue"]
    if made[1] > size[1] * made[0] / size[0]:
        assert min(image.getpixel((image.width // 2, 0))) > 250


def test_the_channels_own_bounds_hold_without_a_template(
    hub: Hub, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(market, "limits", Limits(pictures=1, picture_side=700), raising=False)
    shop, there = open_market(hub, market)
    (image,) = sent(hub, shop, there, mugs(hub))
    assert image.size == (700, 700)


def test_a_picture_is_made_once(hub: Hub, market: Market) -> None:
    (first, there), (second, elsewhere) = open_market(hub, market), open_market(hub, market)
    product = mugs(hub)
    for shop in (first, second):
        hub.owner.post("picture-template", shop.pk, **{**TEMPLATE, "least_side": "800"})
    sent(hub, first, there, product)
    count = Picture.objects.filter(workspace=hub.workspace).count()
    sent(hub, second, elsewhere, product)
    assert Picture.objects.filter(workspace=hub.workspace).count() == count == 6
    assert there.drafts[0].images == elsewhere.drafts[0].images


def test_a_preview_shows_what_a_template_makes_and_keeps_nothing(hub: Hub, market: Market) -> None:
    shop, there = open_market(hub, market)
    product = mugs(hub)
    answer = hub.owner.post("picture-template", shop.pk, **{**TEMPLATE, "least_side": "900", "most": "1"}, preview="1")
    assert ("900 × 900" in answer.text, answer.html.count("<figure>")) == (True, 1)
    assert [image.size for image in sent(hub, shop, there, product)] == [(600, 600)] * 3
    assert hub.owner.post("picture-template", shop.pk, **{**TEMPLATE, "most": "0"}).status == 422
