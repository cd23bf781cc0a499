"""Explains errors of starting a platform or opening its data, each with a remedy."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

from shopwright.extras import require
from shopwright.platform.core.config import Config

from .refusal import RefusedError


@contextmanager
def explain_startup_errors(config: Config) -> Iterator[None]:
    """Turn errors that a user can mend into :class:`RefusedError`; all others pass, as they are defects."""
    import sqlite3

    if config.database is not None:
        require("a PostgreSQL database", "postgres")
    from alembic.util import CommandError
    from sqlalchemy.exc import SQLAlchemyError

    from shopwright.platform.clock.scheduler import NoHandlerError
    from shopwright.platform.database.encryption import MasterKeyError

    try:
        yield
    except MasterKeyError as error:
        raise _wrong_key(config, error) from error
    except CommandError as error:
        remedy = "use that version or a newer one, or start with other data"
        raise RefusedError("the data was written by another version of Shopwright", remedy) from error
    except NoHandlerError as error:
        remedy = "use the version that planned them, or start with other data"
        raise RefusedError(f"the data cannot be run by this version: {error}", remedy) from error
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise _database(config, error) from error
    except OSError as error:
        raise _system(config, error) from error


def _wrong_key(config: Config, error: Exception) -> RefusedError:
    from shopwright.platform.database.encryption import MASTER_KEY_VARIABLE

    if config.database is not None and not os.environ.get(MASTER_KEY_VARIABLE):
        remedy = f"set it, and keep it: export {MASTER_KEY_VARIABLE}=$(openssl rand -hex 32)"
        return RefusedError(f"a database needs a master key in {MASTER_KEY_VARIABLE}", remedy)
    if config.database is not None:
        remedy = f"set {MASTER_KEY_VARIABLE} to the 64 hex digits that this database was first started with"
    else:
        remedy = (
            f"put back {config.folder}/master.key, or set {MASTER_KEY_VARIABLE}, as it was when the data was written;"
            " without it, start anew with another --data folder"
        )
    return RefusedError(str(error), remedy)


def _database(config: Config, error: Exception) -> RefusedError:
    detail = str(getattr(error, "orig", None) or error).strip().split("\n", 1)[0]
    if config.database is None:
        remedy = "name another folder with --data, or restore this one from a copy"
        return RefusedError(f"{config.folder}/shop.db cannot be opened: {detail}", remedy)
    parts = urlsplit(config.database)
    for secret in (parts.password, *parse_qs(parts.query).get("password", ())):
        detail = detail.replace(secret, "***") if secret else detail
    remedy = f"check the URL, and that the server at {parts.hostname or 'its socket'} runs and has the database"
    return RefusedError(f"the database cannot be opened: {detail}", remedy)


def _system(config: Config, error: OSError) -> RefusedError:
    if isinstance(error, socket.gaierror):
        return RefusedError(
            f"the host {config.host} is not known", "leave --host out, or give an address of this machine"
        )
    if error.errno == errno.EADDRINUSE:
        remedy = f"stop what listens there, or choose another: --port {config.port % 65535 + 1} (0 takes a free one)"
        return RefusedError(f"port {config.port} is in use", remedy)
    if error.errno == errno.EADDRNOTAVAIL:
        return RefusedError(f"{config.host} is not an address of this machine", "leave --host out, or give one that is")
    if error.filename is None and error.errno == errno.EACCES:
        return RefusedError(f"port {config.port} may not be opened by this user", "choose one above 1023 with --port")
    if error.filename is None:
        return RefusedError(f"cannot start: {error.strerror}", "leave --host and --port out, or give others")
    remedy = "make it readable and writable for this user, or name another folder with --data"
    return RefusedError(f"cannot open {error.filename}: {error.strerror}", remedy)
