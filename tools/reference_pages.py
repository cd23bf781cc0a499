"""A hook of MkDocs: puts the reference of the API, which ``tools/reference_site.py`` writes, under ``api/``.

What it has is found by the search of the site, too.
It asks the Python that has Shopwright and its platform: that of ``.venv``, or what ``SHOPWRIGHT_PYTHON`` names.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
SITE_SEARCH = "site_search.json"


def on_files(files: Any, config: Any) -> Any:
    """Add the pages as they are: they have their own looks and search, and work from disk too."""
    file_type = import_module("mkdocs.structure.files").File  # only MkDocs runs this
    written = _written()
    config["extra"][SITE_SEARCH] = json.loads(written.pop(SITE_SEARCH))
    for name, content in written.items():
        files.append(file_type.generated(config, f"api/{name}", content=content))
    return files


def on_post_build(config: Any) -> None:
    """Add to the index that the search wrote, before ``offline`` makes a script of it."""
    index = Path(config["site_dir"]) / "search" / "search_index.json"
    content = json.loads(index.read_text(encoding="utf-8"))
    content["docs"] += config["extra"][SITE_SEARCH]
    index.write_text(json.dumps(content, separators=(",", ":")), encoding="utf-8")


def _written() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        command = [_python(), str(ROOT / "tools" / "reference_site.py"), folder]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"the reference of the API cannot be written:\n{done.stderr}")
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


def _python() -> str:
    named = os.environ.get("SHOPWRIGHT_PYTHON")
    own = ROOT / ".venv" / "bin" / "python"
    return named or (str(own) if own.exists() else sys.executable)
