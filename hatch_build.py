"""A hook of hatchling: data and templates that people edit go into the wheel packed, so that an install is small.

``read_data_file`` finds data either way, and the loaders of templates (``core/pages/templates_loader.py`` of the
platform, ``core/packed_templates.py`` of the hub) find templates; nothing else reads these files.
"""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "src/shopwright"
#: What is packed: pyproject.toml leaves it out of the wheel.
FOLDERS = (
    "platform/market/data/*.json",
    "platform/catalogue/data/*.json",
    "platform/customer_service/data/*.json",
    "platform/finance/data/*.json",
    "platform/logistics/data/*.json",
    "platform/media/data/*.json",
    "platform/simulation/data/*.json",
    "platform/reference/data/*.toml",
    "platform/**/templates/**/*.html",
    "hub/**/templates/**/*.html",
)


class PackedData(BuildHookInterface):  # type: ignore[type-arg, misc]
    """Puts each file into the wheel as ``<name>.gz``."""

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
                packed.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
                build_data["force_include"][str(packed)] = f"shopwright/{place}.gz"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was packed."""
        if hasattr(self, "_folder"):
            self._folder.cleanup()
