"""The reader's language stands in the address: English at the root, Spanish below `/es`.

An address that is passed on shows the same words to everybody, and no cache has to ask a browser what it prefers.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.addresses import SPANISH, at
from domain.subscriptions import Language

LANGUAGE_KEY = "lookout.language"
"""Where the language of a request stands in its scope."""


def split(path: str) -> tuple[Language, str]:
    """Return the language of an address and the path that is left: (Spanish, `/states`) for `/es/states`."""
    if path == SPANISH:
        return Language.SPANISH, "/"
    if path.startswith(f"{SPANISH}/"):
        return Language.SPANISH, path.removeprefix(SPANISH)
    return Language.ENGLISH, path


class LanguageOfPath:
    """Middleware: takes the language off the address, so that every route is written once for all languages."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on without its language, and keep a redirect in it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        language, path = split(scope["path"])
        scope = {**scope, LANGUAGE_KEY: language, "path": path, "raw_path": _raw_path(scope)}

        async def send_in_language(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                location = headers.get("location", "")
                if location.startswith("/") and split(location)[0] is not language:
                    headers["location"] = at(language, location)
            await send(message)

        await self._app(scope, receive, send_in_language)


def _raw_path(scope: Scope) -> bytes:
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return split(raw.decode("latin-1"))[1].encode("latin-1")
