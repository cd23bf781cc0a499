"""Keep bare gerunds out of the names of files and folders: `python tools/check_names.py [ROOT]`.

A file or folder is named after the thing that it holds. A name whose last word is a gerund (`cancelling.py`) says that
something happens there, not what. Nouns that end alike are in the table below, each with its reason. Exits 1 after
naming all that breaks the rule.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

FOLDERS = ("src", "tests")

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
    return 1 if complaints else 0


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


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent))
