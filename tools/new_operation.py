"""Begins operations: `python tools/new_operation.py ID... [--capability NAME] [--module NAME] [--dry-run]`.

Writes, from the contract, the handler with its types, the constants of its documented error codes, a test and a
section of the guide, each in its place. Until it is built the handler answers "not implemented" (90010501), its test is
red, and `make check` refuses both. Nothing is written where a file is in the way, or where there is a handler already.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path

from scaffold.changes import Changes, Refusal
from scaffold.operation import add_operation
from scaffold.operation_test import test_path
from scaffold.places import place_of

import shopwright.platform.capabilities  # noqa: F401  registers every handler
from shopwright.contract.load import operations
from shopwright.contract.model import Operation
from shopwright.platform.core.registry import BUILT

ROOT = Path(__file__).resolve().parent.parent

NEXT = """
Next:
  write the handler, and take its "not implemented" away
  keep in raises= what it raises, and delete the constants that nothing raises
  fill the gaps of the test: each is marked unwritten(...)
  make generate && make check && make test ARGS={test}"""


def find_operation(operation_id: str) -> Operation:
    """The operation of that id, if it is not built; refuses others, and tells ids that are alike."""
    known = operations()
    if operation_id not in known:
        alike = difflib.get_close_matches(operation_id, known, n=3, cutoff=0.5)
        hint = f": did you mean {' or '.join(alike)}?" if alike else ""
        raise Refusal(f"the contract has no operation {operation_id}{hint}")
    if operation_id in BUILT:
        code = BUILT[operation_id].handler.__code__
        path = Path(code.co_filename)
        place = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        raise Refusal(f"{operation_id} has a handler already: {place}:{code.co_firstlineno}")
    return known[operation_id]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ids", nargs="+", metavar="ID", help="ids of operations in the contract, such as createProduct")
    parser.add_argument("--capability", help="its folder below the platform, such as catalogue or sales/returns")
    parser.add_argument("--module", help="the module of operations/ that it goes to (one of its own)")
    parser.add_argument("--dry-run", action="store_true", help="print what would be written, and write nothing")
    options = parser.parse_args()
    changes, tests = Changes(ROOT), list[str]()
    try:
        for operation_id in options.ids:
            operation = find_operation(operation_id)
            place = place_of(operation, options.capability, changes)
            add_operation(changes, operation, place, options.module)
            tests.append(test_path(ROOT, operation, place))
    except Refusal as refusal:
        print(f"nothing written: {refusal}", file=sys.stderr)
        return 1
    if options.dry_run:
        print("\n".join([*changes.diff(), "", "would write:", *changes.summary()]))
        return 0
    summary = list(changes.summary())
    changes.write()
    print("\n".join(summary))
    print(NEXT.format(test=" ".join(tests) if len(tests) == 1 else f"'{' '.join(tests)}'"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
