"""Answers of the programming interface may be read by scripts of any origin."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_VERSION_PATH = "/api/v1"


class OpenToAll:
    """Lets scripts of any origin read the answers. The data is public, and there is nothing to be logged in to."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; what only reads may be read by all."""
        is_open = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} and _in_version(scope["path"])

        async def send_open(message: Message) -> None:
            if is_open and message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Access-Control-Allow-Origin"] = "*"
                headers["Access-Control-Expose-Headers"] = "ETag"
            await send(message)

        await self._app(scope, receive, send_open)


def _in_version(path: str) -> bool:
    return path == _VERSION_PATH or path.startswith(f"{_VERSION_PATH}/")
