"""Reads secrets from the environment, a file or a prompt, never from an argument that other users could see."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from .addresses import SANDBOX_KEY_VARIABLE
from .refusal import RefusedError

SECRET_VARIABLE = "SHOPWRIGHT_APP_SECRET"


def app_secret() -> str:
    """The app secret. A prompt asks at the terminal itself, since standard input may be the body."""
    secret = os.environ.get(SECRET_VARIABLE, "").strip() or _prompted()
    if not secret:
        raise RefusedError("there is no app secret", f"type it when asked, or set {SECRET_VARIABLE}")
    return secret


def sandbox_key(file: Path | None) -> str | None:
    """The sandbox key: of a file where one is named, else of the environment."""
    if file is not None:
        return secret_of(file, "sandbox key")
    return os.environ.get(SANDBOX_KEY_VARIABLE) or None


def secret_of(file: Path, what: str) -> str:
    """The secret that a file holds, without blanks around it; ``-`` is standard input."""
    try:
        text = (sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")).strip()
    except OSError as error:
        raise RefusedError(f"the {what} cannot be read from {file}: {error.strerror}", "name a file with it") from error
    except UnicodeDecodeError as error:
        raise RefusedError(f"{file} is not text in UTF-8", f"name a file that holds the {what} alone") from error
    if not text:
        raise RefusedError(f"{file} is empty", f"name a file that holds the {what}")
    return text


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
