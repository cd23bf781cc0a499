"""A hook of hatchling: data that people edit as JSON or TOML goes into the wheel packed, so that an install is small.

``read_data_file`` finds either; nothing else reads these files.
"""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PLATFORM = "src/shopwright/platform"
#: What is packed: pyproject.toml leaves it out of the wheel.
FOLDERS = ("market/data/*.json", "catalogue/data/*.json", "reference/data/*.toml")


class PackedData(BuildHookInterface):  # type: ignore[type-arg, misc]
    """Puts each file into the wheel as ``<name>.gz``."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Pack; an editable install reads the files where they are."""
        if self.target_name != "wheel" or version == "editable":
            return
        platform = Path(self.root) / PLATFORM
        self._folder = tempfile.TemporaryDirectory()
        for pattern in FOLDERS:
            for path in sorted(platform.glob(pattern)):
                place = path.relative_to(platform)
                packed = Path(self._folder.name) / "-".join(place.parts)
                packed.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
                build_data["force_include"][str(packed)] = f"shopwright/platform/{place}.gz"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was packed."""
        if hasattr(self, "_folder"):
            self._folder.cleanup()
