"""Begins a capability: `python tools/new_capability.py NAME [--thing NAME] [--with PART,...] [--above NAME]`.

Writes its folder, its entry in `capabilities.py`, its place in the import contracts, tests and a page of the guide.
Always there are `operations/` and `errors.py`. The parts of `--with` are made for the document that `--thing` names;
each brings what it stands on. A table is added to the first schema, which is written anew until the first release.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scaffold.capability import PARTS, Plan, add_capability, with_what_they_need
from scaffold.changes import Changes, Refusal

ROOT = Path(__file__).resolve().parent.parent

NEXT = """
Next:
  make operation ARGS=ID, for each of its operations
  make generate && make check"""


def plural(noun: str) -> str:
    """The usual plural of a noun."""
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", help="the folder's name, such as finance")
    parser.add_argument("--thing", help="the noun of its document in the singular, such as statement (NAME)")
    parser.add_argument("--things", help="its plural, where it is not the usual one")
    parser.add_argument("--with", dest="parts", default="", help=f"parts, by commas: {', '.join(PARTS)}")
    parser.add_argument("--above", default="sales", help="the capability that it stands directly above (sales)")
    parser.add_argument("--dry-run", action="store_true", help="print what would be written, and write nothing")
    options = parser.parse_args()
    parts = [part for part in options.parts.split(",") if part]
    if unknown := sorted(set(parts) - set(PARTS)):
        parser.error(f"no such part: {', '.join(unknown)}")
    thing = options.thing or options.name
    plan = Plan(options.name, thing, options.things or plural(thing), with_what_they_need(parts), options.above)
    changes = Changes(ROOT)
    try:
        add_capability(changes, plan)
    except Refusal as refusal:
        print(f"nothing written: {refusal}", file=sys.stderr)
        return 1
    if options.dry_run:
        print("\n".join([*changes.diff(), "", "would write:", *changes.summary()]))
        return 0
    summary = list(changes.summary())
    changes.write()
    print("\n".join([f"{plan.name}:", *summary]) + NEXT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
