"""How a platform is started; nothing here changes while it runs."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class ConfigError(Exception):
    """The start options do not fit together."""


class Config(Struct, frozen=True, kw_only=True):
    """Start options.

    ``folder`` keeps data, files and the master key; without it and without ``database`` all lives in memory.
    ``files_url`` is an fsspec URL for uploads (default: a folder beside the data). ``webhook_allow`` holds host
    patterns that may be called besides public names, and besides loopback while nobody else can reach the server.
    ``root_path`` is the prefix below which a proxy publishes us (``/shop``), that of ``public_url`` unless named.
    ``tls`` serves over TLS: with ``tls_cert`` and ``tls_key``, or a certificate of its own in ``folder``.
    ``key_seed`` fixes keys and tokens. ``orders_per_minute``: how fast the order history that
    ships arrives in a GB demo shop.
    """

    region: str = "GB"
    host: str = "127.0.0.1"
    port: int = 8600
    folder: Path | None = None
    database: str | None = None
    files_url: str | None = None
    public_url: str | None = None
    root_path: str = ""
    tls: bool = False
    tls_cert: Path | None = None
    tls_key: Path | None = None
    webhook_allow: tuple[str, ...] = ()
    sandbox_key: str | None = None
    demo: bool = True
    max_json_bytes: int = 4 * 1024 * 1024
    max_upload_bytes: int = 101 * 1024 * 1024
    requests_per_second: int | None = None
    orders_per_minute: float = 0

    @property
    def is_loopback(self) -> bool:
        return self.host in _LOOPBACK

    @property
    def scheme(self) -> str:
        return "https" if self.tls else "http"

    @property
    def certificate(self) -> Path | None:
        """The certificate that is served with, which clients are to trust; ``None`` without TLS."""
        own = self.folder / "tls" / "certificate.pem" if self.folder is not None else None
        return (self.tls_cert or own) if self.tls else None

    @property
    def certificate_key(self) -> Path | None:
        own = self.folder / "tls" / "key.pem" if self.folder is not None else None
        return (self.tls_key or own) if self.tls else None

    @property
    def prefix(self) -> str:
        """Where our paths begin for those who come through a proxy: ``""``, or ``/shop``."""
        return self.root_path.rstrip("/") or urlsplit(self.public_url or "").path.rstrip("/")

    @property
    def webhook_hosts(self) -> tuple[str, ...]:
        """Patterns of the hosts that notifications may go to besides public names.

        Loopback is among them only while the server itself is there: others could make it call this machine's services.
        """
        return (*_LOOPBACK, *self.webhook_allow) if self.is_loopback else self.webhook_allow

    def check(self) -> None:
        """:class:`ConfigError` where others could reach the control API without a key."""
        if self.sandbox_key is not None and not self.sandbox_key.strip():
            raise ConfigError("the sandbox key is empty")
        if self.tls and (self.certificate is None or self.certificate_key is None):
            raise ConfigError("TLS without a folder needs a certificate and its key")
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ConfigError("a certificate and its key belong together")
        if not self.is_loopback and self.sandbox_key is None:
            raise ConfigError(
                f"{self.host} can be reached from other machines: set a sandbox key, or serve on 127.0.0.1"
            )

    @property
    def files_address(self) -> str | None:
        """Where uploads go: an fsspec URL or a folder; ``None`` keeps them in memory."""
        if self.files_url is not None:
            return self.files_url
        return str(self.folder / "files") if self.folder is not None else None

    @property
    def in_memory(self) -> bool:
        return self.folder is None and self.database is None
