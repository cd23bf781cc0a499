"""What a wheel holds packed is found by what was written for plain files: every page's template, all data."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from .wheel import SECONDS, built_wheel

pytestmark = pytest.mark.slow

#: Runs with the unpacked wheel before the sources of this repository.
PROGRAM = """
import sys
from pathlib import Path

import shopwright
from shopwright.hub.core.config import HubConfig
from shopwright.hub.project.start import prepare
from shopwright.platform.core.data_files import read_data_file
from shopwright.platform.core.pages.page import _templates
from shopwright.platform.portal.routes import TEMPLATES

root = Path(shopwright.__file__).parent
assert root.parent == Path(sys.argv[1]), root
prepare(HubConfig(data=Path(sys.argv[2]), database="postgresql:///none", url="http://testserver"))
from django.template.loader import get_template

environment = _templates(TEMPLATES)
for template in sorted(root.glob("**/templates/**/*.html.gz")):
    inside = template.as_posix().rpartition("/templates/")[2].removesuffix(".gz")
    if "reference_site" in template.parts:
        continue
    if "hub" in template.relative_to(root).parts[:1]:
        get_template(inside)
    else:
        environment.get_template(inside)
    print(inside)
for data in sorted((root / "platform").glob("*/data/*.gz")):
    assert read_data_file(data.parts[-3], data.name.removesuffix(".gz"))
    print(data.name)
"""


def test_every_template_and_every_file_of_data_is_found_packed(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    unpacked = tmp_path / "wheel"
    with zipfile.ZipFile(built_wheel(tmp_path_factory)) as wheel:
        packed = [name for name in wheel.namelist() if name.endswith((".html.gz", ".json.gz", ".toml.gz"))]
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
    found = done.stdout.split()
    assert len([name for name in found if name.endswith(".html")]) > 200
    assert len(found) > len(packed) - 20
