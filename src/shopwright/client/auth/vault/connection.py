"""A connection to Vault's key-value store, version 2."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import msgspec

from shopwright import decoders
from shopwright.client.core.http import HttpReply, HttpRequest, Transport, TransportFailure
from shopwright.client.core.options import Clock, SystemClock
from shopwright.client.errors import ArgumentError, VaultError

from .refusals import CONFLICT, not_vault, not_version_2, refusal
from .session import AppRole, Session

if TYPE_CHECKING:
    from urllib3 import PoolManager

#: How often a call is tried, the seconds between, and the answers after which it is tried again. A write that arrived
#: though its answer was lost does no harm: the next try finds the version changed.
_TRIES, _PAUSE = 3, 0.3
_PASSING = frozenset({412, 429, 500, 502, 504})


class AppCredentials(msgspec.Struct, frozen=True, kw_only=True):
    """What identifies an app, as Partner Center shows it."""

    app_key: str
    app_secret: str
    service_id: str = ""

    def __repr__(self) -> str:
        return f"AppCredentials(app_key={self.app_key!r}, app_secret=[redacted], service_id={self.service_id!r})"


def app_path(path: str) -> str:
    """Where an app's key and secret lie, beside the tokens that are kept below a path."""
    return f"{path.strip('/')}/app"


class Secret(msgspec.Struct, frozen=True, kw_only=True):
    """A secret as it was read: ``version`` is 0 where there never was one, ``data`` None where there is none now.

    ``age``: seconds since this version was written, by Vault's clock.
    """

    version: int = 0
    data: dict[str, Any] | None = None
    age: float = 0.0

    def __repr__(self) -> str:
        return f"Secret(version={self.version}, [redacted])"


