"""Reads secrets from the environment or a prompt, never from an argument that other users could see."""

from __future__ import annotations

import os

from .refusal import RefusedError

SECRET_VARIABLE = "SHOPWRIGHT_APP_SECRET"


def app_secret() -> str:
    """The app secret. A prompt asks at the terminal itself, since standard input may be the body."""
    secret = os.environ.get(SECRET_VARIABLE, "").strip() or _prompted()
    if not secret:
        raise RefusedError("there is no app secret", f"type it when asked, or set {SECRET_VARIABLE}")
    return secret


def _prompted() -> str:
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError as error:
        raise RefusedError("there is no app secret, and no terminal to ask at", f"set {SECRET_VARIABLE}") from error
    from getpass import getpass

    try:
        return getpass("App secret: ").strip()
    except EOFError:
        return ""
