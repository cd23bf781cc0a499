"""How a listing's content breaks a rule: category, brand, texts, HTML, images, attributes, certificates, persons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from shopwright.platform.accounts.persons import PersonKind
from shopwright.platform.catalogue.category_rules import category_rules
from shopwright.platform.catalogue.listing import (
    AttributeValue,
    Certification,
    CertificationFile,
    IdRef,
    ImageRef,
    ProductAttribute,
    SizeChart,
)
from shopwright.platform.catalogue.listing_rules.context import PersonRef

from .support import NOW, Case, attribute_id, category_id, manufacturers, responsible_persons, value_id

JOGGERS, SHOES, JUICE, PHONE, WARMER = "aa-1-1-1-1", "aa-8-1", "fb-1-7", "el-4-1", "hg-11-7-1"


def described(html: str) -> dict[str, Any]:
    return {"description": html}


def attribute(handle: str, *names: str) -> ProductAttribute:
    """An attribute with listed values, by id."""
    return ProductAttribute(attribute_id(handle), [AttributeValue(id=value_id(handle, name)) for name in names])


def own(handle: str, *names: str) -> ProductAttribute:
    """An attribute with values of the seller's own."""
    return ProductAttribute(attribute_id(handle), [AttributeValue(name=name) for name in names])


def in_category(code: str, *attributes: ProductAttribute, **changes: Any) -> Callable[[str], Mapping[str, Any]]:
    return lambda market: {"category_id": category_id(code, market), "product_attributes": list(attributes), **changes}


def certificate_id(code: str, market: str, name: str) -> str:
    """The id of a certificate that the category asks for or takes."""
    rules = category_rules(category_id(code, market), market, "v2")
    assert rules is not None
    return next(
        product_certification.id
        for product_certification in rules.product_certifications
        if product_certification.name == name
    )


GENDER = attribute("target-gender", "Unisex")
ORIGIN = attribute("country-of-origin", "Albania")
NO_BATTERIES, BATTERIES = attribute("contains-batteries", "No"), attribute("contains-batteries", "Yes")
CELLS = attribute("cell-composition", "Alkaline")
REPORT = CertificationFile("report", "report.pdf", "PDF")
IMG = '<img src="https://images.example/uploads/shown.jpeg?x=1" width="{}" height="400">'

#: What a phone with batteries needs.
SAFETY_SHEET = {"certifications": [Certification(certificate_id(PHONE, "GB", "Safety data sheet"), files=[REPORT])]}

CATEGORY = [
    Case(name="category_id_with_letters_is_12052002", change={"category_id": "candles"}),
    Case(name="category_that_does_not_exist_is_12052023", change={"category_id": "1"}),
    Case(
        name="category_of_the_other_tree_is_12052230",
        change=lambda _: {"category_id": category_id("hg-3-39-2", "GB"), "category_version": "v1"},
    ),
    Case(name="category_with_children_is_12052024", change=lambda market: {"category_id": category_id("hg-3", market)}),
    Case(
        name="category_tree_that_the_us_has_left_is_12052217",
        market="US",
        change=lambda _: {"category_id": category_id("hg-3-39", "BR"), "category_version": "v1"},
    ),
    Case(name="category_that_is_prohibited_is_12052220", change=in_category("gc")),
    Case(name="category_that_is_not_open_in_the_market_is_12052446", market="ID", change=in_category("ma-1-1")),
    Case(name="category_by_invitation_is_12052221", change=in_category("aa-6-11")),
    Case(name="brand_id_with_letters_is_12052026", change={"brand_id": "acme"}),
    Case(name="brand_whose_authorisation_ended_is_12052200", change={"brand_id": "503"}),
    Case(name="brand_authorised_for_other_categories_is_12052201", change={"brand_id": "502"}),
    Case(name="brand_without_authorisation_is_12052208", change={"brand_id": "501"}),
]

