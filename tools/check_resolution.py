"""Whether base, ``[platform]`` and ``[testing]`` resolve beside apps that pin older releases. It needs an index.

All pins are asked for at once, which proves each of them; only where that fails they are tried one by one.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from distributions import PIP, build_wheel, new_environment

#: What apps pin.
APPS = ("sqlalchemy<2.1", "fastapi==0.115.*", "pillow<12", "aiohttp==3.12.*", "pytest<9", "rich<14")

INSTALLS = ("", "[platform]", "[testing]")


def main() -> int:
    """Check every install; 1 where one does not resolve."""
    failures: list[str] = []
    with tempfile.TemporaryDirectory(prefix="shopwright-resolution-") as folder:
        python = new_environment(Path(folder) / "environment")
        wheel = build_wheel(python, Path(folder))
        for extra in INSTALLS:
            problem = _problem(python, f"{wheel}{extra}", APPS)
            print(f"shopwright{extra} beside {', '.join(APPS)}: {'does not resolve' if problem else 'resolves'}")
            if problem:
                alone = {pin: _problem(python, f"{wheel}{extra}", (pin,)) for pin in APPS}
                failures += [f"shopwright{extra} and {pin}:\n{said}" for pin, said in alone.items() if said]
                failures += [] if any(alone.values()) else [f"shopwright{extra} and all of them together:\n{problem}"]
    print("\n".join(failures), end="\n" * bool(failures))
    return 1 if failures else 0


def _problem(python: Path, package: str, pins: tuple[str, ...]) -> str:
    """What pip says where a package and the pins do not fit together; "" where they do."""
    command = [str(python), *PIP, "install", "--dry-run", "--ignore-installed", package, *pins]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stderr if done.returncode else ""


if __name__ == "__main__":
    sys.exit(main())
