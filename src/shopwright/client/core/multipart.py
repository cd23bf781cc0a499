"""Bodies that carry files."""

from __future__ import annotations

import msgspec

from shopwright.client.uploads import Upload, opened


def encode_multipart(body: dict[str, object]) -> tuple[bytes, str]:
    """A multipart body and its content type. Values that hold data become files, the others text."""
    from urllib3.filepost import encode_multipart_formdata

    fields: dict[str, str | tuple[str, bytes, str]] = {}
    for name, value in body.items():
        if name == "data" or isinstance(value, Upload):
            file = opened(value)
            fields[name] = (file.name, file.content, file.media_type)
        else:
            fields[name] = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return encode_multipart_formdata(fields)
