"""Which faults are put where: every kind of fault, and nothing into types, texts for people and generated positions."""

from __future__ import annotations

import ast
from pathlib import Path

import mutation.mutants
import pytest
from mutation.mutants import Mutant, mutants_of, target_files

FILE = "src/shopwright/platform/sales/rules.py"


def mutants(root: Path, source: str) -> list[Mutant]:
    path = root / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, encoding="utf-8")
    return list(mutants_of(root, FILE, "rules"))


def changes(root: Path, source: str) -> set[tuple[str, str]]:
    return {(mutant.before, mutant.after) for mutant in mutants(root, source)}


def in_function(line: str, returns: str = "") -> str:
    return f"def f(a, b, x, y){returns}:\n    {line}\n"


@pytest.mark.parametrize(
    ("line", "change"),
    [
        ("x = a < b", ("a < b", "a <= b")),
        ("x = a < b", ("a < b", "a >= b")),
        ("x = a == b", ("a == b", "a != b")),
        ("x = a in b", ("a in b", "a not in b")),
        ("x = a is None", ("a is None", "a is not None")),
        ("x = a and b", ("a and b", "a or b")),
        ("x = not a", ("not a", "a")),
        ("x = y if a else b", ("a", "not a")),
        ("x = a + b", ("a + b", "a - b")),
        ("x -= a", ("x -= a", "x += a")),
        ("x = 4", ("4", "5")),
        ("x = 4", ("4", "3")),
        ("x = True", ("True", "False")),
        ("x = 'DE'", ("'DE'", "''")),
        ("raise a(b)", ("raise a(b)", "pass")),
        ("a.save(b)", ("a.save(b)", "pass")),
        ("return a", ("return a", "return None")),
        ("x = {a, b}", ("a", "(removed)")),
        ("x = {a: b}", ("a: b", "(removed)")),
        ("x = a in (b, y)", ("y", "(removed)")),
        ("x = frozenset((a, b))", ("b", "(removed)")),
    ],
)
def test_each_kind_of_fault_is_made(line: str, change: tuple[str, str], tmp_path: Path) -> None:
    assert change in changes(tmp_path, in_function(line))


def test_a_member_of_a_table_of_the_module_is_removed(tmp_path: Path) -> None:
    source = "TRANSITIONS: dict[str, tuple[str, ...]] = {PAID: (SHIPPED, CANCELLED)}\n"
    assert changes(tmp_path, source) == {
        ("PAID: (SHIPPED, CANCELLED)", "(removed)"),
        ("SHIPPED", "(removed)"),
        ("CANCELLED", "(removed)"),
    }


@pytest.mark.parametrize(
    ("returns", "default"), [(" -> bool", "False"), (" -> list[str]", "[]"), (" -> Order | None", "None")]
)
def test_the_default_that_is_returned_fits_the_annotation(returns: str, default: str, tmp_path: Path) -> None:
    assert changes(tmp_path, in_function("return a", returns)) == {("return a", f"return {default}")}


@pytest.mark.parametrize(
    "source",
    [
        '"""Returns 1 if a < b."""\n',
        "from a import b\n",
        'def f(a: Literal["x"] = y) -> Literal[1]:\n    """Not 0."""\n',
        'Kind = Literal["A", "B"]\n',
        "@register('createProduct')\ndef f(): ...\n",
        "class Line(Struct, frozen=True):\n    amount: int\n",
        "x = f'{a + 1} of 3'\n",
        "log.info('x')\n",
        "if TYPE_CHECKING:\n    x = 1\n",
        "x = 'A sentence for people.'\n",
    ],
)
def test_types_texts_and_decorators_are_left_alone(source: str, tmp_path: Path) -> None:
    assert not changes(tmp_path, source)


def test_a_mutant_is_the_file_with_one_replacement(tmp_path: Path) -> None:
    source = "NAME = 'Größe'; LIMIT = 3  # ß\n\n\nclass Rule:\n    def allows(self, n):\n"
    source += "        return (n\n            < LIMIT)\n"
    for mutant in mutants(tmp_path, source):
        changed = mutant.apply(source.encode())
        ast.parse(changed)
        assert changed != source.encode()
    boundary = next(mutant for mutant in mutants(tmp_path, source) if mutant.after == "n <= LIMIT")
    assert (boundary.function, boundary.line, boundary.lines) == ("Rule.allows", 6, (6, 7))
    assert boundary.apply(source.encode()).decode() == source.replace("n\n            < LIMIT", "(n <= LIMIT)")


def test_a_mutant_outside_functions_knows_the_names_it_changes(tmp_path: Path) -> None:
    source = "OPEN = frozenset({A, B})\n"
    assert {mutant.names for mutant in mutants(tmp_path, source)} == {("OPEN",)}


def test_the_same_source_has_the_same_mutants_and_another_has_others(tmp_path: Path) -> None:
    keys = [mutant.key for mutant in mutants(tmp_path, "A = 1\n")]
    assert keys == [mutant.key for mutant in mutants(tmp_path, "A = 1\n")]
    assert len(keys) == len(set(keys))
    assert not set(keys) & {mutant.key for mutant in mutants(tmp_path, "A = 1\nB = 2\n")}


def test_every_kind_has_files_in_this_repository() -> None:
    kinds = target_files(Path(mutation.mutants.__file__).parents[2])
    assert set(kinds.values()) == set(mutation.mutants.TARGETS)


def test_a_kind_without_files_is_an_error(tmp_path: Path) -> None:
    mutants(tmp_path, "")
    with pytest.raises(LookupError, match="no file is of the kind 'states'"):
        target_files(tmp_path)
