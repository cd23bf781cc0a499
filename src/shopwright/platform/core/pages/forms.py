"""What a browser sends back: form fields, the token that shows the form was ours, and what was wrong with a field."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import Request

from shopwright.platform.core.multipart import MultipartError, Part, parse_form
from shopwright.platform.database.encryption import Vault
from shopwright.wire.errors import ApiError, ErrorCode

#: The cookie that a form's token is bound to.
FORM_COOKIE = "shopwright_form"

#: No form of ours comes near this, but for those that bring a picture of up to 10 MB.
MAX_BYTES, MAX_UPLOAD_BYTES = 256 * 1024, 10 * 2**20 + 256 * 1024

FORM_TOO_LARGE = ErrorCode(41301, "The form is over {limit} bytes.", 413, "Send less.")
FORM_EXPIRED = ErrorCode(
    40302,
    "The form did not come from this page, or the page was open for too long.",
    403,
    "Load the page again, and send the form from there. Cookies must be allowed.",
)

_FIELD = re.compile(r" - at `(?:key in )?\$\.?(\w*)[^`]*`")


class Form:
    """The fields of a submitted form; repeated names keep their order."""

    def __init__(self, pairs: list[tuple[str, str]], files: Mapping[str, Part] | None = None) -> None:
        self._values: dict[str, list[str]] = {}
        self._files = {name: part.data for name, part in (files or {}).items()}
        self._file_names = {name: part.filename or "" for name, part in (files or {}).items()}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value.replace("\0", ""))

    def text(self, name: str) -> str:
        """A field without the blanks around it; empty when it was not sent."""
        return (self._values.get(name) or [""])[0].strip()

    def many(self, name: str) -> list[str]:
        """Every value of a repeated field, such as ticked boxes."""
        return self._values.get(name, [])

    def data(self, name: str) -> bytes:
        """The bytes of a chosen file; empty where none was chosen."""
        return self._files.get(name, b"")

    def file_name(self, name: str) -> str:
        """How a chosen file is named; empty where none was chosen."""
        return self._file_names.get(name, "")

    def has(self, name: str) -> bool:
        return name in self._values


async def read_form(request: Request) -> Form:
    """The form of a POST, with its files where it is multipart; 413 when it is too large."""
    kind, raw = request.headers.get("content-type", ""), bytearray()
    is_multipart = kind.startswith("multipart/form-data")
    limit = MAX_UPLOAD_BYTES if is_multipart else MAX_BYTES
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > limit:
            raise FORM_TOO_LARGE(limit=limit)
    if is_multipart:
        return _form_with_files(kind, bytes(raw))
    return Form(parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True))


def _form_with_files(content_type: str, raw: bytes) -> Form:
    try:
        parts = parse_form(content_type, raw).parts
    except MultipartError as error:
        raise FORM_EXPIRED() from error
    texts = [(name, part.text) for name, part in parts.items() if part.filename is None]
    return Form(texts, {name: part for name, part in parts.items() if part.filename is not None})


class FormToken:
    """Ties a form to the browser that it was shown to.

    The cookie holds a random text; the field holds the same text encrypted with the data key, so that it cannot be made
    elsewhere, whichever process of the platform shows the form or receives it.
    """

    def __init__(self, vault: Vault, request: Request) -> None:
        self._vault = vault
        known = request.cookies.get(FORM_COOKIE, "")
        self.is_new = not (known.isalnum() and len(known) == 32)
        self.cookie = secrets.token_hex(16) if self.is_new else known

    def make(self) -> str:
        """What the hidden field holds."""
        return self._vault.encrypt(f"form:{self.cookie}")

    def check(self, form: Form) -> None:
        """403 unless the form was shown to this browser."""
        try:
            text = self._vault.decrypt(form.text("form_token"))
        except Exception as error:  # whatever is wrong with a text that someone sent, it is no token of ours
            raise FORM_EXPIRED() from error
        if self.is_new or not hmac.compare_digest(text.encode(), f"form:{self.cookie}".encode()):
            raise FORM_EXPIRED()


def problem_of(error: ApiError | msgspec.ValidationError) -> tuple[str, str]:
    """The field that an error names (empty for none) and what is wrong with it."""
    text = error.message if isinstance(error, ApiError) else str(error)
    match = _FIELD.search(text)
    words = _FIELD.sub("", text).replace("`", "").strip()
    return (match[1] if match else ""), words if words.endswith(".") else f"{words}."


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, object]:
    """Those of the values that differ from before."""
    return {name: value for name, value in after.items() if before.get(name) != value}
