"""The field on the page of error codes finds codes by number, message and words, in a browser without a network."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.browser]

DOCS = Path(__file__).parents[2] / "docs"


def built(folder: Path) -> Path:
    """The page of error codes as a browser gets it: its form and its tables."""
    source = (DOCS / "error-codes.md").read_text(encoding="utf-8")
    form = source[source.index("<form") : source.index("</script>") + len("</script>")]
    parts = []
    for block in re.split(r"^## ", source, flags=re.MULTILINE)[1:]:
        title, _, rest = block.partition("\n")
        lines = [line for line in rest.splitlines() if line.startswith("| ") and not re.match(r"\|[ :|-]+\|$", line)]
        parts.append(f'<h2 id="{title.lower().replace(" ", "-")}">{title}</h2><table><tbody>')
        parts += [row(line) for line in lines[1:]]
        parts.append("</tbody></table>")
    page = folder / "error-codes.html"
    page.write_text(f'<!doctype html><meta charset="utf-8">{form}{"".join(parts)}', encoding="utf-8")
    (folder / "assets").mkdir()
    shutil.copy(DOCS / "assets/error-lookup.js", folder / "assets")
    return page


def row(line: str) -> str:
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", re.sub(r"\[([^\]]+)\]\(([^)]+)\)", r'<a href="\2">\1</a>', line))
    return "<tr>" + "".join(f"<td>{cell.strip()}</td>" for cell in text[1:].rstrip("|").split(" | ")) + "</tr>"


def test_a_code_a_message_and_words_are_looked_up_on_the_page(tmp_path: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("there is no Chromium on this machine")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(f"{built(tmp_path).as_uri()}?q=105002")
        results = page.get_by_role("listitem")
        assert results.all_inner_texts()[0].startswith("105002 The access token has expired.")
        field = page.get_by_label("Look a code, a message or a whole reply up")
        field.fill('{"code":36009004,"message":"x","request_id":"20240101000000AB"}')
        assert [text[:8] for text in results.all_inner_texts()] == ["36009004"]
        field.fill("Invalid timestamp: it must not be earlier than 5 minutes before now")
        assert "Set the machine's clock." in results.first.inner_text()
        field.fill("product does not exist")
        assert any(text.startswith("12052032") for text in results.all_inner_texts())
        field.fill("zzz qqq")
        assert page.get_by_role("status").inner_text() == "No code is known by that."
        browser.close()