TEXT = [
    Case(name="title_empty_is_12052261", change={"title": "  "}),
    Case(name="title_over_the_market_limit_is_12052051", change={"title": "Bowl " * 51 + "b"}),
    Case(name="title_over_300_in_brazil_is_12052051", market="BR", change={"title": "Bowl " * 60 + "b"}),
    Case(name="title_under_25_in_thailand_is_12052051", market="TH", change={"title": "Glass candle holder, 1 p"}),
    Case(name="title_in_chinese_is_12052262", change={"title": "玻璃烛台 for tea lights"}),
    Case(name="title_with_an_html_escape_is_12052931", change={"title": "Salt &amp; pepper mills"}),
    Case(name="title_with_an_emoji_is_12052931", change={"title": "Candle holder 🕯️"}),
    Case(name="title_with_a_control_character_is_12052931", change={"title": "Candle\x7fholder"}),
    Case(name="title_of_symbols_is_12052931", change={"title": "!@#$ ----- //// %%%%"}),
    Case(name="title_with_ten_equal_characters_is_12052931", change={"title": "Sooooooooooft towel"}),
    Case(name="description_empty_is_12052015", change=described("<p> </p>")),
    Case(name="description_over_10000_is_12052013", change=described("word " * 2000 + "w")),
    Case(name="description_in_chinese_is_12052346", change=described("<p>玻璃烛台</p>")),
    Case(name="description_with_a_nbsp_is_12052932", change=described("<p>Glass&nbsp;holder</p>")),
    Case(name="description_with_an_emoji_is_12052932", change=described("<p>Warm light 🔥</p>")),
    Case(name="description_of_symbols_is_12052932", change=described("<p>*** --- ***</p>")),
    Case(name="search_terms_over_250_are_12052910", change={"search_terms": ["candle holder " * 18]}),
    Case(name="search_terms_over_15_are_12052910", change={"search_terms": ["a"] * 16}),
    Case(name="selling_points_over_5_are_12052910", change={"key_product_features": ["Glass"] * 6}),
    Case(name="external_product_id_over_999_is_12052910", change={"external_product_id": "x" * 1000}),
]

HTML = [
    Case(name="html_unclosed_is_12052344", change=described("<p><b>Glass</p>")),
    Case(name="html_with_an_end_too_many_is_12052344", change=described("<p>Glass</p></div>")),
    Case(name="html_cut_off_is_12052344", change=described("<p>Glass</p><img src=")),
    Case(name="html_script_is_12052345", change=described("<p>Glass</p><script>alert(1)</script>")),
    Case(name="html_style_is_12052345", change=described("<style>p{}</style><p>Glass</p>")),
    Case(name="html_iframe_is_12052345", change=described("<p>Glass</p><iframe></iframe>")),
    Case(name="html_form_is_12052345", change=described("<form><p>Glass</p></form>")),
    Case(name="html_handler_is_12052350", change=described('<p onclick="x()">Glass</p>')),
    Case(name="html_script_link_is_12052350", change=described('<a href=" JavaScript:x()">Glass</a>')),
    Case(name="html_bold_in_bold_is_12052349", change=described("<p><b>Glass <b>holder</b></b></p>")),
    Case(name="html_item_without_a_list_is_12052349", change=described("<li>Glass</li>")),
    Case(name="html_21_deep_is_12052352", change=described("<div>" * 21 + "Glass" + "</div>" * 21)),
    Case(
        name="html_image_without_width_is_12052348",
        change=described('<p>Glass</p><img src="https://images.example/shown" height="4">'),
    ),
    Case(name="html_31_images_are_12052056", change=described(IMG.format(300) * 31)),
    Case(
        name="html_image_from_elsewhere_is_12052340",
        change=described('<p>Glass</p><img src="https://elsewhere.example/a.jpg" width="3" height="4">'),
    ),
    Case(name="html_image_of_4000_px_is_12052341", change=described(IMG.format(4000))),
    Case(name="html_image_in_percent_is_12052341", change=described(IMG.format("100%"))),
    Case(
        name="html_image_whose_file_is_too_large_is_12052341",
        change=described('<img src="https://images.example/poster" width="300" height="400">'),
    ),
    Case(
        name="html_image_of_a_refused_format_is_12052343",
        change=described('<img src="https://images.example/video-still" width="300" height="400">'),
    ),
]

