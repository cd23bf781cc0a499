"""Where a platform is unless a command is told, and the variables that tell it."""

from __future__ import annotations

from shopwright.platform.core.config import Config

_DEFAULT = Config()
DEFAULT_URL = f"http://{_DEFAULT.host}:{_DEFAULT.port}"

URL_VARIABLE = "SHOPWRIGHT_URL"
SANDBOX_KEY_VARIABLE = "SHOPWRIGHT_SANDBOX_KEY"
