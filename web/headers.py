"""The headers that every answer carries, errors and refusals included."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
_TWO_YEARS_SECONDS = 63_072_000


def security_headers(*, secure_site: bool) -> dict[str, str]:
    """Return the headers for every answer; HSTS only where the site is served over https."""
    headers = {
        "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }
    if secure_site:
        headers["Strict-Transport-Security"] = f"max-age={_TWO_YEARS_SECONDS}"
    return headers


class SecurityHeaders:
    """Outermost middleware: adds the headers to every answer that does not set its own."""

    def __init__(self, app: ASGIApp, *, secure_site: bool) -> None:
        self._app = app
        self._headers = security_headers(secure_site=secure_site)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the answer's headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
