"""The paths of the Business API that client and platform both know."""

from __future__ import annotations

#: The first segments of all paths, and those of custom audiences.
ROOT = "/open_api/v1.3/"
AUDIENCES = f"{ROOT}dmp/custom_audience/"
UPLOAD_PATH = f"{AUDIENCES}file/upload/"
