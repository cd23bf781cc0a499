"""``Business`` and ``AsyncBusiness``: uploads to TikTok's Business API, or to a platform's."""

from __future__ import annotations

import msgspec

from shopwright import decoders
from shopwright.client.core.effects import Flow, send, work
from shopwright.client.core.http import AsyncTransport, HttpReply, Transport, TransportFailure
from shopwright.client.core.parse_reply import Envelope, parse_envelope, retry_after
from shopwright.client.core.shells import AsyncShell, SyncShell
from shopwright.client.errors import (
    HIDE_FRAMES,
    ApiCallError,
    ArgumentError,
    InvalidCall,
    NoReply,
    RateLimited,
    ScopeError,
    ServerTrouble,
    TokenError,
    UnreadableReply,
)

from .upload import OPERATION, AudienceUpload, token_problems

__tracebackhide__ = HIDE_FRAMES

#: TikTok's own Business API.
TIKTOK_BUSINESS = "https://business-api.tiktok.com"

_CLASSES: dict[int, type[ApiCallError]] = {
    40001: ScopeError,
    40002: InvalidCall,
    40100: RateLimited,
    40105: TokenError,
    50000: ServerTrouble,
}
_REMEDIES = {
    40001: "Use a token of the account that the advertiser id belongs to.",
    40002: "Correct what the message names: AudienceUpload.validate() tells it before anything is sent.",
    40100: "Wait, and send it again.",
    40105: "Get a new access token.",
}


class _Data(msgspec.Struct):
    file_path: str


class _Base:
    def __init__(self, access_token: str, base_url: str) -> None:
        problems = token_problems(access_token)
        if not base_url.startswith(("http://", "https://")):
            problems.append("base_url must begin with http:// or https://")
        if problems:
            raise ArgumentError(type(self).__name__, problems)
        self._token = access_token
        self.base_url = base_url

    def _upload(self, upload: AudienceUpload) -> Flow[str]:
        """Check and send a file, once: a second try could keep it twice."""
        if problems := (yield from work(upload.validate)):
            raise ArgumentError(OPERATION, problems)
        request = yield from work(lambda: upload.request(self.base_url, self._token))
        try:
            reply = yield from send(request)
        except TransportFailure as failure:
            raise NoReply(
                f"{OPERATION}: {failure}", was_sent=failure.was_sent, remedy=failure.remedy or "Send it again."
            ) from failure
        envelope = parse_envelope(reply, OPERATION)
        if envelope.code or reply.status >= 300:
            raise _refused(envelope, reply)
        try:
            return decoders.convert(envelope.data, _Data).file_path
        except msgspec.ValidationError as error:
            raise UnreadableReply(f"{OPERATION}: the reply holds no file_path: {error}", was_sent=True) from error


def _refused(envelope: Envelope, reply: HttpReply) -> ApiCallError:
    return _CLASSES.get(envelope.code, ApiCallError)(
        envelope.code,
        envelope.message or "",
        operation=OPERATION,
        request_id=envelope.request_id or "",
        http_status=reply.status,
        retry_after=retry_after(reply.headers),
        remedy=_REMEDIES.get(envelope.code, "Send it again; if it fails again, ask with the request id."),
    )


class Business(_Base):
    """Uploads for an advertiser. ``base_url``: ``TIKTOK_BUSINESS``, or the address of a platform."""

    def __init__(self, access_token: str, *, base_url: str, transport: Transport | None = None) -> None:
        super().__init__(access_token, base_url)
        if transport is None:
            from shopwright.client.transport.pool import Urllib3Transport

            transport = Urllib3Transport()
        self._shell = SyncShell(transport)

    def upload(self, upload: AudienceUpload) -> str:
        """Check and send a file; its path, by which audiences are made. ``ArgumentError`` where a check fails."""
        return self._shell.run(self._upload(upload))

    def close(self) -> None:
        """Close the connections."""
        self._shell.transport.close()


class AsyncBusiness(_Base):
    """``Business`` for asyncio."""

    def __init__(self, access_token: str, *, base_url: str, transport: AsyncTransport | None = None) -> None:
        super().__init__(access_token, base_url)
        if transport is None:
            from shopwright.client.transport.session import AiohttpTransport

            transport = AiohttpTransport()
        self._shell = AsyncShell(transport)

    async def upload(self, upload: AudienceUpload) -> str:
        """As ``Business.upload``."""
        return await self._shell.run(self._upload(upload))

    async def close(self) -> None:
        """Close the connections."""
        await self._shell.finish()
        await self._shell.transport.close()
