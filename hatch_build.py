"""A hook of hatchling: data and templates that people edit go into the wheel packed, so that an install is small.

``read_data_file`` and ``platform_answers`` find data either way, and the loaders of templates
(``core/pages/templates_loader.py`` of the platform, ``core/packed_templates.py`` of the hub) find templates; nothing
else reads these files. The templates of each half go into one file, since they are many and small. The migrations of
an app of the hub go into an archive.
"""

from __future__ import annotations

import io
import json
import lzma
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "src/shopwright"
#: What is packed: pyproject.toml leaves it out of the wheel.
FOLDERS = (
    "cli/data/*.json",
    "platform/*/data/*.json",
    "platform/*/data/*.toml",
)
TEMPLATES = ("platform", "hub")
#: Generated code, of which an installed hub reads little: one archive for each app, which Python imports from.
#: pyproject.toml leaves it out as well.
MIGRATIONS = "hub/*/migrations"
#: The first file of such a package in a wheel.
BEGINNING = """\
\"\"\"The migrations of this app, packed.\"\"\"

from pathlib import Path

__path__ = [*__path__, str(Path(__file__).with_name("packed.zip"))]
"""


def _packed(folder: Path) -> bytes:
    """The modules of a folder as an archive that is the same at every build."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(folder.glob("[0-9]*.py")):
            archive.writestr(zipfile.ZipInfo(path.name), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return target.getvalue()


class PackedData(BuildHookInterface):  # type: ignore[type-arg, misc]
    """Puts each file of data into the wheel as ``<name>.xz``, and the templates of a half as ``templates.json.xz``."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Pack; an editable install reads the files where they are."""
        if self.target_name != "wheel" or version == "editable":
            return
        package = Path(self.root) / PACKAGE
        self._folder = tempfile.TemporaryDirectory()
        for pattern in FOLDERS:
            for path in sorted(package.glob(pattern)):
                place = path.relative_to(package)
                packed = Path(self._folder.name) / "-".join(place.parts)
                packed.write_bytes(lzma.compress(path.read_bytes(), preset=9 | lzma.PRESET_EXTREME))
                build_data["force_include"][str(packed)] = f"shopwright/{place}.xz"
        for half in TEMPLATES:
            folder = package / half
            texts = {
                path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
                for path in sorted(folder.glob("**/templates/**/*.html"))
            }
            packed = Path(self._folder.name) / f"{half}.json.xz"
            packed.write_bytes(lzma.compress(json.dumps(texts).encode(), preset=9))
            build_data["force_include"][str(packed)] = f"shopwright/{half}/templates.json.xz"
        for folder in sorted(package.glob(MIGRATIONS)):
            place = folder.relative_to(package)
            files = {"packed.zip": _packed(folder), "__init__.py": BEGINNING.encode()}
            for name, content in files.items():
                made = Path(self._folder.name) / "-".join((*place.parts, name))
                made.write_bytes(content)
                build_data["force_include"][str(made)] = f"shopwright/{place}/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was packed."""
        if hasattr(self, "_folder"):
            self._folder.cleanup()