class Vault:
    """HashiCorp Vault (or OpenBao) at an address, with a KV engine of version 2 at ``mount``.

    One of ``token`` and ``app_role`` logs in. ``ca_file``: the authority that signed Vault's certificate, in PEM.
    ``timeout``: seconds for each exchange; what fails in passing is tried three times. Any number of threads may
    use it. Every failure is a ``VaultError``; none holds a secret.
    """

    def __init__(
        self,
        address: str,
        *,
        token: str | None = None,
        app_role: AppRole | None = None,
        namespace: str | None = None,
        mount: str = "secret",
        ca_file: str | os.PathLike[str] | None = None,
        timeout: float = 10.0,
        clock: Clock | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        problems = []
        if not address.startswith(("http://", "https://")):
            problems.append("address must begin with http:// or https://")
        if bool(token) == bool(app_role):
            problems.append("one of token and app_role is needed, and not both")
        if ca_file is not None and not Path(ca_file).is_file():
            problems.append(f"ca_file: there is no file {os.fspath(ca_file)}")
        if problems:
            raise ArgumentError("Vault", problems)
        self.address = address.rstrip("/")
        self.mount = mount.strip("/")
        self._headers = {"x-vault-request": "true", **({"x-vault-namespace": namespace} if namespace else {})}
        self._timeout = timeout
        self._pause = pause
        self._transport: Transport = _transport(ca_file)
        self._session = Session(token or app_role or "", self._done, (clock or SystemClock()).monotonic)

    @classmethod
    def from_env(cls) -> Self:
        """Vault as its own programs find it.

        ``VAULT_ADDR``, and ``VAULT_TOKEN`` or ``VAULT_ROLE_ID`` with ``VAULT_SECRET_ID``; if they are set,
        ``VAULT_NAMESPACE``, ``VAULT_CACERT`` and ``VAULT_MOUNT``.
        """
        given = {name: os.environ.get(f"VAULT_{name}", "").strip() for name in _VARIABLES}
        role = AppRole(role_id=given["ROLE_ID"], secret_id=given["SECRET_ID"]) if given["ROLE_ID"] else None
        if not given["ADDR"] or not (given["TOKEN"] or (role and role.secret_id)):
            needed = "VAULT_ADDR, and VAULT_TOKEN or VAULT_ROLE_ID with VAULT_SECRET_ID"
            raise ArgumentError("Vault.from_env", [f"the environment misses {needed}"])
        return cls(
            given["ADDR"],
            token=given["TOKEN"] or None,
            app_role=None if given["TOKEN"] else role,
            namespace=given["NAMESPACE"] or None,
            mount=given["MOUNT"] or "secret",
            ca_file=given["CACERT"] or None,
        )

    def __repr__(self) -> str:
        return f"Vault({self.address!r}, mount={self.mount!r})"

    def read(self, path: str) -> Secret:
        """The newest version of a secret."""
        reply = self._asked("GET", self._data(path), None)
        body = _body(reply)
        if reply.status == 404 and not (body.get("data") or body.get("errors")):
            return Secret()
        if reply.status not in (200, 404) or not body.get("data"):
            raise refusal(reply.status, body.get("errors") or (), f"GET {self._data(path)}")
        metadata = body["data"].get("metadata")
        if not isinstance(metadata, dict):
            raise not_version_2(self.mount)
        age = (_date(reply) - datetime.fromisoformat(metadata["created_time"])).total_seconds()
        return Secret(version=metadata["version"], data=body["data"]["data"], age=age)

    def write(self, path: str, data: Mapping[str, object], *, version: int) -> int | None:
        """Write a secret whose newest version is this one (0: it is new). Returns the new version, or None."""
        reply = self._asked("POST", self._data(path), {"options": {"cas": version}, "data": data})
        if reply.status == 204:
            raise not_version_2(self.mount)
        body = _body(reply)
        if reply.status == 400 and CONFLICT in " ".join(body.get("errors") or ()):
            return None
        if reply.status != 200:
            raise refusal(reply.status, body.get("errors") or (), f"POST {self._data(path)}")
        written: int = body["data"]["version"]
        return written

    def destroy(self, path: str) -> None:
        """Remove a secret with all its versions."""
        self._asked_for("DELETE", f"{self.mount}/metadata/{path}")

    def names(self, path: str) -> list[str]:
        """The names of the secrets below a path."""
        body = self._asked_for("GET", f"{self.mount}/metadata/{path}?list=true", may_miss=True)
        return list((body.get("data") or {}).get("keys") or ())

    def app_credentials(self, path: str = "shopwright/app") -> AppCredentials:
        """App key, app secret and, if it is there, service id, as a secret with fields of these names holds them."""
        data = self.read(path).data
        if data is None:
            raise VaultError(
                f"Vault has no secret {path!r} in {self.mount!r}.",
                remedy=f"Put it there: vault kv put -mount={self.mount} {path} app_key=… app_secret=- service_id=…",
            )
        missing = [name for name in ("app_key", "app_secret") if not isinstance(data.get(name), str) or not data[name]]
        if missing:
            raise VaultError(
                f"Vault's secret {path!r} misses {' and '.join(missing)}.",
                remedy="Give it the fields app_key, app_secret and service_id, as Partner Center shows them.",
            )
        return AppCredentials(**{name: str(data[name]) for name in _APP_FIELDS if data.get(name)})

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def _data(self, path: str) -> str:
        return f"{self.mount}/data/{path}"

    def _asked_for(self, method: str, path: str, *, may_miss: bool = False) -> dict[str, Any]:
        """The body of a reply, which must be a success; nothing found is one where it ``may_miss``."""
        reply = self._asked(method, path, None)
        body = _body(reply)
        if reply.status >= 300 and not (may_miss and reply.status == 404 and not body.get("errors")):
            raise refusal(reply.status, body.get("errors") or (), f"{method} {path}")
        return body

    def _asked(self, method: str, path: str, body: object) -> HttpReply:
        """Send a call with the session's token, and once more with another where it was refused."""
        token = self._session.token()
        reply = self._sent(method, path, body, token)
        if reply.status == 403 and self._session.replace(token):
            reply = self._sent(method, path, body, self._session.token())
        return reply

    def _done(self, method: str, path: str, body: object, token: str | None) -> Mapping[str, Any]:
        """A call of the session itself."""
        reply = self._sent(method, path, body, token)
        answer = _body(reply)
        if reply.status != 200:
            raise refusal(reply.status, answer.get("errors") or (), f"{method} {path}")
        return answer

    def _sent(self, method: str, path: str, body: object, token: str | None) -> HttpReply:
        headers = {**self._headers, **({"x-vault-token": token} if token else {})}
        content = None if body is None else msgspec.json.encode(body)
        request = HttpRequest(method, f"{self.address}/v1/{path}", headers, content, self._timeout)
        for wait in (*(_PAUSE * number for number in range(1, _TRIES)), None):
            try:
                reply = self._transport.send(request)
            except TransportFailure as failure:
                if wait is None or failure.remedy:
                    raise VaultError(
                        f"Vault at {self.address} cannot be reached: {failure}",
                        remedy=failure.remedy or "Check the address (VAULT_ADDR), and that Vault is running.",
                    ) from failure
            else:
                if wait is None or reply.status not in _PASSING:
                    break
            self._pause(wait)
        return reply


_VARIABLES = ("ADDR", "TOKEN", "ROLE_ID", "SECRET_ID", "NAMESPACE", "CACERT", "MOUNT")
_APP_FIELDS = ("app_key", "app_secret", "service_id")


def _transport(ca_file: str | os.PathLike[str] | None) -> Transport:
    from shopwright.client.transport.pool import Urllib3Transport

    pool: PoolManager | None = None
    if ca_file is not None:
        import urllib3

        pool = urllib3.PoolManager(maxsize=16, ca_certs=os.fspath(ca_file))
    return Urllib3Transport(pool)


def _body(reply: HttpReply) -> dict[str, Any]:
    """The JSON object of a reply; none where it has no body."""
    if not reply.body:
        return {}
    try:
        return decoders.decode(reply.body, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise not_vault("a call", reply.status) from error


def _date(reply: HttpReply) -> datetime:
    """The server's time."""
    header = reply.headers.get("date")
    return parsedate_to_datetime(header) if header else datetime.now(UTC)
