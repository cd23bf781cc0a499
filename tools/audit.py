"""Looks the pinned releases up among the known vulnerabilities of the Python package index.

It needs pip-audit and an index that answers; it says so when none does.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec

ROOT = Path(__file__).parent.parent


class Vulnerability(msgspec.Struct):
    id: str
    fix_versions: list[str]


class Dependency(msgspec.Struct):
    name: str
    version: str = ""
    vulns: list[Vulnerability] = msgspec.field(default_factory=list)
    skip_reason: str = ""


class Report(msgspec.Struct):
    dependencies: list[Dependency]


def main() -> int:
    """0: nothing is known against any release; 1: something is; 2: some could not be looked up."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps", "--format", "json"]
    ran = subprocess.run(
        [*command, "--requirement", str(ROOT / "constraints.txt")], capture_output=True, text=True, check=False
    )
    try:
        report = msgspec.json.decode(ran.stdout, type=Report)
    except msgspec.DecodeError:
        print(f"The index of vulnerabilities does not answer: {ran.stderr.strip().rpartition(chr(10))[2]}")
        return 2
    for dependency in report.dependencies:
        for known in dependency.vulns:
            mended = ", ".join(known.fix_versions) or "none yet"
            print(f"{dependency.name} {dependency.version}: {known.id}, mended in {mended}")
    skipped = [dependency.name for dependency in report.dependencies if dependency.skip_reason]
    looked_up = len(report.dependencies) - len(skipped)
    print(f"{looked_up} of {len(report.dependencies)} releases were looked up.")
    if any(dependency.vulns for dependency in report.dependencies):
        return 1
    if skipped:
        print(f"The index knows nothing about the others, {', '.join(skipped[:5])} among them: use one that does.")
    return 2 if skipped else 0


if __name__ == "__main__":
    sys.exit(main())
