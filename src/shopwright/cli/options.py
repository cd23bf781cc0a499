"""Options of the commands that start a platform, and their conversion to its configuration."""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from cyclopts import Parameter
from cyclopts.validators import Number

from shopwright.platform.core.config import Config

from .addresses import SANDBOX_KEY_VARIABLE
from .data_dir import DEFAULT_FOLDER
from .refusal import RefusedError
from .secret_input import sandbox_key

DATABASE_VARIABLE = "SHOPWRIGHT_DATABASE"

_DEFAULT = Config()

#: Where the data is: the same for each command that opens it.
DataFolder = Annotated[
    Path | None,
    Parameter(help=f"Folder for data, uploads and the master key; {DEFAULT_FOLDER} unless named."),
]
DatabaseUrl = Annotated[
    str | None,
    Parameter(
        env_var=DATABASE_VARIABLE,
        help="PostgreSQL by URL, postgresql://…; needs SHOPWRIGHT_MASTER_KEY (64 hex digits). A password is best left "
        "to the variable or to PGPASSWORD.",
    ),
]


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class StartOptions:
    """How to start a platform."""

    host: Annotated[str, Parameter(help="Address to listen on; any but loopback needs a sandbox key.")] = _DEFAULT.host
    port: Annotated[int, Parameter(validator=Number(gte=0, lte=65535), help="0 takes a free one.")] = _DEFAULT.port
    data: DataFolder = None
    memory: Annotated[
        bool, Parameter(negative="", show_default=False, help="Keep nothing: all is gone when the server stops.")
    ] = False
    database: DatabaseUrl = None
    files: Annotated[
        str | None, Parameter(help="Where uploads are kept, as an fsspec URL; the data folder unless named.")
    ] = None
    region: Annotated[str, Parameter(help="Market of the demo shop, such as US or DE.")] = _DEFAULT.region
    public_url: Annotated[
        str | None, Parameter(help="Address that clients and browsers use, when it differs (behind a proxy).")
    ] = None
    root_path: Annotated[
        str,
        Parameter(
            help="Path prefix below which a proxy publishes it, such as /shop; that of --public-url unless named."
        ),
    ] = ""
    tls: Annotated[
        bool,
        Parameter(negative="", show_default=False, help="Serve over TLS, with a certificate of its own unless given."),
    ] = False
    tls_cert: Annotated[Path | None, Parameter(help="A certificate (PEM, with its chain) to serve over TLS with.")] = (
        None
    )
    tls_key: Annotated[Path | None, Parameter(help="The certificate's key (PEM, without a passphrase).")] = None
    webhook_allow: Annotated[
        tuple[str, ...],
        Parameter(
            consume_multiple=True,
            negative="",
            show_default=False,
            help="Host patterns, such as *.internal, that notifications may go to besides public names, and besides "
            "loopback while the server is bound to it.",
        ),
    ] = ()
    sandbox_key_file: Annotated[
        Path | None,
        Parameter(
            help="A file with the key that callers of /sandbox must send as x-sandbox-key (- is standard input); or "
            f"set {SANDBOX_KEY_VARIABLE}."
        ),
    ] = None
    demo: Annotated[
        bool, Parameter(show_default=False, help="Whether a new GB shop lists the demo products; it does unless told.")
    ] = _DEFAULT.demo
    orders_per_minute: Annotated[
        float,
        Parameter(validator=Number(gte=0, lte=6000), help="How many orders arrive in a GB demo shop; 0 for none."),
    ] = 6

    def to_config(self) -> Config:
        """Convert to the configuration. Raises :class:`RefusedError` for options that exclude each other."""
        if self.memory and self.data is not None:
            raise RefusedError("--memory and --data exclude each other", "leave one of them out")
        if self.memory and self.database:
            raise RefusedError(
                f"--memory and --database (or {DATABASE_VARIABLE}) exclude each other", "leave one of them out"
            )
        self._check_tls()
        config = Config(
            region=checked_region(self.region),
            host=self.host,
            port=self.port,
            folder=None if self.memory else (self.data or DEFAULT_FOLDER).absolute(),
            database=checked_database(self.database),
            files_url=_checked_files(self.files),
            public_url=_checked_public_url(self.public_url),
            root_path=_checked_root_path(self.root_path),
            tls=self.tls or self.tls_cert is not None,
            tls_cert=self.tls_cert.absolute() if self.tls_cert else None,
            tls_key=self.tls_key.absolute() if self.tls_key else None,
            webhook_allow=self.webhook_allow,
            sandbox_key=_checked_key(sandbox_key(self.sandbox_key_file)),
            demo=self.demo,
            orders_per_minute=self.orders_per_minute,
        )
        if not config.is_loopback and config.sandbox_key is None:
            raise RefusedError(
                f"{self.host} can be reached from other machines, and the control API under /sandbox has no key",
                f"set {SANDBOX_KEY_VARIABLE} to a secret of your choice, or leave --host out",
            )
        return config

    def _check_tls(self) -> None:
        if (self.tls_cert is None) != (self.tls_key is None):
            raise RefusedError("--tls-cert and --tls-key belong together", "name both, or --tls alone")
        if self.tls_cert is not None and self.tls_key is not None:
            _checked_context(self.tls_cert, self.tls_key)
        elif self.tls and self.memory:
            raise RefusedError(
                "--tls keeps its certificate in the data folder, and --memory has none",
                "name --tls-cert and --tls-key, or --data in place of --memory",
            )