IMAGES = [
    Case(name="main_images_missing_are_12052028", change={"main_images": []}),
    Case(name="main_images_over_9_are_12052306", change={"main_images": [ImageRef("main")] * 10}),
    Case(name="main_image_not_uploaded_is_12052300", change={"main_images": [ImageRef("nowhere")]}),
    Case(name="main_image_under_300_px_is_12052301", change={"main_images": [ImageRef("small")]}),
    Case(name="main_image_over_4000_px_is_12052302", change={"main_images": [ImageRef("huge")]}),
    Case(
        name="main_image_more_than_three_times_as_wide_as_high_is_12052305", change={"main_images": [ImageRef("strip")]}
    ),
    Case(
        name="print_on_demand_with_a_picture_not_uploaded_is_12052722",
        change={"pod_info": {"pod_templates": [{"surfaces": [{"mask_image": {"uri": "nowhere"}}]}]}},
    ),
    Case(name="main_image_of_a_refused_format_is_12052304", change={"main_images": [ImageRef("video-still")]}),
    Case(name="video_not_uploaded_is_12052360", change={"video": IdRef("nothing")}),
    Case(name="video_that_is_a_document_is_12052360", change={"video": IdRef("report")}),
    Case(name="size_chart_missing_is_12052673", change=in_category(SHOES, GENDER)),
    Case(
        name="size_chart_template_unknown_is_12052128",
        change=in_category(SHOES, GENDER, size_chart=SizeChart(template=IdRef("1"))),
    ),
    Case(
        name="size_chart_image_not_uploaded_is_12052670",
        change=in_category(SHOES, GENDER, size_chart=SizeChart(image=ImageRef("nowhere"))),
    ),
    Case(
        name="size_chart_image_under_1024_px_is_12052671",
        change=in_category(SHOES, GENDER, size_chart=SizeChart(image=ImageRef("small-chart"))),
    ),
]

FABRIC = attribute("fabric", "Canvas")
ATTRIBUTES = [
    Case(name="attribute_required_and_missing_is_12052104", change=in_category(JOGGERS)),
    Case(name="attribute_without_id_is_12052241", change=in_category(JOGGERS, GENDER, ProductAttribute("", []))),
    Case(name="attribute_of_another_category_is_12052240", change=in_category(JOGGERS, GENDER, ORIGIN)),
    Case(name="attribute_twice_is_12052254", change=in_category(JOGGERS, GENDER, FABRIC, FABRIC)),
    Case(
        name="attribute_without_values_is_12052248",
        change=in_category(JOGGERS, GENDER, ProductAttribute(FABRIC.id, [])),
    ),
    Case(
        name="attribute_value_without_id_and_name_is_12052248",
        change=in_category(JOGGERS, GENDER, ProductAttribute(FABRIC.id, [AttributeValue()])),
    ),
    Case(
        name="attribute_of_one_choice_with_two_is_12052246",
        change=in_category(JOGGERS, attribute("target-gender", "Male", "Female")),
    ),
    Case(
        name="attribute_value_id_unknown_is_12052529",
        change=in_category(JOGGERS, GENDER, ProductAttribute(FABRIC.id, [AttributeValue(id="1")])),
    ),
    Case(
        name="attribute_value_id_twice_is_12052253",
        change=in_category(JOGGERS, GENDER, attribute("fabric", "Canvas", "Canvas")),
    ),
    Case(name="attribute_value_twice_is_12052251", change=in_category(JOGGERS, GENDER, own("fabric", "Felt", "felt "))),
    Case(name="attribute_value_not_of_the_list_is_12052247", change=in_category(JOGGERS, own("target-gender", "All"))),
    Case(
        name="attribute_value_over_2000_is_12052249",
        change=in_category(JOGGERS, GENDER, own("fabric", "felt " * 400 + "f")),
    ),
    Case(name="attribute_value_in_chinese_is_12052250", change=in_category(JOGGERS, GENDER, own("fabric", "棉 blend"))),
    Case(name="attribute_value_of_symbols_is_12052935", change=in_category(JOGGERS, GENDER, own("fabric", "--/--"))),
    Case(name="attribute_value_of_zero_is_12052256", change=in_category(JUICE, ORIGIN, own("net-content", "0.0"))),
    Case(name="attribute_value_in_words_is_12052256", change=in_category(JUICE, ORIGIN, own("net-content", "a litre"))),
    Case(name="attribute_required_by_another_is_12052182", change=in_category(PHONE, BATTERIES, **SAFETY_SHEET)),
    Case(name="attribute_refused_by_another_is_12052183", change=in_category(PHONE, NO_BATTERIES, CELLS)),
]


def certified(*certifications: Certification) -> Callable[[str], Mapping[str, Any]]:
    """A beverage warmer for Japan, whose certificate has a last day."""
    return lambda market: {"category_id": category_id(WARMER, market), "certifications": list(certifications)}


