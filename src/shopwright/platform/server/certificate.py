"""The certificate that a platform makes for itself: kept beside its data, made anew before it ends."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from shopwright.platform.core.config import Config
from shopwright.platform.database.atomic_write import replace_file

#: Browsers refuse certificates that hold for more than 398 days.
_DAYS, _RENEWED_DAYS = 397, 30

_LOCAL = ("localhost", "127.0.0.1", "::1")


def prepare(config: Config) -> None:
    """Make the platform's own certificate where it has none that holds, and check that what is to be used can be used.

    Raises ``OSError`` (``ssl.SSLError`` among them) for files that cannot be read or do not belong together.
    """
    if config.certificate is None or config.certificate_key is None:
        return
    if config.tls_cert is None:
        _make(config.certificate, config.certificate_key, _hosts(config))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(config.certificate, config.certificate_key, password=lambda: "")


def write_bundle(certificate: Path, bundle: Path) -> None:
    """Write the system's authorities and a certificate into one file, for programs that call others too."""
    system = ssl.get_default_verify_paths().cafile
    text = Path(system).read_text(encoding="utf-8", errors="replace") if system else ""
    replace_file(bundle, f"{text.rstrip()}\n{certificate.read_text()}".lstrip().encode(), 0o644)


def _make(certificate: Path, key: Path, hosts: list[str]) -> None:
    if certificate.exists() and key.exists() and _holds(certificate, hosts):
        return
    certificate.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Shopwright on this machine")])
    now = datetime.now(UTC)
    public = private.public_key()
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=_DAYS))
        .add_extension(x509.SubjectAlternativeName([_general_name(host) for host in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)  # it vouches for nothing else
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(private, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private_bytes = private.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    replace_file(key, private_bytes, 0o600)
    replace_file(certificate, built.public_bytes(pem), 0o644)


def _holds(certificate: Path, hosts: list[str]) -> bool:
    """Whether a certificate still holds for a while, for all these hosts."""
    try:
        known = x509.load_pem_x509_certificate(certificate.read_bytes())
        names = known.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound):
        return False
    lasts = known.not_valid_after_utc > datetime.now(UTC) + timedelta(days=_RENEWED_DAYS)
    return lasts and {_general_name(host) for host in hosts} <= set(names)


def _hosts(config: Config) -> list[str]:
    public = urlsplit(config.public_url or "").hostname
    hosts = [*_LOCAL, config.host, *([public] if public else [])]
    return [host for host in dict.fromkeys(hosts) if host not in ("0.0.0.0", "::")]


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host.encode("idna").decode())