def _checked_context(certificate: Path, key: Path) -> None:
    """Refuse a certificate and a key that cannot be served with."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password=lambda: "")
    except (OSError, ValueError) as error:  # an error of TLS is an OSError too
        raise RefusedError(
            f"the certificate and its key cannot be used: {error.strerror or type(error).__name__}"
            if isinstance(error, OSError)
            else "the certificate's key cannot be used",
            "name two PEM files that belong together, the key without a passphrase",
        ) from error


def checked_region(name: str) -> str:
    """The code of a market, if there is one of that name."""
    from shopwright.platform.market.regions import all_regions

    codes = [region.code for region in all_regions()]
    code = name.upper()
    if code in codes:
        return code
    remedy = "use GB" if code == "UK" else f"use one of {', '.join(codes)}"
    raise RefusedError(f"there is no region {name!r}", remedy)


def checked_database(url: str | None) -> str | None:
    """The URL, if it names a PostgreSQL database. Refusals do not repeat it: it may hold a password."""
    if not url:
        return None
    if url.partition("://")[0] not in {"postgresql", "postgres"}:
        remedy = "write postgresql://user@host:5432/name; a SQLite file is what --data is for"
        raise RefusedError("the database URL is not one of PostgreSQL", remedy)
    try:
        port = urlsplit(url).port
    except ValueError:
        port = 0
    if port == 0:
        raise RefusedError("the database URL cannot be read", "write postgresql://user@host:5432/name")
    return url


def _checked_files(url: str | None) -> str | None:
    if url is None:
        return None
    from fsspec.core import url_to_fs

    try:
        url_to_fs(url)
    except ImportError as error:
        raise RefusedError("--files names a storage whose driver is not installed", str(error)) from error
    except (ValueError, TypeError, OSError) as error:
        problem = f"--files cannot be used: {type(error).__name__}"
        raise RefusedError(problem, "name a folder or an fsspec URL, such as s3://bucket/folder") from error
    return url


def _checked_public_url(url: str | None) -> str | None:
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or parts.query or parts.fragment or parts.username:
        raise RefusedError("--public-url is not an address to call", "write http(s)://host[:port], without a query")
    return url


def _checked_root_path(path: str) -> str:
    if path and not re.fullmatch(r"(/[A-Za-z0-9._~-]+)+/?", path):
        raise RefusedError("--root-path is not a path", "write /shop, or several parts such as /tools/shop")
    return path


def _checked_key(key: str | None) -> str | None:
    if not key:
        return None
    if not key.isascii() or not key.isprintable() or key != key.strip():
        raise RefusedError(
            "the sandbox key cannot travel in a header", "use ASCII letters, digits and signs, no blanks around"
        )
    return key