LATER = NOW + 1000


def pse(market: str, **changes: Any) -> Certification:
    """The certificate that a warmer needs in Japan."""
    fields: dict[str, Any] = {"files": [REPORT], "expiration_date": LATER, **changes}
    return Certification(certificate_id(WARMER, market, "PSE certificate"), **fields)


def with_pse(*changes: Mapping[str, Any]) -> Callable[[str], Mapping[str, Any]]:
    return lambda market: certified(*(pse(market, **change) for change in changes))(market)


CERTIFICATES = [
    Case(name="certificate_missing_is_12052105", market="JP", change=certified()),
    Case(name="certificate_without_papers_is_12052105", market="JP", change=with_pse({"files": None})),
    Case(name="certificate_unknown_is_12052655", change={"certifications": [Certification("1", files=[REPORT])]}),
    Case(name="certificate_twice_is_12052656", market="JP", change=with_pse({}, {})),
    Case(name="certificate_with_11_files_is_12052657", market="JP", change=with_pse({"files": [REPORT] * 11})),
    Case(
        name="certificate_picture_not_uploaded_is_12052650",
        market="JP",
        change=with_pse({"images": [ImageRef("paper"), ImageRef("nowhere")]}),
    ),
    Case(
        name="certificate_document_that_is_a_film_is_12052658",
        market="JP",
        change=with_pse({"files": [CertificationFile("video", "report.pdf", "PDF")]}),
    ),
    Case(name="certificate_without_its_last_day_is_12052385", market="JP", change=with_pse({"expiration_date": None})),
    Case(name="certificate_that_has_ended_is_12052385", market="JP", change=with_pse({"expiration_date": NOW - 1})),
]

_OWN = manufacturers(700) | responsible_persons(800)

PERSONS = [
    Case(name="manufacturer_missing_is_12052282", market="DE", change={"manufacturer_ids": None}),
    Case(name="manufacturer_unknown_is_12052284", market="FR", change={"manufacturer_ids": ["1"]}),
    Case(
        name="anothers_manufacturer_is_12052285",
        market="FR",
        change={"manufacturer_ids": ["9"]},
        shop={"persons": {**_OWN, "9": PersonRef(PersonKind.MANUFACTURER, is_own=False)}},
    ),
    Case(
        name="manufacturer_without_the_language_is_12052365",
        market="FR",
        change={"manufacturer_ids": ["9"]},
        shop={"persons": {**_OWN, "9": PersonRef(PersonKind.MANUFACTURER, has_language=False)}},
    ),
    Case(name="responsible_person_as_manufacturer_is_12052284", market="FR", change={"manufacturer_ids": ["800"]}),
    Case(name="manufacturer_twice_is_12052295", market="IT", change={"manufacturer_ids": ["700", "700"]}),
    Case(
        name="manufacturers_over_10_are_12052283",
        market="ES",
        change={"manufacturer_ids": [str(number) for number in range(700, 711)]},
        shop={"persons": _OWN | manufacturers(*range(700, 711))},
    ),
    Case(name="responsible_person_missing_is_12052287", market="IE", change={"responsible_person_ids": []}),
    Case(name="responsible_person_unknown_is_12052289", market="DE", change={"responsible_person_ids": ["1"]}),
    Case(
        name="anothers_responsible_person_is_12052290",
        market="DE",
        change={"responsible_person_ids": ["9"]},
        shop={"persons": {**_OWN, "9": PersonRef(PersonKind.RESPONSIBLE_PERSON, is_own=False)}},
    ),
    Case(
        name="responsible_person_without_the_language_is_12052366",
        market="DE",
        change={"responsible_person_ids": ["9"]},
        shop={"persons": {**_OWN, "9": PersonRef(PersonKind.RESPONSIBLE_PERSON, has_language=False)}},
    ),
    Case(name="responsible_person_twice_is_12052296", market="DE", change={"responsible_person_ids": ["800", "800"]}),
    Case(
        name="responsible_persons_over_10_are_12052288",
        market="DE",
        change={"responsible_person_ids": [str(number) for number in range(800, 811)]},
        shop={"persons": _OWN | responsible_persons(*range(800, 811))},
    ),
]

CASES = [*CATEGORY, *TEXT, *HTML, *IMAGES, *ATTRIBUTES, *CERTIFICATES, *PERSONS]
