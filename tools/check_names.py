"""Keep names out that do not say what a thing is: `python tools/check_names.py [ROOT]`.

A file or folder is named after the thing that it holds. A name whose last word is a gerund (`cancelling.py`) says that
something happens there, not what. Nouns that end alike are in the table below, each with its reason. In the code of
src, tools, bench and tests, no variable, argument, field, function or class has one of the empty names below. Exits 1
after naming all that breaks the rule.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

FOLDERS = ("src", "tests")
CODE_FOLDERS = ("src", "tools", "bench", "tests")

#: Names that fit anything, with what to write instead.
EMPTY_NAMES = {
    "found": "name what was searched for, as in 'app' or 'complaints'",
    "one": "name the thing, as in 'order' where the rest are 'orders'",
}
#: What gives a name, and the field that has it. Names that are only read or called may be another library's.
NAMING: dict[type[ast.AST], str] = {
    ast.Name: "id",
    ast.Attribute: "attr",
    ast.arg: "arg",
    ast.FunctionDef: "name",
    ast.AsyncFunctionDef: "name",
    ast.ClassDef: "name",
    ast.ExceptHandler: "name",
    ast.MatchAs: "name",
    ast.MatchStar: "name",
    ast.MatchMapping: "rest",
    ast.alias: "asname",
}
#: Where code may give one: before a mark, the end of a line, `in` or `if`. In prose another word mostly follows.
_EMPTY_NAME = re.compile(rf"\b(?:{'|'.join(EMPTY_NAMES)})\b(?=[ \t]*(?:[^\w \t]|(?:in|if)\b|\Z))")

#: Words in -ing that name a thing, with the reason why each is one.
NOUNS = {
    "listing": "a product as it is offered for sale",
    "masking": "the standard term for hiding a part of personal data",
    "paging": "the standard term for lists that come page by page",
    "pricing": "how a price comes about: a noun of the trade",
    "routing": "the standard term for choosing who handles a request",
    "shipping": "what a buyer pays for and a seller chooses: a noun of the trade",
    "signing": "the standard term for adding a signature to a request",
    "spelling": "how a word is written",
    "string": "a row of characters",
    "testing": "the public package of fixtures; its name is a part of the API",
    "tracking": "where a parcel has been: a noun of the trade",
    "tracing": "the standard term for following a call through programs; an extra of the package has this name",
}


def main(root: Path) -> int:
    names = list(names_below(root))
    complaints = [f"{path}: '{word}' is not a thing: name what it holds" for path in names if (word := gerund(path))]
    print("\n".join([*complaints, f"{len(names)} names looked at, {len(complaints)} gerunds"]))
    files = [path for folder in CODE_FOLDERS for path in sorted((root / folder).rglob("*.py"))]
    empty = [f"{path.relative_to(root)}:{complaint}" for path in files for complaint in empty_names(path)]
    print("\n".join([*empty, f"{len(files)} files looked at, {len(empty)} empty names"]))
    return 1 if complaints or empty else 0


def names_below(root: Path) -> Iterator[Path]:
    """Every Python file, and every folder that has one somewhere below it, relative to the root."""
    for folder in FOLDERS:
        files = sorted((root / folder).rglob("*.py"))
        parents = {parent for path in files for parent in path.parents if (root / folder) in parent.parents}
        yield from (path.relative_to(root) for path in sorted({*files, *parents}))


def gerund(path: Path) -> str | None:
    """The last word of a name, where it is a gerund."""
    word = path.stem.lower().rstrip("_").rpartition("_")[2]
    return word if word.endswith("ing") and word not in NOUNS else None


def empty_names(path: Path) -> Iterator[str]:
    """A complaint about each place of a file that gives something an empty name.

    Files without such a word need no parser.
    """
    text = path.read_text(encoding="utf-8")
    if not _EMPTY_NAME.search(text):
        return
    for node in ast.walk(ast.parse(text)):
        field = NAMING.get(type(node))
        if field is None or (name := getattr(node, field)) not in EMPTY_NAMES:
            continue
        if not isinstance(getattr(node, "ctx", None), ast.Load | ast.Del):
            yield f"{getattr(node, 'lineno', 1)}: '{name}' does not say what it is: {EMPTY_NAMES[name]}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent))
