"""Bodies that carry files."""

from __future__ import annotations

import msgspec

from shopwright.client.errors import ArgumentError
from shopwright.client.upload_checks import check_upload, most_bytes, takes_file
from shopwright.client.uploads import Upload, opened

from .methods import Method


def encode_multipart(spec: Method, body: dict[str, object]) -> tuple[bytes, str]:
    """A multipart body and its content type; ``ArgumentError`` for files that the operation does not take.

    Where the operation takes a ``name`` and none is given, the file's name is sent. Blocks while files are read.
    """
    from urllib3.filepost import encode_multipart_formdata

    files = files_of(spec, body)
    if "name" in spec.names and "name" not in body and "data" in files:
        body = {**body, "name": files["data"].name}
    if problems := file_problems(spec, files, body):
        raise ArgumentError(spec.operation.id, problems)
    fields: dict[str, str | tuple[str, bytes, str]] = {}
    for name, value in body.items():
        file = files.get(name)
        if file is not None:
            fields[name] = (file.name, file.content, file.media_type)
        else:
            fields[name] = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return encode_multipart_formdata(fields)


def files_of(spec: Method, body: dict[str, object]) -> dict[str, Upload]:
    """The files among the fields of a body, read."""
    operation = spec.operation.id
    return {
        name: opened(value, operation=operation, field=name, most=most_bytes(operation, name))
        for name, value in body.items()
        if isinstance(value, Upload) or takes_file(operation, name)
    }


def file_problems(spec: Method, files: dict[str, Upload], body: dict[str, object]) -> list[str]:
    """List which limits of the operation the files break, a sentence each."""
    file_name = body.get("name")
    name = file_name if isinstance(file_name, str) else None
    return [fault for field, file in files.items() for fault in check_upload(spec.operation.id, field, file, name)]
