"""The second factor: codes of an authenticator app (RFC 6238), and recovery codes that work once."""

from __future__ import annotations

import base64
import hmac
import secrets
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from shopwright.platform.accounts.authorizations_store import hash_secret

STEP_SECONDS, DIGITS = 30, 6

#: How many steps a phone's clock may be off, before and after.
DRIFT = 1

RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_key() -> str:
    """A key of 160 bits, as authenticator apps take it."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def key_address(key: str, email: str) -> str:
    """The address that a QR code carries to an authenticator app."""
    query = urlencode({"secret": key, "issuer": "Shopwright", "digits": DIGITS, "period": STEP_SECONDS})
    return f"otpauth://totp/{quote(f'Shopwright:{email}')}?{query}"


def code_at(key: str, step: int) -> str:
    """The code of a step of 30 seconds."""
    totp = TOTP(base64.b32decode(key), DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303  what every authenticator app speaks
    return totp.generate(step * STEP_SECONDS).decode()


def step_of(key: str, code: str, wall_ms: int, used_step: int) -> int | None:
    """The step that a code is of; ``None`` for a wrong one, and for one that is not newer than the last used."""
    now, given = wall_ms // 1000 // STEP_SECONDS, "".join(code.split())
    for step in range(now - DRIFT, now + DRIFT + 1):
        if step > used_step and hmac.compare_digest(code_at(key, step).encode(), given.encode()):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Codes of 79 bits each, in groups of four."""
    return ["-".join(_letters(4) for _ in range(4)) for _ in range(RECOVERY_CODES)]


def new_mail_code() -> str:
    """A code to be typed from a mail: 39 bits, which five tries do not find."""
    return _letters(8)


def _letters(count: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(count))


def hash_code(code: str) -> str:
    """What is kept of a code: blanks, dashes and capitals do not matter."""
    return hash_secret("".join(letter for letter in code.lower() if letter in _LETTERS))


def qr_path(text: str) -> tuple[int, str]:
    """A QR code as an SVG path on a grid: how wide it is, and its dark modules."""
    from reportlab.graphics.barcode.qr import QrCodeWidget

    code = QrCodeWidget(text, barLevel="M").qr
    code.make()
    size = code.getModuleCount()
    dark = [f"M{x} {y}h1v1h-1z" for y in range(size) for x in range(size) if code.isDark(y, x)]
    return size, "".join(dark)
