"""A file for the Business API, checked by the rules that a platform checks it by, and in the same words."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import NamedTuple

from shopwright.client.core.dryrun import Prepared
from shopwright.client.core.http import HttpRequest
from shopwright.client.errors import HIDE_FRAMES
from shopwright.client.uploads import Source, Upload, opened
from shopwright.wire.business.fields import UPLOAD_FIELDS, field_refusals
from shopwright.wire.business.files import content_of
from shopwright.wire.business.paths import UPLOAD_PATH
from shopwright.wire.business.refusals import refuse
from shopwright.wire.errors import ApiError

__tracebackhide__ = HIDE_FRAMES

OPERATION = "business.uploadFile"


class _File(NamedTuple):
    """The part of the form that is a file."""

    name: str
    content: bytes


class AudienceUpload:
    """A file of hashed identifiers, or a list of products, orders or videos, as the form of an upload has it.

    ``file``: bytes, a path, an open binary file or a URL. ``file_signature`` is the MD5 of the file unless given.
    ``file_name``: another name than the file's own. The file is read once, when it is first needed.
    """

    def __init__(
        self,
        advertiser_id: str,
        file: Source,
        calculate_type: str,
        *,
        file_name: str | None = None,
        file_signature: str | None = None,
    ) -> None:
        self._source = file
        self._signature = file_signature
        self._texts = {"advertiser_id": str(advertiser_id), "calculate_type": calculate_type, "file_name": file_name}

    @cached_property
    def file(self) -> Upload:
        """The file, read. Raises ``ArgumentError`` where it cannot be."""
        return opened(self._source, operation=OPERATION, field="file")

    @property
    def fields(self) -> dict[str, object]:
        """The fields of the form, without those that are not sent."""
        signature = self._signature
        if signature is None:
            signature = hashlib.md5(self.file.content, usedforsecurity=False).hexdigest()
        values = {**self._texts, "file_signature": signature, "file": _File(self.file.name, self.file.content)}
        return {name: value for name, value in values.items() if value is not None}

    def validate(self) -> list[str]:
        """List what a platform would refuse about the form and its file, in its words; empty where it takes them."""
        values = self.fields
        if problems := [error.message for error in field_refusals(values, UPLOAD_FIELDS)]:
            return problems
        name = str(values.get("file_name") or self.file.name)
        try:
            content_of(name, self.file.content, str(values["file_signature"]), str(values["calculate_type"]))
        except ApiError as error:
            return [error.message]
        return []

    def request(self, base_url: str, token: str, timeout: float = 60.0) -> HttpRequest:
        """The request as it is sent."""
        from urllib3.filepost import encode_multipart_formdata

        body, content_type = encode_multipart_formdata(
            {
                name: (value.name, value.content, "text/csv") if isinstance(value, _File) else str(value)
                for name, value in self.fields.items()
            }
        )
        headers = {"access-token": token, "content-type": content_type, "accept": "application/json"}
        return HttpRequest("POST", base_url.rstrip("/") + UPLOAD_PATH, headers, body, timeout)

    def dry_run(self, base_url: str, token: str) -> Prepared:
        """The request, not sent. Printed it shows no token, and of the file its size alone."""
        return Prepared(self.request(base_url, token), "")


def token_problems(token: str) -> list[str]:
    """What a platform would say of a token that is not there."""
    return [] if token.strip() else [refuse("token_missing").message]
