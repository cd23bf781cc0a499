"""What a wheel holds packed is found by what was written for plain files: every page's template, all data."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import shopwright

from .wheel import SECONDS, built_wheel

pytestmark = pytest.mark.slow

#: Runs with the unpacked wheel before the sources of this repository.
PROGRAM = """
import sys
from pathlib import Path

import shopwright
from shopwright.hub.core.config import HubConfig
from shopwright.hub.core.packed_templates import packed_templates as hub_templates
from shopwright.hub.project.start import prepare
from shopwright.platform.core.data_files import read_data_file
from shopwright.platform.core.pages.page import _templates
from shopwright.platform.core.pages.templates_loader import packed_templates as platform_templates
from shopwright.platform.portal.routes import TEMPLATES

root = Path(shopwright.__file__).parent
assert root.parent == Path(sys.argv[1]), root
prepare(HubConfig(data=Path(sys.argv[2]), database="postgresql:///none", url="http://testserver"))
from django.db.migrations.loader import MigrationLoader
from django.template.loader import get_template

from shopwright.cli.drift.platform_answers import platform_answers

assert platform_answers()
for app, name in MigrationLoader(None).disk_migrations:
    print("migration", app, name)
environment = _templates(TEMPLATES)
for half, packed, find in (
    ("hub", hub_templates(), get_template),
    ("platform", platform_templates(), environment.get_template),
):
    for place in packed:
        inside = place.rpartition("templates/")[2]
        if "reference_site" not in place:
            find(inside)
        print(half, place)
for data in sorted((root / "platform").glob("*/data/*.xz")):
    assert read_data_file(data.parts[-3], data.name.removesuffix(".xz"))
    print(data.name)
"""


def test_every_template_and_every_file_of_data_is_found_packed(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    unpacked = tmp_path / "wheel"
    with zipfile.ZipFile(built_wheel(tmp_path_factory)) as wheel:
        packed = [name for name in wheel.namelist() if name.endswith((".json.xz", ".toml.xz"))]
        plain = [name for name in wheel.namelist() if name.endswith(".html")]
        wheel.extractall(unpacked)
    assert plain == []
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(unpacked), str(tmp_path / "data")],
        env={**os.environ, "PYTHONPATH": str(unpacked), "PYTHONSAFEPATH": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    printed = set(done.stdout.splitlines())
    package = Path(shopwright.__file__).parent
    written = {
        f"{half} {path.relative_to(package / half).as_posix()}"
        for half in ("hub", "platform")
        for path in (package / half).glob("**/templates/**/*.html")
    }
    written |= {f"migration {path.parts[-3]} {path.stem}" for path in (package / "hub").glob("*/migrations/0*.py")}
    assert written
    assert written <= printed
    assert len(printed - written) > len(packed) - 20
