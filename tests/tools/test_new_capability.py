"""The command that begins a capability, and operations begun in it: what a copy of the repository says of them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import new_capability
import pytest
from scaffold.capability import Plan, add_capability, with_what_they_need
from scaffold.changes import Changes, Refusal

from shopwright.contract.load import operations
from shopwright.contract.model import Entity, Operation
from shopwright.platform.core.registry import BUILT
from tests.harness.copied import ROOT, copied_environment, copy_repository, run_in

GUIDE = "docs/guide"
PLATFORM = "src/shopwright/platform"
LINT = Path(f"{sys.prefix}-lint") / "bin"
UNBUILT = [
    each
    for each in operations().values()
    if each.id not in BUILT and each.entity in (Entity.SHOP, Entity.SELLER)
    if not (each.body and each.body.is_multipart)
]

#: What begun operations answer over HTTP: one as it was written, one whose "not implemented" was taken away.
OVER_HTTP = """
from tests.harness.calls import new_seller
from tests.platform.support import data_of
from tests.platform.lottery import test_{begun}, test_{bare}


def test_a_begun_operation_answers_not_implemented(platform):
    assert test_{begun}.ask(new_seller(platform)).code == 90010501


def test_the_skeleton_of_a_reply_is_as_the_contract_says(platform):
    assert data_of("{bare_id}", test_{bare}.ask(new_seller(platform))) is not None
"""


def begin(name: str = "lottery", thing: str = "ticket", above: str = "sales", parts: str = "") -> Changes:
    """What the command would write."""
    changes = Changes(ROOT)
    wanted = with_what_they_need(part for part in parts.split(",") if part)
    add_capability(changes, Plan(name, thing, new_capability.plural(thing), wanted, above))
    return changes


def test_without_parts_a_capability_has_operations_and_errors() -> None:
    assert begin().changed() == [
        f"{GUIDE}/lottery.md",
        "pyproject.toml",
        f"{PLATFORM}/capabilities.py",
        f"{PLATFORM}/lottery/__init__.py",
        f"{PLATFORM}/lottery/errors.py",
        f"{PLATFORM}/lottery/operations/__init__.py",
    ]


def test_a_part_brings_what_it_stands_on() -> None:
    changed = begin(parts="sandbox").changed()
    for name in ("sandbox", "store", "ticket", "states"):
        assert f"{PLATFORM}/lottery/{name}.py" in changed
    assert f"{PLATFORM}/lottery/pages.py" not in changed
    assert "tests/platform/lottery/test_tickets_sandbox.py" in changed


def test_a_capability_stands_on_a_layer_directly_above_the_one_that_was_named() -> None:
    assert '    "lottery",\n    "catalogue",\n' in begin(above="catalogue").read("pyproject.toml")
    assert '    "lottery",\n    "accounts : webhooks : logistics",\n' in begin(above="webhooks").read("pyproject.toml")


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        ({"name": "catalogue"}, "catalogue exists already"),
        ({"name": "Lottery"}, "'Lottery' is no name for a module"),
        ({"name": "gambling"}, "'gambling' is no name for a folder"),
        ({"above": "cellar"}, "no layer of the platform has cellar"),
        ({"thing": "order", "parts": "store"}, "there is a table orders already: choose another --thing"),
    ],
)
def test_what_does_not_fit_is_refused(wish: Mapping[str, str], reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        begin(**wish)


def test_a_dry_run_tells_all_and_writes_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["new_capability.py", "lottery", "--dry-run"])
    assert new_capability.main() == 0
    assert f"create {PLATFORM}/lottery/errors.py" in capsys.readouterr().out
    assert not (ROOT / PLATFORM / "lottery").exists()


@dataclass(frozen=True)
class Begun:
    """A copy with a new capability of all parts, and two operations in it, one without its "not implemented"."""

    copy: Path
    environment: Mapping[str, str]
    begun: Operation
    bare: Operation

    def run(self, *command: str) -> tuple[int, str]:
        """How a command ended, and what it said."""
        done = run_in(self.copy, self.environment, *command)
        return done.returncode, done.stdout + done.stderr

    def python(self, *arguments: str) -> tuple[int, str]:
        return self.run(sys.executable, *arguments)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Begun:
    if len(UNBUILT) < 2:
        pytest.skip("every operation is built")
    with_codes = next((each for each in UNBUILT if each.documented_codes), UNBUILT[0])
    bare = next(each for each in UNBUILT if each is not with_codes)
    folder = tmp_path_factory.mktemp("begun")
    copy = copy_repository(folder / "clone")
    tree = Begun(copy, copied_environment(copy, folder), with_codes, bare)
    for command in (
        ["tools/new_capability.py", "lottery", "--thing", "ticket", "--with", "pages,timers"],
        ["tools/new_operation.py", with_codes.id, bare.id, "--capability", "lottery"],
    ):
        code, told = tree.python(*command)
        assert code == 0, told
    return tree


@pytest.mark.slow
def test_begun_operations_answer_and_their_tests_are_red_while_those_of_the_capability_are_green(begun: Begun) -> None:
    handler = begun.copy / PLATFORM / "lottery" / "operations" / f"{begun.bare.name}.py"
    text = handler.read_text()
    names = {"begun": begun.begun.name, "bare": begun.bare.name, "bare_id": begun.bare.id}
    over_http = begun.copy / "tests/platform/lottery/test_over_http.py"
    try:
        over_http.write_text(OVER_HTTP.format(**names))
        handler.write_text(text.replace("    raise NOT_IMPLEMENTED(operation=call.operation.id)\n", ""))
        _, told = begun.python("-m", "pytest", "-q", "-rfE", "tests/platform/lottery", "tests/store/test_migrations.py")
    finally:
        handler.write_text(text)
        over_http.unlink()
    red = {line.split("::")[0].rpartition("/")[2] for line in told.splitlines() if line.startswith(("FAILED", "ERROR"))}
    assert red == {f"test_{begun.begun.name}.py", f"test_{begun.bare.name}.py"}, told
    assert "this test is not written yet" in told


@pytest.mark.slow
def test_what_is_begun_is_refused_by_the_check_of_operations(begun: Begun) -> None:
    code, told = begun.python("tools/check_operations.py")
    assert code == 1
    assert f"{begun.begun.id} is begun and not built" in told
    assert f"test_{begun.begun.name}.py" in told


@pytest.mark.slow
@pytest.mark.skipif(not (LINT / "ruff").exists(), reason="the linter's environment is not set up")
def test_what_is_begun_is_laid_out_and_imported_as_the_linters_want(begun: Begun) -> None:
    for command in (["ruff", "check", "."], ["ruff", "format", "--check", "."], ["lint-imports", "--no-cache"]):
        code, told = begun.run(str(LINT / command[0]), *command[1:])
        assert code == 0, told
