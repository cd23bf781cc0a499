"""From a typed function to a call of the control API.

A function says by its parameters what it needs: ``body`` and ``query`` (decoded into their Structs), the names in
braces in its path, ``tx`` (a transaction, a writing one unless the method is GET), ``services`` and ``request``. It
returns the Struct that becomes the reply's data, or a response of its own, or raises a named error.
"""

from __future__ import annotations

import inspect
import logging
import re
from collections.abc import Callable, Mapping
from typing import Any, cast, get_type_hints

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from shopwright import decoders
from shopwright.platform.core.services import Services
from shopwright.platform.database.store import Store
from shopwright.wire.errors import ApiError

from .replies import BAD_REQUEST, INTERNAL, TOO_LARGE, failure, success

log = logging.getLogger("shopwright.platform")

_GIVEN = frozenset({"tx", "services", "request", "body", "query"})


class Endpoint:
    """One method of one path."""

    def __init__(self, method: str, path: str, function: Callable[..., Any]) -> None:
        self.method, self.path, self.function = method, path, function
        self.path_names = tuple(re.findall(r"{(\w+)}", path))
        self._pattern = re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path))
        hints = get_type_hints(function, include_extras=True)
        self.reply: Any = hints.pop("return")
        self.body: Any = hints.get("body")
        self.query: Any = hints.get("query")
        self.takes = frozenset(hints)
        if self.takes - _GIVEN != set(self.path_names):
            raise TypeError(f"{function.__name__} and {path} differ in their parameters")

    async def answer(self, services: Services, request: Request) -> Response:
        """Answer one request. Never raises."""
        try:
            arguments = {"services": services, "request": request, **self._path(request)}
            arguments["query"] = self._read_query(request)
            arguments["body"] = await self._read_body(request, services.config.max_json_bytes)
            result = await self._run(services, {name: arguments[name] for name in self.takes - {"tx"}})
        except ApiError as error:
            return failure(error.error, error.message)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it
        except Exception:
            log.exception("%s %s failed", self.method, self.path)
            return failure(INTERNAL, INTERNAL.message)
        if self.method != "GET":
            services.wake()
        return result if isinstance(result, Response) else success(result)

    def match(self, path: str) -> dict[str, str] | None:
        """What stands in a path in the places of our names; nothing where it is another path."""
        fits = self._pattern.fullmatch(path)
        return fits.groupdict() if fits else None

    async def call(
        self, services: Services, names: Mapping[str, str], body: Mapping[str, object]
    ) -> Mapping[str, object]:
        """Answer a call from inside the platform: the data of the reply. Raises ``ApiError``."""
        given: dict[str, object] = {"services": services, "query": None, "body": None, **names}
        if self.body is not None:
            given["body"] = _checked(lambda: decoders.convert(body, self.body))
        result = await self._run(services, {name: given[name] for name in self.takes - {"tx"}})
        if self.method != "GET":
            services.wake()
        return cast("Mapping[str, object]", msgspec.to_builtins(result))

    async def _run(self, services: Services, arguments: dict[str, object]) -> object:
        if inspect.iscoroutinefunction(self.function):
            return await self.function(**arguments)
        if "tx" in self.takes:
            return await services.run(lambda: self._in_transaction(services.store, arguments))
        return await services.run(lambda: self.function(**arguments))

    def _in_transaction(self, store: Store, arguments: dict[str, object]) -> object:
        if self.method == "GET":
            with store.read() as tx:
                return self.function(tx=tx, **arguments)
        return store.write_retrying(lambda tx: self.function(tx=tx, **arguments))

    def _path(self, request: Request) -> dict[str, str]:
        parameters = {name: str(request.path_params[name]) for name in self.path_names}
        return {name: _clean(name, value) for name, value in parameters.items()}

    def _read_query(self, request: Request) -> object:
        parameters = {_clean(name, name): _clean(name, value) for name, value in request.query_params.items()}
        if self.query is not None:
            return _checked(lambda: decoders.convert(parameters, self.query, strict=False))
        if parameters:
            raise BAD_REQUEST(reason=f"The path takes no query parameter `{next(iter(parameters))}`.")
        return None

    async def _read_body(self, request: Request, limit: int) -> object:
        raw = b""
        async for chunk in request.stream():
            raw += chunk
            if len(raw) > limit:
                raise TOO_LARGE(limit=limit)
        if self.body is None:
            if raw.strip() not in {b"", b"{}"}:
                raise BAD_REQUEST(reason="The call takes no body.")
            return None
        if b"\\u0000" in raw:
            raise BAD_REQUEST(reason="The body contains a NUL character.")
        return _checked(lambda: decoders.decode(raw or b"{}", type=self.body))


def _clean(name: str, value: str) -> str:
    if "\0" in value:
        raise BAD_REQUEST(reason=f"{name!r} contains a NUL character.")
    return value


def _checked(decode: Callable[[], object]) -> object:
    try:
        return decode()
    except msgspec.ValidationError as error:
        raise BAD_REQUEST(reason=f"{error}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BAD_REQUEST(reason=f"The body is not JSON: {error}.") from error
