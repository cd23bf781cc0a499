"""The pages of support and security: what they name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from guide_coverage import has_test

from shopwright.contract.load import operations

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SUPPORT = DOCS / "support"
#: Cells of the last column of a table: a test, or a command.
CHECK = re.compile(r"^\|.*\| `([^`|]+)` \|$", re.MULTILINE)
COMMANDS = ("make ", "shopwright ")


def text(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def rows(page: str) -> list[list[str]]:
    """The cells of all rows of a page's tables, without their heads."""
    lines = [line for line in text(page).splitlines() if line.startswith("| ")]
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if not re.match(r"\|[ :|-]+\|$", line)
    ]


def test_every_claim_of_the_guide_has_a_source_or_says_that_it_has_none() -> None:
    claims = [cells for cells in rows("support/claims.md") if cells[0].isdigit()]
    assert all(cells[2].startswith(("unsourced", "source: ")) and cells[3] for cells in claims)
    assert {int(cells[0]) for cells in claims} >= {27, 32, 65, 114, 115, 116, 241}
    for cells in claims:
        if cells[2].startswith("source: "):
            assert "](" in cells[2], "a source can be opened"


@pytest.mark.parametrize("figure", ["1.5 billion", "74.8", "82.7%", "30.5%", "10x", "$1 billion"])
def test_no_other_page_repeats_a_claim(figure: str) -> None:
    pages = [page for page in DOCS.rglob("*.md") if page.name != "claims.md" and figure in page.read_text()]
    assert [page for page in pages if page.parent.name != "decisions"] == []


def test_every_step_of_the_checklist_has_a_check_that_is_there() -> None:
    page = "security/checklist.md"
    checks = CHECK.findall(text(page))
    steps = [cells for cells in rows(page) if cells[0] != "step"]
    assert len(checks) == len(steps) > 20
    assert [check for check in checks if not is_there(check)] == []


def test_every_control_names_evidence_that_is_there() -> None:
    controls = [cells for cells in rows("security/iso-27001.md") if re.match(r"[58]\.\d", cells[0])]
    assert len(controls) > 15
    assert [cells[0] for cells in controls if not is_there(cells[3].strip("`"))] == ["5.3"]
    assert "not done" in controls[0][2]


def is_there(check: str) -> bool:
    return check.startswith(COMMANDS) or has_test(ROOT, check)


def test_no_page_claims_a_certificate() -> None:
    claim = re.compile(r"\b(?:is|are|we are|fully) (?:ISO|PCI)[^.]{0,20}(?:certified|compliant)", re.IGNORECASE)
    assert [page for page in DOCS.rglob("*.md") if claim.search(page.read_text())] == []
    assert "is not certified" in text("security/iso-27001.md")


def test_the_guide_to_begin_leads_to_every_step_and_back() -> None:
    steps = [cells[0] for cells in rows("support/onboarding.md") if cells[0].isdigit()]
    assert steps == [str(number) for number in range(12)]
    assert "onboarding.md" in text("support/faq.md")
    assert "onboarding.md" in text("support/index.md")
    assert "(index.md)" in text("support/onboarding.md")


def test_the_four_sections_are_there_and_lead_on() -> None:
    nav = yaml.safe_load((ROOT / "mkdocs.yml").read_text())["nav"]
    reference = [page for part in nav if "Reference" in part for page in part["Reference"] if isinstance(page, str)]
    assert {"coverage.md", "error-codes.md", "reference/index.md", "reference/*"} <= set(reference)
    index = text("reference/index.md")
    assert all(f"({page})" in index for page in ("authorization.md", "conventions.md", "signing.md", "gateway.md"))


def test_every_capability_has_a_how_to() -> None:
    page = text("support/how-to.md")
    named = set(re.findall(r"`([a-z_]+)`", page))
    assert {operation.area for operation in operations().values()} <= named
    guides = {guide.name for guide in (DOCS / "guide").glob("*.md")}
    general = {"install.md", "systems.md", "containers.md", "storage.md", "upgrade.md", "troubleshooting.md"}
    linked = set(re.findall(r"\(\.\./guide/([\w-]+\.md)", page))
    passed_over = {"gateway.md", "hub-console.md", "hub-start.md", "replay.md", "shop-page.md", "simulation.md"}
    passed_over |= {"client-observing.md", "client-values.md"}
    assert guides - linked - general == passed_over


def test_the_templates_ask_for_what_is_needed() -> None:
    for path in sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml")):
        template = yaml.safe_load(path.read_text())
        fields = [field for field in template["body"] if field["type"] != "markdown"]
        assert template["name"], path
        assert template["description"], path
        assert all(field["validations"]["required"] for field in fields), path
    question = (ROOT / ".github/ISSUE_TEMPLATE/question.yml").read_text()
    assert "Leave out keys, tokens and buyers" in question
    assert "request id" in question


def test_scripts_of_the_site_ask_nobody() -> None:
    for script in (DOCS / "assets").glob("*.js"):
        assert not re.search(r"fetch\(|XMLHttpRequest|https?://|import\s", script.read_text()), script


def test_the_changelog_is_searched_too() -> None:
    assert '--8<-- "CHANGELOG.md' in text("support/changelog.md")
