"""Letters on paper: each is printed with a font of the machine, or seen to be missing, with the font to install."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from shopwright.hub.fulfilment.models import PickList
from shopwright.hub.fulfilment.slips import SlipOptions, draw_slip
from shopwright.hub.orders.intake import apply
from tests.hub import rows
from tests.hub.fonts import write_font
from tests.hub.harness import Hub
from tests.hub.test_orders import stocked
from tests.hub.test_slips import pages, parcel

pytestmark = pytest.mark.postgres
_THAI = "ถ้วยน้ำชา"
_NO_FONT = "\U00013000"


def one_line(text: str) -> str:
    return text.replace("\n", "")


def titled(hub: Hub, title: str) -> object:
    made = parcel(hub, 1)
    made.order.lines.update(title=title)
    return made


@pytest.mark.parametrize("title", ["茶杯 蓝色 茶具", "お茶カップ 青", "한국 찻잔"])
def test_chinese_japanese_and_korean_titles_are_on_slips_as_they_are(hub: Hub, title: str) -> None:
    (slip,) = pages(hub.owner.get("slip", titled(hub, title).pk).content)  # type: ignore[attr-defined]
    assert title in one_line(slip)


def test_thai_and_vietnamese_are_printed_with_a_font_that_the_setting_names(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_font(tmp_path / "seller.ttf", "".join({*_THAI, "ố"}))
    monkeypatch.setenv("SHOPWRIGHT_HUB_FONTS", str(tmp_path))
    made = titled(hub, f"{_THAI} cốc")
    content = hub.owner.get("slip", made.pk).content  # type: ignore[attr-defined]
    assert f"{_THAI} cốc" in one_line(pages(content)[0])
    resources = PdfReader(io.BytesIO(content)).pages[0]["/Resources"]
    assert "BitstreamVera" in str([font.get_object()["/BaseFont"] for font in resources["/Font"].values()])  # type: ignore[index]
    settings = hub.owner.get("shipping-settings").text
    assert "Thai ถ้ำ seller" in settings
    assert "SHOPWRIGHT_HUB_FONTS names seller.ttf" in settings


def test_a_pick_list_has_the_letters_of_its_goods_and_names_what_it_cannot_print(hub: Hub) -> None:
    order = apply(rows.connection(hub), rows.order(stocked(hub, 5)))
    order.lines.update(title=f"茶杯 {_NO_FONT}")
    hub.owner.post("pick-new", orders=[order.pk])
    pick_list = PickList.objects.get(workspace=hub.workspace)
    (sheet,) = pages(hub.owner.get("pick-paper", pick_list.pk).content)
    assert "茶杯 ?" in one_line(sheet)
    page = hub.owner.get("pick", pick_list.pk).text
    assert "Paper cannot show other signs: install fonts-dejavu-core" in page


def test_a_file_that_is_no_font_is_told_and_spoils_nothing(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    monkeypatch.setenv("SHOPWRIGHT_HUB_FONTS", f"{tmp_path / 'broken.ttf'}:{tmp_path / 'missing.ttf'}")
    assert "broken.ttf (cannot be used" in hub.owner.get("shipping-settings").text
    assert pages(hub.owner.get("slip", titled(hub, f"Mug {_NO_FONT}").pk).content)  # type: ignore[attr-defined]


def test_a_long_title_without_spaces_goes_on_in_further_lines(hub: Hub) -> None:
    made = titled(hub, "茶" * 40)
    (slip,) = pages(draw_slip(made, SlipOptions("Mugs")))  # type: ignore[arg-type]
    assert slip.count("茶") == 40
    assert "茶" * 40 not in slip
